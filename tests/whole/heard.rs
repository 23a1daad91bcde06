//! What comes in that is no plain text, and what becomes of an update that nobody can handle.

use peiban::cli::world::chats::POSTER;
use peiban_bot::inbox::drain;
use peiban_bot::simulator::Simulator;
use peiban_core::actor::Actor;
use peiban_core::acts::inbox::{ParkUpdate, TakeIn};
use peiban_core::inbox::{InboxUpdate, Received, UpdateKey};

use crate::database::rows;
use crate::support::TestApp;

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
    let update =
        InboxUpdate { key: received.key, chat: received.chat, payload: Some(received.payload), tries: 4 };

    let first = app.store.act(&Actor::bot(), ParkUpdate(update.clone())).await.unwrap();
    let again = app.store.act(&Actor::bot(), ParkUpdate(update)).await.unwrap();

    assert_eq!((first, again), (true, false));
    assert_eq!(rows(&app.url, "alerts").await, 1);
}
