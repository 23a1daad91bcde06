//! Migrations, and a table of them that both drivers agree on.

use std::borrow::Cow;

use peiban_sqlite::SqliteConnection;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};
use sqlx::{ConnectOptions, SqlStr};
use sqlx_sqlite::SqliteConnectOptions;

use crate::support::{Folder, number};

fn migration(version: i64, sql: &'static str) -> Migration {
    Migration::new(version, Cow::Borrowed("test"), MigrationType::Simple, SqlStr::from_static(sql), false)
}

fn migrator(migrations: Vec<Migration>) -> Migrator {
    Migrator::with_migrations(migrations)
}

const FIRST: &str = "CREATE TABLE a (id INTEGER); INSERT INTO a VALUES (1);";
const SECOND: &str = "CREATE TABLE b (id INTEGER);";

async fn apply(db: &mut SqliteConnection, migrations: Vec<Migration>) -> Result<(), MigrateError> {
    migrator(migrations).run_direct(None, db, false).await
}

#[tokio::test]
async fn each_migration_is_applied_once() {
    let folder = Folder::new();
    let mut db = folder.with("").await;

    apply(&mut db, vec![migration(1, FIRST)]).await.unwrap();
    for _ in 0..2 {
        apply(&mut db, vec![migration(1, FIRST), migration(2, SECOND)]).await.unwrap();
    }

    assert_eq!(number(&mut db, "SELECT count(*) FROM a").await, 1);
    let noted = "SELECT count(*) FROM _sqlx_migrations WHERE success AND execution_time > 0";
    assert_eq!(number(&mut db, noted).await, 2);
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing() {
    let folder = Folder::new();
    let mut db = folder.with("").await;
    let broken = migration(2, "CREATE TABLE b (id INTEGER); INSERT INTO nowhere VALUES (1);");

    let refused = apply(&mut db, vec![migration(1, FIRST), broken]).await;

    assert!(matches!(refused, Err(MigrateError::ExecuteMigration(_, 2))));
    assert_eq!(number(&mut db, "SELECT count(*) FROM sqlite_master WHERE name IN ('a', 'b')").await, 1);
    apply(&mut db, vec![migration(1, FIRST), migration(2, SECOND)]).await.unwrap();
}

#[tokio::test]
async fn another_text_and_a_newer_file_are_refused() {
    let folder = Folder::new();
    let mut db = folder.with("").await;
    apply(&mut db, vec![migration(1, FIRST), migration(2, SECOND)]).await.unwrap();

    let edited = apply(&mut db, vec![migration(1, SECOND), migration(2, SECOND)]).await;
    let older = apply(&mut db, vec![migration(1, FIRST)]).await;

    assert!(matches!(edited, Err(MigrateError::VersionMismatch(1))));
    assert!(matches!(older, Err(MigrateError::VersionMissing(2))));
}

#[tokio::test]
async fn a_process_that_comes_late_applies_nothing_twice() {
    let folder = Folder::new();
    let (mut one, mut other) = (folder.with("").await, folder.with("").await);
    let first = migration(1, FIRST);
    one.ensure_migrations_table("_sqlx_migrations").await.unwrap();
    assert!(other.list_applied_migrations("_sqlx_migrations").await.unwrap().is_empty());

    one.apply("_sqlx_migrations", &first).await.unwrap();
    other.apply("_sqlx_migrations", &first).await.unwrap();

    assert_eq!(number(&mut other, "SELECT count(*) FROM a").await, 1);
}

#[tokio::test]
async fn files_of_either_driver_are_brought_up_to_date_by_the_other() {
    let (by_old, by_new) = (Folder::new(), Folder::new());
    let old = |folder: &Folder| SqliteConnectOptions::new().filename(folder.file()).create_if_missing(true);
    let (start, end) = (vec![migration(1, FIRST)], vec![migration(1, FIRST), migration(2, SECOND)]);
    let mut first = old(&by_old).connect().await.unwrap();
    migrator(start.clone()).run_direct(None, &mut first, false).await.unwrap();
    apply(&mut by_new.with("").await, start).await.unwrap();

    apply(&mut by_old.with("").await, end.clone()).await.unwrap();
    let mut second = old(&by_new).connect().await.unwrap();
    migrator(end).run_direct(None, &mut second, false).await.unwrap();

    let tables = "SELECT name, sql FROM sqlite_master ORDER BY name";
    let noted = "SELECT version, description, success, checksum, typeof(installed_on) FROM _sqlx_migrations";
    let mut seen = Vec::new();
    for folder in [&by_old, &by_new] {
        let mut db = folder.with("").await;
        let tables: Vec<(String, Option<String>)> = sqlx::query_as(tables).fetch_all(&mut db).await.unwrap();
        let noted: Vec<(i64, String, bool, Vec<u8>, String)> =
            sqlx::query_as(noted).fetch_all(&mut db).await.unwrap();
        assert_eq!(noted.len(), 2);
        seen.push((tables, noted));
    }
    assert_eq!(seen[0], seen[1]);
}
