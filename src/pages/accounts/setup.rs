//! The first-run page: who the organisation is, where it works, what it teaches.

use peiban_core::area::AreaCode;
use peiban_core::id::CurriculumId;
use peiban_core::text::{Language, MessageKey, tell};
use peiban_core::user::Permission;
use peiban_store::acts::accounts::SetUpOrganisation;
use rocket::response::Redirect;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::Template;
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Posted, Shell, SignedIn};
use crate::pages::Choice;
use crate::pages::accounts::invitations;

#[derive(Serialize)]
struct Page {
    areas: Vec<Choice>,
    curricula: Vec<Choice>,
}

async fn page(db: &Db, language: Language) -> Result<Page, Error> {
    let mut read = db.read().await?;
    let provinces = read.areas_below(AreaCode::COUNTRY).await?;
    let curricula = read.published_curricula().await?;
    drop(read);
    let country = Choice::new(AreaCode::COUNTRY, tell(language, MessageKey("areas-country")));
    let provinces = provinces.iter().map(|area| Choice::new(area.code, area.name(language)));
    Ok(Page {
        areas: std::iter::once(country).chain(provinces).collect(),
        curricula: curricula
            .iter()
            .map(|curriculum| Choice::new(curriculum.id, curriculum.title(language)))
            .collect(),
    })
}

/// The form, until the organisation is set up.
#[get("/setup")]
pub async fn new(person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    person.needs(Permission::ManageUsers)?;
    Ok(shell.page("accounts/setup/new.html", page(db, shell.lang).await?))
}

/// What the first-run page asks.
#[derive(FromForm)]
pub struct Setup<'v> {
    name: &'v str,
    area: i64,
    curriculum: Uuid,
}

/// Sets the organisation up, then goes on to the first invitation.
#[post("/setup", data = "<form>")]
pub async fn create(person: &SignedIn, mut form: Posted<Setup<'_>>, db: &Db) -> Result<Redirect, Error> {
    person.needs(Permission::ManageUsers)?;
    match set_up(&mut form, db).await {
        Ok(()) => Ok(Redirect::to(uri!(invitations::new))),
        Err(why) => {
            let page = page(db, form.shell().lang).await?;
            Err(form.again(why, "accounts/setup/new.html", page))
        }
    }
}

async fn set_up(form: &mut Posted<Setup<'_>>, db: &Db) -> Result<(), Error> {
    let setup = form.taken()?;
    let area = AreaCode::new(setup.area).map_err(|_| MessageKey("setup-error-area"))?;
    let act =
        SetUpOrganisation { name: setup.name.to_owned(), area, curriculum: CurriculumId(setup.curriculum) };
    Ok(db.act(&form.actor, act).await?)
}
