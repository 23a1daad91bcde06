//! SQL on replies, and on taking back what was planned.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::exec::on;
use crate::{StoreError, Tx};
use peiban_core::id::CaregiverId;
use peiban_core::inbox::UpdateKey;
use peiban_core::plan::Leaving;

impl Tx<'_> {
    /// Keeps the `n`th reply to an update, before everything else: due now, or held by a process at once.
    pub async fn insert_reply(
        &mut self,
        (key, n): (&UpdateKey, usize),
        reply: &Leaving,
        held: Option<(Uuid, DateTime<Utc>)>,
    ) -> Result<(), StoreError> {
        let (now, (boot, lease)) = (self.now, held.unzip());
        let dedupe_key = format!("reply:{}:{}:{}:{n}", key.channel, key.account, key.update_id);
        let (state, attempts) = if boot.is_some() { ("claimed", 1_i64) } else { ("planned", 0) };
        on!(self, db => sqlx::query(
            "INSERT INTO planned_messages (id, dedupe_key, caregiver_id, channel, account, chat, step, priority, body,
                                           due_at, state, attempts, claimed_by, lease_until, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'reply', 0, $7, $8, $9, $10, $11, $12, $8)",
        )
        .bind(reply.id)
        .bind(dedupe_key)
        .bind(reply.caregiver_id)
        .bind(&key.channel)
        .bind(&key.account)
        .bind(&reply.chat)
        .bind(&reply.body)
        .bind(now)
        .bind(state)
        .bind(attempts)
        .bind(boot)
        .bind(lease)
        .execute(db)
        .await
        .map(drop))
    }

    /// Takes back what was planned for a caregiver and has not left; tells how many.
    pub async fn cancel_unsent_of(&mut self, id: CaregiverId, reason: &str) -> Result<u64, StoreError> {
        on!(self, db => sqlx::query(
            "UPDATE planned_messages SET state = 'cancelled', reason = $2
              WHERE caregiver_id = $1 AND state IN ('planned', 'retry') AND priority > 0",
        )
        .bind(id)
        .bind(reason)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))
    }
}
