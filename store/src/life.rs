//! Whether a process that took a lease still lives, told by what dies with it.
//!
//! On SQLite it is the hold on the database's file ([`crate::Hold`]): who does not have it takes no lease at all, so
//! whoever had one before is dead. On PostgreSQL it is an advisory lock for each boot, on a connection of its own: the server
//! drops it when the process dies. (A pooler in transaction mode cannot keep it: connect directly, or by session.)

mod postgres;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::PgPool;
use uuid::Uuid;

use crate::files::Hold;
use crate::{Store, StoreError};

/// The signs of life of one process; clones share them.
#[derive(Clone)]
pub(crate) struct Life(Arc<Kind>);

enum Kind {
    File(OnFile),
    Postgres(postgres::Lines),
}

/// The hold on the database's file: whoever serves has it from the start, others take it with their first sign.
struct OnFile {
    url: String,
    hold: Arc<Mutex<Option<Hold>>>,
    signs: Mutex<Signs>,
}

#[derive(Default)]
struct Signs {
    shown: HashSet<Uuid>,
    /// The hold was taken for them, and ends with the last.
    took_hold: bool,
}

impl OnFile {
    fn is_shown(&self) -> bool {
        let mut signs = lock(&self.signs);
        let mut hold = lock(&self.hold);
        if hold.is_some() {
            return true;
        }
        match Hold::take(&self.url) {
            Ok(None) => true, // nobody else sees a database in memory
            Ok(taken) => {
                (*hold, signs.took_hold) = (taken, true);
                true
            }
            Err(StoreError::Held(_)) => false,
            Err(error) => {
                tracing::error!(%error, "the lock beside the database cannot be taken: nothing is sent or asked for");
                false
            }
        }
    }

    fn hide(&self, boot: Uuid) {
        let mut signs = lock(&self.signs);
        signs.shown.remove(&boot);
        if signs.shown.is_empty() && std::mem::take(&mut signs.took_hold) {
            *lock(&self.hold) = None;
        }
    }
}

/// Shows that a boot of this process lives, until it is dropped.
pub struct LifeSign {
    life: Life,
    boot: Uuid,
}

impl Store {
    /// Shows other processes that `boot`, a part of this one, lives.
    pub fn life_sign(&self, boot: Uuid) -> LifeSign {
        self.life.sign(boot)
    }

    /// Whether `boot` is dead for certain, so that its leases bind nobody; for somebody whose own sign is shown.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`] when the database does not answer.
    pub async fn is_gone(&self, boot: Uuid) -> Result<bool, StoreError> {
        self.life.is_gone(boot).await
    }
}

impl Life {
    /// Beside SQLite's file; `hold` is what the store was given to keep.
    pub(crate) fn of_file(url: &str, hold: Arc<Mutex<Option<Hold>>>) -> Self {
        Self(Arc::new(Kind::File(OnFile { url: url.to_owned(), hold, signs: Mutex::default() })))
    }

    pub(crate) fn of_postgres(pool: PgPool) -> Self {
        Self(Arc::new(Kind::Postgres(postgres::Lines::new(pool))))
    }

    pub(crate) fn sign(&self, boot: Uuid) -> LifeSign {
        match &*self.0 {
            Kind::File(file) => drop(lock(&file.signs).shown.insert(boot)),
            Kind::Postgres(lines) => lines.show(boot),
        }
        LifeSign { life: self.clone(), boot }
    }

    /// Whether the process of `boot` shows no life; asked by somebody whose own sign is shown.
    pub(crate) async fn is_gone(&self, boot: Uuid) -> Result<bool, StoreError> {
        match &*self.0 {
            Kind::File(file) => Ok(!lock(&file.signs).shown.contains(&boot)),
            Kind::Postgres(lines) => lines.is_gone(boot).await,
        }
    }
}

impl LifeSign {
    /// Whose.
    pub fn boot(&self) -> Uuid {
        self.boot
    }

    /// Whether others can see it just now. Without it a lease must be neither taken nor trusted.
    pub fn is_shown(&self) -> bool {
        match &*self.life.0 {
            Kind::File(file) => file.is_shown(),
            Kind::Postgres(lines) => lines.is_shown(self.boot),
        }
    }

    /// Waits a little for [`is_shown`](Self::is_shown).
    pub async fn shown(&self) -> bool {
        match &*self.life.0 {
            Kind::File(file) => file.is_shown(),
            Kind::Postgres(lines) => lines.shown(self.boot).await,
        }
    }
}

impl Drop for LifeSign {
    fn drop(&mut self) {
        match &*self.life.0 {
            Kind::File(file) => file.hide(self.boot),
            Kind::Postgres(lines) => lines.hide(self.boot),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
