//! What the disk and SQLite themselves do in the same minute: the program is judged beside these.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use peiban_sqlite::{Sqlite, SqliteConnectOptions};
use sqlx::{ConnectOptions, Connection, Executor, QueryBuilder};

const FOR: Duration = Duration::from_secs(2);

/// 4 KiB appends, each on disk before the next, a second.
pub fn fdatasync(folder: &Path) -> f64 {
    let mut file = std::fs::File::create(folder.join("fdatasync")).expect("a file");
    let (began, mut count) = (Instant::now(), 0);
    while began.elapsed() < FOR {
        file.write_all(&[7; 4096]).expect("room");
        file.sync_data().expect("a disk");
        count += 1;
    }
    f64::from(count) / began.elapsed().as_secs_f64()
}

/// Commits of 25 rows of a mark's width by one bare connection, WAL and FULL: rows a second.
pub async fn sqlite(folder: &Path) -> f64 {
    let options = SqliteConnectOptions::new(folder.join("raw.db")).create_if_missing(true);
    let options = options.pragma("journal_mode", "WAL").pragma("synchronous", "FULL");
    let mut db = options.connect().await.expect("a file");
    db.execute("CREATE TABLE marks (session BLOB, person BLOB, status TEXT, at TEXT, PRIMARY KEY (session, person)) STRICT")
        .await
        .expect("a table");
    let (began, mut count) = (Instant::now(), 0_u32);
    while began.elapsed() < FOR {
        let mut all = db.begin().await.expect("a transaction");
        QueryBuilder::<Sqlite>::new("INSERT INTO marks ")
            .push_values(0..25_u128, |mut row, n| {
                row.push_bind(uuid::Uuid::from_u128(u128::from(count)));
                row.push_bind(uuid::Uuid::from_u128(n))
                    .push_bind("present")
                    .push_bind("2026-11-22 04:00:00+00:00");
            })
            .build()
            .execute(&mut *all)
            .await
            .expect("rows");
        all.commit().await.expect("a disk");
        count += 1;
    }
    f64::from(count) * 25.0 / began.elapsed().as_secs_f64()
}
