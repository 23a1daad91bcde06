//! Registers as JSON: what a phone keeps.

use chrono::{DateTime, NaiveDate, Utc};
use peiban_core::id::SessionId;
use peiban_core::register::{Basis, Kind, Source, Status};
use peiban_core::session::SessionState;
use peiban_core::user::Permission;
use peiban_store::{Doubt, RegisterHead, RegisterRow};
use rocket::get;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::tagged::Tagged;
use super::words;
use crate::db::Db;
use crate::error::Error;
use crate::guard::SignedIn;

/// A register for a phone to keep.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegisterAnswer {
    /// Whose.
    pub session: Uuid,
    /// What stands above it.
    pub head: HeadAnswer,
    /// The roster of the day by number, then whoever else came.
    pub rows: Vec<RowAnswer>,
    /// Both sides of everything that does not agree.
    pub conflicts: Vec<DoubtAnswer>,
}

/// What stands above a register.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeadAnswer {
    /// The module in Chinese; null for a session without one.
    pub title_zh: Option<String>,
    /// The module in English.
    pub title_en: Option<String>,
    /// The group's name.
    pub group_name: String,
    /// Where the session stands.
    #[schema(schema_with = words::session_state)]
    pub state: SessionState,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// Its local day.
    pub held_on: NaiveDate,
    /// IANA zone.
    pub zone: String,
    /// The revision that the register has reached: the `base_rev` of operations made on it.
    pub rev: i64,
    /// Why it was called off, if it was.
    pub reason: Option<String>,
    /// Heads counted without names.
    pub heads: u32,
}

impl From<RegisterHead> for HeadAnswer {
    fn from(head: RegisterHead) -> Self {
        Self {
            title_zh: head.title_zh,
            title_en: head.title_en,
            group_name: head.group_name,
            state: head.state,
            starts_at: head.starts_at,
            held_on: head.held_on,
            zone: head.zone,
            rev: head.rev,
            reason: head.reason,
            heads: head.heads,
        }
    }
}

/// One person on a register.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowAnswer {
    /// Who.
    pub caregiver_id: Uuid,
    /// Her name; empty once erased.
    pub name: String,
    /// Her children's age bands, joined by commas; perhaps empty.
    pub bands: String,
    /// Why she is on the register.
    #[schema(schema_with = words::basis)]
    pub basis: Basis,
    /// Where her open enrolment in the group stands; empty for none.
    pub place: String,
    /// Where she was.
    #[schema(schema_with = words::status)]
    pub status: Status,
    /// The revision that touched the row last; 0 for none.
    pub rev: i64,
    /// What she answered: `coming`, `cannot` or nothing.
    pub rsvp: String,
}

impl From<RegisterRow> for RowAnswer {
    fn from(row: RegisterRow) -> Self {
        Self {
            caregiver_id: row.caregiver_id.0,
            name: row.name,
            bands: row.bands,
            basis: row.basis,
            place: row.place,
            status: row.status,
            rev: row.rev,
            rsvp: row.rsvp,
        }
    }
}

/// One side of an open conflict.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoubtAnswer {
    /// About whom; null for the whole session.
    pub caregiver_id: Option<Uuid>,
    /// The operation.
    pub op_id: Uuid,
    /// What it does.
    #[schema(schema_with = words::kind)]
    pub kind: Kind,
    /// Whether it contradicts the session's state and waits for a decision.
    pub waits: bool,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// What it says; nothing for a cleared mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::status, required = false)]
    pub status: Option<Status>,
    /// Who vouches for it.
    #[schema(schema_with = words::source)]
    pub source: Source,
    /// Who recorded it; empty for no user.
    pub by: String,
}

impl From<Doubt> for DoubtAnswer {
    fn from(doubt: Doubt) -> Self {
        Self {
            caregiver_id: doubt.caregiver_id.map(|id| id.0),
            op_id: doubt.op_id.0,
            kind: doubt.kind,
            waits: doubt.waits > 0,
            recorded_at: doubt.recorded_at,
            status: doubt.status,
            source: doubt.source,
            by: doubt.by,
        }
    }
}

/// A register for a phone to keep: names, marks and RSVPs, and the revision they stand at.
#[utoipa::path(get, path = "/api/v1/sessions/{session}/register", tag = "registers",
    params(("session" = Uuid, Path, description = "Whose"),
        ("If-None-Match" = Option<String>, Header, description = "The version that is known")),
    responses((status = 200, description = "The register", body = RegisterAnswer,
               headers(("ETag" = String, description = "Its version"))),
               (status = 304, description = "As `If-None-Match` has it")))]
#[get("/sessions/<session>/register")]
pub async fn show(session: Uuid, person: &SignedIn, db: &Db) -> Result<Tagged<RegisterAnswer>, Error> {
    person.needs(Permission::TakeRegisters)?;
    let id = SessionId(session);
    let mut exec = db.read().await?;
    exec.register_session(id, Some(person.user())).await?.ok_or(Error::NotFound)?;
    let head = exec.register_head(id).await?.ok_or(Error::NotFound)?;
    let rows = exec.register(id).await?;
    let doubts = exec.register_doubts(id).await?;
    Ok(Tagged(RegisterAnswer {
        session,
        head: head.into(),
        rows: rows.into_iter().map(RowAnswer::from).collect(),
        conflicts: doubts.into_iter().map(DoubtAnswer::from).collect(),
    }))
}
