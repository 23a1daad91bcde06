//! Caregivers, by scope: no phone and no child's age is told here.

use chrono::{DateTime, Utc};
use peiban_core::caregiver::{Relation, name_key};
use peiban_core::consent::{ConsentMethod, ConsentStatus, Purpose};
use peiban_core::id::CaregiverId;
use peiban_core::text::Language;
use peiban_store::acts::people::consents::RecordConsent;
use peiban_store::{CaregiverItem, Said};
use rocket::serde::json::Json;
use rocket::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Page, PageQuery, Paged, searched};
use super::tagged::Tagged;
use super::{Done, words};
use crate::db::Db;
use crate::error::Error;
use crate::guard::{Sent, SignedIn};

/// A caregiver in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonAnswer {
    /// Her id.
    pub id: Uuid,
    /// Her name.
    pub name: Option<String>,
    /// What she is to the child, if she told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::relation, required = false)]
    pub relation: Option<Relation>,
    /// Where she lives: six digits of GB/T 2260.
    pub area: i64,
    /// Since when she is known.
    pub since: DateTime<Utc>,
}

impl From<CaregiverItem> for PersonAnswer {
    fn from(row: CaregiverItem) -> Self {
        Self {
            id: row.id.0,
            name: row.name,
            relation: row.relation,
            area: row.area.get(),
            since: row.made_at,
        }
    }
}

/// A caregiver with what she said of messages, questions and data.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonDetail {
    /// Her id.
    pub id: Uuid,
    /// Her name.
    pub name: Option<String>,
    /// What she is to the child, if she told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::relation, required = false)]
    pub relation: Option<Relation>,
    /// Since when she is known.
    pub since: DateTime<Utc>,
    /// What she said last, one a purpose.
    pub consents: Vec<ConsentAnswer>,
}

/// What somebody said last.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentAnswer {
    /// What for.
    #[schema(schema_with = words::purpose)]
    pub purpose: Purpose,
    /// What she said.
    #[schema(schema_with = words::consent_status)]
    pub status: ConsentStatus,
    /// How.
    #[schema(schema_with = words::consent_method)]
    pub method: ConsentMethod,
    /// When.
    pub at: DateTime<Utc>,
}

/// Caregivers who are or were in groups that one manages or takes registers of.
#[utoipa::path(get, path = "/api/v1/people", tag = "people",
    params(PageQuery, ("q" = Option<String>, Query, description = "Part of her name, its pinyin or its initials")),
    responses((status = 200, description = "One page", body = Page<PersonAnswer>)))]
#[get("/people?<q>&<cursor>&<limit>")]
pub async fn index(
    q: Option<&str>,
    cursor: Option<&str>,
    limit: Option<&str>,
    person: &SignedIn,
    db: &Db,
) -> Result<Json<Page<PersonAnswer>>, Error> {
    person.works_with_groups()?;
    let (words, paged) = (name_key(searched(q)?), Paged::of(cursor, limit)?);
    let rows = db.read().await?.caregivers_page(person.user(), &words, paged.rows()).await?;
    Ok(Json(paged.page(rows, |row| row.id.0, PersonAnswer::from)))
}

/// One caregiver.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "people", params(("id" = Uuid, Path, description = "Who"),
        ("If-None-Match" = Option<String>, Header, description = "The version that is known")),
    responses((status = 200, description = "The caregiver", body = PersonDetail,
               headers(("ETag" = String, description = "Its version"))),
               (status = 304, description = "As `If-None-Match` has it")))]
#[get("/people/<id>")]
pub async fn show(id: Uuid, person: &SignedIn, db: &Db) -> Result<Tagged<PersonDetail>, Error> {
    person.works_with_groups()?;
    let mut read = db.read().await?;
    let card = read.caregiver_for(person.user(), CaregiverId(id)).await?.ok_or(Error::NotFound)?;
    let consents = read.latest_consents(card.id).await?.into_iter().map(|said| ConsentAnswer {
        purpose: said.purpose,
        status: said.status,
        method: said.method,
        at: said.at,
    });
    Ok(Tagged(PersonDetail {
        id,
        name: card.name,
        relation: card.relation,
        since: card.made_at,
        consents: consents.collect(),
    }))
}

/// What a caregiver said on paper or by word of mouth.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConsent {
    /// What for.
    #[schema(schema_with = words::purpose)]
    purpose: Purpose,
    /// What she said.
    #[schema(schema_with = words::consent_status)]
    status: ConsentStatus,
    /// How; nobody taps for another.
    #[schema(schema_with = words::consent_method)]
    method: ConsentMethod,
    /// The language that she was asked in.
    #[schema(schema_with = words::language)]
    language: Language,
    /// Who else heard it: needed for what was only spoken.
    #[schema(max_length = 60)]
    witness: Option<String>,
    /// The version of the text that she was asked with.
    version: i64,
}

/// Records what a caregiver said; the latest counts.
#[utoipa::path(post, path = "/api/v1/people/{id}/consents", tag = "people", request_body = NewConsent,
    params(("id" = Uuid, Path, description = "Who")),
    responses((status = 200, description = "Recorded", body = Done)))]
#[post("/people/<id>/consents", data = "<sent>")]
pub async fn consent(
    id: Uuid,
    sent: Sent<NewConsent>,
    person: &SignedIn,
    db: &Db,
) -> Result<Json<Done>, Error> {
    person.works_with_groups()?;
    let (new, once) = sent.apart();
    if !ConsentStatus::SAID.contains(&new.status) {
        return Err(super::paging::wrong("status"));
    }
    if new.witness.as_ref().is_some_and(|name| name.chars().any(char::is_control)) {
        return Err(super::paging::wrong("witness"));
    }
    let said = Said {
        caregiver: CaregiverId(id),
        purpose: new.purpose,
        status: new.status,
        language: new.language,
        method: new.method,
        witness: new.witness,
    };
    let act = RecordConsent { said, version: new.version };
    Ok(Json(once.act(db, act, |()| Done { done: true }).await?))
}
