//! Who asks a bot account for updates: one process of all, by a lease.

use uuid::Uuid;

use crate::Tx;
use crate::act::{Act, ActError};
use peiban_core::inbox::{BotAccount, POLLER_LEASE, Received};

/// Becomes the poller of an account, if nobody else is or was heard of lately.
pub struct TakePollerLease {
    /// Which bot.
    pub bot: BotAccount,
    /// The process that wants to.
    pub boot: Uuid,
}

impl Act for TakePollerLease {
    /// The offset to ask from; `None` while another process is the poller.
    type Out = Option<i64>;
    const NAME: &'static str = "poller.take";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Option<i64>, ActError> {
        let until = tx.now + POLLER_LEASE;
        Ok(tx.take_poller(&self.bot, self.boot, until).await?)
    }
}

/// Keeps what a poller fetched and where it goes on, in one: none is asked past before it is kept.
pub struct TakePolled {
    /// Which bot.
    pub bot: BotAccount,
    /// The process that fetched.
    pub boot: Uuid,
    /// What it fetched; may be none, then only the lease grows.
    pub updates: Vec<Received>,
    /// The offset to ask from next.
    pub next: i64,
}

impl Act for TakePolled {
    /// Whether the lease is still held; without it nothing is kept, the new poller fetches the same.
    type Out = bool;
    const NAME: &'static str = "poller.take_in";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, ActError> {
        let until = tx.now + POLLER_LEASE;
        let mine = tx.extend_poller(&self.bot, self.boot, (until, self.next)).await?;
        if mine {
            tx.insert_updates(&self.updates).await?;
        }
        Ok(mine)
    }

    fn detail(&self) -> String {
        self.updates.len().to_string()
    }
}

/// Stops being the poller, so that another need not wait for the lease to run out.
pub struct ReleasePoller {
    /// Which bot.
    pub bot: BotAccount,
    /// The process that stops.
    pub boot: Uuid,
}

impl Act for ReleasePoller {
    type Out = ();
    const NAME: &'static str = "poller.release";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        Ok(tx.release_poller(&self.bot, self.boot).await?)
    }
}
