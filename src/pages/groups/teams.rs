//! Who leads and helps a group, and giving it others.

use peiban_core::group::Part;
use peiban_core::id::{GroupId, UserId};
use peiban_core::refused::Refused;
use peiban_core::user::Permission;
use peiban_store::TeamCandidate;
use peiban_store::acts::groups::teams::ChangeTeam;
use rocket::response::Redirect;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::Template;
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Posted, Shell, SignedIn};
use crate::pages::{Choice, groups};

/// What the form shows and offers.
#[derive(Serialize)]
struct Page {
    id: Uuid,
    name: String,
    facilitators: Vec<Choice>,
    lead: Option<UserId>,
    second: Option<UserId>,
    third: Option<UserId>,
}

async fn page(id: Uuid, person: &SignedIn, db: &Db) -> Result<Page, Error> {
    let (user, group, now) = (person.user(), GroupId(id), db.clock().now());
    let mut read = db.read().await?;
    let found = read.group_seen_by((user, Permission::ManageGroups), group, now).await?;
    let name = found.ok_or(Error::NotFound)?.name;
    let team = read.facilitators_of(group).await?;
    let facilitators = choices(&read.team_candidates(group, Some(user)).await?);
    drop(read);
    let of = |part| team.iter().filter(move |one| one.part == part && one.active).map(|one| one.id);
    let mut helpers = of(Part::Co);
    let (second, third) = (helpers.next(), helpers.next());
    Ok(Page { id, name, facilitators, lead: of(Part::Lead).next(), second, third })
}

/// Each by name; two of one name also by the name typed at sign-in.
fn choices(candidates: &[TeamCandidate]) -> Vec<Choice> {
    let choice = |one: &TeamCandidate| {
        let is_twin = |other: &TeamCandidate| other.id != one.id && other.display_name == one.display_name;
        let text = if candidates.iter().any(is_twin) {
            format!("{} · {}", one.display_name, one.name)
        } else {
            one.display_name.clone()
        };
        Choice::new(one.id, text)
    };
    candidates.iter().map(choice).collect()
}

/// The form to give a group another lead or other helpers.
#[get("/groups/<id>/team")]
pub async fn edit(id: Uuid, person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    Ok(shell.page("groups/team.html", page(id, person, db).await?))
}

/// Who leads and helps from today on; every field is text until it is read.
#[derive(FromForm)]
pub struct NewTeam<'v> {
    lead: &'v str,
    second: &'v str,
    third: &'v str,
}

/// Gives a group the team of the form; a refused form comes back as it was chosen.
#[post("/groups/<id>/team", data = "<form>")]
pub async fn change(
    id: Uuid,
    person: &SignedIn,
    mut form: Posted<NewTeam<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let page = page(id, person, db).await?;
    match read_and_change(id, &mut form, db).await {
        Ok(()) => Ok(Redirect::to(uri!(groups::show(id)))),
        Err(why) => Err(form.again(why, "groups/team.html", page)),
    }
}

async fn read_and_change(id: Uuid, form: &mut Posted<NewTeam<'_>>, db: &Db) -> Result<(), Error> {
    let NewTeam { lead, second, third } = form.taken()?;
    let mut read = |text: &str, otherwise| match text.parse::<Uuid>() {
        Ok(user) => Some(UserId(user)),
        Err(_) if text.is_empty() => None,
        Err(_) => {
            form.typed.refused(otherwise);
            None
        }
    };
    let act = ChangeTeam {
        group: GroupId(id),
        lead: read(lead, Refused::at("lead", "groups-error-lead-area")),
        second: read(second, Refused::at("second", "groups-error-second-area")),
        third: read(third, Refused::at("third", "groups-error-third-area")),
    };
    if !form.typed.is_clean() {
        return Err(Error::Fields);
    }
    Ok(db.act(&form.actor, act).await?)
}
