//! Whatever failed, as JSON by RFC 9457.

use peiban_core::text::{MessageKey, tell};
use rocket::http::{ContentType, Header, Status};
use rocket::serde::json::serde_json;
use rocket::{Request, Responder, catch};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{AtField, Told};
use crate::guard::language_of;
use crate::pages::problem::title;

/// Why a request failed. Codes are stable; titles are for people, in their language.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code tells problems apart.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// In the language that the user chose, else that `Accept-Language` asks for.
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// See `docs/api.md`.
    pub code: String,
    /// Which field is meant, if one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Which rule the field breaks, if it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// Statuses that any route may answer: with what they mean, and whether those have them that only read.
pub const STATUSES: [(u16, &str, bool); 13] = [
    (400, "The body is no JSON", false),
    (401, "No sign-in, or a token that does not work", true),
    (403, "A cookie without the token of its sign-in", false),
    (404, "Not there, or not in scope", true),
    (412, "Changed since the version of If-Match", false),
    (413, "The body is too large", false),
    (415, "The body is of another kind", false),
    (422, "A rule or a field; the code says which", true),
    (429, "Too many tries; Retry-After says how long", true),
    (500, "Our fault", true),
    (503, "Too busy; try again", true),
    (507, "The disk is full", false),
    (408, "The body did not arrive", false),
];

/// The word of a status that nothing else is known of.
fn word(status: Status) -> &'static str {
    match status.code {
        400 => "bad_request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        408 => "timeout",
        412 => "changed",
        413 => "too_large",
        415 => "unsupported_type",
        422 => "unprocessable",
        429 => "wait",
        503 => "unavailable",
        507 => "full",
        _ => "internal",
    }
}

/// What a rule about a field is called: `taken` for `groups-error-code-taken`.
fn name(rule: MessageKey) -> Option<String> {
    rule.0.splitn(4, '-').nth(3).map(str::to_owned)
}

/// A problem as it is sent.
#[derive(Responder)]
pub struct Sent {
    body: String,
    kind: ContentType,
    challenge: Header<'static>,
}

/// Status, title and a stable code; never internals.
#[catch(default)]
pub async fn json(status: Status, request: &Request<'_>) -> (Status, Sent) {
    let told = request.local_cache(Told::default).0;
    let at = request.local_cache(AtField::default).0.clone();
    let status = if at.is_some() { Status::UnprocessableEntity } else { status }; // an address was turned away
    let rule = told.filter(|_| at.is_some()).and_then(name);
    let problem = Problem {
        kind: "about:blank",
        title: tell(language_of(request).await, told.unwrap_or_else(|| title(status))),
        status: status.code,
        code: told.map_or_else(|| word(status), |key| key.0).to_owned(),
        field: at,
        rule,
    };
    let body = serde_json::to_string(&problem).unwrap_or_default();
    let challenge = match status.code {
        401 => Header::new("WWW-Authenticate", "Bearer"),
        _ => Header::new("Vary", "Accept-Language"),
    };
    (status, Sent { body, kind: ContentType::new("application", "problem+json"), challenge })
}
