//! SQL on updates that came in.

use sqlx::QueryBuilder;

use crate::exec::on;
use crate::{CHUNK, Exec, StoreError, Tx};
use peiban_core::inbox::{InboxUpdate, Received, UpdateKey, seal_id};
use peiban_core::seal::Sealed;

impl Exec<'_> {
    /// New updates of one bot account, oldest first: for each chat only its oldest.
    pub async fn inbox_next(
        &mut self,
        channel: &str,
        account: &str,
        most: i64,
    ) -> Result<Vec<InboxUpdate>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT channel, account, update_id, chat, sealed, payload, tries
               FROM inbox i
              WHERE channel = $1 AND account = $2 AND state = 'new'
                AND NOT EXISTS (SELECT 1 FROM inbox o
                                 WHERE o.channel = i.channel AND o.account = i.account AND o.state = 'new'
                                   AND o.chat = i.chat AND o.update_id < i.update_id)
              ORDER BY received_at, update_id
              LIMIT $3",
        )
        .bind(channel)
        .bind(account)
        .bind(most)
        .fetch_all(db)
        .await)
    }
}

impl Tx<'_> {
    /// Keeps updates, sealed: nothing of them is ever written in clear. Those known already change nothing. Tells how
    /// many were new.
    pub async fn insert_updates(&mut self, updates: &[Received]) -> Result<u64, StoreError> {
        let (now, keys) = (self.now, self.keys());
        let mut added = 0;
        for chunk in updates.chunks(CHUNK) {
            added += on!(self, db => {
                QueryBuilder::new(
                    "INSERT INTO inbox (channel, account, update_id, chat, sealed, state, tries, received_at) ",
                )
                .push_values(chunk, |mut row, update| {
                    row.push_bind(&update.key.channel).push_bind(&update.key.account);
                    row.push_bind(update.key.update_id).push_bind(&update.chat);
                    row.push_bind(keys.seal(Sealed::Alert, seal_id(&update.key), update.payload.as_bytes()));
                    row.push("'new'").push("0").push_bind(now);
                })
                .push(" ON CONFLICT DO NOTHING")
                .build()
                .persistent(false) // each number of updates is a statement of its own
                .execute(db)
                .await
                .map(|done| done.rows_affected())
            })?;
        }
        Ok(added)
    }

    /// Marks an update handled and wipes its payload; false when it was not new any more.
    pub async fn finish_update(&mut self, key: &UpdateKey) -> Result<bool, StoreError> {
        let now = self.now;
        let done = on!(self, db => sqlx::query(
            "UPDATE inbox SET state = 'done', sealed = NULL, payload = NULL, done_at = $4
              WHERE channel = $1 AND account = $2 AND update_id = $3 AND state = 'new'",
        )
        .bind(&key.channel)
        .bind(&key.account)
        .bind(key.update_id)
        .bind(now)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }

    /// Counts a failed try.
    pub async fn count_failure(&mut self, key: &UpdateKey) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "UPDATE inbox SET tries = tries + 1
              WHERE channel = $1 AND account = $2 AND update_id = $3 AND state = 'new'",
        )
        .bind(&key.channel)
        .bind(&key.account)
        .bind(key.update_id)
        .execute(db)
        .await
        .map(drop))
    }

    /// Parks an update as dead, its payload sealed; false when it was not new any more.
    pub async fn park_update(&mut self, key: &UpdateKey, sealed: Vec<u8>) -> Result<bool, StoreError> {
        let now = self.now;
        let done = on!(self, db => sqlx::query(
            "UPDATE inbox SET tries = tries + 1, state = 'dead', payload = NULL, sealed = $4, done_at = $5
              WHERE channel = $1 AND account = $2 AND update_id = $3 AND state = 'new'",
        )
        .bind(&key.channel)
        .bind(&key.account)
        .bind(key.update_id)
        .bind(sealed)
        .bind(now)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }
}
