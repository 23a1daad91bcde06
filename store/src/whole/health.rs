//! What a doctor asks the tables.

use chrono::{DateTime, Utc};

use crate::exec::on;
use crate::{Exec, StoreError};

/// Leases on messages and bots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct Leases {
    /// Held now.
    pub held: i64,
    /// Over for a while, and nobody took up what they were for.
    pub stale: i64,
    /// Ends later than a lease can: it was given by a clock that ran ahead.
    pub ahead: i64,
}

/// What may be sent, and what nobody has looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct ContentStanding {
    /// Tips that are approved.
    pub approved: i64,
    /// Tips that are not.
    pub unapproved: i64,
    /// Emergency numbers.
    pub numbers: i64,
    /// Those that nobody has called.
    pub unverified: i64,
}

/// What waits, as a monitor asks every few seconds: each figure comes from a partial index.
#[derive(Debug, Clone, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct Queues {
    /// Updates that are not answered yet.
    pub inbox: i64,
    /// When the oldest of them came.
    pub inbox_since: Option<DateTime<Utc>>,
    /// Updates that could not be handled.
    pub dead: i64,
    /// Messages that should have left by now.
    pub due: i64,
    /// Since when the oldest of them should have.
    pub due_since: Option<DateTime<Utc>>,
    /// Messages on their way.
    pub in_flight: i64,
    /// People whose messages are to be planned anew.
    pub unplanned: i64,
    /// Since when a figure waits to be counted.
    pub uncounted_since: Option<DateTime<Utc>>,
    /// Alerts that nobody has acknowledged though they are due.
    pub alerts_overdue: i64,
}

impl Exec<'_> {
    /// What waits at `now`.
    pub async fn queues(&mut self, now: DateTime<Utc>) -> Result<Queues, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'new') AS inbox,
                    (SELECT MIN(received_at) FROM inbox WHERE state = 'new') AS inbox_since,
                    (SELECT COUNT(*) FROM alerts WHERE kind = 'unread' AND state <> 'closed') AS dead,
                    (SELECT COUNT(*) FROM planned_messages
                      WHERE state IN ('planned', 'retry') AND due_at <= $1) AS due,
                    (SELECT MIN(due_at) FROM planned_messages
                      WHERE state IN ('planned', 'retry') AND due_at <= $1) AS due_since,
                    (SELECT COUNT(*) FROM planned_messages WHERE state = 'claimed') AS in_flight,
                    (SELECT COUNT(*) FROM plan_due) AS unplanned,
                    (SELECT MIN(since) FROM rollup_dirty) AS uncounted_since,
                    (SELECT COUNT(*) FROM alerts WHERE state = 'new' AND due_at < $1) AS alerts_overdue",
        )
        .bind(now)
        .fetch_one(db)
        .await)
    }

    /// When somebody last did something; `None` before anybody did.
    pub async fn last_act_at(&mut self) -> Result<Option<DateTime<Utc>>, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT at FROM audit_events ORDER BY seq DESC LIMIT 1")
            .fetch_optional(db)
            .await)
    }

    /// Leases at `now`: stale ones ended before `stale`, and ones from a clock ahead end after `ahead`.
    pub async fn leases(
        &mut self,
        now: DateTime<Utc>,
        stale: DateTime<Utc>,
        ahead: DateTime<Utc>,
    ) -> Result<Leases, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT COUNT(CASE WHEN until > $1 AND until <= $3 THEN 1 END) AS held,
                    COUNT(CASE WHEN until <= $2 THEN 1 END) AS stale,
                    COUNT(CASE WHEN until > $3 THEN 1 END) AS ahead
               FROM (SELECT lease_until AS until FROM planned_messages WHERE state = 'claimed'
                     UNION ALL
                     SELECT poller_until AS until FROM bot_accounts WHERE poller IS NOT NULL) l",
        )
        .bind(now)
        .bind(stale)
        .bind(ahead)
        .fetch_one(db)
        .await)
    }

    /// What is approved, and what is not.
    pub async fn content_standing(&mut self) -> Result<ContentStanding, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM tips WHERE status = 'approved') AS approved,
                    (SELECT COUNT(*) FROM tips WHERE status IN ('draft', 'review')) AS unapproved,
                    (SELECT COUNT(*) FROM emergency_numbers) AS numbers,
                    (SELECT COUNT(*) FROM emergency_numbers WHERE verified_on IS NULL) AS unverified",
        )
        .fetch_one(db)
        .await)
    }
}
