//! SQL on replies, and on taking back what was planned.

use super::exec::on;
use super::{StoreError, Tx};
use crate::id::{CaregiverId, MessageId};
use crate::inbox::UpdateKey;

impl Tx<'_> {
    /// Plans the `n`th reply to an update, due now and before everything else.
    pub async fn insert_reply(
        &mut self,
        (key, chat): (&UpdateKey, &str),
        caregiver: Option<CaregiverId>,
        (n, body): (usize, &str),
    ) -> Result<(), StoreError> {
        let (now, id) = (self.now, MessageId(self.new_id()));
        let dedupe_key = format!("reply:{}:{}:{}:{n}", key.channel, key.account, key.update_id);
        on!(self, db => sqlx::query(
            "INSERT INTO planned_messages (id, dedupe_key, caregiver_id, channel, account, chat, step, priority, body,
                                           due_at, state, attempts, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'reply', 0, $7, $8, 'planned', 0, $8)
             ON CONFLICT DO NOTHING",
        )
        .bind(id)
        .bind(dedupe_key)
        .bind(caregiver)
        .bind(&key.channel)
        .bind(&key.account)
        .bind(chat)
        .bind(body)
        .bind(now)
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
