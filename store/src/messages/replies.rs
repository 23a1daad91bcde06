//! SQL on replies, and on taking back what was planned.

use crate::exec::on;
use crate::{StoreError, Tx};
use peiban_core::id::CaregiverId;
use peiban_core::inbox::UpdateKey;
use peiban_core::lease::{LEASE, Tenure};
use peiban_core::plan::Leaving;

impl Tx<'_> {
    /// Keeps the `n`th reply to an update, before everything else. Tells whether `hold` claimed it at once: its
    /// sender's turn must not be over, and nothing that the chat was to be told before may wait.
    pub async fn insert_reply(
        &mut self,
        (key, n): (&UpdateKey, usize),
        reply: &Leaving,
        hold: Option<Tenure>,
    ) -> Result<bool, StoreError> {
        let now = self.now;
        let dedupe_key = format!("reply:{}:{}:{}:{n}", key.channel, key.account, key.update_id);
        let held: i64 = on!(self, db => sqlx::query_scalar(
            "INSERT INTO planned_messages (id, dedupe_key, caregiver_id, channel, account, chat, step, priority, body,
                                           due_at, made_at, state, claims, claimed_by, claimed_epoch, lease_until)
             SELECT $1, $2, $3, $4, $5, $6, 'reply', 0, $7, $8, $8, CASE WHEN b.epoch IS NULL THEN 'planned' ELSE 'claimed' END,
                    CASE WHEN b.epoch IS NULL THEN 0 ELSE 1 END, CASE WHEN b.epoch IS NOT NULL THEN $9 END, b.epoch,
                    CASE WHEN b.epoch IS NOT NULL THEN $11 END
               FROM (SELECT MAX(a.sender_epoch) AS epoch
                       FROM bot_accounts a
                      WHERE a.channel = $4 AND a.account = $5 AND a.sender = $9 AND a.sender_epoch = $10
                        AND NOT EXISTS (SELECT 1 FROM planned_messages o
                                         WHERE o.state IN ('planned', 'claimed', 'retry')
                                           AND o.channel = $4 AND o.account = $5 AND o.chat = $6
                                           AND ((o.priority = 0 AND (o.state <> 'claimed' OR o.claimed_by <> $9
                                                                     OR o.claimed_epoch <> $10))
                                                OR (o.state = 'retry' AND o.reason = 'asked_to_wait')))) b
             RETURNING claims",
        )
        .bind(reply.id)
        .bind(dedupe_key)
        .bind(reply.caregiver_id)
        .bind(&key.channel)
        .bind(&key.account)
        .bind(&reply.chat)
        .bind(&reply.body)
        .bind(now)
        .bind(hold.map(|hold| hold.boot))
        .bind(hold.map(|hold| hold.epoch))
        .bind(now + LEASE)
        .fetch_one(db)
        .await)?;
        Ok(held == 1)
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
