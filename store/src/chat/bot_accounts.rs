//! SQL on what all nodes must know of a bot account.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::inbox::BotAccount;
use peiban_core::lease::Tenure;
use peiban_core::trouble::Trouble;

/// What all nodes must know of a bot account.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct BotState {
    /// Which boot sends, or sent last.
    pub sender: Option<Uuid>,
    /// Which taking of its lease that was.
    pub sender_epoch: i64,
    /// Until when it may.
    pub sender_until: Option<DateTime<Utc>>,
    /// Which boot asks for updates, or asked last.
    pub poller: Option<Uuid>,
    /// Which taking of its lease that was.
    pub poller_epoch: i64,
    /// Until when it may.
    pub poller_until: Option<DateTime<Utc>>,
    /// Nothing is sent before.
    pub frozen_until: Option<DateTime<Utc>>,
    /// What the last sends met, while the channel takes none.
    pub trouble: Option<Trouble>,
    /// Since when.
    pub trouble_since: Option<DateTime<Utc>>,
    /// Probes in a row that met it.
    pub trouble_count: i64,
}

impl Exec<'_> {
    /// What is known of a bot account; nothing yet, if it never worked.
    pub async fn bot_state(&mut self, channel: &str, account: &str) -> Result<BotState, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT sender, sender_epoch, sender_until, poller, poller_epoch, poller_until, frozen_until,
                    trouble, trouble_since, trouble_count
               FROM bot_accounts
              WHERE channel = $1 AND account = $2",
        )
        .bind(channel)
        .bind(account)
        .fetch_optional(db)
        .await
        .map(Option::unwrap_or_default))
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

    /// Keeps what sends met, and that the bot is silent until `until`.
    pub async fn save_trouble(
        &mut self,
        of: &BotAccount,
        trouble: Trouble,
        tries: i64,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "UPDATE bot_accounts
                SET trouble = $3, trouble_count = $4, frozen_until = $5, trouble_since = COALESCE(trouble_since, $6)
              WHERE channel = $1 AND account = $2",
        )
        .bind(&of.channel)
        .bind(&of.account)
        .bind(trouble)
        .bind(tries)
        .bind(until)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Keeps that sends arrive again.
    pub async fn clear_trouble(&mut self, of: &BotAccount) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "UPDATE bot_accounts SET trouble = NULL, trouble_since = NULL, trouble_count = 0, frozen_until = NULL
              WHERE channel = $1 AND account = $2",
        )
        .bind(&of.channel)
        .bind(&of.account)
        .execute(db)
        .await
        .map(drop))
    }

    /// Makes `hold` the sender until `until` if the last epoch still is `before`; false when another was faster.
    pub async fn save_sender(
        &mut self,
        of: &BotAccount,
        before: i64,
        hold: Tenure,
        until: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let done = on!(self, db => sqlx::query(
            "UPDATE bot_accounts SET sender = $4, sender_epoch = $5, sender_until = $6
              WHERE channel = $1 AND account = $2 AND sender_epoch = $3",
        )
        .bind(&of.channel)
        .bind(&of.account)
        .bind(before)
        .bind(hold.boot)
        .bind(hold.epoch)
        .bind(until)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }

    /// Ends the sender's lease of `hold`, if it has it.
    pub async fn release_sender(&mut self, of: &BotAccount, hold: Tenure) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "UPDATE bot_accounts SET sender = NULL, sender_until = NULL
              WHERE channel = $1 AND account = $2 AND sender = $3 AND sender_epoch = $4",
        )
        .bind(&of.channel)
        .bind(&of.account)
        .bind(hold.boot)
        .bind(hold.epoch)
        .execute(db)
        .await
        .map(drop))
    }
}
