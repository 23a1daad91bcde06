//! Guessing passwords and codes is slowed down, by account and by client address.
//!
//! The counts live in this process: with several nodes a guesser has as many tries on each of them.

use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use peiban_core::throttle::{Pace, Throttle, Wait};
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use crate::db::Db;
use crate::error::Error;

/// Wrong passwords for one name: five, then one a minute.
const ACCOUNT: Pace = Pace { at_once: 5, every: TimeDelta::minutes(1) };
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

struct Throttles {
    accounts: Throttle,
    addresses: Throttle,
    codes: Throttle,
}

impl Guesses {
    /// Nobody has tried yet. `proxy` is the address of a reverse proxy on another machine.
    pub fn new(proxy: Option<IpAddr>) -> Self {
        let throttles = Throttles {
            accounts: Throttle::new(ACCOUNT),
            addresses: Throttle::new(ADDRESS),
            codes: Throttle::new(CODES),
        };
        Self { throttles: Mutex::new(throttles), hasher: RandomState::new(), proxy }
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
    address: u64,
    account: Option<u64>,
}

impl<'r> Caller<'r> {
    /// Counts a try at the password of `account`: a name, whether or not anybody has it.
    ///
    /// # Errors
    ///
    /// [`Error::Wait`] when this address or anybody was wrong too often.
    pub fn tries_password(&self, account: &str) -> Result<Try<'r>, Error> {
        let account = self.guesses.hasher.hash_one(account);
        self.guesses.with(|throttles| {
            throttles.addresses.attempt(self.address, self.now)?;
            throttles.accounts.attempt(account, self.now)
        })?;
        Ok(Try { guesses: self.guesses, address: self.address, account: Some(account) })
    }

    /// Counts a try at a one-time code.
    ///
    /// # Errors
    ///
    /// [`Error::Wait`] when this address was wrong too often.
    pub fn tries_code(&self) -> Result<Try<'r>, Error> {
        self.guesses.with(|throttles| throttles.codes.attempt(self.address, self.now))?;
        Ok(Try { guesses: self.guesses, address: self.address, account: None })
    }
}

impl Try<'_> {
    /// It was right: it counts no more.
    pub fn right(self) {
        self.guesses.with(|throttles| match self.account {
            Some(account) => {
                throttles.addresses.forgive(self.address);
                throttles.accounts.forgive(account);
            }
            None => throttles.codes.forgive(self.address),
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
