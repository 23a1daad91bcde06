//! Taking due messages, and keeping what became of each.

pub mod plan;

mod outcomes;
mod trouble;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use outcomes::{Held, KeepOutcomes, Record, RecordBlocked, RecordMoved};
pub use trouble::{BlameMessage, ClearTrouble, MeetTrouble};

use crate::act::{Act, ActError};
use crate::chat::bot_accounts::BotState;
use crate::messages::held::{Claim, Taken, Whose};
use crate::{Outcome, Tx};
use peiban_core::id::MessageId;
use peiban_core::inbox::BotAccount;
use peiban_core::lease::{CLOCKS_APART, LEASE, Tenure, binds};
use peiban_core::plan::{
    FREE_STEPS, Leaving, MessageState, PUSHES_A_DAY, Priority, TIPS_A_DAY, Verdict, check,
};
use peiban_core::trouble::Trouble;

const ORDER: [Priority; 5] =
    [Priority::Reply, Priority::Safety, Priority::Reminder, Priority::Survey, Priority::Tip];

/// Becomes or stays the one sender of a bot account; gives back what others held that may not send it any more.
pub struct HoldSender {
    /// Which bot.
    pub of: BotAccount,
    /// This process.
    pub boot: Uuid,
    /// Its turn, when it already sends.
    pub epoch: Option<i64>,
    /// The process that is known to be dead: its lease binds nobody.
    pub gone: Option<Uuid>,
    /// What this process has in hand: its leases grow.
    pub in_hand: Vec<MessageId>,
}

/// What a process is told that would send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// Its turn; none while another process sends.
    pub hold: Option<Tenure>,
    /// Nothing is sent before.
    pub frozen_until: Option<DateTime<Utc>>,
    /// What the last sends met, if the channel took none.
    pub trouble: Option<Trouble>,
    /// Probes in a row that met it.
    pub tries: i64,
}

impl Act for HoldSender {
    type Out = Holding;
    const NAME: &'static str = "message.hold_sender";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Holding, ActError> {
        tx.know_account(&self.of).await?;
        let state = tx.bot_for_update(&self.of).await?;
        let hold = self.turn(tx, &state).await?;
        if let Some(hold) = hold {
            tx.extend_messages(hold, &self.in_hand, tx.now + LEASE).await?;
            if let Some(gone) = self.gone {
                tx.release_messages(&self.of, Whose::Boot(gone)).await?;
            }
            tx.release_messages(&self.of, Whose::Nobody { longest: tx.now + LEASE + CLOCKS_APART }).await?;
        }
        Ok(Holding {
            hold,
            frozen_until: state.frozen_until,
            trouble: state.trouble,
            tries: state.trouble_count,
        })
    }
}

impl HoldSender {
    /// The turn of this process: the same while nobody else sent since, else a new one.
    async fn turn(&self, tx: &mut Tx<'_>, state: &BotState) -> Result<Option<Tenure>, ActError> {
        let before = state.sender_epoch;
        let same = state.sender == Some(self.boot) && self.epoch == Some(before);
        let other = state.sender.filter(|sender| *sender != self.boot && Some(*sender) != self.gone);
        if other.is_some() && state.sender_until.is_some_and(|until| binds(until, tx.now)) {
            return Ok(None);
        }
        let hold = Tenure { boot: self.boot, epoch: if same { before } else { before + 1 } };
        let saved = tx.save_sender(&self.of, before, hold, tx.now + LEASE).await?;
        Ok(saved.then_some(hold))
    }
}

/// Gives back all that this process holds, at its end.
pub struct ReleaseLeases {
    /// Which bot.
    pub of: BotAccount,
    /// Its turn.
    pub hold: Tenure,
}

impl Act for ReleaseLeases {
    /// How many messages were given back.
    type Out = u64;
    const NAME: &'static str = "message.release";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<u64, ActError> {
        tx.release_sender(&self.of, self.hold).await?;
        Ok(tx.release_messages(&self.of, Whose::Boot(self.hold.boot)).await?)
    }
}

/// Takes due messages, the most urgent first; settles those that must not leave.
pub struct ClaimMessages {
    /// Which bot.
    pub of: BotAccount,
    /// The turn in which they are sent.
    pub hold: Tenure,
    /// Messages at most.
    pub most: usize,
    /// Only what answers somebody, or helps.
    pub only_urgent: bool,
    /// Also what may have arrived already.
    pub repeats: bool,
}

impl Act for ClaimMessages {
    /// None when it is another process's turn.
    type Out = Vec<Leaving>;
    const NAME: &'static str = "message.claim";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Vec<Leaving>, ActError> {
        let mut taken = Vec::new();
        let (channel, account) = (self.of.channel.as_str(), self.of.account.as_str());
        tx.lock_turn((channel, account)).await?; // else it takes for a turn that ends meanwhile
        let state = tx.bot_state(channel, account).await?;
        if (state.sender, state.sender_epoch) != (Some(self.hold.boot), self.hold.epoch) {
            return Ok(taken);
        }
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
                let rows = tx.take_due_messages((&self.of, priority), room, self.repeats).await?;
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
        mut rows: Vec<Leaving>,
        taken: &mut Vec<Leaving>,
    ) -> Result<(), ActError> {
        let mut chats: BTreeSet<String> = BTreeSet::new();
        // One of a chat at a time, so that they arrive in order.
        rows.retain(|row| row.chat.as_ref().is_none_or(|chat| chats.insert(chat.clone())));
        let full = full_days(tx, &rows).await?;
        let mut claims = Vec::with_capacity(rows.len());
        for row in rows {
            let verdict = match check(&row, tx.now) {
                Verdict::Go if full.contains(&row.id) => Verdict::Not(MessageState::Suppressed, "day_limit"),
                verdict => verdict,
            };
            if let Some(outcome) = settled(verdict) {
                tx.settle_due(row.id, &outcome).await?;
                continue;
            }
            let (chat, day) = (row.chat.clone().unwrap_or_default(), row.local_day(tx.now));
            claims.push(Taken { message: row.id, chat, day });
            taken.push(row);
        }
        let claim = Claim { of: &self.of, hold: self.hold, until: tx.now + LEASE };
        Ok(tx.claim_messages(claim, &claims).await?)
    }
}

/// Those of `rows` whose person has had enough for the day.
async fn full_days(tx: &mut Tx<'_>, rows: &[Leaving]) -> Result<BTreeSet<MessageId>, ActError> {
    let now = tx.now;
    let counted = |row: &Leaving| {
        let counts = row.anchor_seq.is_some() && !FREE_STEPS.contains(&row.step.as_str());
        row.caregiver_id.filter(|_| counts).map(|person| (row.id, person, row.local_day(now), row.priority))
    };
    let counted: Vec<_> = rows.iter().filter_map(counted).collect();
    if counted.is_empty() {
        return Ok(BTreeSet::new());
    }
    let people: Vec<_> = counted.iter().map(|(_, person, ..)| *person).collect();
    let days: BTreeSet<_> = counted.iter().map(|(_, _, day, _)| *day).collect();
    let days: Vec<_> = days.into_iter().collect();
    let sent = tx.sent_on_days(&people, &days).await?;
    let is_full = |person, day, priority| {
        let sent = sent.iter().find(|sent| (sent.caregiver_id, sent.local_day) == (person, day));
        sent.is_some_and(|sent| {
            sent.pushes >= PUSHES_A_DAY || (priority == Priority::Tip && sent.tips >= TIPS_A_DAY)
        })
    };
    let full = counted.into_iter().filter(|(_, person, day, priority)| is_full(*person, *day, *priority));
    Ok(full.map(|(message, ..)| message).collect())
}

/// What to store for a row that does not leave now.
fn settled(verdict: Verdict) -> Option<Outcome> {
    match verdict {
        Verdict::Go => None,
        Verdict::Wait(until, reason) => {
            Some(Outcome { due_at: Some(until), ..Outcome::of(MessageState::Planned, reason) })
        }
        Verdict::Not(state, reason) => Some(Outcome::of(state, reason)),
    }
}
