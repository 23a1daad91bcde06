//! Sessions: moved, called off, and what stands on Today.

use chrono::TimeDelta;
use peiban::cli::world::groups::{LONGAN_GROUP, LONGLIN_GROUP};
use peiban_core::session::{Session, SessionState};
use peiban_sqlite::SqliteConnection;
use rocket::http::Status;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::database::on_postgres;
use crate::groups::group_called;
use crate::support::TestApp;

/// The fourth session of the Long'an group: tomorrow at 10:00.
async fn tomorrow(app: &TestApp) -> Session {
    let group = group_called(app, LONGAN_GROUP).await;
    app.store.read().await.unwrap().sessions_of(group).await.unwrap()[3].session.clone()
}

async fn again(app: &TestApp, session: &Session) -> Session {
    app.store.read().await.unwrap().session(session.id()).await.unwrap().unwrap()
}

#[rocket::async_test]
async fn the_world_meets_tomorrow_for_the_fourth_time_after_a_week_left_out() {
    let app = TestApp::start().await;
    let group = group_called(&app, LONGAN_GROUP).await;

    let sessions = app.store.read().await.unwrap().sessions_of(group).await.unwrap();

    let days: Vec<_> = sessions.iter().map(|card| card.session.held_on().to_string()).collect();
    assert_eq!(days[..5], ["2026-10-29", "2026-11-05", "2026-11-19", "2026-11-26", "2026-12-03"]);
    assert_eq!(
        sessions.iter().map(|card| card.module_seq.unwrap()).collect::<Vec<_>>(),
        (1..=8).collect::<Vec<_>>()
    );
    assert_eq!(sessions[3].session.starts_at().to_rfc3339(), "2026-11-26T02:00:00+00:00");
}

#[rocket::async_test]
async fn a_move_keeps_the_id_raises_the_sequence_and_shows_the_new_day() {
    let app = TestApp::start().await;
    let session = tomorrow(&app).await;
    let form = app.read("qin.lan", &format!("/sessions/{}/move", session.id())).await;

    let path = format!("/sessions/{}/moves", session.id());
    let moved = app.send("qin.lan", &path, "date=2026-11-28&time=15%3A00").await;
    let after = again(&app, &session).await;
    let page = app.read("qin.lan", moved.location.as_deref().unwrap_or("/none")).await;

    form.has("value=\"2026-11-26\"").has("value=\"10:00\"");
    assert_eq!(moved.status, Status::SeeOther, "{}", moved.body);
    assert_eq!(
        (after.id(), after.recurrence_id(), after.sequence()),
        (session.id(), Some("2026-11-26T10:00"), 1)
    );
    assert_eq!(after.starts_at().to_rfc3339(), "2026-11-28T07:00:00+00:00");
    assert_eq!(after.held_on().to_string(), "2026-11-28");
    page.has("Sat, Nov 28 15:00");
}

#[rocket::async_test]
async fn a_refused_move_comes_back_as_typed_and_changes_nothing() {
    let app = TestApp::start().await;
    let session = tomorrow(&app).await;
    let path = format!("/sessions/{}/moves", session.id());

    let unread = app.send("qin.lan", &path, "date=2026-11-31&time=noon").await;
    let same = app.send("qin.lan", &path, "date=2026-11-26&time=10%3A00").await;

    assert_eq!(unread.status, Status::UnprocessableEntity);
    unread.has("New day: write a date").has("New time: hours and minutes").has("value=\"2026-11-31\"");
    same.has("New day: it is at this time already").has("id=\"error-date\"");
    assert_eq!(again(&app, &session).await, session);
}

#[rocket::async_test]
async fn a_cancelled_session_keeps_its_reason_and_can_change_no_more() {
    let app = TestApp::start().await;
    let session = tomorrow(&app).await;
    let path = format!("/sessions/{}/cancellations", session.id());

    let without = app.send("qin.lan", &path, "reason=++").await;
    let done = app.send("qin.lan", &path, "reason=Flood").await;
    let after = again(&app, &session).await;
    let page = app.read("qin.lan", done.location.as_deref().unwrap_or("/none")).await;
    let moved = app
        .send("qin.lan", &format!("/sessions/{}/moves", session.id()), "date=2026-11-28&time=15%3A00")
        .await;

    without.has("Reason: 1 to 200 characters").has("<details class=\"govuk-details\" open");
    assert_eq!(
        (after.state(), after.reason(), after.sequence()),
        (SessionState::Cancelled, Some("Flood"), 1)
    );
    page.has("Cancelled").has("Flood").has("Thu, Dec 3 10:00");
    assert_eq!(moved.status, Status::UnprocessableEntity);
    moved.has("can no longer be moved");
}

#[rocket::async_test]
async fn only_who_manages_the_group_can_move_or_cancel() {
    let app = TestApp::start().await;
    let session = tomorrow(&app).await;
    let id = session.id();

    for user in ["wei.min", "luo.mei", "yang.hui", "admin", "guest"] {
        assert_eq!(app.read(user, &format!("/sessions/{id}/move")).await.status, Status::NotFound, "{user}");
        let moved = app.send(user, &format!("/sessions/{id}/moves"), "date=2026-11-28&time=15%3A00").await;
        let unread = app.send(user, &format!("/sessions/{id}/moves"), "date=&time=").await;
        let cancelled = app.send(user, &format!("/sessions/{id}/cancellations"), "reason=Flood").await;
        for page in [moved, unread, cancelled] {
            assert_eq!(page.status, Status::NotFound, "{user}");
        }
    }
    assert_eq!(again(&app, &session).await, session);
}

#[rocket::async_test]
async fn today_shows_the_next_session_and_on_its_day_the_way_to_the_register() {
    let app = TestApp::start().await;
    let session = tomorrow(&app).await;
    let register = format!("/sessions/{}/register", session.id());

    let front = app.read("wei.min", "/").await;
    let before = app.read("wei.min", "/today").await;
    app.store.clock().shift(TimeDelta::hours(23));
    let on_the_day = app.read("huang.jie", "/today").await;

    assert_eq!(front.location.as_deref(), Some("/today"));
    before
        .has("Wednesday, November 25, 2026")
        .has("Tomorrow")
        .has("龙安村活动室")
        .has("Module 4 ·")
        .lacks(&register);
    on_the_day.has("Thursday, November 26, 2026").has("Take attendance").has(&register).lacks(LONGLIN_GROUP);
}

#[rocket::async_test]
async fn a_free_day_tells_when_the_next_session_is() {
    let app = TestApp::start().await;

    let waiting = app.read("luo.mei", "/today").await;
    let nothing = app.read("yang.hui", "/today").await;

    waiting
        .has("No sessions today or tomorrow")
        .has("Friday, November 27, 2026 at 19:30")
        .has("隆林镇文化站");
    nothing.has("Nothing is planned yet").has("href=\"/groups\"");
}

/// Puts one caregiver on the roster, past the acts, which belong to people.
async fn enrol_somebody(app: &TestApp) {
    let group = group_called(app, LONGAN_GROUP).await.0;
    let id =
        |n: u128| if on_postgres() { format!("'{}'", Uuid::from_u128(n)) } else { format!("X'{n:032X}'") };
    let group = id(group.as_u128());
    let (household, person, at) = (id(1), id(2), "'2026-10-01T00:00:00+00:00'");
    let statements = [
        format!("INSERT INTO households (id, made_at) VALUES ({household}, {at})"),
        format!(
            "INSERT INTO caregivers (id, number, state, household_id, name, language, zone, made_at)
             VALUES ({person}, 900, 'registered', {household}, 'Li', 'en', 'Asia/Shanghai', {at})"
        ),
        format!(
            "INSERT INTO enrolments (id, caregiver_id, group_id, state, enrolled_on, made_at)
             VALUES ({}, {person}, {group}, 'enrolled', '2026-11-05', {at})",
            id(3)
        ),
    ];
    for sql in statements {
        run(app, sql).await;
    }
}

async fn run(app: &TestApp, sql: String) {
    if on_postgres() {
        PgConnection::connect(&app.url).await.unwrap().execute(AssertSqlSafe(sql)).await.unwrap();
    } else {
        SqliteConnection::connect(&app.url).await.unwrap().execute(AssertSqlSafe(sql)).await.unwrap();
    }
}

async fn plan_due(app: &TestApp) -> i64 {
    let sql = "SELECT COUNT(*) FROM plan_due";
    if on_postgres() {
        sqlx::query_scalar(sql).fetch_one(&mut PgConnection::connect(&app.url).await.unwrap()).await.unwrap()
    } else {
        sqlx::query_scalar(sql)
            .fetch_one(&mut SqliteConnection::connect(&app.url).await.unwrap())
            .await
            .unwrap()
    }
}

#[rocket::async_test]
async fn registers_are_owed_for_days_on_which_somebody_was_on_the_roster() {
    let app = TestApp::start().await;
    enrol_somebody(&app).await;

    let today = app.read("wei.min", "/today").await;
    let foreign = app.read("luo.mei", "/today").await;

    today.has("2 registers are not in yet").has("Thu, Nov 5").has("Thu, Nov 19").lacks("Thu, Oct 29");
    foreign.lacks("not in yet");
}

#[rocket::async_test]
async fn a_move_has_everybody_of_the_group_planned_again() {
    let app = TestApp::start().await;
    enrol_somebody(&app).await;
    let session = tomorrow(&app).await;
    let before = plan_due(&app).await;

    app.send("qin.lan", &format!("/sessions/{}/moves", session.id()), "date=2026-11-28&time=15%3A00").await;

    assert_eq!((before, plan_due(&app).await), (0, 1));
}
