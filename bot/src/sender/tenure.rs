//! The turn in which a process sends for a bot, and what it has in hand: both end with their leases.

use chrono::{DateTime, Utc};
use peiban_core::actor::Actor;
use peiban_core::id::MessageId;
use peiban_core::lease::{LEASE, Tenure, binds};
use peiban_core::plan::Leaving;
use peiban_store::ActError;
use peiban_store::acts::messages::{Held, HoldSender, Holding, ReleaseLeases};
use tokio::time::Instant;

use super::Sender;

/// The end of a lease, as sure as two clocks tell: the one that stops in a sleep, and the one that may be set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    at: Instant,
    clock: DateTime<Utc>,
}

impl Deadline {
    /// Of a lease that is asked for now, so that it is over here before it is over for others.
    pub(super) fn of_now(clock: DateTime<Utc>) -> Self {
        Self { at: Instant::now() + LEASE.to_std().unwrap_or_default(), clock: clock + LEASE }
    }

    fn holds(self, clock: DateTime<Utc>) -> bool {
        Instant::now() < self.at && binds(self.clock, clock)
    }

    /// A third of the lease is over, by one of the two.
    fn wants_renewal(self, clock: DateTime<Utc>) -> bool {
        let left = self.at.saturating_duration_since(Instant::now());
        left < LEASE.to_std().unwrap_or_default() * 2 / 3 || self.clock - clock < LEASE * 2 / 3
    }
}

/// A turn as the bot's sender.
#[derive(Debug, Clone, Copy)]
pub(super) struct Current {
    hold: Tenure,
    until: Deadline,
}

/// A message in hand, from its claim until what became of it is kept.
pub(super) struct InHand {
    sender: Sender,
    pub(super) held: Held,
}

impl Drop for InHand {
    fn drop(&mut self) {
        self.sender.state().in_hand.remove(&self.held.id);
    }
}

impl Sender {
    /// The turn of this process, renewed in time; none while another process sends for the bot.
    pub(super) async fn hold(&self) -> Result<Option<Tenure>, ActError> {
        let (tenure, now) = (self.state().tenure, self.0.store.clock().now());
        if let Some(hold) = self.current_hold()
            && tenure.is_some_and(|tenure| !tenure.until.wants_renewal(now))
        {
            return Ok(Some(hold));
        }
        if !self.0.sign.shown().await {
            return Ok(None);
        }
        let gone = match self.other_sender().await? {
            Some(other) if !self.0.store.is_gone(other).await? => {
                self.state().tenure = None;
                return Ok(None);
            }
            other => other,
        };
        let in_hand: Vec<MessageId> = self.state().in_hand.keys().copied().collect();
        let until = Deadline::of_now(self.0.store.clock().now());
        let epoch = tenure.map(|tenure| tenure.hold.epoch);
        let act = HoldSender {
            of: self.0.of.clone(),
            boot: self.0.sign.boot(),
            epoch,
            gone,
            in_hand: in_hand.clone(),
        };
        let holding = self.0.store.act(&Actor::bot(), act).await?;
        self.took(holding, until, &in_hand);
        Ok(holding.hold)
    }

    fn took(&self, holding: Holding, until: Deadline, in_hand: &[MessageId]) {
        let mut state = self.state();
        let before = state.tenure.map(|tenure| tenure.hold);
        state.tenure = holding.hold.map(|hold| Current { hold, until });
        if holding.hold.is_some() && holding.hold != before {
            let tries = u32::try_from(holding.tries).unwrap_or_default();
            state.line.recalled(holding.trouble, tries, holding.frozen_until);
        }
        for id in in_hand {
            if let Some(deadline) = state.in_hand.get_mut(id) {
                *deadline = until;
            }
        }
    }

    /// Whoever else has the bot's lease.
    async fn other_sender(&self) -> Result<Option<uuid::Uuid>, ActError> {
        let of = &self.0.of;
        let state = self.0.store.read().await?.bot_state(&of.channel, &of.account).await?;
        let now = self.0.store.clock().now();
        let binds = state.sender_until.is_some_and(|until| binds(until, now));
        Ok(state.sender.filter(|sender| binds && *sender != self.0.sign.boot()))
    }

    /// The turn of this process, while its lease surely holds.
    pub(super) fn current_hold(&self) -> Option<Tenure> {
        let tenure = self.state().tenure?;
        let holds = tenure.until.holds(self.0.store.clock().now()) && self.0.sign.is_shown();
        holds.then_some(tenure.hold)
    }

    /// Takes a claimed message in hand; its lease was asked for when `until` was made.
    pub(super) fn in_hand(&self, row: &Leaving, hold: Tenure, until: Deadline) -> InHand {
        self.state().in_hand.insert(row.id, until);
        InHand { sender: self.clone(), held: Held { id: row.id, hold } }
    }

    /// Whether a message may be sent: it is this process's turn, and the message still its own.
    pub(super) fn may_send(&self, held: Held) -> bool {
        let now = self.0.store.clock().now();
        let own = self.state().in_hand.get(&held.id).is_some_and(|until| until.holds(now));
        own && self.current_hold() == Some(held.hold)
    }

    /// Ends the turn, and gives back what was not sent.
    pub(super) async fn release(&self) {
        let Some(tenure) = self.state().tenure.take() else { return };
        let act = ReleaseLeases { of: self.0.of.clone(), hold: tenure.hold };
        if let Err(error) = self.0.store.act(&Actor::bot(), act).await {
            tracing::warn!(%error, "held messages could not be given back: their leases will end");
        }
    }
}
