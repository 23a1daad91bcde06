//! What became of messages that a process holds.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::settled;
use crate::act::{Act, ActError};
use crate::messages::held::{Arrived, Count};
use crate::{Outcome, Tx};
use peiban_core::id::{CaregiverId, LinkId, MessageId};
use peiban_core::inbox::BotAccount;
use peiban_core::lease::Tenure;
use peiban_core::plan::{MessageState, Verdict};

/// A message that a sender holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub id: MessageId,
    /// The turn in which it was claimed: what becomes of it is kept only while nobody else claimed it.
    pub hold: Tenure,
}

/// What became of one held message: sent, tried again later, failed, or not known.
#[derive(Debug, Clone)]
pub struct Record {
    /// Which message.
    pub held: Held,
    /// What became of it.
    pub outcome: Outcome,
}

impl Record {
    /// The channel took it, and calls it so.
    pub fn sent(held: Held, message_ref: &str) -> Self {
        Self { held, outcome: Outcome::of(MessageState::Sent, message_ref) }
    }

    /// It did not arrive, or may not have, and is tried again at `at`.
    pub fn retry(held: Held, at: DateTime<Utc>, counts: Count, reason: &str) -> Self {
        let outcome = Outcome::of(MessageState::Retry, reason);
        Self { held, outcome: Outcome { counts: Some(counts), retry_at: Some(at), ..outcome } }
    }

    /// It will not arrive.
    pub fn failed(held: Held, reason: &str) -> Self {
        let outcome = Outcome::of(MessageState::Failed, reason);
        Self { held, outcome: Outcome { counts: Some(Count::Failure), ..outcome } }
    }

    /// It may or may not have arrived, and is not repeated.
    pub fn unknown(held: Held) -> Self {
        let outcome = Outcome::of(MessageState::Unknown, "no_answer");
        Self { held, outcome: Outcome { counts: Some(Count::Unknown), ..outcome } }
    }

    /// It goes back unsent, to be looked at again.
    pub fn given_back(held: Held) -> Self {
        Self { held, outcome: Outcome::of(MessageState::Planned, "given_back") }
    }

    /// What a last look decided; nothing to keep when it may go.
    pub fn settled(held: Held, verdict: Verdict) -> Option<Self> {
        settled(verdict).map(|outcome| Self { held, outcome })
    }
}

impl Record {
    fn arrived(&self) -> Option<Arrived<'_>> {
        let Held { id: message, hold } = self.held;
        let message_ref = self.outcome.word.as_str();
        (self.outcome.state == MessageState::Sent).then_some(Arrived { message, hold, message_ref })
    }
}

/// Keeps what became of messages, together: whoever sent them waits for it, and holds them until then.
pub struct KeepOutcomes(pub Vec<Record>);

impl Act for KeepOutcomes {
    /// How many were kept: the process did not hold the others any more.
    type Out = u64;
    const NAME: &'static str = "message.outcomes";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<u64, ActError> {
        let arrived: Vec<Arrived<'_>> = self.0.iter().filter_map(Record::arrived).collect();
        let mut kept = tx.settle_arrived(&arrived).await?;
        for Record { held, outcome } in self.0.iter().filter(|record| record.arrived().is_none()) {
            kept += u64::from(tx.settle_held(held.id, held.hold, outcome).await?);
        }
        Ok(kept)
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
        tx.settle_held(self.held.id, self.held.hold, &outcome).await?;
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
    /// The link that it went through; none for a reply.
    pub link: Option<LinkId>,
    /// It moved as often as is followed.
    pub is_last: bool,
}

impl Act for RecordMoved {
    /// False when it is not followed: it moved too often, or to a chat that is somebody else's.
    type Out = bool;
    const NAME: &'static str = "message.chat_moved";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, ActError> {
        let bot = (self.of.channel.as_str(), self.of.account.as_str());
        tx.lock_chats(bot, &[&self.from, &self.to]).await?; // no reply is kept for the old one meanwhile
        let follows = !self.is_last && !tx.is_chat_known(&self.of, &self.to).await?;
        let outcome = if follows {
            tx.move_chat(&self.of, &self.from, &self.to).await?;
            Record::retry(self.held, tx.now, Count::Failure, "chat_moved").outcome
        } else {
            if let Some(link) = self.link {
                tx.block_link(link).await?;
            }
            Record::failed(self.held, "chat_moved").outcome
        };
        tx.settle_held(self.held.id, self.held.hold, &outcome).await?;
        Ok(follows)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.held.id.0)
    }
}
