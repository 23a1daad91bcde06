//! One message on its way.

use std::borrow::Cow;
use std::time::Duration;

use chrono::TimeDelta;
use peiban_core::id::MessageId;
use peiban_core::plan::{Leaving, Priority, Verdict, check};
use peiban_core::trouble::Trouble;
use peiban_store::acts::messages::{Held, Record, RecordBlocked, RecordMoved};
use peiban_store::{ActError, Count};
use tokio::sync::watch;
use tokio::time::Instant;

use super::line::{Call, Met, Pause};
use super::tenure::InHand;
use super::{Done, Sender};
use crate::channel::{Outgoing, SendError};
use crate::pace::{Kind, Slot};
use crate::wording::Desk;

/// So often a chat that moves on is followed.
const MOST_MOVES: i64 = 3;
/// When a message that may have arrived is repeated: once, and not while the line is slow.
const REPEAT_AFTER: TimeDelta = TimeDelta::minutes(10);
/// So soon after it was taken a reply is surely still ours.
const AT_ONCE: Duration = Duration::from_secs(5);
/// So soon after it was claimed a message needs no other look: who says stop meanwhile cannot tell it from one that is
/// under way.
const FRESH: Duration = Duration::from_millis(250);

/// A message in hand.
pub(super) struct Parcel {
    pub(super) in_hand: InHand,
    pub(super) row: Leaving,
    /// Its text, and when the facts it follows from were looked at; none for one that has to be looked at first.
    pub(super) looked: Option<(Outgoing, Instant)>,
}

/// What became of the messages to one chat.
pub(super) struct Delivered {
    pub(super) done: Done,
    /// One is to be tried again: nothing may overtake it.
    pub(super) waits: bool,
}

/// What became of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    Sent,
    /// It needs nothing more.
    Settled,
    /// It is to be tried again.
    Waits,
}

/// A send under way; the line knows when it ends, however that comes.
struct OnLine<'a> {
    sender: &'a Sender,
    call: Option<Call>,
}

impl Drop for OnLine<'_> {
    fn drop(&mut self) {
        if self.call.take().is_some() {
            self.sender.state().line.ended();
        }
    }
}

impl Sender {
    /// Sends held messages of one chat, one after the other; gives the rest back once one has to wait.
    pub(super) async fn deliver_all(self, parcels: Vec<Parcel>) -> Delivered {
        let mut delivered = Delivered { done: Done::default(), waits: false };
        for parcel in parcels {
            if delivered.waits {
                self.give_back(&parcel).await;
                delivered.done.others += 1;
                continue;
            }
            let left = match self.try_to_deliver(&parcel).await {
                Ok(left) => left,
                Err(error) => {
                    tracing::warn!(%error, message = %parcel.row.id, "a message could not be looked at");
                    self.give_back(&parcel).await;
                    Left::Waits
                }
            };
            delivered.done.count(left == Left::Sent);
            delivered.waits = left == Left::Waits;
        }
        delivered
    }

    /// Sends one held message at the pace of the bot.
    async fn try_to_deliver(&self, parcel: &Parcel) -> Result<Left, ActError> {
        let (held, row) = (parcel.in_hand.held, &parcel.row);
        let kind = if row.priority <= Priority::Safety { Kind::Reply } else { Kind::Bulk };
        let (mut stopping, taken_at) = (self.0.stopping.subscribe(), Instant::now());
        let slot = tokio::select! {
            slot = self.0.pace.slot(kind, row.chat.as_deref().unwrap_or_default()) => slot,
            () = until(&mut stopping) => return Ok(self.give_back(parcel).await),
        };
        let (fresh, message) = match parcel.still_fresh(taken_at) {
            Some(message) => (Cow::Borrowed(row), message),
            None => match self.last_look(held).await? {
                Looked::Goes(fresh, message) => (Cow::Owned(*fresh), Cow::Owned(message)),
                Looked::Settled(record) => {
                    self.keep(record, row.priority).await;
                    return Ok(Left::Settled);
                }
                Looked::Another => return Ok(self.give_back(parcel).await),
            },
        };
        let Some(line) = self.begin(held) else { return Ok(self.give_back(parcel).await) };
        let answer = self.0.channel.send(fresh.chat.as_deref().unwrap_or_default(), &message).await;
        crate::measure::sent(&answer);
        drop::<Slot>(slot);
        Ok(match answer {
            Ok(message_ref) => {
                self.keep(Record::sent(held, &message_ref), row.priority).await;
                self.answered(line, row.id).await;
                Left::Sent
            }
            Err(error) => self.failed(line, held, &fresh, error).await,
        })
    }

    /// The line, unless the message must not be sent just now: its lease or this process's turn is over, or the
    /// channel takes none.
    fn begin(&self, held: Held) -> Option<OnLine<'_>> {
        if !self.may_send(held) {
            return None;
        }
        let now = self.0.store.clock().now();
        let call = self.state().line.begin(now)?;
        Some(OnLine { sender: self, call: Some(call) })
    }

    /// The facts as they are now: a stop or a move that was stored meanwhile is obeyed.
    async fn last_look(&self, held: Held) -> Result<Looked, ActError> {
        let mut db = self.0.store.read().await?;
        let fresh = db.held_message(&self.0.of, held.id, held.hold).await?;
        let Some(fresh) = fresh else { return Ok(Looked::Another) };
        let (verdict, mut desk) = (check(&fresh, self.0.store.clock().now()), Desk::default());
        let message = match verdict {
            Verdict::Go => desk.message(&mut db, &fresh).await?,
            _ => None,
        };
        if !desk.agrees(&fresh) {
            return Ok(Looked::Another);
        }
        Ok(match message {
            Some(message) => Looked::Goes(Box::new(fresh), message),
            None => {
                let nothing = || Record::failed(held, "nothing_to_say");
                Looked::Settled(Record::settled(held, verdict).unwrap_or_else(nothing))
            }
        })
    }

    async fn failed(&self, line: OnLine<'_>, held: Held, row: &Leaving, error: SendError) -> Left {
        match error {
            SendError::Wait(time) => {
                let time = TimeDelta::from_std(time).unwrap_or(TimeDelta::hours(1));
                self.put_off(line, (held, row), Met::Asked(time)).await
            }
            SendError::Failed(trouble) => self.put_off(line, (held, row), Met::Down(trouble)).await,
            SendError::Unknown => self.not_answered(line, held, row).await,
            answer => {
                self.refused(held, row, answer).await;
                self.answered(line, row.id).await;
                Left::Settled
            }
        }
    }

    /// The channel answered about the message, and will not take it.
    async fn refused(&self, held: Held, row: &Leaving, answer: SendError) {
        match answer {
            SendError::Blocked(reason) => {
                let link = row.link_id.zip(row.caregiver_id);
                self.insist(|| RecordBlocked { held, reason: reason.clone(), link }).await;
            }
            SendError::Moved(to) => {
                let from = row.chat.clone().unwrap_or_default();
                let (link, is_last) = (row.link_id, row.failures + 1 >= MOST_MOVES);
                let of = &self.0.of;
                let moved = || {
                    let (of, from, to) = (of.clone(), from.clone(), to.clone());
                    RecordMoved { held, of, from, to, link, is_last }
                };
                if self.insist(moved).await == Some(false) {
                    tracing::error!(message = %row.id, "a chat that moved on and on is followed no more");
                }
            }
            other => self.keep(Record::failed(held, &other.to_string()), row.priority).await,
        }
    }

    /// The channel took nothing: the message keeps its place in the line, and nothing of it is spent.
    async fn put_off(&self, mut line: OnLine<'_>, (held, row): (Held, &Leaving), met: Met) -> Left {
        let now = self.0.store.clock().now();
        let pause = self.met(&mut line, row, met);
        let (at, reason) = match (met, pause) {
            (Met::Asked(time), _) => (now + time, "asked_to_wait"),
            // Another message is tried before it, if there is one.
            (Met::Down(_), Some(pause)) => (now + (pause.until - now) * 2, "channel_down"),
            (Met::Down(_), None) => (now, "channel_down"),
        };
        self.keep(Record::retry(held, at, Count::Wait, reason), row.priority).await;
        self.keep_pause(pause).await;
        Left::Waits
    }

    /// It may have arrived: what people must know is repeated once, later; the rest is not.
    async fn not_answered(&self, mut line: OnLine<'_>, held: Held, row: &Leaving) -> Left {
        let pause = self.met(&mut line, row, Met::Down(Trouble::NoAnswer));
        let matters = matches!(row.priority, Priority::Safety | Priority::Reminder);
        let repeats = matters && row.unknowns == 0;
        let at = self.0.store.clock().now() + REPEAT_AFTER;
        let again = || Record::retry(held, at, Count::Unknown, "no_answer");
        self.keep(if repeats { again() } else { Record::unknown(held) }, row.priority).await;
        self.keep_pause(pause).await;
        if repeats { Left::Waits } else { Left::Settled }
    }

    fn met(&self, line: &mut OnLine<'_>, row: &Leaving, met: Met) -> Option<Pause> {
        let (call, now) = (line.call.take()?, self.0.store.clock().now());
        let chat = row.chat.as_deref().unwrap_or_default();
        self.state().line.met(call, (row.id, chat), met, (now, jitter(row.id)))
    }

    async fn answered(&self, mut line: OnLine<'_>, message: MessageId) {
        let Some(call) = line.call.take() else { return };
        let cleared = self.state().line.answered(call, message);
        self.keep_cleared(cleared).await;
    }
}

/// What a last look found.
enum Looked {
    Goes(Box<Leaving>, Outgoing),
    /// It does not leave, or not now.
    Settled(Record),
    /// It is not ours any more, or must be planned anew first.
    Another,
}

impl Parcel {
    /// Its text, unless it has to be looked at once more. A reply is an answer to what was just said: no other fact can
    /// stop it, but one that was held for long is looked at again.
    fn still_fresh(&self, taken_at: Instant) -> Option<Cow<'_, Outgoing>> {
        if self.row.anchor_seq.is_none() {
            let at_once = taken_at.elapsed() < AT_ONCE;
            return at_once.then(|| serde_json::from_str(&self.row.body).ok()).flatten().map(Cow::Owned);
        }
        let (message, looked_at) = self.looked.as_ref()?;
        (looked_at.elapsed() < FRESH).then_some(Cow::Borrowed(message))
    }
}

/// Waits for the stop; ends at once when the sender is gone.
pub(super) async fn until(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// The last byte of an id is random.
pub(super) fn jitter(id: MessageId) -> u8 {
    id.0.as_bytes()[15]
}
