//! Transactions and savepoints, and how they end when nobody ends them.

use peiban_sqlite::SqliteConnection;
use sqlx::{ConnectOptions, Connection};

use crate::support::{Folder, code, memory, number, run};

const TABLE: &str = "CREATE TABLE t (a INTEGER)";

async fn insert(db: &mut SqliteConnection, a: i64) {
    sqlx::query("INSERT INTO t VALUES ($1)").bind(a).execute(db).await.unwrap();
}

async fn sum(db: &mut SqliteConnection) -> i64 {
    number(db, "SELECT coalesce(sum(a), 0) FROM t").await
}

/// Nothing is open: a new transaction can begin, and ends.
async fn is_at_rest(db: &mut SqliteConnection) {
    assert!(!db.is_in_transaction());
    db.begin_with("BEGIN IMMEDIATE").await.unwrap().rollback().await.unwrap();
}

#[tokio::test]
async fn a_transaction_is_kept_by_commit_alone() {
    let mut db = memory(TABLE).await;

    let mut kept = db.begin().await.unwrap();
    insert(&mut kept, 1).await;
    kept.commit().await.unwrap();
    let mut undone = db.begin_with("BEGIN IMMEDIATE").await.unwrap();
    insert(&mut undone, 10).await;
    undone.rollback().await.unwrap();
    let mut dropped = db.begin().await.unwrap();
    insert(&mut dropped, 100).await;
    drop(dropped);

    assert_eq!(sum(&mut db).await, 1);
    is_at_rest(&mut db).await;
}

#[tokio::test]
async fn a_dropped_transaction_lets_others_write_at_once() {
    let folder = Folder::new();
    let mut one = folder.with(TABLE).await;
    let mut other = folder.options().busy_timeout(std::time::Duration::ZERO).connect().await.unwrap();
    let mut dropped = one.begin_with("BEGIN IMMEDIATE").await.unwrap();
    insert(&mut dropped, 1).await;
    assert_eq!(code(&other.begin_with("BEGIN IMMEDIATE").await.unwrap_err()), 5);

    drop(dropped);

    insert(&mut other, 10).await;
    assert_eq!(sum(&mut other).await, 10);
}

#[tokio::test]
async fn savepoints_end_each_for_itself() {
    let mut db = memory(TABLE).await;
    let mut all = db.begin_with("BEGIN IMMEDIATE").await.unwrap();
    for (a, kept) in [(1, true), (10, false), (100, true), (1000, false)] {
        let mut point = all.begin().await.unwrap();
        insert(&mut point, a).await;
        let mut deeper = point.begin().await.unwrap();
        insert(&mut deeper, a).await;
        deeper.commit().await.unwrap();
        if kept { point.commit().await.unwrap() } else { point.rollback().await.unwrap() }
    }
    let mut dropped = all.begin().await.unwrap();
    insert(&mut dropped, 10_000).await;
    drop(dropped);
    insert(&mut all, 5).await;
    all.commit().await.unwrap();

    assert_eq!(sum(&mut db).await, 207);
    is_at_rest(&mut db).await;
}

#[tokio::test]
async fn a_begin_that_fails_leaves_the_transaction_around_it() {
    let mut db = memory(TABLE).await;
    let mut all = db.begin().await.unwrap();
    insert(&mut all, 1).await;

    let refused = all.begin_with("BEGIN IMMEDIATE").await.map(drop);

    assert!(matches!(refused, Err(sqlx::Error::InvalidSavePointStatement)));
    insert(&mut all, 10).await;
    all.commit().await.unwrap();
    assert_eq!(sum(&mut db).await, 11);
    let nothing = db.begin_with("SELECT 1").await.map(drop);
    assert!(matches!(nothing, Err(sqlx::Error::BeginFailed)));
    is_at_rest(&mut db).await;
}

#[tokio::test]
async fn a_commit_that_is_refused_is_rolled_back() {
    let mut db = memory(
        "CREATE TABLE a (id INTEGER PRIMARY KEY);
         CREATE TABLE b (a INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED)",
    )
    .await;
    let mut refused = db.begin().await.unwrap();
    sqlx::query("INSERT INTO b VALUES (1)").execute(&mut *refused).await.unwrap();

    assert_eq!(code(&refused.commit().await.unwrap_err()), 787);

    assert_eq!(number(&mut db, "SELECT count(*) FROM b").await, 0);
    is_at_rest(&mut db).await;
}

#[tokio::test]
async fn a_commit_that_waits_in_vain_for_a_reader_is_rolled_back() {
    let folder = Folder::new();
    let mut reader = folder.with("PRAGMA journal_mode = DELETE; CREATE TABLE t (a INTEGER)").await;
    let mut writer = folder.options().busy_timeout(std::time::Duration::ZERO).connect().await.unwrap();
    let mut reading = reader.begin().await.unwrap();
    assert_eq!(sum(&mut reading).await, 0);
    let mut writing = writer.begin_with("BEGIN IMMEDIATE").await.unwrap();
    insert(&mut writing, 1).await;

    assert_eq!(code(&writing.commit().await.unwrap_err()), 5);

    reading.commit().await.unwrap();
    assert_eq!(sum(&mut reader).await, 0);
    is_at_rest(&mut writer).await;
    insert(&mut writer, 10).await;
    assert_eq!(sum(&mut reader).await, 10);
}

#[tokio::test]
async fn what_sqlite_rolled_back_by_itself_does_not_go_on_in_pieces() {
    let folder = Folder::new();
    let mut db = folder.with("CREATE TABLE t (a); PRAGMA max_page_count = 20").await;
    let mut all = db.begin_with("BEGIN IMMEDIATE").await.unwrap();
    insert(&mut all, 1).await;
    let mut point = all.begin().await.unwrap();
    let full = sqlx::query("INSERT INTO t VALUES (zeroblob(200000))").execute(&mut *point).await;
    assert_eq!(code(&full.unwrap_err()), 13);

    let after = sqlx::query("INSERT INTO t VALUES ($1)").bind(10).execute(&mut *point).await;
    assert_eq!(code(&after.unwrap_err()), 516);
    let script = sqlx::raw_sql("INSERT INTO t VALUES (10)").execute(&mut *point).await;
    assert_eq!(code(&script.unwrap_err()), 516);
    point.rollback().await.unwrap();
    assert_eq!(code(&all.begin().await.map(drop).unwrap_err()), 516);
    assert_eq!(code(&all.commit().await.unwrap_err()), 516);

    is_at_rest(&mut db).await;
    assert_eq!(number(&mut db, "SELECT count(*) FROM t").await, 0);
    insert(&mut db, 100).await;
}

#[tokio::test]
async fn an_error_that_undoes_one_statement_leaves_its_transaction() {
    let mut db = memory("CREATE TABLE t (a INTEGER UNIQUE)").await;
    let mut all = db.begin().await.unwrap();
    insert(&mut all, 1).await;

    let twice = sqlx::query("INSERT INTO t VALUES (2), (1)").execute(&mut *all).await;

    assert_eq!(code(&twice.unwrap_err()), 2067);
    insert(&mut all, 10).await;
    all.commit().await.unwrap();
    assert_eq!(sum(&mut db).await, 11);
}

#[tokio::test]
async fn a_transaction_that_sql_ended_behind_its_back_is_refused() {
    let mut db = memory(TABLE).await;
    let mut all = db.begin().await.unwrap();
    insert(&mut all, 1).await;
    run(&mut all, "ROLLBACK").await;

    assert_eq!(code(&all.commit().await.unwrap_err()), 516);

    is_at_rest(&mut db).await;
    assert_eq!(sum(&mut db).await, 0);
}
