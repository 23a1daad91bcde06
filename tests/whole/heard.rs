//! What comes in that is no plain text, and what becomes of an update that nobody can handle.

use std::sync::Arc;

use peiban::cli::world::chats::POSTER;
use peiban_bot::channel::{Heard, What};
use peiban_bot::inbox::{ChannelReader, Unreadable};
use peiban_bot::simulator::Simulator;
use peiban_core::actor::Actor;
use peiban_core::inbox::{InboxUpdate, Received, UpdateKey};
use peiban_store::acts::chat::inbox::{ParkUpdate, TakeIn};

use crate::database::rows;
use crate::recording::Recording;
use crate::sender::{evening, sender};
use crate::support::{TestApp, drain};

/// Reads what comes from the phones of `evening`.
#[derive(Clone)]
struct Phones;

impl ChannelReader for Phones {
    fn name(&self) -> &'static str {
        "simulator"
    }

    fn account(&self) -> &str {
        "test"
    }

    fn parse(&self, payload: &str) -> Result<Option<Heard>, Unreadable> {
        serde_json::from_str(payload).map(Some).map_err(|_| Unreadable)
    }
}

/// What chat 1 of `evening` does, or granny's of the demo.
fn said(account: &str, update_id: i64, what: What) -> Received {
    let chat = if account == "test" { "1" } else { "granny" };
    let heard = Heard { chat: chat.into(), language: None, what };
    let key = UpdateKey { channel: "simulator".into(), account: account.into(), update_id };
    Received { key, chat: Some(chat.into()), payload: serde_json::to_string(&heard).unwrap() }
}

/// An update of the simulator's account that its reader cannot read.
fn broken(update_id: i64, chat: &str, payload: &str) -> Received {
    let key = UpdateKey { channel: "simulator".into(), account: "demo".into(), update_id };
    Received { key, chat: Some(chat.into()), payload: payload.into() }
}

/// Takes the update in and fails on it until it is parked.
async fn parked(app: &TestApp, update: Received) {
    app.store.act(&Actor::bot(), TakeIn(vec![update])).await.unwrap();
    for _ in 0..6 {
        drain(&app.store, &Simulator(app.store.clone())).await.unwrap();
    }
}

/// The path of the first alert on `user`'s list.
async fn first_alert(app: &TestApp, user: &'static str) -> String {
    let list = app.read(user, "/alerts").await;
    let id = list.body.split("href=\"/alerts/").nth(1).expect("an alert").split('"').next().unwrap();
    format!("/alerts/{id}")
}

#[rocket::async_test]
async fn an_update_that_dies_is_told_once_to_the_lead_of_its_area_and_opened_by_her_alone() {
    let app = TestApp::demo().await;
    app.submit("/simulator", &format!("chat=granny&start=j_{POSTER}")).await;

    parked(&app, broken(900, "granny", r#"{"chat":7,"text":"canary at night"}"#)).await;

    let list = app.read("lu.yan", "/alerts").await;
    list.has("could not be read by the program").has("隆安").lacks("canary");
    let path = first_alert(&app, "lu.yan").await;
    app.read("lu.yan", &path).await.has("Open the text").lacks("canary");
    app.send("lu.yan", &format!("{path}/reading"), "").await.has("canary at night").lacks("chat");
    for user in ["admin", "qin.lan", "wei.min", "chen.bo", "guest"] {
        assert_eq!(app.send(user, &format!("{path}/reading"), "").await.status.code, 404, "{user}");
    }
    assert_eq!(rows(&app.url, "alerts WHERE kind = 'unread' AND caregiver_id IS NOT NULL").await, 1);
    assert_eq!(rows(&app.url, "caregivers WHERE safety_pause_until IS NOT NULL").await, 0, "tips go on");
    assert_eq!(rows(&app.url, "audit_events WHERE act = 'alert.read'").await, 1);
    assert_eq!(rows(&app.url, "audit_events WHERE act = 'inbox.park'").await, 1);
    assert_eq!(crate::database::in_clear(&app.url, "canary").await, Vec::<String>::new());
}

#[rocket::async_test]
async fn an_update_of_an_unknown_chat_that_dies_is_told_to_every_lead() {
    let app = TestApp::demo().await;

    parked(&app, broken(901, "nobody", "canary{")).await;

    app.read("lu.yan", "/alerts").await.has("Not known");
    let path = first_alert(&app, "lu.yan").await;
    app.send("lu.yan", &format!("{path}/reading"), "").await.has("canary{");
    assert_eq!(rows(&app.url, "alerts WHERE area = 0 AND caregiver_id IS NULL").await, 1);
}

#[rocket::async_test]
async fn an_update_is_parked_once_however_often_it_is_tried() {
    let app = TestApp::demo().await;
    let received = broken(902, "nobody", "canary{");
    app.store.act(&Actor::bot(), TakeIn(vec![received.clone()])).await.unwrap();
    let update = InboxUpdate {
        key: received.key,
        chat: received.chat,
        payload: Some(received.payload),
        sealed: None,
        tries: 4,
    };

    let first = app.store.act(&Actor::bot(), ParkUpdate(update.clone())).await.unwrap();
    let again = app.store.act(&Actor::bot(), ParkUpdate(update)).await.unwrap();

    assert_eq!((first, again), (true, false));
    assert_eq!(rows(&app.url, "alerts").await, 1);
}

#[tokio::test]
async fn a_plain_word_to_stop_is_stored_before_the_next_message_leaves() {
    for word in ["退订", "停止", "stop", "/stop"] {
        let mut evening = evening(2).await;
        let channel = Arc::new(Recording::default());
        let typed = said("test", 1, What::Text(word.into()));

        evening.store.act(&Actor::bot(), TakeIn(vec![typed])).await.unwrap();
        drain(&evening.store, &Phones).await.unwrap();
        sender(&evening.store, &channel).drain().await;

        assert_eq!(channel.chats(), ["1", "2"], "{word}");
        assert_eq!(evening.raw.count("reply", "sent").await, 1, "{word}");
        assert_eq!(evening.raw.count("session.reminder", "sent").await, 1, "only to the other, {word}");
    }
}

#[rocket::async_test]
async fn the_words_under_a_picture_reach_the_lead_and_the_picture_stays_nowhere() {
    let app = TestApp::demo().await;
    app.submit("/simulator", &format!("chat=granny&start=j_{POSTER}")).await;
    let picture = said("demo", 900, What::Photo(Some("canary sings".into())));

    app.store.act(&Actor::bot(), TakeIn(vec![picture])).await.unwrap();
    drain(&app.store, &Simulator(app.store.clone())).await.unwrap();
    app.settle().await;

    app.visit("/simulator?chat=granny").await.has("please call: 110 Police");
    app.read("lu.yan", "/alerts").await.has("Sent a picture").lacks("canary");
    let path = first_alert(&app, "lu.yan").await;
    app.send("lu.yan", &format!("{path}/reading"), "").await.has("canary sings");
    assert_eq!(crate::database::in_clear(&app.url, "canary").await, Vec::<String>::new());
}
