//! Joining and leaving a group, from a caregiver's page: places, queues, messages and figures follow.

use peiban_core::actor::Actor;
use peiban_core::id::{CaregiverId, SessionId};
use peiban_core::plan::rules;
use peiban_store::acts::messages::plan::DrainPlanDue;
use peiban_store::acts::sessions::CancelSession;
use rocket::http::Status;
use uuid::Uuid;

use crate::database::rows;
use crate::facts::recount;
use crate::linked::{Raw, changed};
use crate::people::{self, members, sql};
use crate::registers::SEED;
use crate::rollups::all_figures_are_right;
use crate::seed::{SeededGroup, seed_group};
use crate::sender::tomorrow;
use crate::support::{Page, TestApp};

/// Who is neither the coordinator of the county nor allowed to move people.
const STRANGERS: [&str; 5] = ["wei.min", "yang.hui", "chen.bo", "lu.yan", "guest"];

async fn enrol(app: &TestApp, who: &'static str, person: Uuid, form: &str) -> Page {
    app.send(who, &format!("/people/{person}/enrolments"), form).await
}

/// The enrolment of the `n`-th person of a seeded group.
fn enrolment(n: u128) -> Uuid {
    Uuid::from_u128((7 << 64) + n)
}

async fn leave(app: &TestApp, who: &'static str, enrolment: Uuid, form: &str) -> Page {
    app.send(who, &format!("/enrolments/{enrolment}/departure"), form).await
}

async fn states(group: &mut SeededGroup) -> Vec<String> {
    group.tables.words("SELECT state FROM enrolments ORDER BY id").await
}

#[rocket::async_test]
async fn a_coordinator_enrols_somebody_she_knows_once_and_a_full_group_lets_her_wait() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 2).await;
    let other = people::group(&app, "LA-88", 1).await;
    let [first, second] = [group.people[0], group.people[1]];
    let form = |id: u128| format!("id={}&group={}", Uuid::from_u128(id), other.0);

    let page = app.read("qin.lan", &format!("/people/{first}")).await;
    let offered = app.read("qin.lan", &format!("/people/{first}/enrolments/new")).await;
    let none = enrol(&app, "qin.lan", first, &format!("id={}", Uuid::from_u128(1))).await;
    let sent = enrol(&app, "qin.lan", first, &form(1)).await;
    enrol(&app, "qin.lan", first, &form(1)).await;
    enrol(&app, "qin.lan", first, &form(2)).await;
    let full = app.read("qin.lan", &format!("/people/{second}/enrolments/new")).await;
    enrol(&app, "qin.lan", second, &form(3)).await;
    enrol(&app, "qin.lan", second, &form(3)).await;

    page.has("Enrol in a group").has("leaves the group");
    offered.has("(LA-88): one free place").lacks("(G1)");
    assert_eq!(none.status, Status::UnprocessableEntity);
    none.has("Which group: please choose one").has("href=\"#field-group\"");
    assert_eq!(sent.location, Some(format!("/people/{first}")));
    full.has("(LA-88): full, first in line");
    app.read("qin.lan", &format!("/people/{second}")).await.has("LA-88").has("Waiting");
    let place = |member: &peiban_store::Member| (member.id.0, member.enrolled_on.is_some());
    let there: Vec<_> = members(&app, other).await.iter().map(place).collect();
    assert_eq!(there, [(first, true), (second, false)]);
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM plan_due").await, 2);
    assert_eq!(rows(&app.url, "audit_events WHERE act = 'caregiver.enrol_known'").await, 5);
}

#[rocket::async_test]
async fn nobody_is_enrolled_or_leaves_beyond_ones_own_groups() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let far = people::group(&app, "GZ-1", 20).await;
    sql(&app, "UPDATE groups SET area = 520102 WHERE code = 'GZ-1'".to_owned()).await;
    let (person, left) = (group.people[0], "why=moved&last=2026-11-25");

    for stranger in STRANGERS {
        let form = format!("id={}&group={}", Uuid::from_u128(9), far.0);
        assert_eq!(enrol(&app, stranger, person, &form).await.status, Status::NotFound, "{stranger}");
        let path = format!("/people/{person}/enrolments/new");
        assert_eq!(app.read(stranger, &path).await.status, Status::NotFound, "{stranger}");
        assert_eq!(leave(&app, stranger, enrolment(0), left).await.status, Status::NotFound, "{stranger}");
        let path = format!("/enrolments/{}/departure/new", enrolment(0));
        assert_eq!(app.read(stranger, &path).await.status, Status::NotFound, "{stranger}");
    }
    app.read("wei.min", &format!("/people/{person}"))
        .await
        .lacks("Enrol in a group")
        .lacks("leaves the group");
    for foreign in [far.0, Uuid::from_u128(5)] {
        let form = format!("id={}&group={foreign}", Uuid::from_u128(9));
        assert_eq!(enrol(&app, "qin.lan", person, &form).await.status, Status::NotFound);
    }
    let unknown =
        enrol(&app, "yang.hui", person, &format!("id={}&group={}", Uuid::from_u128(9), far.0)).await;

    assert_eq!(unknown.status, Status::NotFound, "her group, but nobody she knows");
    assert_eq!(states(&mut group).await, ["enrolled"]);
}

#[rocket::async_test]
async fn who_leaves_frees_her_place_and_is_on_no_later_roster() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 3).await;
    recount(&app.store).await;
    let (who, next) = (group.people[0], group.people[2]);
    let present = format!("seed={SEED}&base=0&mark.{who}=present");
    app.send("wei.min", &format!("/sessions/{}/register", group.today), &present).await;
    group.tables.run("UPDATE groups SET capacity = 2").await;
    let waits = "UPDATE enrolments SET state = 'waitlisted', enrolled_on = NULL, waiting_since = made_at
                  WHERE caregiver_id = (SELECT id FROM caregivers WHERE number = 3)";
    group.tables.run(waits).await;
    group.tables.run("DELETE FROM plan_due").await;

    let roster = app.read("qin.lan", &format!("/groups/{}", Uuid::from_u128(2 << 64))).await;
    let form = app.read("qin.lan", &format!("/enrolments/{}/departure/new", enrolment(0))).await;
    let early = leave(&app, "qin.lan", enrolment(0), "why=moved&last=2026-11-24").await;
    let ahead = leave(&app, "qin.lan", enrolment(0), "why=moved&last=2026-11-26").await;
    let empty = leave(&app, "qin.lan", enrolment(0), "last=tomorrow").await;
    assert_eq!(states(&mut group).await, ["active", "enrolled", "waitlisted"]);
    let left = leave(&app, "qin.lan", enrolment(0), "why=moved&last=2026-11-25").await;
    let again = leave(&app, "qin.lan", enrolment(0), "why=lost&last=2026-11-20").await;

    roster.has(&format!("/enrolments/{}/departure/new", enrolment(0)));
    form.has("value=\"2026-11-25\"").has("Moved away");
    early
        .has("there is a session attended after this day")
        .has("href=\"#field-last\"")
        .has("value=\"2026-11-24\"");
    ahead.has("it may be today or earlier");
    empty.has("please choose what fits best").has("write a date").has("value=\"tomorrow\"");
    assert_eq!((left.status, &left.location), (Status::SeeOther, &again.location));
    app.read("qin.lan", &left.location.unwrap()).await.has("First in line for a place: Caregiver 3");
    assert_eq!(states(&mut group).await, ["withdrawn", "enrolled", "waitlisted"]);
    let kept = "SELECT reason FROM enrolments WHERE ended_on = '2026-11-26'";
    assert_eq!(group.tables.words(kept).await, ["moved"]);
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM plan_due").await, 1);
    let register = |session: Uuid| format!("/sessions/{session}/register");
    app.read("wei.min", &register(group.today)).await.has("Caregiver 1").has("1</span> / 2");
    app.read("wei.min", &register(group.next_week)).await.lacks("Caregiver 1").lacks(&next.to_string());
    app.read("qin.lan", &format!("/people/{who}")).await.has("Left").has("until November 25, 2026");
    assert!(rows(&app.url, "audit_events WHERE act = 'caregiver.leave_group'").await > 0);
    all_figures_are_right(&app).await;
}

#[rocket::async_test]
async fn who_comes_back_on_her_last_day_stands_on_that_roster_once() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 2).await;
    let (shown, form) = (Uuid::from_u128(2 << 64), |id: u128| {
        format!("id={}&group={}", Uuid::from_u128(id), Uuid::from_u128(2 << 64))
    });
    for (n, person) in [(0, group.people[0]), (1, group.people[1])] {
        leave(&app, "qin.lan", enrolment(n), "why=other&last=2026-11-25").await;
        if n == 1 {
            group.tables.run("UPDATE groups SET capacity = 1").await;
        }
        enrol(&app, "qin.lan", person, &form(20 + n)).await;
    }
    let waits = app.read("qin.lan", &format!("/people/{}", group.people[1])).await;
    group.tables.run("UPDATE groups SET capacity = 2").await;
    app.send("qin.lan", &format!("/groups/{shown}/places"), "").await;

    let present = group.people.iter().map(|who| format!("&mark.{who}=present")).collect::<String>();
    app.send(
        "wei.min",
        &format!("/sessions/{}/register", group.today),
        &format!("seed={SEED}&base=0{present}"),
    )
    .await;

    waits.has("Waiting");
    assert_eq!(states(&mut group).await, ["active", "active", "withdrawn", "withdrawn"]);
    let roster = "SELECT COUNT(*) FROM enrolments WHERE ended_on IS NULL OR ended_on > '2026-11-25'";
    assert_eq!(group.tables.number(roster).await, 2);
    recount(&app.store).await;
    let expected = "SELECT value FROM rollup_days WHERE measure = 'expected' AND day = '2026-11-25'";
    assert_eq!(group.tables.number(expected).await, 2);
}

#[rocket::async_test]
async fn messages_about_sessions_after_her_last_day_are_not_sent() {
    let app = TestApp::start().await;
    let mut raw = Raw::open(&app.url).await;
    let (_, people) = raw.group(tomorrow(), 2).await;
    changed(&app.store, &people).await;
    let plan = || DrainPlanDue { rules: rules(), most: 100 };
    app.store.act(&Actor::bot(), plan()).await.unwrap();
    let before = raw.count("session.reminder", "planned").await;

    let page = app.read("qin.lan", &format!("/people/{}", people[0])).await;
    let path = page.body.split("href=\"/enrolments/").nth(1).and_then(|rest| rest.split('/').next()).unwrap();
    let left = leave(&app, "qin.lan", path.parse().unwrap(), "why=no_time&last=2026-11-25").await;
    app.store.act(&Actor::bot(), plan()).await.unwrap();

    assert_eq!((before, left.status), (2, Status::SeeOther));
    assert_eq!(raw.count("session.reminder", "planned").await, 1);
    assert_eq!(raw.count("session.reminder", "cancelled").await, 1);
}

#[rocket::async_test]
async fn until_her_last_day_she_hears_of_sessions_called_off() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    leave(&app, "qin.lan", enrolment(0), "why=other&last=2026-11-25").await;
    group.tables.run("DELETE FROM plan_due").await;

    let act = CancelSession { session: SessionId(group.today), reason: "rain".to_owned(), seen: None };
    app.store.act(&Actor::operator(), act).await.unwrap();

    assert_eq!(group.tables.number("SELECT COUNT(*) FROM plan_due").await, 1);
}

#[rocket::async_test]
async fn who_goes_on_elsewhere_is_enrolled_there_next_and_who_waits_just_goes() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 3).await;
    group
        .tables
        .run("UPDATE enrolments SET state = 'completed' WHERE caregiver_id = (SELECT id FROM caregivers WHERE number = 3)")
        .await;
    group
        .tables
        .run(
            "UPDATE enrolments SET state = 'waitlisted', enrolled_on = NULL, waiting_since = made_at
              WHERE caregiver_id = (SELECT id FROM caregivers WHERE number = 2)",
        )
        .await;

    let goes_on = leave(&app, "qin.lan", enrolment(0), "why=transferred&last=2026-11-25").await;
    let form = app.read("qin.lan", &format!("/enrolments/{}/departure/new", enrolment(1))).await;
    leave(&app, "qin.lan", enrolment(1), "why=lost").await;
    let completed = leave(&app, "qin.lan", enrolment(2), "why=moved&last=2026-11-25").await;

    assert_eq!(goes_on.location, Some(format!("/people/{}/enrolments/new", group.people[0])));
    app.read("qin.lan", &goes_on.location.unwrap()).await.has("(G1): 40 free places");
    form.has("taken off the waiting list").lacks("name=\"last\"");
    completed.has("The course is completed");
    assert_eq!(states(&mut group).await, ["transferred", "lost", "completed"]);
    let person = CaregiverId(group.people[0]);
    assert!(
        app.store
            .read()
            .await
            .unwrap()
            .open_enrolment(person, peiban_core::id::GroupId(Uuid::from_u128(2 << 64)))
            .await
            .unwrap()
            .is_none()
    );
}
