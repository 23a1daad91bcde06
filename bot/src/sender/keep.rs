//! Keeping what became of messages, and of the channel.

use std::time::Duration;

use chrono::TimeDelta;
use peiban_core::actor::Actor;
use peiban_core::plan::Priority;
use peiban_store::Act;
use peiban_store::acts::messages::{BlameMessage, ClearTrouble, KeepOutcomes, MeetTrouble, Record};
use tokio::sync::oneshot;

use super::Sender;
use super::deliver::{Left, Parcel};
use super::line::{Cleared, Pause};

/// So long outcomes gather before they are kept in one act.
const GATHERED: Duration = Duration::from_millis(5);

/// What became of a message, until it is kept.
pub(super) struct Ended {
    record: Record,
    /// Dropped when it is.
    _done: oneshot::Sender<()>,
}

/// When a message is tried again that failed by itself.
const AGAIN_AFTER: TimeDelta = TimeDelta::seconds(20);

impl Sender {
    pub(super) async fn keep_pause(&self, pause: Option<Pause>) {
        let Some(Pause { trouble, tries, until }) = pause else { return };
        tracing::warn!(trouble = trouble.word(), tries, "the channel takes no messages; the bot waits");
        let of = &self.0.of;
        self.insist(|| MeetTrouble { of: of.clone(), trouble, tries: tries.into(), until }).await;
    }

    pub(super) async fn keep_cleared(&self, cleared: Option<Cleared>) {
        let Some(Cleared { to_blame }) = cleared else { return };
        tracing::info!("the channel takes messages again");
        let of = &self.0.of;
        self.insist(|| ClearTrouble { of: of.clone() }).await;
        if let Some(message) = to_blame {
            let at = self.0.store.clock().now() + AGAIN_AFTER;
            if self.insist(|| BlameMessage { message, at }).await == Some(true) {
                tracing::error!(%message, "a message is given up: others arrive, and it never did");
            }
        }
    }

    /// Gives a message back unsent, to be looked at again.
    pub(super) async fn give_back(&self, parcel: &Parcel) -> Left {
        self.keep(Record::given_back(parcel.in_hand.held), parcel.row.priority).await;
        Left::Waits
    }

    /// Keeps what became of a message, together with whatever else ends in the same moment. It is in flight, holds its
    /// place and its lease until that is on disk: a kill doubles no more than there are places.
    pub(super) async fn keep(&self, record: Record, priority: Priority) {
        let (done, kept) = oneshot::channel();
        let is_first = {
            let mut state = self.state();
            state.ended.push(Ended { record, _done: done });
            state.ended.len() == 1
        };
        // Whoever talks is answered in order: the next reply waits for this one.
        let waits = if priority == Priority::Reply { Duration::ZERO } else { GATHERED };
        if is_first {
            let sender = self.clone();
            tokio::spawn(async move { sender.keep_ended(waits).await }); // also when the one who sent is cut off
        } else if waits.is_zero() {
            self.0.ended.notify_one();
        }
        let _ = kept.await; // ends when it is dropped
    }

    async fn keep_ended(&self, waits: Duration) {
        if !waits.is_zero() {
            tokio::select! {
                () = tokio::time::sleep(waits) => {}
                () = self.0.ended.notified() => {}
            }
        }
        let ended = std::mem::take(&mut self.state().ended);
        let records: Vec<Record> = ended.iter().map(|ended| ended.record.clone()).collect();
        self.insist(|| KeepOutcomes(records.clone())).await;
        drop(ended); // now those who sent go on
    }

    /// Does an act until the database takes it: forgetting that a message was sent would send it twice. Told to stop,
    /// it gives up after some tries, else after minutes.
    pub(super) async fn insist<A: Act>(&self, act: impl Fn() -> A) -> Option<A::Out> {
        for tries in 0..100_u64 {
            match self.0.store.act(&Actor::bot(), act()).await {
                Ok(out) => return Some(out),
                Err(error) => tracing::warn!(%error, "what became of a message could not be kept yet"),
            }
            if tries > 3 && *self.0.stopping.borrow() {
                break;
            }
            tokio::time::sleep(Duration::from_secs((tries + 1).min(5))).await;
        }
        None
    }
}
