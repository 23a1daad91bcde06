//! A channel that takes nothing: the bot waits, its messages are not spent.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::Tx;
use crate::act::{Act, ActError};
use peiban_core::id::MessageId;
use peiban_core::inbox::BotAccount;
use peiban_core::trouble::Trouble;

/// Own failures after which a message is given up.
const MOST_FAILURES: i64 = 5;

/// Keeps that the channel took nothing: the bot is silent for a while, also in another process and after a restart.
pub struct MeetTrouble {
    /// Which bot.
    pub of: BotAccount,
    /// What was met.
    pub trouble: Trouble,
    /// Probes in a row that met it.
    pub tries: i64,
    /// Nothing is sent before.
    pub until: DateTime<Utc>,
}

impl Act for MeetTrouble {
    type Out = ();
    const NAME: &'static str = "message.meet_trouble";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        Ok(tx.save_trouble(&self.of, self.trouble, self.tries, self.until).await?)
    }
}

/// Keeps that the channel takes messages again.
pub struct ClearTrouble {
    /// Which bot.
    pub of: BotAccount,
}

impl Act for ClearTrouble {
    type Out = ();
    const NAME: &'static str = "message.clear_trouble";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        Ok(tx.clear_trouble(&self.of).await?)
    }
}

/// Counts a failure to a message that waits, since another arrived: the channel was not to blame.
pub struct BlameMessage {
    /// Which.
    pub message: MessageId,
    /// When it is tried again, unless it has failed too often.
    pub at: DateTime<Utc>,
}

impl Act for BlameMessage {
    /// Whether it is given up.
    type Out = bool;
    const NAME: &'static str = "message.blame";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, ActError> {
        Ok(tx.blame_message(self.message, self.at, MOST_FAILURES).await?)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.message.0)
    }
}
