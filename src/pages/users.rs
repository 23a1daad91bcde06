//! Users within one's areas.

use peiban_core::user::Permission;
use rocket::get;
use rocket_dyn_templates::{Template, context};

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Person, Shell};

/// Everybody who can sign in, with her role and area.
#[get("/users")]
pub async fn index(person: &Person, shell: Shell, db: &Db) -> Result<Template, Error> {
    person.needs(Permission::ManageUsers)?;
    let users = db.read().await?.users_managed_by(person.user()).await?;
    Ok(shell.page("users/index.html", context! { users }))
}
