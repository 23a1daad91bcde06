//! The one source of time and ids, passed to whatever needs them.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use uuid::{Builder, Uuid};

/// Tells the time in UTC, cut to microseconds (what both databases keep).
///
/// Clones share one state, so that a demo can let time pass for every part of the program.
#[derive(Debug, Clone, Default)]
pub struct Clock(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// Added to the machine's clock, or to where this one stands.
    shift_seconds: AtomicI64,
    /// Where it stands still, in microseconds since 1970; 0 while it runs.
    stands_at: AtomicI64,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        let base = match self.0.stands_at.load(Ordering::Relaxed) {
            0 => Utc::now().trunc_subsecs(6),
            micros => DateTime::from_timestamp_micros(micros).unwrap_or_default(),
        };
        base + TimeDelta::seconds(self.0.shift_seconds.load(Ordering::Relaxed))
    }

    /// Lets `by` pass at once. Only the demo and tests do this.
    pub fn shift(&self, by: TimeDelta) {
        self.0.shift_seconds.fetch_add(by.num_seconds(), Ordering::Relaxed);
    }

    /// Stands still at `at`, but for shifts. Only tests do this.
    pub fn stand_at(&self, at: DateTime<Utc>) {
        self.0.shift_seconds.store(0, Ordering::Relaxed);
        self.0.stands_at.store(at.timestamp_micros(), Ordering::Relaxed);
    }
}

/// Makes UUIDv7 ids from the clock's time and a seeded generator: same seed, same ids.
///
/// Ids of one generator rise in the order they are made.
#[derive(Debug, Clone)]
pub struct Ids(Arc<Mutex<Generator>>);

#[derive(Debug)]
struct Generator {
    random: StdRng,
    millis: u64,
    /// Counts within a millisecond: the twelve bits after the time.
    count: u16,
}

impl Ids {
    /// Ids that follow from `seed`.
    pub fn seeded(seed: u64) -> Self {
        Self::of(StdRng::seed_from_u64(seed))
    }

    /// Ids that nobody can guess.
    pub fn random() -> Self {
        Self::of(StdRng::from_os_rng())
    }

    fn of(random: StdRng) -> Self {
        Self(Arc::new(Mutex::new(Generator { random, millis: 0, count: 0 })))
    }

    /// A new id made at `now`.
    pub fn next(&self, now: DateTime<Utc>) -> Uuid {
        let mut generator = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        generator.count = if millis == generator.millis { (generator.count + 1) & 0xFFF } else { 0 };
        generator.millis = millis;
        let mut bytes = [0; 10];
        generator.random.fill_bytes(&mut bytes);
        bytes[..2].copy_from_slice(&generator.count.to_be_bytes());
        Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}
