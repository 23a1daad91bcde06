//! `peiban move`: everything from SQLite to PostgreSQL, whole and verified, or nothing.

use std::collections::BTreeMap;

use peiban::cli::world;
use peiban_core::seal::Keys;
use peiban_store::whole::Direct;
use peiban_store::{Store, Tools};

use crate::database::{empty_database, on_postgres, rows};
use crate::raw::Raw;
use crate::served::{KEY, complained, run as peiban, said};

/// A SQLite file with the demo's world in it; `None` where there is no PostgreSQL to move to.
async fn source() -> Option<(tempfile::TempDir, String)> {
    if !on_postgres() {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("peiban.db").display());
    let keys = Keys::of_hex(KEY).unwrap();
    let store = Store::open(&url, 2, Tools { keys, ..Tools::default() }).await.unwrap();
    store.clock().stand_at(crate::support::wednesday());
    peiban::cli::filled(&store).await.unwrap();
    let group = world::seed(&store, "none").await.unwrap();
    world::populate(&store, group).await.unwrap();
    store.close().await;
    Some((folder, url))
}

async fn counts(url: &str) -> BTreeMap<String, i64> {
    let mut database = Direct::open(url).await.unwrap();
    let counts = database.exec().table_counts().await.unwrap();
    database.close().await;
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_moved_counts_the_same_and_reads_the_same_and_goes_on() {
    let Some((_folder, from)) = source().await else { return };
    let to = empty_database().await;

    let moved = peiban("sqlite:none.db", &["move", &from, &to], &[]);
    let figures = |url: &str| {
        let told = peiban(url, &["rollup", "verify"], &[]);
        assert!(told.status.success(), "{}", complained(&told));
        said(&told)
    };

    assert!(moved.status.success(), "{}", complained(&moved));
    assert!(said(&moved).contains("arrived as they left"), "{}", said(&moved));
    assert_eq!(counts(&to).await, counts(&from).await);
    assert_eq!(figures(&to), figures(&from));
    let listed = |url: &str| said(&peiban(url, &["user", "list", "--json"], &[]));
    assert_eq!(listed(&to), listed(&from));
    let added = peiban(&to, &["user", "add", "new.here", "--role", "viewer", "--area", "450123"], &[]);
    assert!(added.status.success(), "numbers go on: {}", complained(&added));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_in_use_is_refused_and_stays_as_it_was() {
    let Some((_folder, from)) = source().await else { return };
    let to = crate::database::own_database().await;
    let before = counts(&to).await;

    let refused = peiban("sqlite:none.db", &["move", &from, &to], &[]);

    assert_eq!(refused.status.code(), Some(1));
    assert!(complained(&refused).contains("not empty"), "{}", complained(&refused));
    assert_eq!(counts(&to).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_cannot_arrive_leaves_nothing_behind_and_a_second_try_may_succeed() {
    let Some((_folder, from)) = source().await else { return };
    let to = empty_database().await;
    let mut raw = Raw::open(&from).await;
    raw.run(
        "PRAGMA foreign_keys = OFF;
         UPDATE sessions SET site_id = X'00000000000000000000000000000001'
          WHERE id = (SELECT id FROM sessions ORDER BY id LIMIT 1)",
    )
    .await;

    let refused = peiban("sqlite:none.db", &["move", &from, &to], &[]);
    let left = rows(&to, "users").await;
    raw.run(
        "UPDATE sessions SET site_id = (SELECT site_id FROM groups g WHERE g.id = sessions.group_id)
          WHERE site_id = X'00000000000000000000000000000001'",
    )
    .await;
    let moved = peiban("sqlite:none.db", &["move", &from, &to], &[]);

    assert_eq!(refused.status.code(), Some(1), "{}", complained(&refused));
    assert_eq!(left, 0, "whole or nothing");
    assert!(moved.status.success(), "{}", complained(&moved));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_from_sqlite_to_postgresql_and_only_what_is_there() {
    for (from, to) in
        [("sqlite:/nowhere.db", "postgres://x@127.0.0.1:1/x"), ("postgres://x/x", "sqlite:x.db")]
    {
        let refused = peiban("sqlite:none.db", &["move", from, to], &[]);
        assert_eq!(refused.status.code(), Some(1));
    }
}
