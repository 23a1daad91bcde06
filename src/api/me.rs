//! Who is signed in.

use rocket::get;
use rocket::serde::json::{Json, Value, json};

use crate::guard::SignedIn;

/// Name, language and the token that writing requests carry.
#[get("/me")]
pub fn me(person: &SignedIn) -> Json<Value> {
    Json(json!({
        "name": person.display_name(),
        "language": person.language(),
        "csrf": person.csrf(),
    }))
}
