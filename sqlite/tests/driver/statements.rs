//! Statements: what they change, how they are kept prepared.

use peiban_sqlite::{SqliteConnection, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection, Executor, Row, Statement};

use crate::support::{Folder, memory, number, run};

async fn changed(db: &mut SqliteConnection, sql: &'static str) -> u64 {
    sqlx::query(sql).execute(db).await.unwrap().rows_affected()
}

#[tokio::test]
async fn only_statements_that_change_rows_affect_any() {
    let mut db = memory("CREATE TABLE t (a INTEGER); CREATE TABLE log (a INTEGER);").await;
    run(&mut db, "CREATE TRIGGER logged AFTER DELETE ON t BEGIN INSERT INTO log VALUES (1), (2); END").await;

    assert_eq!(changed(&mut db, "INSERT INTO t VALUES (1), (2), (3)").await, 3);
    assert_eq!(changed(&mut db, "SELECT * FROM t").await, 0);
    assert_eq!(changed(&mut db, "CREATE TABLE u (a INTEGER)").await, 0);
    assert_eq!(changed(&mut db, "PRAGMA user_version = 3").await, 0);
    assert_eq!(changed(&mut db, "UPDATE t SET a = 4 WHERE a = 9").await, 0);
    assert_eq!(changed(&mut db, "UPDATE t SET a = a").await, 3);
    assert_eq!(changed(&mut db, "DROP TABLE u").await, 0);
    assert_eq!(changed(&mut db, "DELETE FROM t WHERE a < 3").await, 2);
    assert_eq!(changed(&mut db, "DELETE FROM log").await, 4);
    assert_eq!(changed(&mut db, "DELETE FROM log").await, 0);
}

#[tokio::test]
async fn a_script_runs_statement_by_statement() {
    let mut db = memory("CREATE TABLE t (a INTEGER)").await;
    let script = "INSERT INTO t VALUES (1); /* a ; */ INSERT INTO t VALUES (2), (3); SELECT a FROM t; -- end";

    assert_eq!(sqlx::raw_sql(script).execute(&mut db).await.unwrap().rows_affected(), 3);
    assert_eq!(sqlx::raw_sql(script).fetch_all(&mut db).await.unwrap().len(), 6);
    let first = sqlx::raw_sql("SELECT 1; SELECT 2").fetch_optional(&mut db).await.unwrap().unwrap();
    assert_eq!(first.get::<i64, _>(0), 1);
    assert!(sqlx::raw_sql("").fetch_optional(&mut db).await.unwrap().is_none());

    let half = sqlx::raw_sql("DELETE FROM t WHERE a = 1; SELEKT; DELETE FROM t").execute(&mut db).await;
    assert!(half.is_err());
    assert_eq!(number(&mut db, "SELECT count(*) FROM t").await, 4);
}

#[tokio::test]
async fn a_statement_is_reset_after_the_one_row_that_was_wanted() {
    let mut db = memory("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2)").await;
    let first: i64 = sqlx::query_scalar("SELECT a FROM t").fetch_one(&mut db).await.unwrap();

    assert_eq!(first, 1);
    run(&mut db, "DROP TABLE t").await; // refused while a statement stands in the middle of it
}

#[tokio::test]
async fn all_rows_are_written_when_one_is_read_back() {
    let mut db = memory("CREATE TABLE t (a INTEGER)").await;
    let insert = "INSERT INTO t VALUES (7), (8), (9) RETURNING a";

    let first: i64 = sqlx::query_scalar(insert).fetch_one(&mut db).await.unwrap();

    assert_eq!(first, 7);
    assert_eq!(number(&mut db, "SELECT count(*) FROM t").await, 3);
}

#[tokio::test]
async fn a_commit_that_fails_behind_the_first_row_is_told() {
    let tables = "CREATE TABLE a (id INTEGER PRIMARY KEY);
                  CREATE TABLE b (a INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED)";
    let mut db = memory(tables).await;

    let row = sqlx::query("INSERT INTO b VALUES (1) RETURNING a").fetch_optional(&mut db).await;

    assert_eq!(crate::support::code(&row.unwrap_err()), 787);
    assert_eq!(number(&mut db, "SELECT count(*) FROM b").await, 0);
}

/// The columns and the values of `SELECT *`.
async fn all(db: &mut SqliteConnection) -> Vec<(String, i64)> {
    let row = sqlx::query("SELECT * FROM t").fetch_one(db).await.unwrap();
    let names = row.columns().iter().map(|column| column.name().to_owned());
    names.map(|name| (name.clone(), row.get(name.as_str()))).collect()
}

fn pairs(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

#[tokio::test]
async fn a_kept_statement_sees_that_a_table_changed() {
    let mut db = memory("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)").await;
    assert_eq!(all(&mut db).await, pairs(&[("a", 1)]));

    run(&mut db, "ALTER TABLE t ADD COLUMN b INTEGER NOT NULL DEFAULT 2").await;
    assert_eq!(all(&mut db).await, pairs(&[("a", 1), ("b", 2)]));
    run(&mut db, "ALTER TABLE t RENAME COLUMN b TO c").await;
    assert_eq!(all(&mut db).await, pairs(&[("a", 1), ("c", 2)]));
    run(&mut db, "ALTER TABLE t DROP COLUMN a").await;
    assert_eq!(all(&mut db).await, pairs(&[("c", 2)]));
    assert_eq!(all(&mut db).await, pairs(&[("c", 2)]));
}

#[tokio::test]
async fn a_statement_prepared_anew_after_a_change_has_its_columns_anew() {
    let folder = Folder::new();
    let mut db = folder.options().statement_cache_capacity(2).connect().await.unwrap();
    run(&mut db, "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)").await;
    assert_eq!(all(&mut db).await, pairs(&[("a", 1)]));

    // What cannot run is prepared all the same, and takes a place among two: the first one's.
    assert!(sqlx::query("SELECT $name").execute(&mut db).await.is_err());
    assert_eq!(number(&mut db, "SELECT 1").await, 1);
    run(&mut db, "ALTER TABLE t ADD COLUMN b INTEGER NOT NULL DEFAULT 2").await;

    assert_eq!(all(&mut db).await, pairs(&[("a", 1), ("b", 2)]));
}

#[tokio::test]
async fn a_prepared_statement_tells_its_columns_and_arguments() {
    let mut db = memory("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)").await;
    let sql = sqlx::SqlStr::from_static("SELECT a, $2 AS b FROM t WHERE a = $1 OR a = $2");

    let prepared = db.prepare(sql).await.unwrap();

    let names: Vec<_> = prepared.columns().iter().map(|column| column.name()).collect();
    assert_eq!(names, ["a", "b"]);
    assert!(matches!(prepared.parameters(), Some(sqlx::Either::Right(2))));
    let row = prepared.query().bind(1_i64).bind(9_i64).fetch_one(&mut db).await.unwrap();
    assert_eq!(row.get::<i64, _>("b"), 9);
}

#[tokio::test]
async fn more_texts_than_are_kept_all_answer() {
    let folder = Folder::new();
    let mut db = folder.options().statement_cache_capacity(3).connect().await.unwrap();

    for _ in 0..2 {
        for n in 0..10_i64 {
            let sql = AssertSqlSafe(format!("SELECT {n} + $1"));
            let sum: i64 = sqlx::query_scalar(sql).bind(100_i64).fetch_one(&mut db).await.unwrap();
            assert_eq!(sum, n + 100);
        }
    }

    assert_eq!(db.cached_statements_size(), 3);
    db.clear_cached_statements().await.unwrap();
    assert_eq!(db.cached_statements_size(), 0);
    assert_eq!(number(&mut db, "SELECT 5").await, 5);
}

#[tokio::test]
async fn parameters_take_their_arguments_by_number() {
    let mut db = memory("").await;
    let read = async |db: &mut SqliteConnection, sql: &'static str| -> (i64, i64, i64) {
        sqlx::query_as(sql).bind(1_i64).bind(2_i64).bind(3_i64).fetch_one(db).await.unwrap()
    };

    assert_eq!(read(&mut db, "SELECT $3, $1, $2").await, (3, 1, 2));
    assert_eq!(read(&mut db, "SELECT ?3, ?1, ?2").await, (3, 1, 2));
    assert_eq!(read(&mut db, "SELECT ?, ?, ?").await, (1, 2, 3));
    assert_eq!(read(&mut db, "SELECT $2, $2, $1").await, (2, 2, 1));
}

#[tokio::test]
async fn a_future_that_is_never_polled_does_nothing() {
    let mut db = memory("CREATE TABLE t (a INTEGER)").await;

    drop(db.execute("INSERT INTO t VALUES (1)"));
    drop(db.fetch_many("INSERT INTO t VALUES (2)"));

    assert_eq!(number(&mut db, "SELECT count(*) FROM t").await, 0);
}

#[tokio::test]
async fn a_pool_lends_connections() {
    let folder = Folder::new();
    folder.with("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (5)").await.close().await.unwrap();
    let pool =
        SqlitePoolOptions::new().max_connections(2).connect_lazy_with(folder.options().read_only(true));

    for _ in 0..5 {
        let (one, two) = tokio::join!(
            sqlx::query_scalar::<_, i64>("SELECT a FROM t").fetch_one(&pool),
            sqlx::query_scalar::<_, i64>("SELECT a FROM t").fetch_one(&pool),
        );
        assert_eq!((one.unwrap(), two.unwrap()), (5, 5));
    }
    pool.close().await;
}
