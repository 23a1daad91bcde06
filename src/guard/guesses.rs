//! Guessing passwords and codes is slowed down: by address, and by the pair of a name and an address.
//!
//! A name alone never waits, or anybody could lock its owner out. One that many guess at gives each new address fewer
//! tries. A browser on which she signed in before has tries of its own, which nobody else can use up.
//!
//! The counts live in this process: with several nodes a guesser has as many tries on each of them.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use peiban_core::throttle::{Pace, Throttle, Wait};
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;

/// Wrong passwords for one name from one address, or from a browser that knows its owner: five, then one a minute.
const PAIR: Pace = Pace { at_once: 5, every: TimeDelta::minutes(1) };
/// The same from an address while the name is hunted.
const HUNTED_PAIR: Pace = Pace { at_once: 1, every: TimeDelta::minutes(5) };
/// Wrong passwords for one name from anywhere: who has more is hunted.
const NAME: Pace = Pace { at_once: 50, every: TimeDelta::minutes(1) };
/// Wrong passwords from one address: a whole office may sit behind it.
const ADDRESS: Pace = Pace { at_once: 30, every: TimeDelta::seconds(20) };
/// Wrong codes from one address.
const CODES: Pace = Pace { at_once: 10, every: TimeDelta::minutes(1) };

/// What was tried lately; managed by the server.
pub struct Guesses {
    throttles: Mutex<Throttles>,
    hasher: RandomState,
    proxy: Option<IpAddr>,
}

/// What a try counts for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Count {
    Pair,
    HuntedPair,
    Name,
    Address,
    Device,
    Code,
}

struct Throttles(BTreeMap<Count, Throttle>);

impl Throttles {
    fn new() -> Self {
        let paces = [
            (Count::Pair, PAIR),
            (Count::HuntedPair, HUNTED_PAIR),
            (Count::Name, NAME),
            (Count::Address, ADDRESS),
            (Count::Device, PAIR),
            (Count::Code, CODES),
        ];
        Self(paces.into_iter().map(|(count, pace)| (count, Throttle::new(pace))).collect())
    }

    fn attempt(&mut self, count: Count, key: u64, now: DateTime<Utc>) -> Result<(), Wait> {
        self.0.get_mut(&count).map_or(Ok(()), |throttle| throttle.attempt(key, now))
    }

    fn forgive(&mut self, count: Count, key: u64) {
        if let Some(throttle) = self.0.get_mut(&count) {
            throttle.forgive(key);
        }
    }
}

impl Guesses {
    /// Nobody has tried yet. `proxy` is the address of a reverse proxy on another machine.
    pub fn new(proxy: Option<IpAddr>) -> Self {
        Self { throttles: Mutex::new(Throttles::new()), hasher: RandomState::new(), proxy }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Throttles) -> T) -> T {
        work(&mut self.throttles.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Who asks. `X-Forwarded-For` counts only where our own proxy wrote its last part.
    fn address(&self, request: &Request<'_>) -> IpAddr {
        let socket = request.remote().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |remote| remote.ip());
        let socket = socket.to_canonical();
        if !socket.is_loopback() && Some(socket) != self.proxy {
            return socket;
        }
        let written = request.headers().get("X-Forwarded-For").last();
        let client = written.and_then(|list| list.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
        client.map_or(socket, |client| client.to_canonical())
    }
}

/// One customer of a provider has 2^64 addresses of version 6: they count as one.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

/// Somebody who tries a password or a code.
pub struct Caller<'r> {
    guesses: &'r Guesses,
    address: u64,
    now: DateTime<Utc>,
}

/// A try that was counted; it stays counted unless it was [right](Try::right).
#[must_use = "a right try has to be given back"]
pub struct Try<'r> {
    guesses: &'r Guesses,
    counted: Vec<(Count, u64)>,
}

impl<'r> Caller<'r> {
    /// Counts a try at the password of `name`, whether or not anybody has it; `device` is the browser, if the owner
    /// of the name signed in on it before.
    ///
    /// # Errors
    ///
    /// [`Error::Wait`] when there were too many wrong ones from here.
    pub fn tries_password(&self, name: &str, device: Option<Uuid>) -> Result<Try<'r>, Error> {
        let hash = |key: (&str, Option<Uuid>, u64)| self.guesses.hasher.hash_one(key);
        let (name_key, pair) = (hash((name, None, 0)), hash((name, None, self.address)));
        if device.is_some() {
            return self.counted(&[(Count::Device, hash((name, device, 0)))]);
        }
        let mut tried = self.counted(&[(Count::Address, self.address), (Count::Pair, pair)])?;
        if self.counted(&[(Count::Name, name_key)]).is_ok() {
            tried.counted.push((Count::Name, name_key));
        } else {
            tried.counted.extend(self.counted(&[(Count::HuntedPair, pair)])?.counted);
        }
        Ok(tried)
    }

    /// Counts a try at a one-time code.
    ///
    /// # Errors
    ///
    /// [`Error::Wait`] when this address was wrong too often.
    pub fn tries_code(&self) -> Result<Try<'r>, Error> {
        self.counted(&[(Count::Code, self.address)])
    }

    fn counted(&self, counts: &[(Count, u64)]) -> Result<Try<'r>, Error> {
        self.guesses.with(|throttles| {
            counts.iter().try_for_each(|(count, key)| throttles.attempt(*count, *key, self.now))
        })?;
        Ok(Try { guesses: self.guesses, counted: counts.to_vec() })
    }
}

impl Try<'_> {
    /// It was right: it counts no more.
    pub fn right(self) {
        self.guesses.with(|throttles| {
            self.counted.iter().for_each(|(count, key)| throttles.forgive(*count, *key));
        });
    }
}

impl From<Wait> for Error {
    fn from(wait: Wait) -> Self {
        Self::Wait(wait)
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Caller<'r> {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let rocket = request.rocket();
        let (Some(guesses), Some(db)) = (rocket.state::<Guesses>(), Db::fetch(rocket)) else {
            return Outcome::Forward(Status::ServiceUnavailable);
        };
        let address = guesses.hasher.hash_one(network(guesses.address(request)));
        Outcome::Success(Self { guesses, address, now: db.clock().now() })
    }
}
