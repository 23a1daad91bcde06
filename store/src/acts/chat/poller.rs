//! Who asks a bot account for updates: one process of all, by a lease.

use uuid::Uuid;

use crate::Tx;
use crate::act::{Act, ActError};
use peiban_core::inbox::{BotAccount, Received};
use peiban_core::lease::{LEASE, Tenure, binds};

/// Becomes the poller of an account, if nobody else is.
pub struct TakePollerLease {
    /// Which bot.
    pub bot: BotAccount,
    /// The process that wants to.
    pub boot: Uuid,
    /// The process that is known to be dead: its lease binds nobody.
    pub gone: Option<Uuid>,
}

/// A turn as the poller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Polling {
    /// By which it is told apart.
    pub hold: Tenure,
    /// Where to ask from.
    pub offset: i64,
}

impl Act for TakePollerLease {
    /// `None` while another process is the poller.
    type Out = Option<Polling>;
    const NAME: &'static str = "poller.take";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Option<Polling>, ActError> {
        let state = tx.bot_for_update(&self.bot).await?;
        let other = state.poller.filter(|poller| *poller != self.boot && Some(*poller) != self.gone);
        if other.is_some() && state.poller_until.is_some_and(|until| binds(until, tx.now)) {
            return Ok(None);
        }
        let (hold, until) = (Tenure { boot: self.boot, epoch: state.poller_epoch + 1 }, tx.now + LEASE);
        let offset = tx.take_poller(&self.bot, state.poller_epoch, hold, until).await?;
        Ok(offset.map(|offset| Polling { hold, offset }))
    }
}

/// Keeps what a poller fetched and where it goes on, in one: none is asked past before it is kept.
pub struct TakePolled {
    /// Which bot.
    pub bot: BotAccount,
    /// The turn in which it was fetched.
    pub hold: Tenure,
    /// What was fetched; may be none, then only the lease grows.
    pub updates: Vec<Received>,
    /// The offset to ask from next.
    pub next: i64,
}

impl Act for TakePolled {
    /// Whether it is still the poller's turn; else nothing is kept, the new poller fetches the same.
    type Out = bool;
    const NAME: &'static str = "poller.take_in";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, ActError> {
        let until = tx.now + LEASE;
        let mine = tx.extend_poller(&self.bot, self.hold, until, self.next).await?;
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
    /// The turn that ends.
    pub hold: Tenure,
}

impl Act for ReleasePoller {
    type Out = ();
    const NAME: &'static str = "poller.release";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        Ok(tx.release_poller(&self.bot, self.hold).await?)
    }
}
