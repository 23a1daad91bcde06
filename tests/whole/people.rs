//! Caregivers: enrolling, waiting for a place, and who sees them.

use peiban::cli::world;
use peiban_core::actor::Actor;
use peiban_core::enrolment::EnrolmentState;
use peiban_core::id::GroupId;
use peiban_sqlite::SqliteConnection;
use peiban_store::Member;
use peiban_store::acts::people::EnrolCaregivers;
use rocket::http::Status;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};
use uuid::Uuid;

use crate::database::on_postgres;
use crate::support::TestApp;

pub async fn sql(app: &TestApp, text: String) {
    if on_postgres() {
        let mut db = PgConnection::connect(&app.url).await.unwrap();
        db.execute(AssertSqlSafe(text)).await.unwrap();
    } else {
        let mut db = SqliteConnection::connect(&app.url).await.unwrap();
        db.execute(AssertSqlSafe(text)).await.unwrap();
    }
}

pub async fn count(app: &TestApp, text: &'static str) -> i64 {
    if on_postgres() {
        PgConnection::connect(&app.url).await.unwrap().fetch_one(text).await.unwrap().get(0)
    } else {
        SqliteConnection::connect(&app.url).await.unwrap().fetch_one(text).await.unwrap().get(0)
    }
}

/// A group in Long'an county with `capacity` places.
pub async fn group(app: &TestApp, code: &str, capacity: i64) -> GroupId {
    let id = Uuid::new_v4();
    let literal = |id: Uuid| if on_postgres() { format!("'{id}'") } else { format!("X'{}'", id.simple()) };
    let (group, site) = (literal(id), literal(Uuid::new_v4()));
    let at = "'2026-09-01T00:00:00+00:00'";
    sql(
        app,
        format!(
            "INSERT INTO sites (id, area, code, name, kind, settlement, zone, accessibility, opened_at)
             VALUES ({site}, 450123, 'S-{code}', '村委会', 'community', 'rural', 'Asia/Shanghai', 'unknown', {at});
             INSERT INTO groups (id, site_id, code, name, curriculum_id, area, capacity, state, opened_at)
             SELECT {group}, {site}, '{code}', '小组', id, 450123, {capacity}, 'open', {at} FROM curricula LIMIT 1;"
        ),
    )
    .await;
    GroupId(id)
}

pub async fn members(app: &TestApp, group: GroupId) -> Vec<Member> {
    let day = "2026-11-25".parse().unwrap();
    app.store.read().await.unwrap().members_of(group, day).await.unwrap()
}

#[rocket::async_test]
async fn whoever_finds_the_group_full_waits_and_is_on_no_roster() {
    let app = TestApp::start().await;
    let group = group(&app, "LA-77", 20).await;

    let enrolled = world::people::enrol(&app.store, group, 25, today()).await.unwrap();
    let again = world::people::enrol(&app.store, group, 25, today()).await.unwrap();

    assert_eq!((enrolled.add, enrolled.waitlisted), (25, 5));
    assert_eq!((again.same, again.add, again.update), (25, 0, 0));
    let members = members(&app, group).await;
    let waiting: Vec<_> = members.iter().filter(|member| member.enrolled_on.is_none()).collect();
    assert_eq!(waiting.len(), 5);
    assert!(waiting.iter().all(|member| member.state == EnrolmentState::Waitlisted));
}

#[rocket::async_test]
async fn a_caregivers_page_shows_no_whole_phone_and_only_to_those_in_scope() {
    let app = TestApp::start().await;
    let group = group(&app, "LA-77", 20).await;
    world::people::enrol(&app.store, group, 3, today()).await.unwrap();
    let person = members(&app, group).await.into_iter().find(|member| member.name == "陆大妹").unwrap();
    let path = format!("/people/{}", person.id);

    let page = app.read("qin.lan", &path).await;

    page.has("陆大妹").has("139****0102").lacks("13900000102").has("Grandmother").has("0-2 years, as of");
    page.has(&format!("class=\"govuk-back-link\" href=\"/groups/{group}\""));
    for user in ["wei.min", "guest", "chen.bo", "lu.yan"] {
        assert_eq!(app.read(user, &path).await.status, Status::NotFound, "{user}");
    }
}

#[rocket::async_test]
async fn a_group_that_is_not_there_takes_nobody() {
    let app = TestApp::start().await;

    let act = EnrolCaregivers { group: GroupId(Uuid::new_v4()), people: vec![] };

    assert!(app.store.act(&Actor::operator(), act).await.is_err());
}

fn today() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
}
