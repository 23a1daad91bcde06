//! What can go wrong with the database.

use std::sync::Arc;

/// The database failed. Clones, since one failed commit answers many acts.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The driver's error. It may quote values: log it, never show it.
    #[error("database")]
    Database(#[source] Arc<sqlx::Error>),
    /// The tables cannot be brought to what this program needs.
    #[error("the tables cannot be brought up to date")]
    Migrate(#[source] Arc<sqlx::migrate::MigrateError>),
    /// The address has an unknown scheme.
    #[error("the address must start with sqlite: or postgres:")]
    Address,
    /// A stored value cannot be read by this program.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
    /// The store was closed, or its writer stopped.
    #[error("the store is closed")]
    Closed,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(Arc::new(error))
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migrate(Arc::new(error))
    }
}

impl StoreError {
    fn driver(&self) -> Option<&dyn sqlx::error::DatabaseError> {
        let Self::Database(error) = self else { return None };
        error.as_database_error()
    }

    fn has_code(&self, codes: &[&str]) -> bool {
        self.driver().and_then(|error| error.code()).is_some_and(|code| codes.contains(&code.as_ref()))
    }

    /// A unique rule of the database refused the row.
    pub fn is_twice(&self) -> bool {
        self.driver().is_some_and(|error| error.is_unique_violation())
    }

    /// PostgreSQL asks for another try: a serialisation failure or a deadlock.
    pub(crate) fn wants_another_try(&self) -> bool {
        self.has_code(&["40001", "40P01"])
    }

    /// The disk is full: reads go on, writes do not.
    pub fn is_full(&self) -> bool {
        self.has_code(&["13", "53100"])
    }

    /// Too busy just now: worth another request in a moment.
    pub fn is_busy(&self) -> bool {
        let timed_out = matches!(self, Self::Database(error) if matches!(**error, sqlx::Error::PoolTimedOut));
        timed_out || self.has_code(&["5", "261", "517", "57014"])
    }
}
