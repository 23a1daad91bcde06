//! A connection to either database, and the one macro over both.

use std::ops::{Deref, DerefMut};

use chrono::{DateTime, Utc};
use peiban_sqlite::{Sqlite, SqliteConnection};
use sqlx::pool::PoolConnection;
use sqlx::{Database, PgConnection, Postgres};
use uuid::Uuid;

use crate::act::Act;
use crate::locks::Hold;
use crate::{StoreError, Tools};
use peiban_core::actor::Actor;
use peiban_core::seal::Keys;

/// A connection: its methods read.
pub enum Exec<'a> {
    /// To SQLite.
    Sqlite(Link<'a, Sqlite>),
    /// To PostgreSQL.
    Postgres(Link<'a, Postgres>),
}

/// Borrowed from a transaction, or lent by a pool.
pub enum Link<'a, D: Database> {
    /// Part of a running transaction.
    Borrowed(&'a mut D::Connection),
    /// Goes back to its pool when dropped.
    Pooled(PoolConnection<D>),
}

impl<D: Database> Link<'_, D> {
    pub(crate) fn get(&mut self) -> &mut D::Connection {
        match self {
            Self::Borrowed(connection) => connection,
            Self::Pooled(connection) => connection,
        }
    }
}

impl<'a> From<&'a mut SqliteConnection> for Exec<'a> {
    fn from(connection: &'a mut SqliteConnection) -> Self {
        Self::Sqlite(Link::Borrowed(connection))
    }
}

impl<'a> From<&'a mut PgConnection> for Exec<'a> {
    fn from(connection: &'a mut PgConnection) -> Self {
        Self::Postgres(Link::Borrowed(connection))
    }
}

impl From<PoolConnection<Sqlite>> for Exec<'static> {
    fn from(connection: PoolConnection<Sqlite>) -> Self {
        Self::Sqlite(Link::Pooled(connection))
    }
}

impl From<PoolConnection<Postgres>> for Exec<'static> {
    fn from(connection: PoolConnection<Postgres>) -> Self {
        Self::Postgres(Link::Pooled(connection))
    }
}

impl<'a> Exec<'a> {
    /// For [`on!`]: finds the connection under an `Exec` or a `Tx`.
    pub(crate) fn exec(&mut self) -> &mut Self {
        self
    }
}

/// A transaction: its own methods write, and it reads as [`Exec`] does.
pub struct Tx<'a> {
    exec: Exec<'a>,
    actor: Actor,
    tools: &'a Tools,
    pub(crate) hold: Hold,
    /// The one instant of this act.
    pub now: DateTime<Utc>,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(exec: Exec<'a>, actor: Actor, tools: &'a Tools) -> Self {
        Self { exec, actor, tools, hold: Hold::default(), now: tools.clock.now() }
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// Keys for what is sealed.
    pub fn keys(&self) -> &'a Keys {
        &self.tools.keys
    }

    /// A new id.
    pub fn new_id(&self) -> Uuid {
        self.tools.ids.next(self.now)
    }

    /// Notes the act in the audit, if it belongs there.
    pub(crate) async fn audit<A: Act>(&mut self, act: &A) -> Result<(), StoreError> {
        if !A::AUDITED {
            return Ok(());
        }
        let (now, actor) = (self.now, self.actor);
        on!(self, db => sqlx::query(
            "INSERT INTO audit_events (at, actor, user_id, act, subject, detail)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(now)
        .bind(actor.word())
        .bind(actor.user())
        .bind(A::NAME)
        .bind(act.subject())
        .bind(act.detail())
        .execute(db)
        .await
        .map(drop))
    }
}

impl<'a> Deref for Tx<'a> {
    type Target = Exec<'a>;

    fn deref(&self) -> &Exec<'a> {
        &self.exec
    }
}

impl<'a> DerefMut for Tx<'a> {
    fn deref_mut(&mut self) -> &mut Exec<'a> {
        &mut self.exec
    }
}

/// Runs one body on the connection of either database, type-checked for both.
macro_rules! on {
    ($exec:expr, $db:ident => $body:expr) => {
        match $exec.exec() {
            $crate::Exec::Sqlite(link) => {
                let $db = link.get();
                $body
            }
            $crate::Exec::Postgres(link) => {
                let $db = link.get();
                $body
            }
        }
        .map_err($crate::StoreError::from)
    };
}
pub(crate) use on;
