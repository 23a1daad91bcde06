//! sqlx's migrations. Their table is the one sqlx's own driver makes, so files of either are brought up to date by both.

use std::time::{Duration, Instant};

use futures_core::future::BoxFuture;
use futures_util::FutureExt;
use sqlx_core::connection::Connection;
use sqlx_core::error::Error;
use sqlx_core::executor::Executor;
use sqlx_core::migrate::{AppliedMigration, Migrate, MigrateError, Migration};
use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_core::sql_str::AssertSqlSafe;

use crate::SqliteConnection;

impl Migrate for SqliteConnection {
    fn create_schema_if_not_exists<'e>(
        &'e mut self,
        schema_name: &'e str,
    ) -> BoxFuture<'e, Result<(), MigrateError>> {
        async move { Err(MigrateError::CreateSchemasNotSupported(schema_name.into())) }.boxed()
    }

    /// The text is sqlx's, blanks and all: SQLite keeps it.
    fn ensure_migrations_table<'e>(
        &'e mut self,
        table_name: &'e str,
    ) -> BoxFuture<'e, Result<(), MigrateError>> {
        let sql = format!(
            r#"
CREATE TABLE IF NOT EXISTS {table_name} (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
                "#
        );
        async move { Ok(self.execute(AssertSqlSafe(sql)).await.map(drop)?) }.boxed()
    }

    fn dirty_version<'e>(
        &'e mut self,
        table_name: &'e str,
    ) -> BoxFuture<'e, Result<Option<i64>, MigrateError>> {
        let sql = format!("SELECT version FROM {table_name} WHERE success = false ORDER BY version LIMIT 1");
        async move {
            let dirty: Option<(i64,)> = query_as(AssertSqlSafe(sql)).fetch_optional(self).await?;
            Ok(dirty.map(|(version,)| version))
        }
        .boxed()
    }

    fn list_applied_migrations<'e>(
        &'e mut self,
        table_name: &'e str,
    ) -> BoxFuture<'e, Result<Vec<AppliedMigration>, MigrateError>> {
        let sql = format!("SELECT version, checksum FROM {table_name} ORDER BY version");
        async move {
            let applied: Vec<(i64, Vec<u8>)> = query_as(AssertSqlSafe(sql)).fetch_all(self).await?;
            let known =
                |(version, checksum): (i64, Vec<u8>)| AppliedMigration { version, checksum: checksum.into() };
            Ok(applied.into_iter().map(known).collect())
        }
        .boxed()
    }

    /// Nothing: each migration locks the file for itself and looks again.
    fn lock(&mut self) -> BoxFuture<'_, Result<(), MigrateError>> {
        async { Ok(()) }.boxed()
    }

    fn unlock(&mut self) -> BoxFuture<'_, Result<(), MigrateError>> {
        async { Ok(()) }.boxed()
    }

    /// Does nothing when another process was faster.
    fn apply<'e>(
        &'e mut self,
        table_name: &'e str,
        migration: &'e Migration,
    ) -> BoxFuture<'e, Result<Duration, MigrateError>> {
        async move {
            let started = Instant::now();
            if migration.no_tx {
                run(self, migration).await?;
                note(self, table_name, migration).await?;
            } else {
                let mut whole = self.begin_with("BEGIN IMMEDIATE").await?;
                if is_applied(&mut whole, table_name, migration).await? {
                    return Ok(started.elapsed());
                }
                run(&mut whole, migration).await?;
                note(&mut whole, table_name, migration).await?;
                whole.commit().await?;
            }
            let took = started.elapsed();
            note_time(self, table_name, migration, took).await?;
            Ok(took)
        }
        .boxed()
    }

    fn revert<'e>(
        &'e mut self,
        table_name: &'e str,
        migration: &'e Migration,
    ) -> BoxFuture<'e, Result<Duration, MigrateError>> {
        async move {
            let started = Instant::now();
            let mut whole = self.begin_with("BEGIN IMMEDIATE").await?;
            run(&mut whole, migration).await?;
            let sql = format!("DELETE FROM {table_name} WHERE version = $1");
            query(AssertSqlSafe(sql)).bind(migration.version).execute(&mut *whole).await?;
            whole.commit().await?;
            Ok(started.elapsed())
        }
        .boxed()
    }

    fn skip<'e>(
        &'e mut self,
        table_name: &'e str,
        migration: &'e Migration,
    ) -> BoxFuture<'e, Result<(), MigrateError>> {
        async move { Ok(note(self, table_name, migration).await?) }.boxed()
    }
}

async fn run(connection: &mut SqliteConnection, migration: &Migration) -> Result<(), MigrateError> {
    let done = connection.execute(migration.sql.clone()).await;
    done.map(drop).map_err(|error| MigrateError::ExecuteMigration(error, migration.version))
}

async fn is_applied(
    connection: &mut SqliteConnection,
    table_name: &str,
    migration: &Migration,
) -> Result<bool, Error> {
    let sql = format!("SELECT version FROM {table_name} WHERE version = $1");
    let found = query(AssertSqlSafe(sql)).bind(migration.version).fetch_optional(connection).await?;
    Ok(found.is_some())
}

async fn note(
    connection: &mut SqliteConnection,
    table_name: &str,
    migration: &Migration,
) -> Result<(), Error> {
    let sql = format!(
        "INSERT INTO {table_name} (version, description, success, checksum, execution_time)
         VALUES ($1, $2, TRUE, $3, -1)"
    );
    query(AssertSqlSafe(sql))
        .bind(migration.version)
        .bind(&*migration.description)
        .bind(&*migration.checksum)
        .execute(connection)
        .await
        .map(drop)
}

/// How long it took is known only after the commit; it may be lost.
async fn note_time(
    connection: &mut SqliteConnection,
    table_name: &str,
    migration: &Migration,
    took: Duration,
) -> Result<(), Error> {
    let sql = format!("UPDATE {table_name} SET execution_time = $1 WHERE version = $2");
    let nanoseconds = i64::try_from(took.as_nanos()).unwrap_or(i64::MAX);
    query(AssertSqlSafe(sql)).bind(nanoseconds).bind(migration.version).execute(connection).await.map(drop)
}
