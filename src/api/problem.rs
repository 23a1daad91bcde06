//! Whatever failed, as JSON by RFC 9457.

use rocket::http::{ContentType, Status};
use rocket::serde::json::serde_json::json;
use rocket::{Request, catch};

use crate::error::{AtField, Told};

/// Status, title and a stable code; never internals.
#[catch(default)]
pub fn json(status: Status, request: &Request<'_>) -> (Status, (ContentType, String)) {
    let field = request.local_cache(AtField::default).0.as_deref();
    let status = if field.is_some() { Status::UnprocessableEntity } else { status };
    let code = request.local_cache(Told::default).0.map(|key| key.0);
    let title = status.reason_lossy();
    let body =
        json!({ "type": "about:blank", "status": status.code, "title": title, "code": code, "field": field });
    (status, (ContentType::new("application", "problem+json"), body.to_string()))
}
