//! What can go wrong with the database.

use std::sync::Arc;

use sqlx::migrate::MigrateError;

use crate::fault::{Fault, migrating};

/// The database failed. Clones, since one failed commit answers many acts.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// What the driver said, without values.
    #[error("the database failed: {0}")]
    Database(Fault),
    /// The tables cannot be brought to what this program needs.
    #[error("the tables cannot be brought up to date: {0}")]
    Migrate(String),
    /// The secret key is not the one that this database was begun with.
    #[error("secret_key: this database was begun with another key")]
    WrongKey,
    /// The address has an unknown scheme.
    #[error("the address must start with sqlite: or postgres:")]
    Address,
    /// Another process serves this database file; its number, if it told.
    #[error("another process{} serves this database; end it first", number(*.0))]
    Held(Option<u32>),
    /// A file of the database cannot be made or locked.
    #[error("{file} cannot be made or locked: {why}")]
    File {
        /// Its path.
        file: String,
        /// What the system says.
        why: Arc<std::io::Error>,
    },
    /// A stored value cannot be read by this program.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
    /// A read aside took longer than its limit, or waited that long for a place.
    #[error("a long read was given up")]
    TooLong,
    /// The store was closed, or its writer stopped.
    #[error("the store is closed")]
    Closed,
}

fn number(process: Option<u32>) -> String {
    process.map_or_else(String::new, |number| format!(" ({number})"))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(Fault::from(&error))
    }
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) => error.into(),
            other => Self::Migrate(migrating(&other)),
        }
    }
}

impl StoreError {
    fn fault(&self) -> Option<&Fault> {
        if let Self::Database(fault) = self { Some(fault) } else { None }
    }

    fn has_code(&self, codes: &[&str]) -> bool {
        self.fault().is_some_and(|fault| fault.has_code(codes))
    }

    /// A unique rule of the database refused the row.
    pub fn is_twice(&self) -> bool {
        self.fault().is_some_and(Fault::is_twice)
    }

    /// Another act was in the way, and this one is worth another run: PostgreSQL ended it because the two waited for
    /// each other (40P01), or somebody took a unique key since the act looked for it (23505): then it finds the row.
    ///
    /// 40001 is not among them: READ COMMITTED knows no serialisation failure.
    pub(crate) fn wants_another_try(&self) -> bool {
        self.has_code(&["40P01", "23505"])
    }

    /// The disk is full: reads go on, writes do not.
    pub fn is_full(&self) -> bool {
        self.has_code(&["13", "53100"])
    }

    /// Too busy just now: worth another request in a moment.
    pub fn is_busy(&self) -> bool {
        // 516: SQLite undid a whole batch for the sake of one act, which was told why.
        matches!(self, Self::TooLong)
            || self.fault().is_some_and(Fault::is_late)
            || self.has_code(&["5", "261", "516", "517", "57014"])
    }

    /// There is no server, or it takes no connections: it may in a moment.
    pub fn is_away(&self) -> bool {
        self.fault().is_some_and(Fault::is_away)
    }
}
