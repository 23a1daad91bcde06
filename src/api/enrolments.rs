//! Enrolments: who belongs to which group.

use chrono::{DateTime, NaiveDate, Utc};
use peiban_core::enrolment::{EnrolmentState, Leave};
use peiban_core::id::{CaregiverId, EnrolmentId, GroupId};
use peiban_core::user::Permission;
use peiban_store::acts::people::enrolments::{EnrolKnown, LeaveGroup};
use peiban_store::{EnrolmentItem, EnrolmentsAsked};
use rocket::response::status::Created;
use rocket::serde::json::Json;
use rocket::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Page, PageQuery, Paged, asked, word};
use super::{Done, words};
use crate::db::Db;
use crate::error::Error;
use crate::guard::{Sent, SignedIn};

/// An enrolment.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnrolmentAnswer {
    /// Its id.
    pub id: Uuid,
    /// Who.
    pub person: Uuid,
    /// In which group.
    pub group: Uuid,
    /// Where it stands.
    #[schema(schema_with = words::enrolment_state)]
    pub state: EnrolmentState,
    /// In the queue since.
    pub waiting_since: Option<DateTime<Utc>>,
    /// On the roster from this day.
    pub enrolled_on: Option<NaiveDate>,
    /// And until before this day.
    pub ended_on: Option<NaiveDate>,
}

impl From<EnrolmentItem> for EnrolmentAnswer {
    fn from(row: EnrolmentItem) -> Self {
        Self {
            id: row.id.0,
            person: row.caregiver_id.0,
            group: row.group_id.0,
            state: row.state,
            waiting_since: row.waiting_since,
            enrolled_on: row.enrolled_on,
            ended_on: row.ended_on,
        }
    }
}

/// Enrolments in groups that one manages or takes registers of.
#[utoipa::path(get, path = "/api/v1/enrolments", tag = "enrolments",
    params(PageQuery, ("group" = Option<Uuid>, Query, description = "In this group"),
        ("person" = Option<Uuid>, Query, description = "Of this caregiver"),
        ("state" = Option<String>, Query, description = "Where they stand")),
    responses((status = 200, description = "One page", body = Page<EnrolmentAnswer>)))]
#[get("/enrolments?<group>&<person>&<state>&<cursor>&<limit>")]
pub async fn index(
    group: Option<&str>,
    person: Option<&str>,
    state: Option<&str>,
    cursor: Option<&str>,
    limit: Option<&str>,
    reader: &SignedIn,
    db: &Db,
) -> Result<Json<Page<EnrolmentAnswer>>, Error> {
    reader.works_with_groups()?;
    let wanted = EnrolmentsAsked {
        group: asked("group", group)?.map(GroupId),
        caregiver: asked("person", person)?.map(CaregiverId),
        state: word("state", state, EnrolmentState::of_word)?,
    };
    let paged = Paged::of(cursor, limit)?;
    let rows = db.read().await?.enrolments_page(reader.user(), wanted, paged.rows()).await?;
    Ok(Json(paged.page(rows, |row| row.id.0, EnrolmentAnswer::from)))
}

/// Who, and into which group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEnrolment {
    /// Who; one of one's own groups knows her.
    person: Uuid,
    /// Into which group.
    group: Uuid,
}

/// A place, or the end of the queue.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Enrolled {
    /// Where she stands now; of an enrolment that was open already, where it stood.
    #[schema(schema_with = words::enrolment_state)]
    pub state: EnrolmentState,
}

/// Gives a caregiver who is known a place in a group, or the end of its queue.
#[utoipa::path(post, path = "/api/v1/enrolments", tag = "enrolments", request_body = NewEnrolment,
    responses((status = 201, description = "Enrolled or in the queue", body = Enrolled)))]
#[post("/enrolments", data = "<sent>")]
pub async fn create(
    sent: Sent<NewEnrolment>,
    person: &SignedIn,
    db: &Db,
) -> Result<Created<Json<Enrolled>>, Error> {
    person.needs(Permission::ManageGroups)?;
    let (new, once) = sent.apart();
    let list = format!("/api/v1/enrolments?person={}&group={}", new.person, new.group);
    let id = EnrolmentId(db.ids().next(db.clock().now()));
    let act = EnrolKnown { id, caregiver: CaregiverId(new.person), group: GroupId(new.group) };
    let done = once.act(db, act, |state| Enrolled { state: *state }).await?;
    Ok(Created::new(list).body(Json(done)))
}

/// Why, and until when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Departure {
    /// Why.
    #[schema(schema_with = words::leave)]
    why: Leave,
    /// Her last day on the roster; of no account for whoever waits.
    last: NaiveDate,
}

/// Ends somebody's place in a group, or her waiting for one.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/departure", tag = "enrolments", request_body = Departure,
    params(("id" = Uuid, Path, description = "Which")),
    responses((status = 200, description = "She has left", body = Done)))]
#[post("/enrolments/<id>/departure", data = "<sent>")]
pub async fn leave(id: Uuid, sent: Sent<Departure>, person: &SignedIn, db: &Db) -> Result<Json<Done>, Error> {
    person.needs(Permission::ManageGroups)?;
    let (new, once) = sent.apart();
    let act = LeaveGroup { enrolment: EnrolmentId(id), why: new.why, last: new.last };
    Ok(Json(once.act(db, act, |_| Done { done: true }).await?))
}
