//! Advisory locks on a connection of their own.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection, PgPool};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use super::lock;
use crate::StoreError;

/// How often the connection is tried, and how long an answer may take.
const PING: Duration = Duration::from_secs(1);
/// So long after its last answer the locks surely stand.
const FRESH: Duration = Duration::from_millis(2_500);
/// So long a boot must show no life before it counts as gone: longer than one that lives goes on without a sign.
const GONE_AFTER: Duration = Duration::from_secs(3);
/// How long a new sign may take to be shown.
const SHOWN_WITHIN: Duration = Duration::from_secs(3);

pub(super) struct Lines {
    pool: PgPool,
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    state: Mutex<State>,
    changed: Notify,
    shown: Notify,
}

#[derive(Default)]
struct State {
    /// What should be shown.
    wanted: HashSet<Uuid>,
    /// What is, as of `asked`.
    shown: HashSet<Uuid>,
    asked: Option<Instant>,
    /// Somebody keeps the connection.
    is_kept: bool,
    /// Others that showed no life.
    missing: HashMap<Uuid, Missing>,
}

/// Somebody who showed no life whenever it was asked.
struct Missing {
    since: Instant,
    asked: Instant,
}

impl Lines {
    pub(super) fn new(pool: PgPool) -> Self {
        Self { pool, inner: Arc::default() }
    }

    pub(super) fn show(&self, boot: Uuid) {
        let mut state = lock(&self.inner.state);
        state.wanted.insert(boot);
        if !std::mem::replace(&mut state.is_kept, true) {
            let options = PgConnectOptions::clone(&self.pool.connect_options());
            tokio::spawn(keep(options, Arc::downgrade(&self.inner)));
        }
        drop(state);
        self.inner.changed.notify_one();
    }

    pub(super) fn hide(&self, boot: Uuid) {
        let mut state = lock(&self.inner.state);
        state.wanted.remove(&boot);
        drop(state);
        self.inner.changed.notify_one();
    }

    pub(super) fn is_shown(&self, boot: Uuid) -> bool {
        let state = lock(&self.inner.state);
        state.shown.contains(&boot) && state.asked.is_some_and(|asked| asked.elapsed() < FRESH)
    }

    pub(super) async fn shown(&self, boot: Uuid) -> bool {
        let until_shown = async {
            loop {
                let shown = self.inner.shown.notified();
                tokio::pin!(shown);
                shown.as_mut().enable();
                if self.is_shown(boot) {
                    return;
                }
                shown.await;
            }
        };
        timeout(SHOWN_WITHIN, until_shown).await.is_ok()
    }

    /// Whether nobody held the lock of `boot` whenever it was asked during the last seconds.
    pub(super) async fn is_gone(&self, boot: Uuid) -> Result<bool, StoreError> {
        let free: bool = sqlx::query_scalar(
            "SELECT CASE WHEN pg_try_advisory_lock($1) THEN pg_advisory_unlock($1) ELSE FALSE END",
        )
        .bind(key(boot))
        .fetch_one(&self.pool)
        .await?;
        let mut state = lock(&self.inner.state);
        if !free {
            state.missing.remove(&boot);
            return Ok(false);
        }
        let now = Instant::now();
        let missing = state.missing.entry(boot).or_insert(Missing { since: now, asked: now });
        if missing.asked.elapsed() > 2 * GONE_AFTER {
            missing.since = now; // nobody looked in between
        }
        missing.asked = now;
        Ok(missing.since.elapsed() >= GONE_AFTER)
    }
}

/// Keeps a connection with the locks that are wanted, until none is.
async fn keep(options: PgConnectOptions, inner: Weak<Inner>) {
    loop {
        if let Err(error) = hold(&options, &inner).await {
            tracing::warn!(%error, "the connection that shows that this process lives was lost; connecting anew");
            tokio::time::sleep(PING / 4).await;
            continue;
        }
        let Some(inner) = inner.upgrade() else { return };
        let mut state = lock(&inner.state);
        if state.wanted.is_empty() {
            state.is_kept = false;
            return;
        }
    }
}

/// Locks and unlocks as wanted on one connection; ends well when nothing is wanted any more.
async fn hold(options: &PgConnectOptions, inner: &Weak<Inner>) -> Result<(), StoreError> {
    let mut connection = timeout(SHOWN_WITHIN, options.connect()).await.map_err(|_| StoreError::Closed)??;
    let mut locked: HashSet<Uuid> = HashSet::new();
    while let Some(inner) = inner.upgrade() {
        let wanted = lock(&inner.state).wanted.clone();
        let asked = Instant::now();
        timeout(PING, agree(&mut connection, &mut locked, &wanted))
            .await
            .map_err(|_| StoreError::Closed)??;
        {
            let mut state = lock(&inner.state);
            (state.shown, state.asked) = (locked.clone(), Some(asked));
            if state.wanted.is_empty() {
                return Ok(());
            }
        }
        inner.shown.notify_waiters();
        let _ = timeout(PING, inner.changed.notified()).await;
    }
    Ok(())
}

/// Brings the locks of the connection to what is wanted; asks at least one thing, so that a lost one is noticed.
async fn agree(
    connection: &mut PgConnection,
    locked: &mut HashSet<Uuid>,
    wanted: &HashSet<Uuid>,
) -> Result<(), StoreError> {
    sqlx::query("SELECT 1").execute(&mut *connection).await?;
    for boot in locked.difference(wanted).copied().collect::<Vec<_>>() {
        sqlx::query("SELECT pg_advisory_unlock($1)").bind(key(boot)).execute(&mut *connection).await?;
        locked.remove(&boot);
    }
    for boot in wanted {
        if !locked.contains(boot) {
            let took: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
                .bind(key(*boot))
                .fetch_one(&mut *connection)
                .await?;
            if took {
                locked.insert(*boot); // else somebody looks just now, or the server has not dropped the old one yet
            }
        }
    }
    Ok(())
}

/// The lock of a boot: its last eight bytes are random.
fn key(boot: Uuid) -> i64 {
    let mut last = [0; 8];
    last.copy_from_slice(&boot.as_bytes()[8..]);
    i64::from_be_bytes(last)
}
