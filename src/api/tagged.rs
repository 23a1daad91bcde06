//! Answers with the tag of what they say.

use rocket::Request;
use rocket::http::{Header, Status};
use rocket::response::content::RawJson;
use rocket::response::{self, Responder, Response};
use rocket::serde::json::serde_json;
use serde::Serialize;

use crate::secret;

/// JSON with an `ETag` of its own; 304 without a body for whoever has the same already (`If-None-Match`).
pub struct Tagged<T>(pub T);

impl<'r, T: Serialize> Responder<'r, 'static> for Tagged<T> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let text = serde_json::to_string(&self.0).map_err(|_| Status::InternalServerError)?;
        let hash: String = secret::hash(&text)[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        let tag = format!("\"{hash}\"");
        let known = request.headers().get("If-None-Match").flat_map(|all| all.split(','));
        if known.map(str::trim).any(|one| one == tag || one.strip_prefix("W/") == Some(tag.as_str())) {
            return Ok(Response::build()
                .status(Status::NotModified)
                .header(Header::new("ETag", tag))
                .finalize());
        }
        let mut answer = RawJson(text).respond_to(request)?;
        answer.set_header(Header::new("ETag", tag));
        Ok(answer)
    }
}
