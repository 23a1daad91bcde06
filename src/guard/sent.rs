//! JSON from our own pages.

use peiban_core::actor::Actor;
use peiban_core::text::MessageKey;
use rocket::data::{Data, FromData, Limits, Outcome};
use rocket::http::Status;
use rocket::request::local_cache;
use rocket::serde::json::from_str;
use rocket::{Request, async_trait};
use serde::Deserialize;

use super::signs::{note, unfit};
use super::{Refusal, from_our_pages, person};
use crate::error::Told;

/// JSON from one of our pages, sent by someone who may write.
///
/// A text in it that does not fit refuses the whole, by the field's name; `PARTS` for a body whose handler answers each
/// of its parts for itself.
pub struct Sent<T, const PARTS: bool = false> {
    /// The right to write.
    pub actor: Actor,
    /// What was sent.
    pub value: T,
}

#[async_trait]
impl<'r, T: Deserialize<'r> + 'r, const PARTS: bool> FromData<'r> for Sent<T, PARTS> {
    type Error = Refusal;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self, Refusal> {
        let refused = |why: Refusal| Outcome::Error((why.status(), why));
        let person = match person(request).await {
            Ok(person) => person,
            Err(why) => return refused(why),
        };
        let csrf = request.headers().get_one("X-CSRF-Token").unwrap_or_default();
        let Some(actor) = person.actor(csrf).filter(|_| from_our_pages(request)) else {
            return refused(Refusal::Foreign);
        };
        let most = request.limits().get("json").unwrap_or(Limits::JSON);
        let body = match data.open(most).into_string().await {
            Ok(body) if body.is_complete() => body.into_inner(),
            Ok(_) => return Outcome::Error((Status::PayloadTooLarge, Refusal::Body)),
            Err(_) => return refused(Refusal::Body), // no UTF-8
        };
        if let Some((field, rule)) = unfit(&body).filter(|_| !PARTS) {
            note(request, field, rule);
            return refused(Refusal::Field);
        }
        match from_str(local_cache!(request, body)) {
            Ok(value) => Outcome::Success(Self { actor, value }),
            Err(why) => {
                request.local_cache(|| Told(Some(MessageKey("registers-error-body"))));
                let status = if why.is_data() { Status::UnprocessableEntity } else { Status::BadRequest };
                Outcome::Error((status, Refusal::Body))
            }
        }
    }
}
