//! What follows from sessions and registers for a group, for the people on its roster, and for those in line.

use chrono::{Days, TimeDelta};
use peiban::cli::fold_all;
use peiban::cli::world::groups::{LONGAN_GROUP, LONGLIN_GROUP};
use peiban::cli::world::{history, people};
use peiban_core::actor::Actor;
use peiban_core::id::{CaregiverId, GroupId, SessionId};
use peiban_core::register::Status;
use peiban_store::SessionCard;
use peiban_store::acts::registers::{SubmitRegister, TakeRegister};
use peiban_store::acts::sessions::CancelSession;

use crate::database::rows;
use crate::groups::group_called;
use crate::linked::Raw;
use crate::support::TestApp;

async fn cards(app: &TestApp, group: GroupId) -> Vec<SessionCard> {
    app.store.read().await.unwrap().sessions_of(group).await.unwrap()
}

/// Marks everybody present but `absent`.
async fn take(app: &TestApp, session: SessionId, absent: &[CaregiverId]) {
    let people = app.store.read().await.unwrap().register(session).await.unwrap();
    let base_rev = people.iter().map(|row| row.rev).max().unwrap_or_default();
    let mark = |person: CaregiverId| {
        let status = if absent.contains(&person) { Status::AbsentUnexcused } else { Status::Present };
        (person, (status, None))
    };
    let marks = people.into_iter().map(|row| mark(row.caregiver_id)).collect();
    let seed = uuid::Uuid::now_v7();
    let act = TakeRegister { session, seed, device: uuid::Uuid::nil(), base_rev, marks, all_present: false };
    app.store.act(&Actor::operator(), act).await.unwrap();
}

/// Takes and hands in every register of the group; one person is absent from the fourth session on.
async fn to_the_end(app: &TestApp, group: GroupId) -> (CaregiverId, SessionId) {
    let cards = cards(app, group).await;
    app.store.clock().stand_at(cards[7].session.ends_at() + TimeDelta::hours(1));
    let people = app.store.read().await.unwrap().register(cards[7].session.id()).await.unwrap();
    let absent = people[0].caregiver_id;
    for card in &cards[3..] {
        take(app, card.session.id(), &[absent]).await;
    }
    for card in &cards {
        app.store.act(&Actor::operator(), SubmitRegister(card.session.id())).await.unwrap();
    }
    (absent, cards[7].session.id())
}

/// The group of the stories with its people and the registers of its first three weeks.
async fn running() -> (TestApp, GroupId) {
    let app = TestApp::start().await;
    let group = group_called(&app, LONGAN_GROUP).await;
    let day = app.store.clock().now().date_naive() - Days::new(40);
    people::enrol(&app.store, group, 18, day).await.unwrap();
    history::seed(&app.store, group).await.unwrap();
    (app, group)
}

async fn state_of(app: &TestApp, group: GroupId) -> String {
    let state = app.store.read().await.unwrap().group(group).await.unwrap().unwrap().state;
    serde_json::to_value(state).unwrap().as_str().unwrap().to_owned()
}

#[rocket::async_test]
async fn a_group_runs_from_its_first_session_held_and_closes_with_its_last_register() {
    let (app, longan) = running().await;
    let longlin = group_called(&app, LONGLIN_GROUP).await;
    assert_eq!(
        (state_of(&app, longan).await, state_of(&app, longlin).await),
        ("running".into(), "open".into())
    );

    to_the_end(&app, longan).await;

    assert_eq!(state_of(&app, longan).await, "closed");
    app.read("qin.lan", &format!("/groups/{longan}")).await.has("Closed");
}

#[rocket::async_test]
async fn a_group_whose_sessions_are_all_called_off_has_to_be_planned_anew() {
    let app = TestApp::start().await;
    let group = group_called(&app, LONGLIN_GROUP).await;

    for card in cards(&app, group).await {
        let act = CancelSession { session: card.session.id(), reason: "flood".into(), seen: None };
        app.store.act(&Actor::operator(), act).await.unwrap();
    }

    assert_eq!(state_of(&app, group).await, "forming");
}

#[rocket::async_test]
async fn who_came_is_active_and_who_met_the_rule_has_completed_and_is_counted_once() {
    let (app, group) = running().await;
    assert_eq!(rows(&app.url, "enrolments WHERE state = 'active'").await, 17);
    assert_eq!(rows(&app.url, "enrolments WHERE state = 'enrolled'").await, 1, "three weeks away");

    let (absent, last) = to_the_end(&app, group).await;
    assert_eq!(rows(&app.url, "enrolments WHERE state = 'completed'").await, 16);
    assert_eq!(
        rows(&app.url, "enrolments WHERE state = 'active'").await,
        2,
        "three and five of eight are too few"
    );
    assert_eq!(
        rows(&app.url, "enrolments WHERE ended_on IS NOT NULL").await,
        0,
        "all stay on the last register"
    );

    for card in &cards(&app, group).await[3..] {
        take(&app, card.session.id(), &[]).await;
    }
    assert_eq!(rows(&app.url, "enrolments WHERE state = 'completed'").await, 17, "marks were set right");
    take(&app, last, &[absent]).await;
    fold_all(&app.store).await.unwrap();
    let counted = "rollup_days WHERE measure = 'completed'";
    assert_eq!(rows(&app.url, counted).await, 1, "one day, one county");
    assert_eq!(rows(&app.url, "rollup_days WHERE measure = 'completed' AND value = 17").await, 1);
}

#[rocket::async_test]
async fn a_mark_taken_back_takes_back_that_she_came() {
    let app = TestApp::start().await;
    let group = group_called(&app, LONGLIN_GROUP).await;
    let today = app.store.clock().now().date_naive();
    people::enrol(&app.store, group, 2, today).await.unwrap();
    let session = cards(&app, group).await[0].session.clone();
    app.store.clock().stand_at(session.ends_at());
    let people = app.store.read().await.unwrap().register(session.id()).await.unwrap();
    let of_group = format!(
        "enrolments WHERE state = 'active' AND caregiver_id IN \
                            (SELECT caregiver_id FROM attendance WHERE session_id IN \
                            (SELECT id FROM sessions WHERE reason IS NULL)) AND group_id IN \
                            (SELECT id FROM groups WHERE name = '{LONGLIN_GROUP}')"
    );

    take(&app, session.id(), &[]).await;
    assert_eq!(rows(&app.url, &of_group).await, 2);
    take(&app, session.id(), &[people[0].caregiver_id]).await;

    assert_eq!(rows(&app.url, &of_group).await, 1);
}

#[rocket::async_test]
async fn a_free_place_goes_to_whoever_has_waited_longest() {
    let app = TestApp::start().await;
    let group = group_called(&app, LONGLIN_GROUP).await;
    let mut raw = Raw::open(&app.url).await;
    raw.run(&format!("UPDATE groups SET capacity = 2 WHERE name = '{LONGLIN_GROUP}'")).await;
    let day = app.store.clock().now().date_naive();
    people::enrol(&app.store, group, 3, day).await.unwrap();
    app.store.clock().shift(TimeDelta::minutes(1));
    people::enrol(&app.store, group, 4, day).await.unwrap();
    let path = format!("/groups/{group}");
    let waiting = format!(
        "enrolments e JOIN groups g ON g.id = e.group_id \
                           WHERE g.name = '{LONGLIN_GROUP}' AND e.state = 'waitlisted'"
    );

    let full = app.read("qin.lan", &path).await;
    let refused = app.send("qin.lan", &format!("{path}/places"), "").await;
    raw.run(&format!("UPDATE groups SET capacity = 3 WHERE name = '{LONGLIN_GROUP}'")).await;
    let free = app.read("qin.lan", &path).await;
    let lead = app.read("luo.mei", &path).await;
    let given = app.send("qin.lan", &format!("{path}/places"), "").await;

    full.has("First in line for a place: 黄春梅").has("No place is free yet").lacks("/places\"");
    refused.has("No place is free in this group");
    free.has("First in line for a place: 黄春梅").has("/places\"");
    lead.lacks("First in line");
    assert_eq!(given.location.as_deref(), Some(path.as_str()));
    assert_eq!(rows(&app.url, &waiting).await, 1);
    app.read("qin.lan", &path).await.has("First in line for a place: 农阿勇");
    for user in ["luo.mei", "wei.min", "yang.hui", "admin", "guest"] {
        let sent = app.send(user, &format!("{path}/places"), "").await;
        assert_eq!(sent.status.code, 404, "{user}");
    }
}
