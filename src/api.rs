//! JSON in, JSON out; mirrors the pages. What each route takes and answers is described at `/api/openapi.json`.

pub mod curricula;
pub mod document;
pub mod enrolments;
pub mod facilitators;
pub mod figures;
pub mod groups;
pub mod health;
pub mod me;
mod paging;
pub mod people;
pub mod problem;
pub mod registers;
pub mod reports;
pub mod sessions;
pub mod sites;
pub mod sync;
pub mod tagged;
pub mod telegram_hook;
mod words;

use chrono::NaiveDateTime;
use rocket::request::{FromRequest, Outcome};
use rocket::response::status::Created;
use rocket::serde::json::Json;
use rocket::{Request, async_trait};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::Error;

/// Every handler of `/api/v1`, for the macro `$then`: each is mounted and described.
macro_rules! each {
    ($then:ident) => {
        $then! {
            api::curricula::index,
            api::enrolments::create,
            api::enrolments::index,
            api::enrolments::leave,
            api::facilitators::index,
            api::figures::show,
            api::groups::create,
            api::groups::index,
            api::groups::show,
            api::me::me,
            api::people::consent,
            api::people::index,
            api::people::show,
            api::registers::show,
            api::reports::index,
            api::sessions::cancel,
            api::sessions::index,
            api::sessions::move_it,
            api::sessions::show,
            api::sessions::submit,
            api::sites::create,
            api::sites::index,
            api::sync::sync,
        }
    };
}
pub(crate) use each;

/// What was made.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Made {
    /// Its id.
    pub id: Uuid,
}

/// It is done.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Done {
    /// Always true.
    pub done: bool,
}

/// 201, and where what was made is found.
fn made(room: &str, made: Made) -> Created<Json<Made>> {
    Created::new(format!("/api/v1/{room}/{}", made.id)).body(Json(made))
}

/// A local time as it is sent: `2026-12-01T09:00`.
fn local(field: &'static str, text: &str) -> Result<NaiveDateTime, Error> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").map_err(|_| paging::wrong(field))
}

/// The version that somebody has seen of what she changes; nothing if she does not say.
pub struct IfMatch(Option<String>);

#[async_trait]
impl<'r> FromRequest<'r> for IfMatch {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let tag = request.headers().get_one("If-Match").map(str::trim).filter(|tag| *tag != "*");
        Outcome::Success(Self(tag.map(|tag| tag.trim_matches('"').to_owned())))
    }
}
