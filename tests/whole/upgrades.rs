//! Promise 18: a migration is applied or not, an old binary refuses a newer schema; and a copy is kept before.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use peiban_sqlite::SqliteConnection;
use sqlx::migrate::Migrator;
use sqlx::{Connection, PgConnection};

use crate::database::{empty_database, on_postgres, rows};
use crate::raw::Raw;
use crate::served::{complained, run as peiban, said};

/// A database as the program before `0060` left it: its migrations up to 36, and one user.
pub async fn of_schema_36() -> String {
    let url = empty_database().await;
    let folder = if on_postgres() { "migrations/postgres" } else { "migrations/sqlite" };
    let all = Migrator::new(Path::new(folder)).await.unwrap();
    let old = Migrator::with_migrations(all.iter().filter(|one| one.version <= 36).cloned().collect());
    if on_postgres() {
        let mut db = PgConnection::connect(&url).await.unwrap();
        old.run_direct(None, &mut db, false).await.unwrap();
    } else {
        let mut db = SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
        old.run_direct(None, &mut db, false).await.unwrap();
        db.close().await.unwrap();
    }
    let user = "INSERT INTO users (id, name, name_key, display_name, password_hash, made_at)
                VALUES ({id}, 'old.hand', 'old.hand', 'old', 'none', '2026-01-01T00:00:00Z')";
    let id = if on_postgres() {
        "'00000000-0000-0000-0000-000000000007'"
    } else {
        "X'00000000000000000000000000000007'"
    };
    Raw::open(&url).await.run(&user.replace("{id}", id)).await;
    url
}

fn copies(url: &str) -> Vec<String> {
    let file = Path::new(url.trim_start_matches("sqlite:"));
    let stem = format!("{}.schema-", file.file_name().unwrap().to_str().unwrap());
    let entries = fs::read_dir(file.parent().unwrap()).unwrap().flatten();
    let mut names: Vec<_> =
        entries.map(|entry| entry.path().display().to_string()).filter(|name| name.contains(&stem)).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_database_is_kept_as_it_was_and_brought_up_to_date() {
    let url = of_schema_36().await;
    let told = peiban(&url, &["migrate"], &[]);
    let again = peiban(&url, &["migrate"], &[]);

    assert!(told.status.success(), "{}", complained(&told));
    assert!(complained(&told).contains("from schema 36"), "{}", complained(&told));
    assert!(said(&told).contains("up to date"));
    assert!(!complained(&again).contains("from schema"), "{}", complained(&again));
    assert_eq!(rows(&url, "users").await, 1);
    if !on_postgres() {
        let copies = copies(&url);
        assert_eq!(copies.len(), 1, "{copies:?}");
        assert!(copies[0].ends_with(".schema-36"));
        assert_eq!(fs::metadata(&copies[0]).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(rows(&format!("sqlite:{}", copies[0]), "users").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_of_the_last_two_upgrades_are_kept() {
    if on_postgres() {
        return; // its backups are its operator's
    }
    let url = of_schema_36().await;
    for older in ["12", "30"] {
        fs::write(format!("{}.schema-{older}", url.trim_start_matches("sqlite:")), "older").unwrap();
    }

    assert!(peiban(&url, &["migrate"], &[]).status.success());

    let ends: Vec<_> = copies(&url).iter().map(|name| name.rsplit('-').next().unwrap().to_owned()).collect();
    assert_eq!(ends, ["30", "36"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_a_newer_program_used_is_refused_and_not_touched() {
    let url = of_schema_36().await;
    assert!(peiban(&url, &["migrate"], &[]).status.success());
    let newer = if on_postgres() { "'\\x00', 0" } else { "X'00', 0" };
    let insert = format!(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (999900, 'newer', TRUE, {newer})"
    );
    Raw::open(&url).await.run(&insert).await;

    let refused = peiban(&url, &["user", "list"], &[]);

    assert!(!refused.status.success());
    assert!(complained(&refused).contains("up to date"), "{}", complained(&refused));
    assert_eq!(rows(&url, "users").await, 1);
}
