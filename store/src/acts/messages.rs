//! Taking due messages, and keeping what became of each.

pub mod plan;

mod outcomes;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

pub use outcomes::{Held, Record, RecordBlocked, RecordMoved, RecordWait};

use crate::act::{Act, ActError};
use crate::{Outcome, Tx};
use peiban_core::inbox::BotAccount;
use peiban_core::plan::{
    FREE_STEPS, Leaving, MessageState, PUSHES_A_DAY, Priority, TIPS_A_DAY, Verdict, check,
};

/// How long a process may hold a message, or be the sender of a bot.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);

const ORDER: [Priority; 5] =
    [Priority::Reply, Priority::Safety, Priority::Reminder, Priority::Survey, Priority::Tip];

/// Becomes or stays the one sender of a bot account; gives back what dead senders held.
pub struct HoldSender {
    /// Which bot.
    pub of: BotAccount,
    /// This process.
    pub boot: Uuid,
    /// No other process works on this database: whoever held it before is dead.
    pub alone: bool,
}

impl Act for HoldSender {
    /// Whether this process sends, and until when the channel asked for silence.
    type Out = (bool, Option<DateTime<Utc>>);
    const NAME: &'static str = "message.hold_sender";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Out, ActError> {
        tx.know_account(&self.of).await?;
        let frozen = tx.frozen_until(&self.of).await?;
        let (before, until) = tx.sender_of(&self.of).await?.unwrap_or_default();
        let other = before.filter(|before| *before != self.boot);
        let lives = until.is_some_and(|until| until > tx.now);
        if other.is_some() && lives && !self.alone {
            return Ok((false, frozen));
        }
        let lease = tx.now + LEASE;
        if !tx.save_sender(&self.of, before, Some((self.boot, lease))).await? {
            return Ok((false, frozen));
        }
        if let Some(dead) = other {
            tx.release_messages(&self.of, Some(dead)).await?;
        }
        tx.release_messages(&self.of, None).await?;
        Ok((true, frozen))
    }
}

/// Gives back all that this process holds, at its end.
pub struct ReleaseLeases {
    /// Which bot.
    pub of: BotAccount,
    /// This process.
    pub boot: Uuid,
}

impl Act for ReleaseLeases {
    /// How many messages were given back.
    type Out = u64;
    const NAME: &'static str = "message.release";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<u64, ActError> {
        tx.save_sender(&self.of, Some(self.boot), None).await?;
        Ok(tx.release_messages(&self.of, Some(self.boot)).await?)
    }
}

/// Takes due messages, the most urgent first; settles those that must not leave.
pub struct ClaimMessages {
    /// Which bot.
    pub of: BotAccount,
    /// This process.
    pub boot: Uuid,
    /// Messages at most.
    pub most: usize,
    /// Only what answers somebody, or helps.
    pub only_urgent: bool,
}

impl Act for ClaimMessages {
    type Out = Vec<Leaving>;
    const NAME: &'static str = "message.claim";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Vec<Leaving>, ActError> {
        let mut taken = Vec::new();
        for priority in ORDER {
            if self.only_urgent && priority > Priority::Safety {
                break;
            }
            // Bounded: an act must not hold the writer for long; what is left is taken next time.
            for _ in 0..8 {
                let room = i64::try_from(self.most.saturating_sub(taken.len())).unwrap_or_default();
                if room == 0 {
                    return Ok(taken);
                }
                let rows = tx.take_due_messages((&self.of, priority), room).await?;
                if rows.is_empty() {
                    break;
                }
                self.take(tx, rows, &mut taken).await?;
            }
        }
        Ok(taken)
    }
}

impl ClaimMessages {
    async fn take(
        &self,
        tx: &mut Tx<'_>,
        rows: Vec<Leaving>,
        taken: &mut Vec<Leaving>,
    ) -> Result<(), ActError> {
        let mut chats: BTreeSet<String> = BTreeSet::new();
        for row in rows {
            let chat = row.chat.clone().unwrap_or_default();
            if chats.contains(&chat) {
                continue; // one at a time, so that they arrive in order
            }
            let verdict = match check(&row, tx.now) {
                Verdict::Go if day_is_full(tx, &row).await? => {
                    Verdict::Not(MessageState::Suppressed, "day_limit")
                }
                verdict => verdict,
            };
            if let Some(outcome) = settled(verdict) {
                tx.settle_due(row.id, &outcome).await?;
                continue;
            }
            let (lease, day) = (tx.now + LEASE, row.local_day(tx.now));
            tx.claim_message(row.id, (&self.of, self.boot), lease, (&chat, day)).await?;
            chats.insert(chat);
            taken.push(row);
        }
        Ok(())
    }
}

async fn day_is_full(tx: &mut Tx<'_>, row: &Leaving) -> Result<bool, ActError> {
    let Some(person) = row.caregiver_id.filter(|_| row.anchor_seq.is_some()) else { return Ok(false) };
    if FREE_STEPS.contains(&row.step.as_str()) {
        return Ok(false);
    }
    let day = row.local_day(tx.now);
    let (all, tips) = tx.sent_on_day(person, day).await?;
    Ok(all >= PUSHES_A_DAY || (row.priority == Priority::Tip && tips >= TIPS_A_DAY))
}

/// What to store for a row that does not leave now.
fn settled(verdict: Verdict) -> Option<Outcome> {
    match verdict {
        Verdict::Go => None,
        Verdict::Wait(until, reason) => {
            let (state, word) = (MessageState::Planned, Some(reason.to_owned()));
            Some(Outcome { state, word, due_at: Some(until) })
        }
        Verdict::Not(state, reason) => Some(Outcome { state, word: Some(reason.to_owned()), due_at: None }),
    }
}
