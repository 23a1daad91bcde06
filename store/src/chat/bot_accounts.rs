//! SQL on what all nodes must know of a bot account.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::inbox::BotAccount;

impl Exec<'_> {
    /// How long the channel asked a bot account to be silent.
    pub async fn frozen_until(&mut self, of: &BotAccount) -> Result<Option<DateTime<Utc>>, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "SELECT frozen_until FROM bot_accounts WHERE channel = $1 AND account = $2",
        )
        .bind(&of.channel)
        .bind(&of.account)
        .fetch_optional(db)
        .await
        .map(Option::flatten))
    }
}

impl Tx<'_> {
    /// Makes the row of a bot account, if it is not there.
    pub async fn know_account(&mut self, of: &BotAccount) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "INSERT INTO bot_accounts (channel, account, poll_offset) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING",
        )
        .bind(&of.channel)
        .bind(&of.account)
        .execute(db)
        .await
        .map(drop))
    }

    /// Makes a bot account silent until `until`; never shorter than it is already.
    pub async fn freeze_account(&mut self, of: &BotAccount, until: DateTime<Utc>) -> Result<(), StoreError> {
        self.know_account(of).await?;
        on!(self, db => sqlx::query(
            "UPDATE bot_accounts SET frozen_until = $3
              WHERE channel = $1 AND account = $2 AND (frozen_until IS NULL OR frozen_until < $3)",
        )
        .bind(&of.channel)
        .bind(&of.account)
        .bind(until)
        .execute(db)
        .await
        .map(drop))
    }

    /// Which boot sent for an account last, and until when it may.
    pub async fn sender_of(
        &mut self,
        of: &BotAccount,
    ) -> Result<Option<(Option<Uuid>, Option<DateTime<Utc>>)>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT sender, sender_until FROM bot_accounts WHERE channel = $1 AND account = $2",
        )
        .bind(&of.channel)
        .bind(&of.account)
        .fetch_optional(db)
        .await)
    }

    /// Makes `boot` the sender if it still is what `sender_of` told; false when another was faster.
    pub async fn save_sender(
        &mut self,
        of: &BotAccount,
        before: Option<Uuid>,
        sender: Option<(Uuid, DateTime<Utc>)>,
    ) -> Result<bool, StoreError> {
        let done = on!(self, db => sqlx::query(
            "UPDATE bot_accounts SET sender = $4, sender_until = $5
              WHERE channel = $1 AND account = $2
                AND (sender = $3 OR (sender IS NULL AND $3 IS NULL))",
        )
        .bind(&of.channel)
        .bind(&of.account)
        .bind(before)
        .bind(sender.map(|sender| sender.0))
        .bind(sender.map(|sender| sender.1))
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }
}
