//! Asking Telegram for updates, one process of all. What came is on disk before the next is asked for.

use std::sync::Arc;
use std::time::Duration;

use peiban_core::actor::Actor;
use peiban_core::acts::ActError;
use peiban_core::acts::poller::{ReleasePoller, TakePolled, TakePollerLease};
use peiban_core::inbox::BotAccount;
use peiban_core::store::Store;
use serde_json::value::RawValue;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::call::Fault;
use super::{NAME, Telegram, read};
use crate::channel::Channel;

/// How fast a poller goes.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How long Telegram may hold a question open, in whole seconds.
    pub hold: Duration,
    /// How often the lease grows while nothing comes in: together with `hold` well under
    /// [`peiban_core::inbox::POLLER_LEASE`].
    pub renew: Duration,
    /// How often a second poller looks whether the first is still there.
    pub watch: Duration,
    /// The pause after a first failure; it doubles with each more, up to 16 times.
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
    boot: Uuid,
    pace: Pace,
}

/// Polls for `telegram` until `stop` turns true or its sender is gone.
pub async fn run(store: Store, telegram: Arc<Telegram>, stop: watch::Receiver<bool>) {
    Poller::new(store, telegram, Pace::default()).run(stop).await;
}

impl Poller {
    /// A poller that is not polling yet.
    pub fn new(store: Store, telegram: Arc<Telegram>, pace: Pace) -> Self {
        let bot = BotAccount { channel: NAME.into(), account: telegram.account().into() };
        let boot = store.ids().next(store.clock().now());
        Self { store, telegram, bot, boot, pace }
    }

    /// Polls until `stop` turns true or its sender is gone. What was fetched and not kept comes again.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => {}
            () = self.forever() => {}
        }
        let act = ReleasePoller { bot: self.bot.clone(), boot: self.boot };
        if let Err(error) = self.store.act(&Actor::bot(), act).await {
            tracing::warn!(?error, "the poller's lease could not be given back; it runs out in a minute");
        }
    }

    async fn forever(&self) {
        let mut told = false;
        loop {
            match self.take_lease().await {
                Ok(Some(offset)) => {
                    told = false;
                    tracing::info!("polling Telegram");
                    self.while_mine(offset).await;
                    tracing::warn!("another process polls for this bot now");
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

    /// The offset to ask from, once this process is the poller. Reads first: waiting writes nothing.
    async fn take_lease(&self) -> Result<Option<i64>, ActError> {
        let other = self.store.read().await?.poller_of(&self.bot, self.boot).await?;
        if other.is_some_and(|until| until > self.store.clock().now()) {
            return Ok(None);
        }
        let act = TakePollerLease { bot: self.bot.clone(), boot: self.boot };
        self.store.act(&Actor::bot(), act).await
    }

    /// Asks and keeps until the lease is another's.
    async fn while_mine(&self, mut offset: i64) {
        let (mut kept_at, mut failures) = (Instant::now(), 0);
        loop {
            let asked = self.telegram.updates(offset, self.pace.hold).await;
            let pause = asked.as_ref().err().map(|fault| self.complain(fault, failures));
            let batch = asked.unwrap_or_default();
            if !batch.is_empty() || kept_at.elapsed() >= self.pace.renew {
                match self.keep(&batch, offset).await {
                    Ok(Some(next)) => {
                        let stuck = next == offset && !batch.is_empty(); // the same would come at once
                        sleep(if stuck { self.pace.pause } else { Duration::ZERO }).await;
                        (offset, kept_at) = (next, Instant::now());
                    }
                    Ok(None) => return,
                    Err(error) => {
                        tracing::error!(?error, "updates could not be kept; they will be asked for again");
                        sleep(self.pause(failures)).await;
                    }
                }
            }
            failures = if pause.is_some() { failures + 1 } else { 0 };
            sleep(pause.unwrap_or_default()).await;
        }
    }

    /// Keeps a batch and grows the lease; tells the next offset, or `None` when the lease is another's.
    async fn keep(&self, batch: &[Box<RawValue>], offset: i64) -> Result<Option<i64>, ActError> {
        let read = batch.iter().filter_map(|raw| read::received(&self.bot.account, raw.get()));
        let (updates, taps): (Vec<_>, Vec<_>) = read.unzip();
        if updates.len() < batch.len() {
            tracing::error!(count = batch.len() - updates.len(), "updates without a number were left out");
        }
        let next =
            updates.iter().map(|update| update.key.update_id.saturating_add(1)).max().unwrap_or(offset);
        let act = TakePolled { bot: self.bot.clone(), boot: self.boot, updates, next };
        let mine = self.store.act(&Actor::bot(), act).await?;
        if mine {
            taps.into_iter().flatten().for_each(|tap| self.telegram.acknowledge(tap));
        }
        Ok(mine.then_some(next))
    }

    /// Logs the first failure of a row of them; tells how long to wait.
    fn complain(&self, fault: &Fault, failures: u32) -> Duration {
        if failures == 0 {
            match fault {
                Fault::Refused(409, _) => tracing::error!(
                    "Telegram answers 409: another program polls with this token, or a webhook is set for it; \
                     only one of them gets each update. Stop the other, remove the webhook (method deleteWebhook), \
                     or set telegram_mode to webhook or off"
                ),
                Fault::Refused(401 | 404, _) => {
                    tracing::error!("Telegram does not know the token in telegram_token");
                }
                fault => tracing::warn!(%fault, "Telegram cannot be polled; trying again"),
            }
        }
        if let Fault::Wait(time) = fault { *time } else { self.pause(failures) }
    }

    fn pause(&self, failures: u32) -> Duration {
        self.pace.pause * 2_u32.pow(failures.min(4))
    }
}
