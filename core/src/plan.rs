//! What a caregiver is to be sent, and when: a pure function from facts to rows.
//!
//! It is run again whenever a fact about her changes, and says only what differs from what is there: rows to add
//! and unsent rows to cancel. What was sent is never touched.

mod facts;
pub mod hours;
mod leaving;
mod limits;
mod rules;
#[cfg(test)]
mod tests;
mod wishes;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{CaregiverId, MessageId, SessionId};
use crate::word::words;

pub use facts::{Belonging, KnownMessage, Mark, PlanFacts, PlanSession, Rsvp, Stage};
pub use leaving::{LastLook, Leaving, Verdict, check};
pub use limits::{FREE_STEPS, PUSHES_A_DAY, TIPS_A_DAY};
pub use rules::{Anchor, Late, Rule, read, rules};

/// Told when a session of which she knew was moved.
pub const MOVED: &str = "session.moved";
/// Told when a session of which she knew was called off.
pub const CALLED_OFF: &str = "session.called_off";

/// How urgent a message is: the smaller, the sooner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[repr(i64)]
pub enum Priority {
    /// An answer to what somebody just said.
    Reply = 0,
    /// Somebody may need help.
    Safety = 1,
    /// When and where a session is.
    Reminder = 2,
    /// A few questions.
    Survey = 3,
    /// Something to try at home.
    Tip = 4,
}

words! {
    /// Where a message stands.
    MessageState {
        /// It waits for its time.
        Planned = "planned",
        /// A sender holds it.
        Claimed = "claimed",
        /// The channel took it.
        Sent = "sent",
        /// It did not arrive and is tried again.
        Retry = "retry",
        /// It will not arrive.
        Failed = "failed",
        /// It may or may not have arrived.
        Unknown = "unknown",
        /// Its time is over.
        Expired = "expired",
        /// It must not leave just now: a stop, a pause, no chat.
        Suppressed = "suppressed",
        /// It is not wanted any more.
        Cancelled = "cancelled",
    }
}

impl MessageState {
    /// It left, or may have.
    pub fn is_spent(self) -> bool {
        matches!(self, Self::Sent | Self::Claimed | Self::Unknown)
    }

    /// It waits to leave.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Planned | Self::Retry)
    }

    /// It did not leave, and may be wanted again.
    pub fn may_return(self) -> bool {
        matches!(self, Self::Cancelled | Self::Suppressed)
    }
}

/// What a step says; the text is written when it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// When and where the session is.
    Reminder,
    /// What we did, for those who were there.
    Recap,
    /// Three questions, for those who were there.
    Feedback,
    /// The module's tip and the next date, for those who missed it.
    Absence,
    /// A tip between two sessions.
    NextTip,
    /// The session's new time and place.
    Moved,
    /// The session does not take place.
    CalledOff,
}

/// The body of a planned row: what to say, about which session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Say {
    /// What.
    pub content: Content,
    /// About which session.
    pub session: SessionId,
}

/// Why nobody may be sent anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// The person is merged into another, or erased.
    Gone,
    /// No chat is linked.
    NoLink,
    /// She did not agree to messages, or does not any more.
    NoConsent,
    /// She said that she is under 18.
    Under18,
}

impl Silence {
    /// What is stored with the row.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::NoLink => "no_link",
            Self::NoConsent => "no_consent",
            Self::Under18 => "under_18",
        }
    }
}

/// A row to add, or to take up again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// `step:caregiver:anchor_kind:anchor_id:sequence`.
    pub dedupe_key: String,
    /// To whom.
    pub caregiver: CaregiverId,
    /// Its step.
    pub step: String,
    /// How urgent it is.
    pub priority: Priority,
    /// The session's sequence.
    pub sequence: i64,
    /// What to say.
    pub say: Say,
    /// When it may leave: never in her quiet hours.
    pub due_at: DateTime<Utc>,
    /// From when on it must not leave any more.
    pub expires_at: DateTime<Utc>,
    /// Her day at `due_at`.
    pub local_day: NaiveDate,
}

/// What differs from what is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Rows to add; one with a known key takes the place of its cancelled or changed row.
    pub add: Vec<Planned>,
    /// Unsent rows to cancel, and why.
    pub cancel: Vec<(MessageId, &'static str)>,
}

/// What is to be sent to one caregiver from `now` on, beside what is there.
pub fn plan(facts: &PlanFacts, rules: &[Rule], now: DateTime<Utc>) -> Plan {
    let wishes = match facts.silence {
        Some(_) => Vec::new(),
        None => wishes::wishes(facts, rules, now),
    };
    let wanted = limits::within_limits(facts, wishes);
    let keys: BTreeSet<&str> = wanted.iter().map(|wish| wish.planned.dedupe_key.as_str()).collect();
    let unwanted = facts.messages.iter().filter(|known| known.state.is_live());
    let cancel = unwanted
        .filter(|known| !keys.contains(known.dedupe_key.as_str()))
        .map(|known| (known.id, why_not(facts, known)))
        .collect();
    let add = wanted.into_iter().filter(|wish| wish.is_news(facts)).map(|wish| wish.planned).collect();
    Plan { add, cancel }
}

fn why_not(facts: &PlanFacts, known: &KnownMessage) -> &'static str {
    if let Some(silence) = facts.silence {
        return silence.word();
    }
    let session = known.session.and_then(|id| facts.sessions.iter().find(|session| session.id == id));
    match session {
        Some(session) if session.sequence != known.sequence => "moved",
        Some(session) if facts.doubts.contains(&session.id) => "conflict",
        Some(session) if session.stage == Stage::CalledOff => "called_off",
        _ => "not_wanted",
    }
}
