//! SQL for the pages of a register.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::exec::on;
use crate::{Exec, StoreError};
use peiban_core::id::{CaregiverId, OpId, SessionId};
use peiban_core::register::{Basis, Detail, Kind, Register, Source, Status, StoredOp};
use peiban_core::session::SessionState;

/// What stands above a register.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct RegisterHead {
    /// The module in Chinese; none for a session without one.
    pub title_zh: Option<String>,
    /// The module in English.
    pub title_en: Option<String>,
    /// The group's name.
    pub group_name: String,
    /// Where the session stands.
    pub state: SessionState,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// Its local day.
    pub held_on: NaiveDate,
    /// IANA zone.
    pub zone: String,
    /// The revision that the register has reached.
    pub rev: i64,
    /// Why it was called off, if it was.
    pub reason: Option<String>,
    /// Heads counted without names.
    #[sqlx(skip)]
    pub heads: u32,
}

/// One person on a register.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct RegisterRow {
    /// Who.
    pub caregiver_id: CaregiverId,
    /// Her name; empty once erased.
    pub name: String,
    /// Her children's age bands, joined by commas; perhaps empty.
    pub bands: String,
    /// Why she is on the register.
    pub basis: Basis,
    /// Where her open enrolment in the group stands; empty for none.
    pub place: String,
    /// Where she was.
    pub status: Status,
    /// The revision that touched the row last; 0 for none.
    pub rev: i64,
    /// What she answered: `coming`, `cannot` or nothing.
    pub rsvp: String,
}

/// One side of an open conflict.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct Doubt {
    /// About whom; none for the whole session.
    pub caregiver_id: Option<CaregiverId>,
    /// The operation.
    pub op_id: OpId,
    /// What it does.
    pub kind: Kind,
    /// 1 if it contradicts the session's state and waits for a decision, else 0.
    pub waits: i64,
    /// [`Detail`] as JSON.
    #[serde(skip)]
    pub detail: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// What it says; none for a cleared mark.
    pub status: Option<Status>,
    /// Who vouches for it.
    pub source: Source,
    /// Who recorded it; empty for no user.
    pub by: String,
}

impl Doubt {
    /// What it says of the whole session.
    pub fn said(&self) -> Detail {
        serde_json::from_str(&self.detail).unwrap_or_default()
    }
}

impl Exec<'_> {
    /// What stands above a register.
    pub async fn register_head(&mut self, session: SessionId) -> Result<Option<RegisterHead>, StoreError> {
        let Some(mut head) = self.register_title(session).await? else { return Ok(None) };
        head.heads = Register::of_session(session, self.session_ops(session).await?).heads();
        Ok(Some(head))
    }

    /// Its operations without a person; all that a head count follows from.
    async fn session_ops(&mut self, session: SessionId) -> Result<Vec<StoredOp>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT op_id, session_id, kind, caregiver_id, device, device_seq, source, status, detail,
                    base_rev, result_rev, content_hash, outcome, reason, recorded_at
               FROM register_ops
              WHERE session_id = $1 AND kind IN ('head_count', 'state')",
        )
        .bind(session)
        .fetch_all(db)
        .await)
    }

    async fn register_title(&mut self, session: SessionId) -> Result<Option<RegisterHead>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT m.title_zh, m.title_en, g.name AS group_name, s.state, s.starts_at, s.held_on, s.zone, s.reason,
                    COALESCE((SELECT MAX(o.result_rev) FROM register_ops o WHERE o.session_id = s.id), 0) AS rev
               FROM sessions s
               JOIN groups g ON g.id = s.group_id
               LEFT JOIN modules m ON m.id = s.module_id
              WHERE s.id = $1",
        )
        .bind(session)
        .fetch_optional(db)
        .await)
    }

    /// Everybody on a register, with RSVPs: the roster of the day by number, then whoever else came.
    pub async fn register(&mut self, session: SessionId) -> Result<Vec<RegisterRow>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT c.id AS caregiver_id, COALESCE(c.name, '') AS name,
                    COALESCE((SELECT STRING_AGG(r.band, ',') FROM child_references r
                               WHERE r.household_id = c.household_id AND r.voided_at IS NULL), '') AS bands,
                    COALESCE((SELECT o.state FROM enrolments o JOIN sessions s ON s.group_id = o.group_id
                               WHERE s.id = $1 AND o.caregiver_id = c.id
                                 AND o.state IN ('applied', 'waitlisted', 'invited', 'enrolled', 'active')), '') AS place,
                    COALESCE(a.basis, 'enrolled') AS basis, COALESCE(a.status, 'unmarked') AS status,
                    COALESCE(a.rev, 0) AS rev, COALESCE(v.answer, '') AS rsvp
               FROM (SELECT e.caregiver_id
                       FROM sessions s
                       JOIN enrolments e ON e.group_id = s.group_id
                      WHERE s.id = $1 AND e.enrolled_on <= s.held_on
                        AND (e.ended_on IS NULL OR e.ended_on > s.held_on)
                        AND e.state NOT IN ('applied', 'waitlisted')
                      UNION
                     SELECT caregiver_id FROM attendance WHERE session_id = $1) p
               JOIN caregivers c ON c.id = p.caregiver_id
               LEFT JOIN attendance a ON a.session_id = $1 AND a.caregiver_id = c.id
               LEFT JOIN rsvps v ON v.session_id = $1 AND v.caregiver_id = c.id
                    AND v.sequence = (SELECT sequence FROM sessions WHERE id = $1)
              ORDER BY CASE WHEN COALESCE(a.basis, 'enrolled') = 'enrolled' THEN 0 ELSE 1 END, c.number",
        )
        .bind(session)
        .fetch_all(db)
        .await)
    }

    /// Both sides of every open conflict of a session.
    pub async fn register_doubts(&mut self, session: SessionId) -> Result<Vec<Doubt>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT DISTINCT f.caregiver_id, o.op_id, o.kind, o.status, o.source, o.detail, o.recorded_at,
                    CAST(CASE WHEN f.op_b IS NULL THEN 1 ELSE 0 END AS BIGINT) AS waits,
                    COALESCE(u.display_name, '') AS by
               FROM register_conflicts f
               JOIN register_ops o ON o.op_id = f.op_a OR o.op_id = f.op_b
               LEFT JOIN users u ON u.id = o.actor_id
              WHERE f.session_id = $1 AND f.state = 'open'
              ORDER BY o.recorded_at, o.op_id",
        )
        .bind(session)
        .fetch_all(db)
        .await)
    }
}
