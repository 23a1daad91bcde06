//! Connections and processes that share one file.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use peiban_sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::support::{Folder, code, number};

const TABLE: &str = "PRAGMA journal_mode = WAL; CREATE TABLE t (a INTEGER)";

#[tokio::test]
async fn a_writer_waits_for_another_and_then_writes() {
    let folder = Folder::new();
    let mut one = folder.with(TABLE).await;
    let mut other = folder.options().busy_timeout(Duration::from_secs(60)).connect().await.unwrap();
    let mut writing = one.begin_with("BEGIN IMMEDIATE").await.unwrap();
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *writing).await.unwrap();

    let waiting = tokio::task::spawn_blocking(move || {
        tokio::runtime::Handle::current()
            .block_on(async { sqlx::query("INSERT INTO t VALUES (2)").execute(&mut other).await })
    });
    tokio::time::sleep(Duration::from_millis(100)).await; // without a wait, it has failed by now
    writing.commit().await.unwrap();

    assert_eq!(waiting.await.unwrap().unwrap().rows_affected(), 1);
    assert_eq!(number(&mut one, "SELECT sum(a) FROM t").await, 3);
}

#[tokio::test]
async fn a_reader_sees_what_was_committed_while_another_writes() {
    let folder = Folder::new();
    let mut writer = folder.with(TABLE).await;
    let mut reader = folder.options().read_only(true).connect().await.unwrap();
    let mut writing = writer.begin_with("BEGIN IMMEDIATE").await.unwrap();
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *writing).await.unwrap();

    assert_eq!(number(&mut reader, "SELECT count(*) FROM t").await, 0);
    writing.commit().await.unwrap();
    assert_eq!(number(&mut reader, "SELECT count(*) FROM t").await, 1);
}

/// Not a test: what the other process does. It holds the lock until its standard input ends.
#[tokio::test]
#[ignore = "run as another process"]
async fn another_process() {
    let Ok(file) = std::env::var("PEIBAN_SQLITE_SHARED") else { return };
    let mut db = SqliteConnectOptions::new(file).connect().await.unwrap();
    let mut writing = db.begin_with("BEGIN IMMEDIATE").await.unwrap();
    sqlx::query("INSERT INTO t VALUES (10)").execute(&mut *writing).await.unwrap();
    let mut out = std::io::stdout();
    out.write_all(b"\nlocked\n").unwrap();
    out.flush().unwrap();
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    writing.commit().await.unwrap();
}

fn other_process(folder: &Folder) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sharing::another_process", "--ignored", "--nocapture"])
        .env("PEIBAN_SQLITE_SHARED", folder.file())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "locked"), "the other process did not lock");
    // Read on, or it stands still at a full pipe.
    std::thread::spawn(move || lines.for_each(drop));
    child
}

#[tokio::test]
async fn two_processes_take_turns_and_one_that_waits_too_long_is_told() {
    let folder = Folder::new();
    let mut db = folder.with(TABLE).await;
    let mut hasty = folder.options().busy_timeout(Duration::from_millis(20)).connect().await.unwrap();
    let mut child = other_process(&folder);

    let insert = "INSERT INTO t VALUES (1)";
    assert_eq!(code(&sqlx::query(insert).execute(&mut hasty).await.unwrap_err()), 5);
    assert_eq!(number(&mut db, "SELECT count(*) FROM t").await, 0, "reads go on");
    let waiting = tokio::task::spawn_blocking(move || {
        tokio::runtime::Handle::current().block_on(async {
            sqlx::query(insert).execute(&mut db).await.unwrap();
            number(&mut db, "SELECT sum(a) FROM t").await
        })
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(child.stdin.take()); // it commits

    assert_eq!(waiting.await.unwrap(), 11);
    assert!(child.wait().unwrap().success());
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_file_and_those_beside_it_are_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let mut db = folder.with(TABLE).await;
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut db).await.unwrap();

    for beside in ["", "-wal", "-shm"] {
        let file = format!("{}{beside}", folder.file().display());
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_mode_of_a_file_that_is_there_stays() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    std::fs::write(folder.file(), "").unwrap();
    std::fs::set_permissions(folder.file(), PermissionsExt::from_mode(0o640)).unwrap();

    folder.with(TABLE).await.close().await.unwrap();

    assert_eq!(std::fs::metadata(folder.file()).unwrap().permissions().mode() & 0o777, 0o640);
}

#[tokio::test]
async fn the_last_to_close_folds_the_wal_into_the_file() {
    let folder = Folder::new();
    let db = folder.with(TABLE).await;
    let wal = format!("{}-wal", folder.file().display());
    assert!(std::fs::exists(&wal).unwrap());

    db.close().await.unwrap();

    assert!(!std::fs::exists(&wal).unwrap());
}
