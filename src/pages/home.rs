//! The front door, and one's own page.

use rocket::response::Redirect;
use rocket::{get, uri};
use rocket_dyn_templates::{Template, context};

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Person, Shell, home};
use crate::pages::{setup, sign_in};

/// Sends everybody to where her work is.
#[get("/")]
pub async fn front(person: Option<&Person>, db: &Db) -> Result<Redirect, Error> {
    let Some(person) = person else { return Ok(Redirect::to(uri!(sign_in::new))) };
    let organisation = db.read().await?.organisation().await?;
    let to = if organisation.is_none() && person.may(peiban_core::user::Permission::ManageUsers) {
        uri!(setup::new).to_string()
    } else {
        home(person).to_owned()
    };
    Ok(Redirect::to(to))
}

/// One's own page: name and sign-out.
#[get("/me")]
pub fn me(person: &Person, shell: Shell) -> Template {
    shell.page("home/me.html", context! { name: person.display_name() })
}
