//! Groups in one's scope, and opening one.

pub mod teams;

mod form;

use peiban_core::group::GroupState;
use peiban_core::id::GroupId;
use peiban_core::text::{Language, month_day};
use peiban_core::user::Permission;
use peiban_core::zone::Zone;
use peiban_store::acts::people::enrolments::EnrolFirstInLine;
use peiban_store::list::GroupKey;
use peiban_store::{GroupRow, SessionCard};
use rocket::response::Redirect;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Posted, Shell, SignedIn};
use crate::pages::list::{After, Asked};
use crate::pages::sessions::SessionLine;
pub use form::NewGroup;
pub(super) use form::time;

/// A group as its page and the list show it.
#[derive(Serialize)]
struct GroupLine {
    id: GroupId,
    name: String,
    code: String,
    state: GroupState,
    place: String,
    county: String,
    curriculum: String,
    next: Option<String>,
    people: i64,
    capacity: i64,
}

impl GroupLine {
    fn of(row: GroupRow, language: Language) -> Self {
        let next = row.next_at.map(|at| {
            let local = row.zone.local(at);
            format!("{} {}", month_day(language, local.date()), local.format("%H:%M"))
        });
        Self {
            id: row.id,
            next,
            state: row.state,
            county: language.pick(&row.area_zh, &row.area_en).to_owned(),
            curriculum: language.pick(&row.curriculum_zh, &row.curriculum_en).to_owned(),
            name: row.name,
            code: row.code,
            place: row.site_name,
            people: row.people,
            capacity: row.capacity,
        }
    }
}

/// Groups that one manages or takes registers of.
#[get("/groups?<q>&<after>")]
pub async fn index(
    q: Option<&str>,
    after: Option<After<GroupKey>>,
    person: &SignedIn,
    shell: Shell,
    db: &Db,
) -> Result<Template, Error> {
    let may_open = person.may(Permission::ManageGroups);
    if !may_open {
        person.needs(Permission::TakeRegisters)?;
    }
    let asked = Asked::of("/groups", q, after.as_ref());
    let part = db.read().await?.groups_seen_by(person.user(), db.clock().now(), asked.wanted()).await?;
    let pager = asked.pager(&part, GroupRow::key);
    let groups: Vec<_> = part.rows.into_iter().map(|row| GroupLine::of(row, shell.lang)).collect();
    Ok(shell.page("groups/index.html", context! { groups, may_open, pager }))
}

/// The form to open a group.
#[get("/groups/new")]
pub async fn new(person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    person.needs(Permission::ManageGroups)?;
    Ok(shell.page("groups/new.html", form::page(person, shell.lang, db).await?))
}

/// Opens a group with all its sessions; a refused form comes back as it was typed.
#[post("/groups", data = "<form>")]
pub async fn create(person: &SignedIn, mut form: Posted<NewGroup<'_>>, db: &Db) -> Result<Redirect, Error> {
    person.needs(Permission::ManageGroups)?;
    let new_site = form.value.as_ref().is_some_and(NewGroup::shows_a_site);
    match form::open(&mut form, db).await {
        Ok(id) => Ok(Redirect::to(uri!(show(id.0)))),
        Err(why) => {
            let page = form::page(person, form.shell().lang, db).await?.with_site_fields(new_site);
            Err(form.again(why, "groups/new.html", page))
        }
    }
}

/// One group: who leads it, its sessions, its people.
#[get("/groups/<id>", rank = 2)]
pub async fn show(id: Uuid, person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    let (user, id, now) = (person.user(), GroupId(id), db.clock().now());
    let mut read = db.read().await?;
    let group = read.group_seen_by((user, Permission::TakeRegisters), id, now).await?;
    let group = GroupLine::of(group.ok_or(Error::NotFound)?, shell.lang);
    let team = read.facilitators_of(id).await?;
    let sessions = read.sessions_of(id).await?;
    let may_manage = read.may_on(user, Permission::ManageGroups, id).await?;
    let members = read.members_of(id, Zone::CHINA.day(now)).await?;
    drop(read);
    let line = |card: SessionCard| SessionLine::of(&card, shell.lang, now);
    let sessions: Vec<_> = sessions.into_iter().map(line).collect();
    let may_change_team = may_manage && !matches!(group.state, GroupState::Closed | GroupState::Cancelled);
    let first = members.iter().find(|member| member.state.waits()).map(|member| member.name.clone());
    let first = first.filter(|_| may_manage);
    let content = context! { group, team, sessions, members, may_manage, may_change_team, first };
    Ok(shell.page("groups/show.html", content))
}

/// Nothing but the token: who is first is not for a page to say.
#[derive(FromForm)]
pub struct FreePlace {
    #[expect(dead_code, reason = "the guard has read it")]
    csrf: String,
}

/// Gives a free place to whoever has waited longest.
#[post("/groups/<id>/places", data = "<form>")]
pub async fn fill_place(id: Uuid, form: Posted<FreePlace>, db: &Db) -> Result<Redirect, Error> {
    db.act(&form.actor, EnrolFirstInLine(GroupId(id))).await?;
    Ok(Redirect::to(uri!(show(id))))
}
