//! SQL that makes two rows of one person into one.

use crate::exec::on;
use crate::{StoreError, Tx};
use peiban_core::id::CaregiverId;

/// What belongs to a caregiver, and moves with her. Each statement takes who she was and who she is.
const MOVES: [&str; 8] = [
    "UPDATE consents SET caregiver_id = $2 WHERE caregiver_id = $1",
    "UPDATE alerts SET caregiver_id = $2 WHERE caregiver_id = $1",
    // What was planned for the chat alone is planned anew; what was sent, and replies, move.
    "UPDATE planned_messages SET state = 'cancelled', reason = 'merged'
      WHERE caregiver_id = $1 AND caregiver_id <> $2 AND state IN ('planned', 'retry') AND priority > 0",
    "UPDATE planned_messages SET caregiver_id = $2 WHERE caregiver_id = $1",
    "INSERT INTO tips_given (caregiver_id, tip_code, at)
     SELECT $2, tip_code, at FROM tips_given WHERE caregiver_id = $1
     ON CONFLICT DO NOTHING",
    // The child that was told in the chat, where none was told before.
    "UPDATE child_references
        SET household_id = (SELECT household_id FROM caregivers WHERE id = $2)
      WHERE household_id = (SELECT household_id FROM caregivers WHERE id = $1)
        AND NOT EXISTS (SELECT 1 FROM child_references o
                          JOIN caregivers c ON c.household_id = o.household_id
                         WHERE c.id = $2 AND o.voided_at IS NULL)",
    // Her wishes in the chat, and what rests for her safety.
    "UPDATE caregivers
        SET language = (SELECT language FROM caregivers p WHERE p.id = $1),
            paused_until = (SELECT paused_until FROM caregivers p WHERE p.id = $1),
            safety_pause_until = COALESCE((SELECT safety_pause_until FROM caregivers p WHERE p.id = $1),
                                          safety_pause_until),
            under_18_at = COALESCE((SELECT under_18_at FROM caregivers p WHERE p.id = $1), under_18_at)
      WHERE id = $2",
    "UPDATE caregivers SET state = 'merged_into', merged_into = $2 WHERE id = $1",
];

impl Tx<'_> {
    /// Whether a caregiver is only known from a chat.
    pub async fn is_provisional(&mut self, id: CaregiverId) -> Result<bool, StoreError> {
        let found: i64 = on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*) FROM caregivers WHERE id = $1 AND state = 'provisional'",
        )
        .bind(id)
        .fetch_one(db)
        .await)?;
        Ok(found == 1)
    }

    /// Moves all that belongs to `from` to `to`; `from` stays as a pointer.
    pub async fn merge_caregivers(&mut self, from: CaregiverId, to: CaregiverId) -> Result<(), StoreError> {
        for sql in MOVES {
            on!(self, db => sqlx::query(sql).bind(from).bind(to).execute(db).await.map(drop))?;
        }
        Ok(())
    }
}
