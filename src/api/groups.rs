//! Groups: caregivers who follow one curriculum together.

use chrono::NaiveDate;
use peiban_core::area::AreaCode;
use peiban_core::group::{Group, GroupState, Part};
use peiban_core::id::{CurriculumId, GroupId, SiteId, UserId};
use peiban_core::user::Permission;
use peiban_store::GroupsAsked;
use peiban_store::acts::groups::{OpenGroup, Place};
use rocket::response::status::Created;
use rocket::serde::json::Json;
use rocket::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Page, PageQuery, Paged, asked, searched, word};
use super::tagged::Tagged;
use super::{Made, local, made, words};
use crate::db::Db;
use crate::error::Error;
use crate::guard::{Sent, SignedIn};

/// A group.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupAnswer {
    /// Its id.
    pub id: Uuid,
    /// Where it meets.
    pub site: Uuid,
    /// Its code, one of a kind at the site.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// What it follows.
    pub curriculum: Uuid,
    /// The county: six digits of GB/T 2260.
    pub area: i64,
    /// Whose it is, when only one partner runs it.
    pub partner: Option<Uuid>,
    /// Places.
    pub capacity: i64,
    /// Where it stands.
    #[schema(schema_with = words::group_state)]
    pub state: GroupState,
}

impl From<Group> for GroupAnswer {
    fn from(group: Group) -> Self {
        Self {
            id: group.id.0,
            site: group.site_id.0,
            code: group.code,
            name: group.name,
            curriculum: group.curriculum_id.0,
            area: group.area.get(),
            partner: group.partner_id.map(|partner| partner.0),
            capacity: group.capacity,
            state: group.state,
        }
    }
}

/// A group with who leads and helps it.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupDetail {
    /// The group.
    #[serde(flatten)]
    pub group: GroupAnswer,
    /// Who leads and helps it now, the lead first.
    pub team: Vec<TeamAnswer>,
}

/// Somebody who leads or helps a group.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamAnswer {
    /// Who.
    pub user: Uuid,
    /// What people call her.
    pub name: String,
    /// What she does in it.
    #[schema(schema_with = words::part)]
    pub part: Part,
}

/// Groups that one manages or takes registers of.
#[utoipa::path(get, path = "/api/v1/groups", tag = "groups",
    params(PageQuery, ("q" = Option<String>, Query, description = "Part of their name, code or place"),
        ("site" = Option<Uuid>, Query, description = "At this site"),
        ("state" = Option<String>, Query, description = "Where they stand"),
        ("area" = Option<i64>, Query, description = "In this area or below it: six digits, 0 for all")),
    responses((status = 200, description = "One page", body = Page<GroupAnswer>)))]
#[get("/groups?<q>&<site>&<state>&<area>&<cursor>&<limit>")]
#[expect(clippy::too_many_arguments, reason = "one an optional part of the address")]
pub async fn index(
    q: Option<&str>,
    site: Option<&str>,
    state: Option<&str>,
    area: Option<&str>,
    cursor: Option<&str>,
    limit: Option<&str>,
    person: &SignedIn,
    db: &Db,
) -> Result<Json<Page<GroupAnswer>>, Error> {
    person.works_with_groups()?;
    let wanted = GroupsAsked {
        q: searched(q)?,
        site: asked("site", site)?.map(SiteId),
        state: word("state", state, GroupState::of_word)?,
        area: asked::<AreaCode>("area", area)?,
    };
    let paged = Paged::of(cursor, limit)?;
    let rows = db.read().await?.groups_page(person.user(), wanted, paged.rows()).await?;
    Ok(Json(paged.page(rows, |group| group.id.0, GroupAnswer::from)))
}

/// One group.
#[utoipa::path(get, path = "/api/v1/groups/{id}", tag = "groups", params(("id" = Uuid, Path, description = "Which"),
        ("If-None-Match" = Option<String>, Header, description = "The version that is known")),
    responses((status = 200, description = "The group", body = GroupDetail,
               headers(("ETag" = String, description = "Its version"))),
               (status = 304, description = "As `If-None-Match` has it")))]
#[get("/groups/<id>")]
pub async fn show(id: Uuid, person: &SignedIn, db: &Db) -> Result<Tagged<GroupDetail>, Error> {
    person.works_with_groups()?;
    let mut read = db.read().await?;
    let group = read.group_for(person.user(), GroupId(id)).await?.ok_or(Error::NotFound)?;
    let team = read.facilitators_of(group.id).await?.into_iter();
    let team = team.map(|one| TeamAnswer { user: one.id.0, name: one.display_name, part: one.part });
    Ok(Tagged(GroupDetail { team: team.collect(), group: group.into() }))
}

/// A group to open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    /// Where it meets.
    site: Uuid,
    /// 1 to 60 characters.
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// 1 to 20 letters, digits or dashes; one of a kind at the site.
    #[schema(min_length = 1, max_length = 20)]
    code: String,
    /// What it follows: published.
    curriculum: Uuid,
    /// The first session, as clocks at the site show it: `2026-12-01T09:00`. One follows each week, one a module.
    #[schema(pattern = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$")]
    first: String,
    /// Local days without a session; at most 366.
    #[serde(default)]
    left_out: Vec<NaiveDate>,
    /// Who leads it: a facilitator of the area.
    lead: Uuid,
    /// Who helps.
    second: Option<Uuid>,
    /// Places.
    #[schema(minimum = 1, maximum = 200)]
    capacity: i64,
}

/// Opens a group with its schedule and one session for each module.
#[utoipa::path(post, path = "/api/v1/groups", tag = "groups", request_body = NewGroup,
    responses((status = 201, description = "Opened", body = Made)))]
#[post("/groups", data = "<sent>")]
pub async fn create(sent: Sent<NewGroup>, person: &SignedIn, db: &Db) -> Result<Created<Json<Made>>, Error> {
    person.needs(Permission::ManageGroups)?;
    let (new, once) = sent.apart();
    if new.left_out.len() > 366 {
        return Err(super::paging::wrong("left_out"));
    }
    let act = OpenGroup {
        id: GroupId(db.ids().next(db.clock().now())),
        place: Place::Known(SiteId(new.site)),
        name: new.name,
        code: new.code,
        curriculum: CurriculumId(new.curriculum),
        first: local("first", &new.first)?,
        left_out: new.left_out,
        lead: Some(UserId(new.lead)),
        second: new.second.map(UserId),
        capacity: new.capacity,
    };
    Ok(made("groups", once.act(db, act, |id| Made { id: id.0 }).await?))
}
