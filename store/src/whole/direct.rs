//! A connection to a database as it is.

use std::path::Path;

use peiban_sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::postgres::PgConnectOptions;

use sqlx::{ConnectOptions, Connection, PgConnection};

use crate::{Exec, StoreError};

/// A connection of its own to a database as it is: nothing is brought up to date, and SQLite's file is only read.
pub struct Direct {
    held: Held,
    /// What SQLite counts up whenever another connection commits, as it was at the moment held on to.
    version: i64,
}

enum Held {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Direct {
    /// Opens the database at `url`, which must be there.
    ///
    /// # Errors
    ///
    /// [`StoreError::Address`] for other schemes than `sqlite:` and `postgres:`; [`StoreError::Database`] when there
    /// is no such database.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let held = if url.starts_with("sqlite:") {
            let options = url.parse::<SqliteConnectOptions>()?.create_if_missing(false).read_only(true);
            Held::Sqlite(options.connect().await?)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Held::Postgres(url.parse::<PgConnectOptions>()?.connect().await?)
        } else {
            return Err(StoreError::Address);
        };
        Ok(Self { held, version: 0 })
    }

    /// For reading.
    pub fn exec(&mut self) -> Exec<'_> {
        match &mut self.held {
            Held::Sqlite(connection) => Exec::from(connection),
            Held::Postgres(connection) => Exec::from(connection),
        }
    }

    /// On SQLite: writes a copy of the file to `path`, as it is at one moment, while others go on writing. Space
    /// that was freed is not copied. `path` must be empty or absent.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`] when the disk is full or the file cannot be read.
    pub async fn copy_to(&mut self, path: &Path) -> Result<(), StoreError> {
        if let Held::Sqlite(connection) = &mut self.held {
            let path = path.display().to_string();
            sqlx::query("VACUUM INTO $1").bind(path).execute(connection).await?;
        }
        Ok(())
    }

    /// On PostgreSQL: holds on to this moment, and tells its name for `pg_dump --snapshot`. What is read from here on is
    /// of that moment.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`] when the server fails.
    pub async fn snapshot(&mut self) -> Result<Option<String>, StoreError> {
        let Held::Postgres(connection) = &mut self.held else { return Ok(None) };
        sqlx::query("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").execute(&mut *connection).await?;
        Ok(Some(sqlx::query_scalar("SELECT pg_export_snapshot()").fetch_one(connection).await?))
    }

    /// Holds on to this moment: what is read from here on is of it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`] when the database fails.
    pub async fn hold(&mut self) -> Result<(), StoreError> {
        let Held::Sqlite(connection) = &mut self.held else { return self.snapshot().await.map(drop) };
        self.version = sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut *connection).await?;
        sqlx::raw_sql("BEGIN").execute(&mut *connection).await?;
        Ok(())
    }

    /// Lets go of the moment, and tells whether nobody wrote since.
    pub(super) async fn unchanged(&mut self) -> Result<bool, StoreError> {
        let Held::Sqlite(connection) = &mut self.held else { return Ok(true) };
        sqlx::raw_sql("COMMIT").execute(&mut *connection).await?;
        let now: i64 = sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut *connection).await?;
        Ok(now == self.version)
    }

    /// On PostgreSQL: makes an empty database named `name` on the same server.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`] when the user may not.
    pub async fn make_database(&mut self, name: &str) -> Result<(), StoreError> {
        self.on_server(format!("CREATE DATABASE \"{name}\"")).await
    }

    /// On PostgreSQL: drops the database that [`Direct::make_database`] made.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`] when somebody else is connected to it.
    pub async fn drop_database(&mut self, name: &str) -> Result<(), StoreError> {
        self.on_server(format!("DROP DATABASE \"{name}\"")).await
    }

    async fn on_server(&mut self, sql: String) -> Result<(), StoreError> {
        if let Held::Postgres(connection) = &mut self.held {
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(connection).await?;
        }
        Ok(())
    }

    /// Closes the connection.
    pub async fn close(self) {
        let closed = match self.held {
            Held::Sqlite(connection) => connection.close().await,
            Held::Postgres(connection) => connection.close().await,
        };
        drop(closed); // it was only read from
    }
}
