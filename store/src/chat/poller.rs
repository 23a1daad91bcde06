//! SQL on which process polls a bot account.

use chrono::{DateTime, Utc};

use crate::exec::on;
use crate::{StoreError, Tx};
use peiban_core::inbox::BotAccount;
use peiban_core::lease::Tenure;

impl Tx<'_> {
    /// Makes `hold` the poller until `until` if the last epoch still is `before`, and tells the offset.
    pub async fn take_poller(
        &mut self,
        bot: &BotAccount,
        before: i64,
        hold: Tenure,
        until: DateTime<Utc>,
    ) -> Result<Option<i64>, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "INSERT INTO bot_accounts (channel, account, poll_offset, poller, poller_epoch, poller_until)
             VALUES ($1, $2, 0, $4, $5, $6)
             ON CONFLICT (channel, account) DO UPDATE SET poller = $4, poller_epoch = $5, poller_until = $6
              WHERE bot_accounts.poller_epoch = $3
             RETURNING poll_offset",
        )
        .bind(&bot.channel)
        .bind(&bot.account)
        .bind(before)
        .bind(hold.boot)
        .bind(hold.epoch)
        .bind(until)
        .fetch_optional(db)
        .await)
    }

    /// Lets the poller go on until `until` from offset `next`; false when another took its place.
    pub async fn extend_poller(
        &mut self,
        bot: &BotAccount,
        hold: Tenure,
        until: DateTime<Utc>,
        next: i64,
    ) -> Result<bool, StoreError> {
        let done = on!(self, db => sqlx::query(
            "UPDATE bot_accounts SET poller_until = $5, poll_offset = $6
              WHERE channel = $1 AND account = $2 AND poller = $3 AND poller_epoch = $4",
        )
        .bind(&bot.channel)
        .bind(&bot.account)
        .bind(hold.boot)
        .bind(hold.epoch)
        .bind(until)
        .bind(next)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }

    /// Ends the lease of `hold`, if it has it.
    pub async fn release_poller(&mut self, bot: &BotAccount, hold: Tenure) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "UPDATE bot_accounts SET poller = NULL, poller_until = NULL
              WHERE channel = $1 AND account = $2 AND poller = $3 AND poller_epoch = $4",
        )
        .bind(&bot.channel)
        .bind(&bot.account)
        .bind(hold.boot)
        .bind(hold.epoch)
        .execute(db)
        .await
        .map(drop))
    }
}
