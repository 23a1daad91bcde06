//! One message on its way.

use std::time::Duration;

use chrono::TimeDelta;
use peiban_core::actor::Actor;
use peiban_core::plan::{Leaving, Priority, Verdict, check};
use peiban_store::ActError;
use peiban_store::acts::messages::{Held, Record, RecordBlocked, RecordMoved, RecordWait};

use tokio::sync::watch;
use tokio::time::Instant;

use super::{Done, Sender};
use crate::channel::{Outgoing, SendError};
use crate::pace::{Kind, Slot};
use crate::wording;

/// Tries that certainly did not arrive.
const MOST_TRIES: i64 = 5;
/// Tries that may have arrived: each may be one too many.
const MOST_UNKNOWN: i64 = 3;
/// So soon after it was taken a reply is surely still ours.
const AT_ONCE: Duration = Duration::from_secs(5);

impl Sender {
    /// Sends held messages of one chat, one after the other.
    pub(super) async fn deliver_all(self, rows: Vec<Leaving>) -> Done {
        let mut done = Done::default();
        for row in rows {
            done.count(self.deliver(row).await);
        }
        done
    }

    /// Sends one held message at the pace of the bot; true when the channel took it.
    async fn deliver(&self, row: Leaving) -> bool {
        let held = Held { id: row.id, boot: self.0.boot };
        match self.try_to_deliver(held, &row).await {
            Ok(sent) => sent,
            Err(error) => {
                tracing::warn!(%error, message = %row.id, "what became of a message could not be kept");
                let _ = self.0.store.act(&Actor::bot(), Record::given_back(held)).await;
                false
            }
        }
    }

    async fn try_to_deliver(&self, held: Held, row: &Leaving) -> Result<bool, ActError> {
        let kind = if row.priority <= Priority::Safety { Kind::Reply } else { Kind::Bulk };
        let (mut stopping, taken_at) = (self.0.stopping.subscribe(), Instant::now());
        let slot = tokio::select! {
            slot = self.0.pace.slot(kind, row.chat.as_deref().unwrap_or_default()) => slot,
            () = until(&mut stopping) => return self.keep(Record::given_back(held)).await,
        };
        let looked = match self.reply_at_once(row, taken_at) {
            Some(message) => Some((row.clone(), message)),
            None => self.last_look(held).await?,
        };
        let Some((fresh, message)) = looked else { return Ok(false) };
        let chat = fresh.chat.clone().unwrap_or_default();
        let answer = self.0.channel.send(&chat, &message).await;
        crate::measure::sent(&answer);
        drop::<Slot>(slot);
        match answer {
            Ok(message_ref) => {
                self.keep_surely(|| Record::sent(held, message_ref.clone())).await;
                Ok(true)
            }
            Err(error) => self.failed(held, &fresh, error).await,
        }
    }

    /// A reply is an answer to what was just said: no other fact can stop it. Held for long, it is looked at again.
    fn reply_at_once(&self, row: &Leaving, taken_at: Instant) -> Option<Outgoing> {
        let at_once = row.anchor_seq.is_none() && taken_at.elapsed() < AT_ONCE && !self.is_frozen();
        at_once.then(|| serde_json::from_str(&row.body).ok()).flatten()
    }

    /// The facts as they are now: a stop or a move that was stored meanwhile is obeyed.
    async fn last_look(&self, held: Held) -> Result<Option<(Leaving, Outgoing)>, ActError> {
        let mut db = self.0.store.read().await?;
        let fresh = db.held_message(&self.0.of, held.id, held.boot).await?;
        let Some(fresh) = fresh.filter(|_| !self.is_frozen()) else {
            drop(db);
            self.keep(Record::given_back(held)).await?;
            return Ok(None);
        };
        let verdict = check(&fresh, self.0.store.clock().now());
        let message = match verdict {
            Verdict::Go => wording::message(&mut db, &fresh).await?,
            _ => None,
        };
        drop(db);
        let Some(message) = message else {
            let nothing = || Record::failed(held, "nothing_to_say");
            self.keep(Record::settled(held, verdict).unwrap_or_else(nothing)).await?;
            return Ok(None);
        };
        Ok(Some((fresh, message)))
    }

    async fn failed(&self, held: Held, row: &Leaving, error: SendError) -> Result<bool, ActError> {
        let of = self.0.of.clone();
        match error {
            SendError::Wait(wait) => {
                let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::hours(1));
                let until = self.0.store.act(&Actor::bot(), RecordWait { held, of, wait }).await?;
                self.freeze(until);
                Ok(false)
            }
            SendError::Blocked(reason) => {
                let link = row.link_id.zip(row.caregiver_id);
                self.0.store.act(&Actor::bot(), RecordBlocked { held, reason, link }).await?;
                Ok(false)
            }
            SendError::Moved(to) => {
                let from = row.chat.clone().unwrap_or_default();
                self.0.store.act(&Actor::bot(), RecordMoved { held, of, from, to }).await?;
                Ok(false)
            }
            SendError::Refused(reason) => {
                self.keep(Record::failed(held, &format!("refused: {reason}"))).await
            }
            SendError::Failed if row.attempts < MOST_TRIES => self.again(held, row, "not_delivered").await,
            SendError::Failed => self.keep(Record::failed(held, "not_delivered")).await,
            SendError::Unknown if row.priority <= Priority::Reminder && row.attempts < MOST_UNKNOWN => {
                self.again(held, row, "no_answer").await
            }
            SendError::Unknown => self.keep(Record::unknown(held)).await,
        }
    }

    async fn again(&self, held: Held, row: &Leaving, reason: &str) -> Result<bool, ActError> {
        let at = self.0.store.clock().now() + backoff(row);
        self.keep(Record::retry(held, at, reason)).await
    }

    /// Keeps an outcome that is not "sent".
    async fn keep(&self, record: Record) -> Result<bool, ActError> {
        self.0.store.act(&Actor::bot(), record).await?;
        Ok(false)
    }

    /// Keeps that a message was sent, trying again for a while: forgetting it would send it twice.
    async fn keep_surely(&self, record: impl Fn() -> Record) {
        for pause in [1, 5, 10] {
            match self.0.store.act(&Actor::bot(), record()).await {
                Ok(_) => return,
                Err(error) => tracing::warn!(%error, "a sent message could not be marked yet"),
            }
            tokio::time::sleep(std::time::Duration::from_secs(pause)).await;
        }
    }
}

/// Waits for the stop; ends at once when the sender is gone.
async fn until(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// 5 s, then 10 s, 20 s …, and up to half as much more, so that failed messages do not come back all at once.
fn backoff(row: &Leaving) -> TimeDelta {
    let doubled = row.attempts.clamp(1, 8) - 1;
    let millis = 5_000_i64 << doubled;
    let jitter = i64::from(row.id.0.as_bytes()[15]);
    TimeDelta::milliseconds(millis + millis * jitter / 512)
}
