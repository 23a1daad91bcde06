//! Answers to reminders and to the survey after a session, tapped on the simulator's phone.

use chrono::TimeDelta;
use peiban_bot::channel::{Heard, What};
use peiban_bot::simulator::Simulator;
use peiban_core::actor::Actor;
use peiban_core::chat::token_hash;
use peiban_core::id::{CaregiverId, SessionId};
use peiban_core::inbox::{Received, UpdateKey};
use peiban_core::text::Language;
use peiban_store::acts::chat::inbox::TakeIn;
use peiban_store::acts::people::consents::MakeLinkToken;
use uuid::Uuid;

use crate::database::rows;
use crate::seed::{SeededGroup, seed_group};
use crate::support::{Page, TestApp, drain, wednesday};

async fn tap(app: &TestApp, data: &str) -> Page {
    app.submit("/simulator", &format!("chat=granny&label=x&tap={data}")).await;
    app.visit("/simulator?chat=granny").await
}

/// A group of two an hour before its session; the phone called granny belongs to the first of them.
async fn linked() -> (TestApp, SeededGroup) {
    let app = TestApp::demo().await;
    app.store.clock().stand_at(wednesday() - TimeDelta::hours(1));
    let group = seed_group(&app, 2).await;
    app.submit("/simulator", "chat=granny&start=").await;
    let act = MakeLinkToken { token_hash: token_hash("TOKEN9"), caregiver: CaregiverId(group.people[0]) };
    app.store.act(&Actor::operator(), act).await.unwrap();
    app.submit("/simulator", "chat=granny&start=l_TOKEN9").await;
    tap(&app, "l:y:TOKEN9").await;
    tap(&app, "g:en:m").await.has("Good to see you");
    (app, group)
}

fn data(kind: &str, session: Uuid, rest: &str) -> String {
    format!("{kind}:{}{rest}", session.simple())
}

#[rocket::async_test]
async fn the_latest_answer_to_a_reminder_stands_next_to_her_name_on_the_register() {
    let (app, group) = linked().await;
    let register = format!("/sessions/{}/register", group.today);

    let coming = tap(&app, &data("r", group.today, ":y")).await;
    let before = app.read("wei.min", &register).await;
    let cannot = tap(&app, &data("r", group.today, ":n")).await;
    let after = app.read("wei.min", &register).await;
    app.store.clock().stand_at(wednesday());
    let late = tap(&app, &data("r", group.today, ":y")).await;

    coming.has("Good, see you there!");
    before.has("rsvp--coming").lacks("rsvp--cannot");
    cannot.has("Thank you for telling us");
    after.has("rsvp--cannot").lacks("rsvp--coming");
    late.has("You are still welcome to come");
    assert_eq!(rows(&app.url, "rsvps WHERE answer = 'cannot'").await, 1, "a late answer is thanked only");
    assert_eq!(rows(&app.url, "rsvps").await, 1);
}

#[rocket::async_test]
async fn after_a_move_an_old_button_asks_again_and_only_the_fresh_one_answers() {
    let (app, mut group) = linked().await;
    let register = format!("/sessions/{}/register", group.today);
    tap(&app, &data("r", group.today, ":0:y")).await;
    group.tables.move_session(SessionId(group.today), wednesday() + TimeDelta::hours(3)).await;

    let moved = app.read("wei.min", &register).await;
    let stale = tap(&app, &data("r", group.today, ":0:n")).await;
    let fresh = data("r", group.today, ":1:n");

    moved.lacks("rsvp--coming").has("rsvp--none");
    stale.has("another time now: Wed, Nov 25 at 13:00").has(&format!("value=\"{fresh}\""));
    assert_eq!(rows(&app.url, "rsvps WHERE answer = 'cannot'").await, 0, "an answer to the old time");
    tap(&app, &fresh).await.has("Thank you for telling us");
    app.read("wei.min", &register).await.has("rsvp--cannot");
    assert_eq!(rows(&app.url, "rsvps WHERE answer = 'cannot' AND sequence = 1").await, 1);
}

#[rocket::async_test]
async fn three_answers_complete_a_response_and_a_skip_is_one() {
    let (app, group) = linked().await;
    app.store.clock().stand_at(wednesday() + TimeDelta::hours(10));

    tap(&app, &data("f", group.today, "")).await.has("May we ask three short questions");
    tap(&app, &data("fc", group.today, ":y")).await.has("3 How useful was this session?");
    tap(&app, &data("s", group.today, ":useful:4")).await.has("3 How easy");
    assert_eq!(rows(&app.url, "responses WHERE state = 'started'").await, 1);
    tap(&app, &data("s", group.today, ":followed:-")).await.has("3 Will you try");
    tap(&app, &data("s", group.today, ":useful:5")).await;
    tap(&app, &data("s", group.today, ":try-home:maybe")).await.has("Your answers help us");

    assert_eq!(rows(&app.url, "responses WHERE state = 'complete' AND language = 'en'").await, 1);
    assert_eq!(rows(&app.url, "answers").await, 3);
    assert_eq!(rows(&app.url, "answers WHERE question = 'followed' AND value = '-'").await, 1);
    assert_eq!(rows(&app.url, "answers WHERE question = 'useful' AND value = '5'").await, 1);
    let consent = "consents WHERE purpose = 'surveys' AND status = 'given' AND method = 'tapped' \
                   AND text_version = 1";
    assert_eq!(rows(&app.url, consent).await, 1);
}

#[rocket::async_test]
async fn who_refused_is_asked_no_more_and_nothing_is_kept_of_her() {
    let (app, group) = linked().await;

    tap(&app, &data("f", group.today, "")).await;
    tap(&app, &data("fc", group.today, ":n")).await.has("nothing changes");
    tap(&app, &data("f", group.today, "")).await;
    tap(&app, &data("f", group.next_week, "")).await;
    let phone = tap(&app, &data("s", group.today, ":useful:4")).await;

    assert_eq!(phone.body.matches("May we ask three short questions").count(), 1);
    assert_eq!(rows(&app.url, "consents WHERE purpose = 'surveys'").await, 1);
    assert_eq!(rows(&app.url, "consents WHERE purpose = 'surveys' AND status = 'refused'").await, 1);
    assert_eq!(rows(&app.url, "responses").await, 0);
}

#[rocket::async_test]
async fn an_answer_after_the_survey_is_over_is_kept_and_thanked() {
    let (app, group) = linked().await;
    tap(&app, &data("fc", group.today, ":y")).await;
    app.store.clock().stand_at(wednesday() + TimeDelta::days(8));

    tap(&app, &data("s", group.today, ":useful:4")).await.has("Thank you, noted.");

    assert_eq!(rows(&app.url, "answers").await, 1);
}

#[rocket::async_test]
async fn a_session_of_others_and_an_unknown_answer_get_help_and_keep_nothing() {
    let (app, group) = linked().await;
    tap(&app, &data("fc", group.today, ":y")).await;
    app.submit("/simulator", "chat=stranger&start=").await;
    let before = rows(&app.url, "consents").await;

    for (kind, rest) in [("r", ":n"), ("f", ""), ("fc", ":y"), ("s", ":useful:4")] {
        let tapped = format!("chat=stranger&label=x&tap={}", data(kind, group.today, rest));
        app.submit("/simulator", &tapped).await;
    }
    let stranger = app.visit("/simulator?chat=stranger").await;
    tap(&app, &data("s", group.today, ":useful:9")).await.has("change the language");
    tap(&app, &data("s", Uuid::from_u128(404), ":useful:4")).await;

    assert_eq!(stranger.body.matches("change the language").count(), 4);
    assert_eq!(rows(&app.url, "rsvps WHERE answer = 'cannot'").await, 0);
    assert_eq!(rows(&app.url, "responses").await, 0);
    assert_eq!(rows(&app.url, "consents").await, before);
}

#[rocket::async_test]
async fn a_repeated_update_has_one_effect() {
    let (app, group) = linked().await;
    let simulator = Simulator(app.store.clone());
    let update = |update_id: i64, data: String| {
        let what = What::Tapped(data);
        let heard = Heard { chat: "granny".into(), language: Some(Language::En), what };
        let key = UpdateKey { channel: "simulator".into(), account: "demo".into(), update_id };
        let payload = serde_json::to_string(&heard).unwrap();
        Received { key, chat: Some("granny".into()), payload }
    };
    let first = update(900, data("r", group.today, ":y"));
    let second = update(901, data("r", group.today, ":n"));
    let said = update(902, data("fc", group.today, ":y"));

    for update in [&first, &second, &said, &first, &said] {
        app.store.act(&Actor::bot(), TakeIn(vec![update.clone()])).await.unwrap();
        drain(&app.store, &simulator).await.unwrap();
    }

    assert_eq!(rows(&app.url, "rsvps WHERE answer = 'cannot'").await, 1, "the repeated first is old news");
    assert_eq!(rows(&app.url, "consents WHERE purpose = 'surveys'").await, 1);
}
