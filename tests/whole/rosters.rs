//! Rosters: looked through first, then everybody or nobody.

use std::sync::Arc;

use peiban_core::actor::Actor;
use peiban_core::area::AreaCode;
use peiban_core::enrolment::EnrolmentState;
use peiban_core::roster::read;
use peiban_core::text::MessageKey;
use peiban_core::user::{Grant, Role};
use peiban_sqlite::SqliteConnection;
use peiban_store::ActError;
use peiban_store::acts::accounts::AddUser;
use peiban_store::acts::people::{ImportRoster, StageRoster};
use rocket::http::Status;
use sqlx::{Connection, Executor, PgConnection, Row};
use uuid::Uuid;

use crate::database::on_postgres;
use crate::people::{count, group, members, sql};
use crate::support::{Page, TestApp};

const ROSTER: &[u8] = include_bytes!("../../content/demo/roster.xlsx");
const WITH_ERRORS: &[u8] = include_bytes!("../../content/demo/roster-with-errors.xlsx");

async fn stage(app: &TestApp, user: &'static str, file: &[u8]) -> Page {
    app.upload(user, "/people/imports", ("roster.xlsx", file), &[]).await
}

/// The counts that a report shows: add, update, same, error.
#[track_caller]
fn check_counts(report: &Page, counts: [usize; 4]) {
    let shown: Vec<usize> =
        report.body.split("<dd>").skip(1).filter_map(|rest| rest.split('<').next()?.parse().ok()).collect();
    assert_eq!(shown, counts, "{}", report.body);
}

fn confirmation(report: &Page) -> String {
    let button = report.body.split("action=\"/people/imports/").nth(1);
    let path = button.unwrap_or_else(|| panic!("no button to import in {}", report.body));
    format!("/people/imports/{}", path.split('"').next().unwrap())
}

#[rocket::async_test]
async fn a_roster_is_shown_first_imported_whole_and_changes_nothing_the_second_time() {
    let app = TestApp::start().await;
    let group = group(&app, "LA-01", 40).await;

    let report = stage(&app, "qin.lan", ROSTER).await;
    assert_eq!(members(&app, group).await.len(), 0, "looking through stores nobody");
    let done = app.send("qin.lan", &confirmation(&report), "").await;
    let result = app.read("qin.lan", done.location.as_deref().unwrap()).await;
    let again = stage(&app, "qin.lan", ROSTER).await;

    check_counts(&report, [25, 0, 0, 0]);
    report.has("This roster can be imported");
    check_counts(&result, [25, 0, 0, 0]);
    check_counts(&again, [0, 0, 25, 0]);
    again.has("Everybody in this roster is here already").lacks("/confirmation");

    let members = members(&app, group).await;
    assert_eq!(members.len(), 25);
    let nong = members.iter().find(|member| member.name == "Nong Xiumei").unwrap();
    assert_eq!((nong.bands.as_str(), nong.state), ("3-5", EnrolmentState::Enrolled));
    let first = members.iter().find(|member| member.name == "韦海棠").unwrap();
    assert_eq!(first.enrolled_on, Some("2026-11-02".parse().unwrap()), "a serial number is a day");
    assert_eq!(count(&app, "SELECT COUNT(*) FROM plan_due").await, 25);
    assert_eq!(
        count(&app, "SELECT COUNT(*) FROM roster_imports WHERE state = 'imported' AND file_sealed IS NULL")
            .await,
        1
    );
    assert_eq!(
        count(&app, "SELECT MAX(number) - MIN(number) + 1 FROM caregivers WHERE area = 450123").await,
        25
    );
}

#[rocket::async_test]
async fn every_error_is_told_with_its_cell_and_nobody_is_imported_meanwhile() {
    let app = TestApp::start().await;
    let group = group(&app, "LA-01", 40).await;

    let report = stage(&app, "qin.lan", WITH_ERRORS).await;

    assert_eq!(report.status, Status::Ok);
    check_counts(&report, [3, 0, 0, 8]);
    let cells: Vec<&str> =
        report.body.split("cell-ref\">").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    assert_eq!(cells, ["A5", "F6", "D7", "B8", "A9", "C11", "D12", "E13", "G13"]);
    report
        .has("stands in row 2 as well")
        .has("no county that you look after has this code")
        .has("Excel has turned this into a date")
        .has("is no phone number")
        .has("must be filled in")
        .has("is no relation we know")
        .has("no group that you look after has this code")
        .has("is no date")
        .lacks("/confirmation");

    let id = staged_id(&app).await;
    let forced = app.send("qin.lan", &format!("/people/imports/{id}/confirmation"), "").await;
    assert_eq!(forced.status, Status::UnprocessableEntity);
    forced.has("Nothing was imported").has("stands in row 2 as well");
    assert_eq!(members(&app, group).await.len(), 0);
    assert_eq!(count(&app, "SELECT COUNT(*) FROM households").await, 0, "all or nothing");
}

async fn staged_id(app: &TestApp) -> Uuid {
    let query = "SELECT id FROM roster_imports";
    if on_postgres() {
        PgConnection::connect(&app.url).await.unwrap().fetch_one(query).await.unwrap().get(0)
    } else {
        SqliteConnection::connect(&app.url).await.unwrap().fetch_one(query).await.unwrap().get(0)
    }
}

#[rocket::async_test]
async fn what_became_wrong_between_look_and_import_stops_everybody() {
    let app = TestApp::start().await;
    let group = group(&app, "LA-01", 40).await;
    let report = stage(&app, "qin.lan", ROSTER).await;

    sql(&app, "UPDATE areas SET valid_to = '2099-01-01' WHERE code = 450123".into()).await;
    let stopped = app.send("qin.lan", &confirmation(&report), "").await;

    assert_eq!(stopped.status, Status::UnprocessableEntity);
    assert_eq!(members(&app, group).await.len(), 0);
    assert_eq!(count(&app, "SELECT COUNT(*) FROM caregiver_numbers").await, 0);
}

#[rocket::async_test]
async fn an_import_that_fails_at_its_end_leaves_nobody_behind() {
    let app = TestApp::start().await;
    let group = group(&app, "LA-01", 40).await;
    let rows = Arc::new(read(ROSTER, app.store.keys()).unwrap());
    let stage = StageRoster { file: ROSTER.into(), file_hash: vec![1], rows: Arc::clone(&rows) };
    let id = app.store.act(&Actor::operator(), stage).await.unwrap();

    let other_file = ImportRoster { id, file_hash: vec![2], rows };
    let failed = app.store.act(&Actor::operator(), other_file).await;

    assert!(matches!(failed, Err(ActError::Refused(why)) if why.rule == MessageKey("people-error-expired")));
    assert_eq!(members(&app, group).await.len(), 0);
    for table in ["SELECT COUNT(*) FROM households", "SELECT COUNT(*) FROM caregiver_numbers"] {
        assert_eq!(count(&app, table).await, 0, "{table}");
    }
}

#[rocket::async_test]
async fn a_coordinator_of_another_province_cannot_import_into_the_group_nor_see_it() {
    let app = TestApp::start().await;
    let group = group(&app, "LA-01", 40).await;
    let act = AddUser {
        name: "bei.jing".into(),
        display_name: "北京".into(),
        password_hash: "none".into(),
        grant: Grant { role: Role::Coordinator, area: AreaCode::new(110_000).unwrap(), partner: None },
    };
    app.store.act(&Actor::operator(), act).await.unwrap();
    let mine = stage(&app, "qin.lan", ROSTER).await;

    let foreign = stage(&app, "bei.jing", ROSTER).await;
    let stolen = app.send("bei.jing", &confirmation(&mine), "").await;

    check_counts(&foreign, [0, 0, 0, 25]);
    foreign.has("no group that you look after has this code").lacks("/confirmation");
    stolen.has("The file is no longer kept");
    assert_eq!(members(&app, group).await.len(), 0);
    for user in ["wei.min", "guest", "chen.bo"] {
        assert_eq!(app.read(user, "/people/import").await.status, Status::NotFound, "{user}");
        assert_eq!(stage(&app, user, ROSTER).await.status, Status::NotFound, "{user}");
    }
}

#[rocket::async_test]
async fn a_file_that_is_no_roster_is_refused_in_clear_words() {
    let app = TestApp::start().await;

    let text = stage(&app, "qin.lan", "Dear colleague,\nthe list follows.".as_bytes()).await;
    let picture = stage(&app, "qin.lan", &[0x89, b'P', b'N', b'G', 0, 255, 254]).await;
    let empty = stage(&app, "qin.lan", b"").await;
    let large = stage(&app, "qin.lan", &vec![b'x'; 10 * 1024 * 1024 + 1]).await;

    text.has("The file needs a column “Name” and a column “Group code”");
    picture.has("neither an Excel workbook (.xlsx) nor a CSV table");
    empty.has("please choose a file");
    large.has("too large");
    for page in [text, picture, empty, large] {
        assert_eq!(page.status, Status::UnprocessableEntity);
    }
    assert_eq!(count(&app, "SELECT COUNT(*) FROM roster_imports").await, 0);
}

#[rocket::async_test]
async fn a_staged_file_is_gone_after_an_hour() {
    let app = TestApp::start().await;
    group(&app, "LA-01", 40).await;
    let report = stage(&app, "qin.lan", ROSTER).await;

    app.store.clock().shift(chrono::TimeDelta::hours(1));
    let late = app.send("qin.lan", &confirmation(&report), "").await;
    stage(&app, "qin.lan", ROSTER).await;

    assert_eq!(late.status, Status::UnprocessableEntity);
    late.has("The file is no longer kept");
    let kept = count(&app, "SELECT COUNT(*) FROM roster_imports WHERE file_sealed IS NOT NULL").await;
    assert_eq!(kept, 1, "the old one is wiped");
}

#[rocket::async_test]
async fn the_empty_roster_is_a_workbook() {
    let app = TestApp::start().await;

    let file = app.read("qin.lan", "/people/import/template.xlsx").await;

    assert_eq!(file.status, Status::Ok);
    assert!(file.kind.unwrap().to_string().contains("spreadsheetml"));
}
