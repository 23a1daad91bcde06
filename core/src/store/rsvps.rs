//! SQL on what caregivers answered to reminders.

use chrono::{DateTime, Utc};

use super::exec::on;
use super::{Exec, StoreError, Tx};
use crate::id::{CaregiverId, SessionId};

/// An answer to a reminder, latest wins.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct RsvpRow {
    /// Who answered.
    pub caregiver_id: CaregiverId,
    /// `coming` or `cannot`.
    pub answer: String,
    /// The session's sequence when she answered: an older one was said of another time.
    pub sequence: i64,
    /// When.
    pub at: DateTime<Utc>,
}

/// A session that somebody may answer about.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SessionToAnswer {
    /// How often its time was changed.
    pub sequence: i64,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Its state, as the database has it.
    pub state: String,
}

impl Exec<'_> {
    /// What people answered about a session.
    pub async fn rsvps_of(&mut self, session: SessionId) -> Result<Vec<RsvpRow>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT caregiver_id, answer, sequence, at FROM rsvps WHERE session_id = $1 ORDER BY caregiver_id",
        )
        .bind(session)
        .fetch_all(db)
        .await)
    }

    /// A session that `person` may answer about: she is or was in its group.
    pub async fn session_to_answer(
        &mut self,
        session: SessionId,
        person: CaregiverId,
    ) -> Result<Option<SessionToAnswer>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT s.sequence, s.starts_at, s.ends_at, s.state FROM sessions s
              WHERE s.id = $1 AND EXISTS (SELECT 1 FROM enrolments e
                                           WHERE e.group_id = s.group_id AND e.caregiver_id = $2
                                             AND e.enrolled_on IS NOT NULL)",
        )
        .bind(session)
        .bind(person)
        .fetch_optional(db)
        .await)
    }
}

impl Tx<'_> {
    /// Keeps an answer in place of an earlier one.
    pub async fn save_rsvp(
        &mut self,
        session: SessionId,
        person: CaregiverId,
        (coming, sequence): (bool, i64),
    ) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "INSERT INTO rsvps (session_id, caregiver_id, answer, sequence, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (session_id, caregiver_id)
             DO UPDATE SET answer = excluded.answer, sequence = excluded.sequence, at = excluded.at",
        )
        .bind(session)
        .bind(person)
        .bind(if coming { "coming" } else { "cannot" })
        .bind(sequence)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }
}
