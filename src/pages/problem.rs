//! Whatever failed, as a page.

use peiban_core::text::MessageKey;
use peiban_core::throttle::Wait;
use rocket::http::{Method, Status};
use rocket::response::Redirect;
use rocket::{Request, Responder, catch};
use rocket_dyn_templates::{Template, context};

use crate::error::{AtField, Told, Waits};
use crate::guard::Shell;

/// A problem, or the way to sign in.
#[derive(Responder)]
pub enum Problem {
    /// The page that says what is wrong.
    Page(Box<Template>),
    /// Somebody has to sign in first.
    SignIn(Box<Redirect>),
}

/// What is wrong, in few words.
pub(crate) fn title(status: Status) -> MessageKey {
    MessageKey(match status.code {
        400 | 408 | 412 | 413 | 415 | 422 => "problem-title-input",
        401 | 403 => "problem-title-forbidden",
        404 => "problem-title-missing",
        429 => "shell-error-wait",
        503 => "problem-title-busy",
        507 => "problem-title-full",
        _ => "problem-title-ours",
    })
}

/// What may have happened, and what became of what was sent.
fn advice(status: Status, request: &Request<'_>) -> Option<MessageKey> {
    let key = match status.code {
        403 => "problem-advice-again",
        404 => missing(request),
        500 => "problem-advice-ours",
        _ => return None,
    };
    Some(MessageKey(key))
}

/// Why a page may not be there: a picture of a code outlives the code.
fn missing(request: &Request<'_>) -> &'static str {
    match request.uri().path().segments().get(0) {
        Some("invitations" | "passwords") => "problem-missing-code",
        Some("j") => "problem-missing-poster",
        _ => "problem-missing-page",
    }
}

/// Shows what is wrong and what to do next; never internals.
#[catch(default)]
pub async fn page(status: Status, request: &Request<'_>) -> (Status, Problem) {
    if status == Status::Unauthorized {
        return (Status::SeeOther, Problem::SignIn(Box::new(Redirect::to("/sign-in"))));
    }
    let told = request.local_cache(Told::default).0;
    let unfit = request.local_cache(AtField::default).0.is_some();
    let status = if unfit { Status::UnprocessableEntity } else { status };
    // An address that cannot be read is no page either; nothing was sent with it.
    let is_read = request.method() == Method::Get && told.is_none();
    let status = if is_read && status == Status::UnprocessableEntity { Status::NotFound } else { status };
    let told = told.or_else(|| advice(status, request));
    let shell = Shell::of(request).await;
    let title = title(status);
    let minutes = request.local_cache(Waits::default).0.map_or(1, Wait::minutes);
    let content = context! { title, told, minutes, code: status.code };
    (status, Problem::Page(Box::new(shell.page("problem.html", content))))
}
