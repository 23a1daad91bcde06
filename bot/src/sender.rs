//! The outbox: plans for whom it is due, takes a few messages, sends them, and keeps what became of each.
//!
//! A process that is killed leaves its rows held; the next one gives them back. So nobody is missed, and at most
//! the sends that were in flight are doubled.

mod deliver;
mod replies;
mod work;

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use peiban_core::actor::Actor;
use peiban_core::inbox::BotAccount;
use peiban_core::plan::{self, Leaving, Priority};
use peiban_store::ActError;
use peiban_store::Store;
use peiban_store::acts::messages::plan::DrainPlanDue;
use peiban_store::acts::messages::{ClaimMessages, HoldSender, ReleaseLeases};
use tokio::sync::{Notify, watch};
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;
use uuid::Uuid;

use crate::channel::Channel;
use crate::pace::Pace;
use work::Work;

/// People planned for in one act.
const PEOPLE: i64 = 100;
/// How long a checked hold on the bot is trusted: a third of its lease.
const HOLD_FOR: Duration = Duration::from_secs(20);
/// Failed looks for work in a row after which a drain ends.
const MOST_FAILURES: u32 = 20;
/// Places that bulk leaves to replies.
const FOR_REPLIES: usize = 2;

/// How a sender works.
#[derive(Debug, Clone)]
pub struct Options {
    /// Messages a second that the channel allows; none for a channel of our own.
    pub rate: Option<u32>,
    /// Sends at the same time: as many may be doubled by a kill.
    pub in_flight: usize,
    /// No other process works on this database, so that held rows of others are of dead ones.
    pub alone: bool,
    /// How often it looks when nobody wakes it.
    pub tick: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { rate: Some(30), in_flight: 8, alone: true, tick: Duration::from_millis(500) }
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
    boot: Uuid,
    options: Options,
    pace: Pace,
    handed: Notify,
    state: Mutex<State>,
    stopping: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    held_since: Option<Instant>,
    frozen_until: Option<DateTime<Utc>>,
    /// Somebody runs this sender: replies that it is handed leave.
    is_running: bool,
    /// Replies that it was handed, held already.
    handed: VecDeque<Vec<Leaving>>,
    /// Chats that such a reply is on its way to: the next one waits, so that they arrive in order.
    answered: HashSet<String>,
}

impl Sender {
    /// A sender with a boot id of its own.
    pub fn new(store: Store, channel: Arc<dyn Channel>, options: Options) -> Self {
        let of = BotAccount { channel: channel.name().to_owned(), account: channel.account().to_owned() };
        let boot = store.ids().next(store.clock().now());
        let pace = options.rate.map_or_else(Pace::unlimited, Pace::new);
        let (stopping, _) = watch::channel(false);
        let (handed, state) = (Notify::new(), Mutex::default());
        Self(Arc::new(Inner { store, channel, of, boot, options, pace, handed, state, stopping }))
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

    /// Plans and takes what is due. Whether there is work left, now or when the bot may speak again.
    async fn turn(&self, flying: &mut JoinSet<Done>) -> Result<bool, ActError> {
        self.plan().await?;
        let Some(first) = self.first_due().await? else {
            self.hold_if_running().await?;
            return Ok(false);
        };
        if !self.hold().await? || self.is_frozen() {
            return Ok(true);
        }
        let room = self.0.options.in_flight.saturating_sub(flying.len());
        let for_bulk = room.saturating_sub(FOR_REPLIES.min(self.0.options.in_flight / 2));
        let only_urgent = for_bulk == 0;
        let most = if first <= Priority::Safety { room } else { for_bulk };
        if most == 0 {
            return Ok(true);
        }
        let claim = ClaimMessages { of: self.0.of.clone(), boot: self.0.boot, most, only_urgent };
        for rows in by_chat(self.0.store.act(&Actor::bot(), claim).await?) {
            flying.spawn(self.clone().deliver_all(rows));
        }
        Ok(true)
    }

    /// Keeps the bot's lease while nothing is due, so that replies can be handed over at once.
    async fn hold_if_running(&self) -> Result<(), ActError> {
        if self.state().is_running {
            self.hold().await?;
        }
        Ok(())
    }

    /// Brings the plans of everybody whose facts changed up to date, before anything is taken.
    async fn plan(&self) -> Result<(), ActError> {
        while self.0.store.read().await?.is_plan_due().await? {
            let act = DrainPlanDue { rules: plan::rules(), most: PEOPLE };
            if self.0.store.act(&Actor::bot(), act).await? == 0 {
                break; // another node has taken them
            }
        }
        Ok(())
    }

    /// The most urgent kind of message that is due; a look that writes nothing.
    async fn first_due(&self) -> Result<Option<Priority>, ActError> {
        use Priority::{Reminder, Reply, Safety, Survey, Tip};
        let now = self.0.store.clock().now();
        let mut db = self.0.store.read().await?;
        for priority in [Reply, Safety, Reminder, Survey, Tip] {
            if !db.due_messages((&self.0.of, priority), now, 1).await?.is_empty() {
                return Ok(Some(priority));
            }
        }
        Ok(None)
    }

    /// Whether this process is the one that sends for the bot.
    async fn hold(&self) -> Result<bool, ActError> {
        if self.state().held_since.is_some_and(|since| since.elapsed() < HOLD_FOR) {
            return Ok(true);
        }
        let act = HoldSender { of: self.0.of.clone(), boot: self.0.boot, alone: self.0.options.alone };
        let (held, frozen) = self.0.store.act(&Actor::bot(), act).await?;
        let mut state = self.state();
        state.held_since = held.then(Instant::now);
        state.frozen_until = state.frozen_until.max(frozen);
        Ok(held)
    }

    /// Whether the channel asked for silence that is not over.
    fn is_frozen(&self) -> bool {
        let now = self.0.store.clock().now();
        self.state().frozen_until.is_some_and(|until| until > now)
    }

    fn freeze(&self, until: DateTime<Utc>) {
        let mut state = self.state();
        state.frozen_until = state.frozen_until.max(Some(until));
    }

    async fn release(&self) {
        let act = ReleaseLeases { of: self.0.of.clone(), boot: self.0.boot };
        if let Err(error) = self.0.store.act(&Actor::bot(), act).await {
            tracing::warn!(%error, "held messages could not be given back: their leases will end");
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

/// Rows of one chat together, in the order they were made: what is said first arrives first.
fn by_chat(mut rows: Vec<Leaving>) -> Vec<Vec<Leaving>> {
    rows.sort_by_key(|row| row.id);
    let mut chats: Vec<Vec<Leaving>> = Vec::new();
    for row in rows {
        match chats.iter_mut().find(|chat| chat[0].chat.is_some() && chat[0].chat == row.chat) {
            Some(chat) => chat.push(row),
            None => chats.push(vec![row]),
        }
    }
    chats
}
