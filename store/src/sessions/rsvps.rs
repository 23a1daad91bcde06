//! SQL on what caregivers answered to reminders.

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::id::{CaregiverId, SessionId};
use peiban_core::rsvp::{Reminded, RsvpTap};

impl Exec<'_> {
    /// A session that `person` may answer about: she is or was in its group.
    pub async fn reminded(
        &mut self,
        session: SessionId,
        person: CaregiverId,
    ) -> Result<Option<Reminded>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT s.id, s.sequence, s.starts_at, s.ends_at, s.zone, p.name AS site,
                    s.state IN ('cancelled', 'did_not_happen') AS called_off
               FROM sessions s
               JOIN sites p ON p.id = s.site_id
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
    pub async fn save_rsvp(&mut self, tap: &RsvpTap, person: CaregiverId) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "INSERT INTO rsvps (session_id, caregiver_id, answer, sequence, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (session_id, caregiver_id)
             DO UPDATE SET answer = excluded.answer, sequence = excluded.sequence, at = excluded.at",
        )
        .bind(tap.session)
        .bind(person)
        .bind(if tap.coming { "coming" } else { "cannot" })
        .bind(tap.sequence)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }
}
