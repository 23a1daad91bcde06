//! What a statement costs in each driver: `cargo bench -p peiban-sqlite`.
//!
//! A writer's work as the store does it: acts of 14 statements, half of them reads of one row and half updates, ten
//! acts a commit, on one connection. Printed are microseconds on the clock and of processor a statement.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench talks to a terminal and may stop")]

use std::path::Path;
use std::time::Instant;

use peiban_sqlite::SqliteConnectOptions as InPlace;
use sqlx::{ConnectOptions, Connection};
use sqlx_sqlite::{SqliteConnectOptions as Hopping, SqliteJournalMode, SqliteSynchronous};

const COMMITS: i64 = 400;
/// In one commit.
const ACTS: i64 = 10;
/// In one act.
const STATEMENTS: i64 = 14;
const ROWS: i64 = 5000;

const TABLE: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INTEGER NOT NULL) STRICT;
    INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4999)
    SELECT i, 'some text of a row', i FROM n";

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    println!("µs a statement                                   clock  processor      acts/s");
    for round in 0..2 {
        let file = |name: &str| folder.path().join(format!("{name}{round}.db"));

        let db = threads.block_on(hopping(&file("hopping")));
        timed("sqlx's thread, from a task", || {
            threads.block_on(threads.spawn(work_hopping(db))).unwrap();
        });

        let db = threads.block_on(hopping(&file("own")));
        timed("sqlx's thread, from a thread of its own", || alone(work_hopping(db)));

        let db = threads.block_on(in_place(&file("place")));
        timed("in place, on a thread of its own", || alone(work_in_place(db)));
    }
}

async fn hopping(file: &Path) -> sqlx_sqlite::SqliteConnection {
    let options = Hopping::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .statement_cache_capacity(200);
    let mut db = options.connect().await.unwrap();
    sqlx::raw_sql(TABLE).execute(&mut db).await.unwrap();
    db
}

async fn in_place(file: &Path) -> peiban_sqlite::SqliteConnection {
    let options = InPlace::new(file)
        .create_if_missing(true)
        .pragma("journal_mode", "WAL")
        .pragma("synchronous", "FULL");
    let mut db = options.connect().await.unwrap();
    sqlx::raw_sql(TABLE).execute(&mut db).await.unwrap();
    db
}

/// The writer's work, written once and compiled for either connection.
macro_rules! work {
    ($name:ident, $connection:ty) => {
        async fn $name(mut db: $connection) {
            for commit in 0..COMMITS {
                let mut all = db.begin_with("BEGIN IMMEDIATE").await.unwrap();
                for n in 0..ACTS * STATEMENTS {
                    let id = (commit * 37 + n) % ROWS;
                    if n % 2 == 0 {
                        let read =
                            sqlx::query_as::<_, (i64, String, i64)>("SELECT id, a, b FROM t WHERE id = $1");
                        assert_eq!(read.bind(id).fetch_one(&mut *all).await.unwrap().0, id);
                    } else {
                        let write = sqlx::query("UPDATE t SET b = b + 1 WHERE id = $1");
                        write.bind(id).execute(&mut *all).await.unwrap();
                    }
                }
                all.commit().await.unwrap();
            }
            db.close().await.unwrap();
        }
    };
}
work!(work_hopping, sqlx_sqlite::SqliteConnection);
work!(work_in_place, peiban_sqlite::SqliteConnection);

/// On a new thread with a runtime of its own, as the store's writer does it.
fn alone(work: impl Future<Output = ()> + Send + 'static) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    std::thread::spawn(move || runtime.block_on(work)).join().unwrap();
}

fn timed(what: &str, work: impl FnOnce()) {
    let (started, before) = (Instant::now(), processor());
    work();
    let (clock, processor) = (started.elapsed().as_secs_f64(), processor() - before);
    let statements = (COMMITS * ACTS * STATEMENTS) as f64;
    let acts = (COMMITS * ACTS) as f64 / clock;
    println!(
        "{what:<45} {:>8.1} {:>10.1} {acts:>11.0}",
        clock * 1e6 / statements,
        processor * 1e6 / statements
    );
}

/// Seconds of processor that this process has used, all its threads together, to a hundredth.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields = stat.rsplit(')').next().unwrap().split_whitespace();
    let ticks: f64 = fields.skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap()).sum();
    ticks / 100.0
}
