//! Which of several processes does what only one may do: by a lease that it renews, and an epoch.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// How long a process may hold a message, send for a bot or poll for it without renewing.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);

/// How far the clocks of two machines may stand apart.
pub const CLOCKS_APART: TimeDelta = TimeDelta::seconds(5);

/// One taking of a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tenure {
    /// The process that took it.
    pub boot: Uuid,
    /// Raised by every taking: what carries an older one is of somebody who lost it.
    pub epoch: i64,
}

/// Whether a lease until `until` binds others at `now`.
///
/// One that ends later than a lease can was written by a clock that ran fast, and binds nobody.
///
/// ```
/// use chrono::{DateTime, TimeDelta, Utc};
/// use peiban_core::lease::{LEASE, binds};
///
/// let now = DateTime::<Utc>::UNIX_EPOCH;
/// assert!(binds(now + LEASE, now) && !binds(now, now));
/// assert!(!binds(now + TimeDelta::days(3), now));
/// ```
pub fn binds(until: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    until > now && until <= now + LEASE + CLOCKS_APART
}
