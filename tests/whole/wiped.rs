//! Wiped means gone: what somebody wrote to the bot stands nowhere in clear, before it is answered or after.

use std::fs;

use peiban::cli::world::chats::POSTER;
use peiban_bot::channel::{Heard, What};
use peiban_bot::simulator::Simulator;
use peiban_core::actor::Actor;
use peiban_core::inbox::{Received, UpdateKey};
use peiban_store::acts::chat::inbox::TakeIn;

use crate::database::{execute, in_clear, on_postgres, rows};
use crate::support::{TestApp, drain};

const WRITTEN: [&str; 2] = ["昨晚他打了我和孩子", "he hit me and the child last night"];

/// Whether the text stands in the database's files, in its WAL, or in a copy that SQLite makes of it.
async fn stands_in_files(app: &TestApp, text: &str) -> bool {
    let file = app.url.trim_start_matches("sqlite:");
    let copy = format!("{file}.copy");
    let _ = fs::remove_file(&copy);
    execute(&app.url, &format!("VACUUM INTO '{copy}'")).await;
    [file.to_owned(), format!("{file}-wal"), copy].iter().any(|file| {
        let bytes = fs::read(file).unwrap_or_default();
        bytes.windows(text.len()).any(|part| part == text.as_bytes())
    })
}

async fn stands(app: &TestApp, text: &str) -> bool {
    if on_postgres() { !in_clear(&app.url, text).await.is_empty() } else { stands_in_files(app, text).await }
}

fn typed(update_id: i64, text: &str) -> Received {
    let heard = Heard { chat: "granny".into(), language: None, what: What::Text(text.into()) };
    let key = UpdateKey { channel: "simulator".into(), account: "demo".into(), update_id };
    Received { key, chat: Some("granny".into()), payload: serde_json::to_string(&heard).unwrap() }
}

#[rocket::async_test]
async fn what_she_wrote_is_sealed_before_it_is_kept_and_gone_when_it_is_answered() {
    let app = TestApp::demo().await;
    app.submit("/simulator", &format!("chat=granny&start=j_{POSTER}")).await;
    app.visit("/simulator?chat=granny").await;
    for (update, text) in (900..).zip(WRITTEN) {
        app.store.act(&Actor::bot(), TakeIn(vec![typed(update, text)])).await.unwrap();
        assert_eq!(rows(&app.url, "inbox WHERE state = 'new' AND sealed IS NOT NULL").await, 1);
        assert!(!stands(&app, text).await, "kept in clear");

        assert_eq!(drain(&app.store, &Simulator(app.store.clone())).await.unwrap(), 1);
        app.settle().await;

        assert!(!stands(&app, text).await, "in clear after the answer");
    }

    assert_eq!(
        rows(&app.url, "inbox WHERE state = 'done' AND (sealed IS NOT NULL OR payload IS NOT NULL)").await,
        0
    );
    assert_eq!(rows(&app.url, "alerts WHERE text_sealed IS NOT NULL").await, 2, "the leads can read them");
}

#[rocket::async_test]
async fn what_an_older_program_kept_in_clear_is_answered_and_overwritten() {
    let app = TestApp::demo().await;
    app.submit("/simulator", &format!("chat=granny&start=j_{POSTER}")).await;
    app.visit("/simulator?chat=granny").await;
    let Received { key, payload, .. } = typed(950, WRITTEN[1]);
    let at = if on_postgres() { "now()" } else { "'2026-11-25T02:00:00+00:00'" };
    let values = format!("'simulator', 'demo', {}, 'granny', '{payload}', 'new', 0, {at}", key.update_id);
    let columns = "channel, account, update_id, chat, payload, state, tries, received_at";
    execute(&app.url, &format!("INSERT INTO inbox ({columns}) VALUES ({values})")).await;
    let before = stands(&app, WRITTEN[1]).await;

    assert_eq!(drain(&app.store, &Simulator(app.store.clone())).await.unwrap(), 1);
    if !on_postgres() {
        execute(&app.url, "PRAGMA wal_checkpoint(TRUNCATE)").await; // as every minute, and at the end
    }

    assert!(before);
    assert!(!stands(&app, WRITTEN[1]).await);
}
