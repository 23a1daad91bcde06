//! The front door, and one's own page.

use peiban_core::text::Language;
use peiban_core::user::{Permission, Role};
use rocket::response::Redirect;
use rocket::{get, uri};
use rocket_dyn_templates::Template;
use serde::Serialize;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Shell, SignedIn, home};
use crate::pages::accounts::{setup, users};

/// Sends everybody to where her work is.
#[get("/")]
pub async fn front(person: Option<&SignedIn>, db: &Db) -> Result<Redirect, Error> {
    let Some(person) = person else { return Ok(Redirect::to("/sign-in")) };
    let organisation = db.read().await?.organisation().await?;
    let to = if organisation.is_none() && person.may(Permission::ManageUsers) {
        uri!(setup::new).to_string()
    } else {
        home(person).to_owned()
    };
    Ok(Redirect::to(to))
}

/// What one's own page shows.
#[derive(Serialize)]
pub(super) struct Page {
    name: String,
    account: String,
    roles: Vec<(Role, String)>,
    changed: bool,
}

pub(super) async fn page(person: &SignedIn, language: Language, db: &Db) -> Result<Page, Error> {
    let mut read = db.read().await?;
    let account = read.account(person.user()).await?.ok_or(Error::NotFound)?;
    let roles = read.roles_held_by(person.user()).await?;
    let roles = roles.into_iter().map(|one| {
        let area = users::area_name(language, &one.area_zh, &one.area_en);
        (one.role, area)
    });
    Ok(Page { name: account.display_name, account: account.name, roles: roles.collect(), changed: false })
}

/// One's own page: name, roles, a new password and signing out.
#[get("/me?<changed>")]
pub async fn me(changed: Option<&str>, person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    let page = page(person, shell.lang, db).await?;
    Ok(shell.page("home/me.html", Page { changed: changed.is_some(), ..page }))
}
