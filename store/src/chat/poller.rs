//! SQL on which process polls a bot account.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::inbox::BotAccount;

impl Exec<'_> {
    /// Until when a process other than `boot` may poll this account; `None` when none may.
    pub async fn poller_of(
        &mut self,
        bot: &BotAccount,
        boot: Uuid,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "SELECT poller_until
               FROM bot_accounts
              WHERE channel = $1 AND account = $2 AND poller <> $3 AND poller_until IS NOT NULL",
        )
        .bind(&bot.channel)
        .bind(&bot.account)
        .bind(boot)
        .fetch_optional(db)
        .await)
    }
}

impl Tx<'_> {
    /// Makes `boot` the poller until `until` if nobody is, and tells the offset.
    pub async fn take_poller(
        &mut self,
        bot: &BotAccount,
        boot: Uuid,
        until: DateTime<Utc>,
    ) -> Result<Option<i64>, StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query_scalar(
            "INSERT INTO bot_accounts (channel, account, poll_offset, poller, poller_until)
             VALUES ($1, $2, 0, $3, $4)
             ON CONFLICT (channel, account) DO UPDATE SET poller = $3, poller_until = $4
              WHERE bot_accounts.poller IS NULL OR bot_accounts.poller = $3 OR bot_accounts.poller_until <= $5
             RETURNING poll_offset",
        )
        .bind(&bot.channel)
        .bind(&bot.account)
        .bind(boot)
        .bind(until)
        .bind(now)
        .fetch_optional(db)
        .await)
    }

    /// Lets the poller go on until `until` from offset `next`; false when it is another by now.
    pub async fn extend_poller(
        &mut self,
        bot: &BotAccount,
        boot: Uuid,
        (until, next): (DateTime<Utc>, i64),
    ) -> Result<bool, StoreError> {
        let done = on!(self, db => sqlx::query(
            "UPDATE bot_accounts SET poller_until = $4, poll_offset = $5
              WHERE channel = $1 AND account = $2 AND poller = $3",
        )
        .bind(&bot.channel)
        .bind(&bot.account)
        .bind(boot)
        .bind(until)
        .bind(next)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }

    /// Ends the lease of `boot`, if it holds it.
    pub async fn release_poller(&mut self, bot: &BotAccount, boot: Uuid) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "UPDATE bot_accounts SET poller = NULL, poller_until = NULL
              WHERE channel = $1 AND account = $2 AND poller = $3",
        )
        .bind(&bot.channel)
        .bind(&bot.account)
        .bind(boot)
        .execute(db)
        .await
        .map(drop))
    }
}
