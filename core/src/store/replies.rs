//! SQL on replies, and on taking back what was planned.

use sqlx::FromRow;

use super::exec::on;
use super::{StoreError, Tx};
use crate::id::{CaregiverId, MessageId};
use crate::inbox::UpdateKey;

/// A reply to send now.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Reply {
    /// Its row.
    pub id: MessageId,
    /// `reply:<channel>:<account>:<update>:<n>`.
    pub dedupe_key: String,
    /// Where to.
    pub chat: String,
    /// The whole message as JSON.
    pub body: String,
}

impl Reply {
    /// Its place: by update, then by number.
    pub fn place(&self) -> (i64, i64) {
        let mut parts = self.dedupe_key.rsplit(':').map(|part| part.parse().unwrap_or_default());
        let n = parts.next().unwrap_or_default();
        (parts.next().unwrap_or_default(), n)
    }
}

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

    /// Takes every waiting reply of a bot account, in the order they were made.
    pub async fn claim_replies(&mut self, channel: &str, account: &str) -> Result<Vec<Reply>, StoreError> {
        let until = self.now + chrono::TimeDelta::seconds(60);
        let mut replies: Vec<Reply> = on!(self, db => sqlx::query_as(
            "UPDATE planned_messages SET state = 'claimed', lease_until = $3, attempts = attempts + 1
              WHERE state = 'planned' AND priority = 0 AND step = 'reply' AND channel = $1 AND account = $2
             RETURNING id, dedupe_key, chat, body",
        )
        .bind(channel)
        .bind(account)
        .bind(until)
        .fetch_all(db)
        .await)?;
        replies.sort_by_key(Reply::place);
        Ok(replies)
    }

    /// Notes that a reply left, or why it did not.
    pub async fn reply_done(&mut self, id: MessageId, sent: Result<&str, &str>) -> Result<(), StoreError> {
        let now = self.now;
        let (state, at) = if sent.is_ok() { ("sent", Some(now)) } else { ("failed", None) };
        on!(self, db => sqlx::query(
            "UPDATE planned_messages SET state = $2, sent_at = $3, message_ref = $4, reason = $5, lease_until = NULL
              WHERE id = $1 AND state = 'claimed'",
        )
        .bind(id)
        .bind(state)
        .bind(at)
        .bind(sent.ok())
        .bind(sent.err())
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
