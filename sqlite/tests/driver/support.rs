//! Databases to test on, and short words for what tests ask.

use peiban_sqlite::{SqliteConnectOptions, SqliteConnection, SqliteError};
use sqlx::{AssertSqlSafe, ConnectOptions};
use tempfile::TempDir;

/// A database in memory with the tables of `schema`.
pub(crate) async fn memory(schema: &'static str) -> SqliteConnection {
    let options: SqliteConnectOptions = "sqlite::memory:".parse().unwrap();
    let mut db = options.connect().await.unwrap();
    sqlx::raw_sql(schema).execute(&mut db).await.unwrap();
    db
}

/// A folder for one database, gone with the test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn file(&self) -> std::path::PathBuf {
        self.0.path().join("test.db")
    }

    /// Options for its file, made if it is missing.
    pub(crate) fn options(&self) -> SqliteConnectOptions {
        SqliteConnectOptions::new(self.file()).create_if_missing(true)
    }

    /// A connection to its file, with the tables of `schema`.
    pub(crate) async fn with(&self, schema: &'static str) -> SqliteConnection {
        let mut db = self.options().connect().await.unwrap();
        sqlx::raw_sql(schema).execute(&mut db).await.unwrap();
        db
    }
}

/// The one number that `sql` gives.
pub(crate) async fn number(db: &mut SqliteConnection, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(db).await.unwrap()
}

/// Runs `sql` as it is.
pub(crate) async fn run(db: &mut SqliteConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(db).await.unwrap();
}

/// SQLite's extended code.
pub(crate) fn code(error: &sqlx::Error) -> i32 {
    let error = error.as_database_error().unwrap_or_else(|| panic!("not from SQLite: {error}"));
    error.downcast_ref::<SqliteError>().extended_code()
}
