//! Who asks.

use peiban_core::text::Language;
use peiban_core::user::Permission;
use rocket::get;
use rocket::serde::json::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::words;
use crate::guard::SignedIn;

/// Who asks, and what she may do somewhere.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeAnswer {
    /// What colleagues read.
    pub name: String,
    /// The language she chose, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::language, required = false)]
    pub language: Option<Language>,
    /// What writing requests of a sign-in carry as `X-CSRF-Token`; those with a token of the API need none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csrf: Option<String>,
    /// What her roles allow somewhere; for a token of the API, what it allows of that.
    #[schema(schema_with = words::permissions)]
    pub permissions: Vec<Permission>,
}

/// Who asks.
#[utoipa::path(get, path = "/api/v1/me", tag = "me",
    responses((status = 200, description = "Who asks", body = MeAnswer)))]
#[get("/me")]
pub fn me(person: &SignedIn) -> Json<MeAnswer> {
    let permissions = Permission::ALL.into_iter().filter(|one| person.may(*one)).collect();
    Json(MeAnswer {
        name: person.display_name().to_owned(),
        language: person.language(),
        csrf: person.token().is_none().then(|| person.csrf().to_owned()),
        permissions,
    })
}
