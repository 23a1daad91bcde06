//! Asking Telegram for updates, one process of all. What came is on disk before the next is asked for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use peiban_core::actor::Actor;
use peiban_core::inbox::BotAccount;
use peiban_core::lease::{Tenure, binds};
use peiban_store::acts::chat::poller::{Polling, ReleasePoller, TakePolled, TakePollerLease};
use peiban_store::{ActError, LifeSign, Store};
use serde_json::value::RawValue;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::call::Fault;
use super::{NAME, Telegram, intake, read};
use crate::channel::Channel;

/// After so many answers of 409 in a row this process lets another try.
const MOST_CONFLICTS: u32 = 3;
/// How often the pause doubles at most.
const AFTER_FAILURES: u32 = 4;
const AFTER_CONFLICTS: u32 = 2;

/// Whether somebody else uses the token; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Contest(Arc<AtomicBool>);

impl Contest {
    /// Telegram told so, and nothing better since.
    pub fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How a turn as the poller ended.
enum Ended {
    /// Another process of ours is the poller now.
    Replaced,
    /// Telegram goes on answering 409.
    Contested,
}

/// How fast a poller goes.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How long Telegram may hold a question open, in whole seconds.
    pub hold: Duration,
    /// How often the lease grows while nothing comes in: together with `hold` well under
    /// [`peiban_core::lease::LEASE`].
    pub renew: Duration,
    /// How often a second poller looks whether the first is still there.
    pub watch: Duration,
    /// The pause after a first failure; it doubles with each more, up to 16 times. After a conflict with another
    /// program up to four times: with `watch` it is heard again within ten seconds of the other's end.
    pub pause: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            hold: Duration::from_secs(25),
            renew: Duration::from_secs(20),
            watch: Duration::from_secs(5),
            pause: Duration::from_secs(1),
        }
    }
}

/// Polls until told to stop, when another process does not already.
pub struct Poller {
    store: Store,
    telegram: Arc<Telegram>,
    bot: BotAccount,
    sign: LifeSign,
    pace: Pace,
    contest: Contest,
}

impl Poller {
    /// A poller that is not polling yet.
    pub fn new(store: Store, telegram: Arc<Telegram>, pace: Pace) -> Self {
        let bot = BotAccount { channel: NAME.into(), account: telegram.account().into() };
        let sign = store.life_sign(store.ids().next(store.clock().now()));
        Self { store, telegram, bot, sign, pace, contest: Contest::default() }
    }

    /// Tells `contest` whether somebody else uses the token.
    #[must_use]
    pub fn telling(self, contest: Contest) -> Self {
        Self { contest, ..self }
    }

    /// Polls until `stop` turns true or its sender is gone. What was fetched and not kept comes again.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let turn = Mutex::new(None);
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => {}
            () = self.forever(&turn) => {}
        }
        self.give_lease_back(&turn).await;
    }

    async fn give_lease_back(&self, turn: &Mutex<Option<Tenure>>) {
        let Some(hold) = turn.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        let act = ReleasePoller { bot: self.bot.clone(), hold };
        if let Err(error) = self.store.act(&Actor::bot(), act).await {
            tracing::warn!(?error, "the poller's lease could not be given back; it runs out in a minute");
        }
    }

    async fn forever(&self, turn: &Mutex<Option<Tenure>>) {
        if let Err(fault) = intake::withdraw(&self.telegram).await {
            tracing::error!(%fault, "Telegram refuses this bot; check telegram_token");
        }
        let (mut told, mut conflicts) = (false, 0);
        loop {
            match self.take_lease().await {
                Ok(Some(polling)) => {
                    told = false;
                    tracing::info!("polling Telegram");
                    *turn.lock().unwrap_or_else(PoisonError::into_inner) = Some(polling.hold);
                    match self.while_mine(polling, &mut conflicts).await {
                        Ended::Replaced => tracing::warn!("another process polls for this bot now"),
                        Ended::Contested => {
                            self.give_lease_back(turn).await;
                            sleep(self.pause(conflicts, AFTER_CONFLICTS)).await;
                        }
                    }
                }
                Ok(None) if !told => {
                    told = true;
                    tracing::warn!("another process polls for this bot; waiting to take its place");
                }
                Ok(None) => {}
                Err(error) => tracing::error!(?error, "the poller's lease could not be taken"),
            }
            sleep(self.pace.watch).await;
        }
    }

    /// A turn as the poller, once no other process is. Reads first: waiting writes nothing.
    async fn take_lease(&self) -> Result<Option<Polling>, ActError> {
        if !self.sign.shown().await {
            return Ok(None);
        }
        let state = self.store.read().await?.bot_state(&self.bot.channel, &self.bot.account).await?;
        let now = self.store.clock().now();
        let binds = state.poller_until.is_some_and(|until| binds(until, now));
        let gone = match state.poller.filter(|poller| binds && *poller != self.sign.boot()) {
            Some(other) if !self.store.is_gone(other).await? => return Ok(None),
            other => other,
        };
        let act = TakePollerLease { bot: self.bot.clone(), boot: self.sign.boot(), gone };
        self.store.act(&Actor::bot(), act).await
    }

    /// Asks and keeps until the lease is another's, or the token is.
    async fn while_mine(&self, polling: Polling, conflicts: &mut u32) -> Ended {
        let (mut offset, mut kept_at, mut failures) = (polling.offset, Instant::now(), 0);
        loop {
            let asked = self.telegram.updates(offset, self.pace.hold).await;
            if self.is_contested(&asked, conflicts) {
                return Ended::Contested;
            }
            let pause = asked.as_ref().err().map(|fault| self.complain(fault, failures));
            let batch = asked.unwrap_or_default();
            if !batch.is_empty() || kept_at.elapsed() >= self.pace.renew {
                match self.keep(&batch, Polling { offset, ..polling }).await {
                    Ok(Some(next)) => {
                        let stuck = next == offset && !batch.is_empty(); // the same would come at once
                        sleep(if stuck { self.pace.pause } else { Duration::ZERO }).await;
                        (offset, kept_at) = (next, Instant::now());
                    }
                    Ok(None) => return Ended::Replaced,
                    Err(error) => {
                        tracing::error!(?error, "updates could not be kept; they will be asked for again");
                        sleep(self.pause(failures, AFTER_FAILURES)).await;
                    }
                }
            }
            failures = if pause.is_some() { failures + 1 } else { 0 };
            sleep(pause.unwrap_or_default()).await;
        }
    }

    /// Keeps a batch and grows the lease; tells the next offset, or `None` when the lease is another's.
    async fn keep(&self, batch: &[Box<RawValue>], polling: Polling) -> Result<Option<i64>, ActError> {
        let read = batch.iter().filter_map(|raw| read::received(&self.bot.account, raw.get()));
        let (updates, taps): (Vec<_>, Vec<_>) = read.unzip();
        if updates.len() < batch.len() {
            tracing::error!(count = batch.len() - updates.len(), "updates without a number were left out");
        }
        let past = updates.iter().map(|update| update.key.update_id.saturating_add(1));
        let next = past.max().unwrap_or(polling.offset);
        let act = TakePolled { bot: self.bot.clone(), hold: polling.hold, updates, next };
        let mine = self.store.act(&Actor::bot(), act).await?;
        if mine {
            self.store.bell().notify_one();
            taps.into_iter().flatten().for_each(|tap| self.telegram.acknowledge(tap));
        }
        Ok(mine.then_some(next))
    }

    /// Counts answers of 409 in a row; true when it is time to let another process try.
    fn is_contested(&self, asked: &Result<Vec<Box<RawValue>>, Fault>, conflicts: &mut u32) -> bool {
        match asked {
            Ok(_) => *conflicts = 0,
            Err(Fault::Refused(409, _)) => *conflicts += 1,
            Err(_) => return false,
        }
        self.contest.0.store(*conflicts > 0, Ordering::Relaxed);
        if *conflicts > 0 && conflicts.is_multiple_of(MOST_CONFLICTS) {
            tracing::error!(
                conflicts,
                "another program still uses this bot's token: pausing, and letting another node try; \
                 stop the other program, or give one of the two a token of its own"
            );
            return true;
        }
        false
    }

    /// Logs the first failure of a row of them; tells how long to wait.
    fn complain(&self, fault: &Fault, failures: u32) -> Duration {
        if failures == 0 {
            match fault {
                Fault::Refused(409, _) => tracing::error!(
                    "Telegram answers 409: another program polls with this token, or has set a webhook for it; only one of \
                     them gets each update. Stop the other, or set telegram_mode to webhook or off here"
                ),
                Fault::Refused(401 | 404, _) => {
                    tracing::error!("Telegram does not know the token in telegram_token");
                }
                fault => tracing::warn!(%fault, "Telegram cannot be polled; trying again"),
            }
        }
        if let Fault::Wait(time) = fault { *time } else { self.pause(failures, AFTER_FAILURES) }
    }

    fn pause(&self, failures: u32, doublings: u32) -> Duration {
        self.pace.pause * 2_u32.pow(failures.min(doublings))
    }
}
