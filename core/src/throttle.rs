//! Slowing guessers down: so many tries at once, then one in a while. Pure: the time is passed in.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

/// Keys kept at most: a flood of them must not take the memory.
const KEYS: usize = 20_000;

/// How often somebody may be wrong.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Tries at once; at least 1.
    pub at_once: i32,
    /// After those, one in this while.
    pub every: TimeDelta,
}

/// How long somebody has to wait before another try; more than nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(TimeDelta);

impl Wait {
    /// In whole seconds, rounded up: at least 1.
    pub fn seconds(self) -> i64 {
        (self.0.num_milliseconds() + 999).div_euclid(1000).max(1)
    }

    /// In whole minutes, rounded up, as people read it: at least 1.
    pub fn minutes(self) -> i64 {
        (self.seconds() + 59) / 60
    }
}

/// Tries by key. A key is the hash of a name or an address, so that neither is kept.
///
/// For each key it holds the instant at which all its tries are made up for; a key without one is free.
#[derive(Debug)]
pub struct Throttle {
    pace: Pace,
    free_at: HashMap<u64, DateTime<Utc>>,
}

impl Throttle {
    /// Nobody has tried yet.
    pub fn new(pace: Pace) -> Self {
        Self { pace, free_at: HashMap::new() }
    }

    /// Counts a try of `key` at `now`, before it is known to be wrong: many at the same time are counted too.
    ///
    /// # Errors
    ///
    /// [`Wait`] when there were too many; then nothing is counted.
    pub fn attempt(&mut self, key: u64, now: DateTime<Utc>) -> Result<(), Wait> {
        let whole = self.pace.every * self.pace.at_once;
        // A clock that was put back must not lock anybody out for longer than the pace says.
        let free_at = self.free_at.get(&key).map_or(now, |at| (*at).clamp(now, now + whole));
        let wait = free_at + self.pace.every - (now + whole);
        if wait > TimeDelta::zero() {
            return Err(Wait(wait));
        }
        self.make_room(now);
        self.free_at.insert(key, free_at + self.pace.every);
        Ok(())
    }

    /// Takes one try of `key` back: it was right.
    pub fn forgive(&mut self, key: u64) {
        if let Some(at) = self.free_at.get_mut(&key) {
            *at -= self.pace.every;
        }
    }

    fn make_room(&mut self, now: DateTime<Utc>) {
        if self.free_at.len() < KEYS {
            return;
        }
        self.free_at.retain(|_, at| *at > now);
        if self.free_at.len() >= KEYS {
            let mut all: Vec<_> = self.free_at.values().copied().collect();
            let (_, middle, _) = all.select_nth_unstable(KEYS / 2);
            let middle = *middle;
            self.free_at.retain(|_, at| *at > middle); // who tried least goes free
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace { at_once: 3, every: TimeDelta::minutes(1) };

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap_or_default()
    }

    #[test]
    fn after_three_tries_one_a_minute_is_left() {
        let mut throttle = Throttle::new(PACE);

        assert!((0..3).all(|_| throttle.attempt(7, at(0)).is_ok()));
        assert_eq!(throttle.attempt(7, at(0)).map_err(Wait::seconds), Err(60));
        assert_eq!(throttle.attempt(7, at(59)).map_err(Wait::seconds), Err(1));
        assert!(throttle.attempt(7, at(60)).is_ok());
        assert_eq!(throttle.attempt(7, at(60)).map_err(Wait::minutes), Err(1));
        assert!(throttle.attempt(8, at(60)).is_ok(), "another key has its own tries");
    }

    #[test]
    fn a_right_try_is_given_back_and_a_pause_frees_all() {
        let mut throttle = Throttle::new(PACE);

        for _ in 0..20 {
            assert!(throttle.attempt(7, at(0)).is_ok());
            throttle.forgive(7);
        }
        assert!((0..3).all(|_| throttle.attempt(7, at(0)).is_ok()));
        assert!((0..3).all(|_| throttle.attempt(7, at(180)).is_ok()));
    }

    #[test]
    fn a_clock_that_is_put_back_locks_nobody_out_for_long() {
        let mut throttle = Throttle::new(PACE);
        assert!((0..3).all(|_| throttle.attempt(7, at(86_400)).is_ok()));

        assert_eq!(throttle.attempt(7, at(0)).map_err(Wait::minutes), Err(1));
    }

    #[test]
    fn a_flood_of_keys_is_bounded_and_frees_no_guesser() {
        let mut throttle = Throttle::new(PACE);
        let _ = (0..3).map(|_| throttle.attempt(u64::MAX, at(0))).count();

        for key in 0..50_000 {
            assert!(throttle.attempt(key, at(0)).is_ok());
        }

        assert!(throttle.free_at.len() <= KEYS);
        assert!(throttle.attempt(u64::MAX, at(0)).is_err());
    }
}
