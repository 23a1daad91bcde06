//! What became of a message that a process holds, each kept in its own commit.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::settled;
use crate::act::{Act, ActError};
use crate::{Outcome, Tx};
use peiban_core::id::{CaregiverId, LinkId, MessageId};
use peiban_core::inbox::BotAccount;
use peiban_core::plan::{MessageState, Verdict};

/// A message that a process holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub id: MessageId,
    /// Which process.
    pub boot: Uuid,
}

/// Keeps what became of one held message: sent, tried again later, failed, or not known.
pub struct Record {
    /// Which message.
    pub held: Held,
    /// What became of it.
    pub outcome: Outcome,
}

impl Record {
    /// The channel took it, and calls it so.
    pub fn sent(held: Held, message_ref: String) -> Self {
        Self::of(held, MessageState::Sent, (&message_ref, None))
    }

    /// It is tried again at `at`.
    pub fn retry(held: Held, at: DateTime<Utc>, reason: &str) -> Self {
        Self::of(held, MessageState::Retry, (reason, Some(at)))
    }

    /// It will not arrive.
    pub fn failed(held: Held, reason: &str) -> Self {
        Self::of(held, MessageState::Failed, (reason, None))
    }

    /// It may or may not have arrived, and is not repeated.
    pub fn unknown(held: Held) -> Self {
        Self::of(held, MessageState::Unknown, ("no_answer", None))
    }

    /// It goes back unsent, to be looked at again.
    pub fn given_back(held: Held) -> Self {
        Self::of(held, MessageState::Planned, ("given_back", None))
    }

    /// What a last look decided; nothing to keep when it may go.
    pub fn settled(held: Held, verdict: Verdict) -> Option<Self> {
        settled(verdict).map(|outcome| Self { held, outcome })
    }

    fn of(held: Held, state: MessageState, (word, due_at): (&str, Option<DateTime<Utc>>)) -> Self {
        Self { held, outcome: Outcome { state, word: Some(word.to_owned()), due_at } }
    }
}

impl Act for Record {
    /// False when the process did not hold it any more: nothing was kept.
    type Out = bool;
    const NAME: &'static str = "message.record";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, ActError> {
        Ok(tx.settle_held((self.held.id, self.held.boot), &self.outcome).await?)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.held.id.0)
    }

    fn detail(&self) -> String {
        let state = serde_json::to_value(self.outcome.state).ok();
        state.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// The chat wants no messages: this one failed, and nothing more goes there.
pub struct RecordBlocked {
    /// Which message.
    pub held: Held,
    /// What the channel said.
    pub reason: String,
    /// The link that it went through; none for a reply.
    pub link: Option<(LinkId, CaregiverId)>,
}

impl Act for RecordBlocked {
    type Out = ();
    const NAME: &'static str = "message.blocked";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let outcome = Record::failed(self.held, &format!("blocked: {}", self.reason)).outcome;
        tx.settle_held((self.held.id, self.held.boot), &outcome).await?;
        if let Some((link, person)) = self.link {
            tx.block_link(link).await?;
            tx.mark_plan_due(&[person]).await?;
        }
        Ok(())
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.held.id.0)
    }
}

/// The chat has another id: it is followed, and the message sent again there.
pub struct RecordMoved {
    /// Which message.
    pub held: Held,
    /// Which bot.
    pub of: BotAccount,
    /// The chat as it was called.
    pub from: String,
    /// The chat as it is called now.
    pub to: String,
}

impl Act for RecordMoved {
    type Out = ();
    const NAME: &'static str = "message.chat_moved";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        tx.move_chat(&self.of, &self.from, &self.to).await?;
        let outcome = Record::retry(self.held, tx.now, "chat_moved").outcome;
        tx.settle_held((self.held.id, self.held.boot), &outcome).await?;
        Ok(())
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.held.id.0)
    }
}

/// The channel asked for silence: the message waits, and all others of the bot with it, also after a restart.
pub struct RecordWait {
    /// Which message.
    pub held: Held,
    /// Which bot.
    pub of: BotAccount,
    /// How long.
    pub wait: TimeDelta,
}

impl Act for RecordWait {
    /// Until when.
    type Out = DateTime<Utc>;
    const NAME: &'static str = "message.wait";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<DateTime<Utc>, ActError> {
        let until = tx.now + self.wait;
        tx.freeze_account(&self.of, until).await?;
        let outcome = Record::retry(self.held, until, "asked_to_wait").outcome;
        tx.settle_held((self.held.id, self.held.boot), &outcome).await?;
        Ok(until)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.held.id.0)
    }
}
