//! The outbox: plans for whom it is due, takes a few messages, sends them, and keeps what became of each.
//!
//! One process of all sends for a bot, in a turn that it renews (`tenure`); a message leaves only while the turn and
//! its own lease hold. A process that is killed leaves its rows held; the next one gives them back. So nobody is
//! missed, and at most the sends that were in flight are doubled. While the channel takes nothing the bot waits
//! (`line`), and no message is spent.

mod deliver;
mod keep;
mod line;
mod replies;
mod tenure;
mod turn;
mod work;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use peiban_core::id::MessageId;
use peiban_core::inbox::BotAccount;
use peiban_store::{LifeSign, Store};
use tokio::sync::{Notify, watch};
use tokio::task::JoinError;
use tokio::time::Instant;

use crate::channel::Channel;
use crate::pace::Pace;
use keep::Ended;
use line::Line;
use replies::Handed;
pub use replies::Turn;
use tenure::{Current, Deadline};
use work::Work;

/// Failed looks for work in a row after which a drain ends.
const MOST_FAILURES: u32 = 20;

/// How a sender works.
#[derive(Debug, Clone)]
pub struct Options {
    /// Messages a second that the channel allows; none for a channel of our own.
    pub rate: Option<u32>,
    /// Sends at the same time: as many may be doubled by a kill.
    pub in_flight: usize,
    /// How often it looks when nobody wakes it.
    pub tick: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { rate: Some(30), in_flight: 8, tick: Duration::from_millis(500) }
    }
}

/// What a sender did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Messages that the channel took.
    pub sent: usize,
    /// Tries that ended in any other way.
    pub others: usize,
}

/// Sends what is due through one channel; clones share everything.
#[derive(Clone)]
pub struct Sender(Arc<Inner>);

struct Inner {
    store: Store,
    channel: Arc<dyn Channel>,
    of: BotAccount,
    sign: LifeSign,
    options: Options,
    pace: Pace,
    handed: Notify,
    /// An outcome is to be kept at once.
    ended: Notify,
    state: Mutex<State>,
    stopping: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    tenure: Option<Current>,
    line: Line,
    /// When the lease of each message in hand is over.
    in_hand: HashMap<MessageId, Deadline>,
    /// Somebody runs this sender: replies that it is handed leave.
    is_running: bool,
    /// Replies that it was handed, held already.
    handed: VecDeque<Handed>,
    /// What became of messages and is not kept yet.
    ended: Vec<Ended>,
    /// Chats that such a reply is on its way to: the next one waits, so that they arrive in order.
    answered: HashSet<String>,
}

impl Sender {
    /// A sender with a boot id of its own.
    pub fn new(store: Store, channel: Arc<dyn Channel>, options: Options) -> Self {
        let of = BotAccount { channel: channel.name().to_owned(), account: channel.account().to_owned() };
        let sign = store.life_sign(store.ids().next(store.clock().now()));
        let pace = options.rate.map_or_else(Pace::unlimited, Pace::new);
        let (stopping, _) = watch::channel(false);
        let (handed, ended, state) = (Notify::new(), Notify::new(), Mutex::default());
        Self(Arc::new(Inner { store, channel, of, sign, options, pace, handed, ended, state, stopping }))
    }

    /// Ends [`run`](Self::run): sends under way finish, the rest is given back.
    pub fn stop(&self) {
        self.0.stopping.send_replace(true);
    }

    /// Sends until told to stop.
    pub async fn run(&self) -> Done {
        self.state().is_running = true;
        let done = self.work(false).await;
        self.state().is_running = false;
        self.release().await; // with what it was handed and did not come to
        done
    }

    /// Sends all that is due, then ends.
    pub async fn drain(&self) -> Done {
        let done = self.settle().await;
        self.release().await;
        done
    }

    /// Sends all that is due, beside a [`run`](Self::run) that goes on.
    pub async fn settle(&self) -> Done {
        self.work(true).await
    }

    async fn work(&self, until_empty: bool) -> Done {
        let mut stopping = self.0.stopping.subscribe();
        let mut work = Work::default();
        while !*stopping.borrow() && work.failures < MOST_FAILURES {
            self.take_handed(&mut work.flying);
            if work.looks(self.0.options.in_flight) {
                self.look(&mut work, until_empty).await;
            }
            if until_empty && !work.busy && work.flying.is_empty() {
                break;
            }
            tokio::select! {
                Some(sent) = work.flying.join_next() => work.landed(sent),
                _ = stopping.changed() => {}
                () = self.0.handed.notified() => {}
                () = tokio::time::sleep_until(work.looked_at + self.0.options.tick) => work.due = true,
            }
            while let Some(sent) = work.flying.try_join_next() {
                work.landed(sent);
            }
        }
        while let Some(sent) = work.flying.join_next().await {
            work.done.add(sent);
        }
        work.done
    }

    async fn look(&self, work: &mut Work, until_empty: bool) {
        (work.due, work.looked_at) = (false, Instant::now());
        match self.turn(&mut work.flying).await {
            Ok(busy) => (work.busy, work.failures) = (busy, 0),
            Err(error) => {
                work.busy = true;
                work.failures += u32::from(until_empty); // a server goes on trying
                tracing::warn!(%error, "the sender could not look for work");
            }
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Done {
    fn count(&mut self, sent: bool) {
        if sent {
            self.sent += 1;
        } else {
            self.others += 1;
        }
    }

    fn add(&mut self, more: Result<Self, JoinError>) {
        let more = more.unwrap_or(Self { sent: 0, others: 1 });
        self.sent += more.sent;
        self.others += more.others;
    }
}
