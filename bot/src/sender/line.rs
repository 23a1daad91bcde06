//! Whether the channel takes messages: a pure account of what sends met, and when the next may be tried.
//!
//! One failed send does not tell whom it is about. So the bot pauses, and then one message leaves alone, another if
//! there is one: if that one arrives, the first was to blame (or its chat); if it fails as well, it is the channel.

use chrono::{DateTime, TimeDelta, Utc};
use peiban_core::id::MessageId;
use peiban_core::trouble::Trouble;

/// The first pause; it doubles with each probe that fails.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(1);
/// The longest pause between two probes.
const LONGEST_PAUSE: TimeDelta = TimeDelta::seconds(60);
/// A chat's own pace is told by a probe to another after so long.
const PROBE_AFTER: TimeDelta = TimeDelta::seconds(5);
/// No channel asks for a longer silence; a later end was written by a clock that ran fast.
const LONGEST_SILENCE: TimeDelta = TimeDelta::hours(24);

/// What is known of the channel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    trouble: Option<Trouble>,
    /// Probes in a row that met it.
    tries: u32,
    frozen_until: Option<DateTime<Utc>>,
    suspect: Suspect,
    /// Raised whenever trouble is met: what began before tells nothing about afterwards.
    era: u64,
    /// Sends that are under way.
    calls: usize,
}

/// Whom trouble was met with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Suspect {
    /// With nobody.
    #[default]
    Nobody,
    /// With one message alone.
    One { message: MessageId, chat: String },
    /// With several: it is the channel.
    Channel,
}

/// One send under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Call {
    era: u64,
}

/// What is to be kept after trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pause {
    /// What was met.
    pub(super) trouble: Trouble,
    /// Probes in a row that met it.
    pub(super) tries: u32,
    /// Nothing leaves before.
    pub(super) until: DateTime<Utc>,
}

/// What is to be kept after an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cleared {
    /// The message that trouble was met with, while another arrived.
    pub(super) to_blame: Option<MessageId>,
}

impl Line {
    /// What an earlier sender left behind.
    pub(super) fn recalled(
        &mut self,
        trouble: Option<Trouble>,
        tries: u32,
        frozen_until: Option<DateTime<Utc>>,
    ) {
        let suspect = if trouble.is_some() { Suspect::Channel } else { Suspect::Nobody };
        (self.trouble, self.tries, self.frozen_until, self.suspect) = (trouble, tries, frozen_until, suspect);
        self.era += 1;
    }

    pub(super) fn trouble(&self) -> Option<Trouble> {
        self.trouble
    }

    /// Nothing leaves just now.
    pub(super) fn is_frozen(&self, now: DateTime<Utc>) -> bool {
        self.frozen_until.is_some_and(|until| until > now && until <= now + LONGEST_SILENCE)
    }

    /// How many sends may be under way at `now`, of `most`.
    pub(super) fn places(&self, now: DateTime<Utc>, most: usize) -> usize {
        match self.trouble {
            _ if self.is_frozen(now) => 0,
            Some(_) => most.min(1),
            None => most,
        }
    }

    /// Begins a send; none while it has to wait. Each is ended by [`met`](Self::met) or [`answered`](Self::answered).
    pub(super) fn begin(&mut self, now: DateTime<Utc>) -> Option<Call> {
        if self.places(now, usize::MAX) <= self.calls {
            return None;
        }
        self.calls += 1;
        Some(Call { era: self.era })
    }

    /// A send ended without a word on the channel.
    pub(super) fn ended(&mut self) {
        self.calls = self.calls.saturating_sub(1);
    }

    /// A send met trouble; `jitter` is from 0 to 255. What to keep, if the pause is another now.
    pub(super) fn met(
        &mut self,
        call: Call,
        (message, chat): (MessageId, &str),
        trouble: Met,
        (now, jitter): (DateTime<Utc>, u8),
    ) -> Option<Pause> {
        self.ended();
        let another = match &self.suspect {
            Suspect::Nobody => {
                self.suspect = Suspect::One { message, chat: chat.to_owned() };
                false
            }
            Suspect::One { chat: first, .. } => first != chat,
            Suspect::Channel => true,
        };
        if another {
            self.suspect = Suspect::Channel;
        }
        let is_news = call.era == self.era;
        let until = match trouble {
            Met::Asked(time) if another => now + time.min(LONGEST_SILENCE),
            Met::Asked(time) => now + time.min(PROBE_AFTER),
            Met::Down(_) if is_news => now + pause(self.tries, jitter),
            Met::Down(_) => return None, // the pause is on already
        };
        self.pause(trouble.word(), until, is_news)
    }

    /// A probe that was no message met trouble.
    pub(super) fn met_probing(&mut self, trouble: Trouble, now: DateTime<Utc>, jitter: u8) -> Option<Pause> {
        self.suspect = Suspect::Channel;
        self.pause(trouble, now + pause(self.tries, jitter), true)
    }

    fn pause(&mut self, trouble: Trouble, until: DateTime<Utc>, is_news: bool) -> Option<Pause> {
        if !is_news && self.frozen_until.is_some_and(|frozen| frozen >= until) {
            return None;
        }
        self.trouble = Some(trouble);
        self.frozen_until = Some(until);
        if is_news {
            self.tries += 1;
            self.era += 1;
        }
        Some(Pause { trouble, tries: self.tries, until })
    }

    /// The channel answered about a message: it took it, or told why it never will.
    pub(super) fn answered(&mut self, call: Call, message: MessageId) -> Option<Cleared> {
        self.ended();
        (call.era == self.era).then(|| self.clear(Some(message))).flatten()
    }

    /// All is well again; `message` arrived, if it was one that told.
    pub(super) fn clear(&mut self, message: Option<MessageId>) -> Option<Cleared> {
        self.trouble?;
        let to_blame = match (&self.suspect, self.trouble) {
            (
                Suspect::One { message: first, .. },
                Some(Trouble::NoConnection | Trouble::Server | Trouble::Token),
            ) => message.filter(|message| message != first).map(|_| *first),
            _ => None,
        };
        (self.trouble, self.tries, self.frozen_until) = (None, 0, None);
        self.suspect = Suspect::Nobody;
        Some(Cleared { to_blame })
    }
}

/// What a send met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// The channel asked for so much silence: of the chat, or of the bot.
    Asked(TimeDelta),
    /// The channel took nothing.
    Down(Trouble),
}

impl Met {
    fn word(self) -> Trouble {
        match self {
            Self::Asked(_) => Trouble::AskedToWait,
            Self::Down(trouble) => trouble,
        }
    }
}

/// The pause after `tries` probes that failed, and up to a quarter more, so that many nodes do not come together.
fn pause(tries: u32, jitter: u8) -> TimeDelta {
    let doubled = LONGEST_PAUSE.min(FIRST_PAUSE * (1 << tries.min(6)));
    doubled + doubled * i32::from(jitter) / 1024
}

#[cfg(test)]
#[path = "line/tests.rs"]
mod tests;
