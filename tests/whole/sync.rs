//! What phones send: one bad operation among good ones, formats, restored servers, and whose device it is.

use peiban::guard::{BROWSER_COOKIE, COOKIE};
use rocket::http::{ContentType, Cookie, Header, Status};
use serde_json::json;
use uuid::Uuid;

use crate::registers::{AT, SEED, batch, json_of, mark, outcomes, statuses};
use crate::seed::{SeededGroup, seed_group};
use crate::support::TestApp;

const OPEN: &str = "SELECT COUNT(*) FROM register_conflicts WHERE state = 'open'";
const PATH: &str = "/api/v1/sync";

#[rocket::async_test]
async fn one_bad_operation_is_rejected_by_name_and_its_neighbours_count() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 3).await;
    let marks = [("present", 0), ("sick", 1), ("late", 2)];
    let ops = marks.map(|(status, n)| mark(1 + n as u128, group.people[n], status));

    let told = app.post_json("wei.min", PATH, &batch(1, group.today, &ops)).await;

    assert_eq!(outcomes(&told), ["applied", "rejected", "applied"]);
    let bad = &json_of(&told)["sessions"][0]["ops"][1];
    assert_eq!(bad["op"], Uuid::from_u128(2).to_string());
    assert_eq!(
        (&bad["index"], &bad["reason"], &bad["field"]),
        (&json!(1), &json!("unknown_word"), &json!("status"))
    );
    assert_eq!(statuses(&mut group).await, ["present", "late"]);

    let mended = [mark(2, group.people[1], "absent_excused")];
    let mended = app.post_json("wei.min", PATH, &batch(1, group.today, &mended)).await;
    assert_eq!(outcomes(&mended), ["applied"], "its id is free: nothing of what could not be read is kept");
}

#[rocket::async_test]
async fn a_session_that_cannot_be_read_spoils_no_other() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let good = json!({ "session": group.today, "ops": [mark(1, group.people[0], "present")] });
    let body = json!({ "format": 2, "device": Uuid::from_u128(1),
                       "sessions": [{ "session": "nowhere", "ops": [] }, 7, { "session": group.today, "ops": 3 }, good] });

    let told = json_of(&app.post_json("wei.min", PATH, &body).await);

    let problems: Vec<_> = (0..3).map(|n| told["sessions"][n]["problem"].as_str()).collect();
    assert_eq!(problems, [Some("malformed"); 3]);
    assert_eq!(told["sessions"][2]["session"], group.today.to_string());
    assert_eq!(told["sessions"][3]["ops"][0]["outcome"], "applied");
    assert_eq!(statuses(&mut group).await, ["present"]);
}

#[rocket::async_test]
async fn the_last_two_formats_are_taken_and_a_newer_one_is_refused_as_a_whole() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    for (format, taken) in [(json!(1), true), (json!(2), true), (json!(3), false), (json!(0), false)] {
        let mut body = batch(1, group.today, &[mark(1, group.people[0], "present")]);
        body["format"] = format.clone();

        let told = app.post_json("wei.min", PATH, &body).await;

        assert_eq!(told.status == Status::Ok, taken, "{format}");
        if !taken {
            assert_eq!(told.status, Status::UnprocessableEntity);
            told.has("registers-error-format");
        }
    }
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM register_ops").await, 1);
}

#[rocket::async_test]
async fn what_a_phone_saw_on_a_server_that_was_restored_since_is_merged_and_covers_nobody_elses_mark() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 2).await;
    app.post_json("qin.lan", PATH, &batch(1, group.today, &[mark(1, group.people[0], "late")])).await;
    let ops = [0, 1].map(|n| {
        let mut op = mark(10 + n as u128, group.people[n], "present");
        op["base_rev"] = 40.into();
        op
    });

    let told = app.post_json("wei.min", PATH, &batch(2, group.today, &ops)).await;
    let again = app.post_json("wei.min", PATH, &batch(2, group.today, &ops)).await;

    assert_eq!(outcomes(&told), ["conflict", "applied"]);
    assert_eq!(outcomes(&again), ["duplicate", "duplicate"]);
    assert_eq!(group.tables.number(OPEN).await, 1, "a person decides");
}

#[rocket::async_test]
async fn a_device_named_by_somebody_else_is_another_device() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let who = group.people[0];

    app.post_json("wei.min", PATH, &batch(1, group.today, &[mark(5, who, "present")])).await;
    let theirs = app.post_json("qin.lan", PATH, &batch(1, group.today, &[mark(9, who, "late")])).await;
    let own = app.post_json("wei.min", PATH, &batch(1, group.today, &[mark(7, who, "present")])).await;

    assert_eq!(outcomes(&theirs), ["conflict"], "it does not take the other's word back");
    assert_eq!(outcomes(&own), ["conflict"], "nor make her later word come too late");
    assert_eq!(group.tables.number(OPEN).await, 1);
}

/// A mark on the page as Wei Min's browser `browser` shows it, of a register at revision 0.
async fn page_says(
    app: &TestApp,
    group: &SeededGroup,
    (browser, seed): (u128, &str),
    status: &str,
) -> Status {
    let (token, csrf) = app.signed_in("wei.min").await;
    let form = format!("csrf={csrf}&seed={seed}&base=0&mark.{}={status}", group.people[0]);
    let request = app.client.post(format!("/sessions/{}/register", group.today)).header(ContentType::Form);
    let request = request.header(Header::new("Sec-Fetch-Site", "same-origin"));
    let request = request.cookie(Cookie::new(COOKIE, token));
    let request = request.cookie(Cookie::new(BROWSER_COOKIE, Uuid::from_u128(browser).to_string()));
    request.body(form).dispatch().await.status()
}

#[rocket::async_test]
async fn one_account_on_two_browsers_is_two_devices_and_the_later_of_two_stale_marks_is_in_doubt() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let seeds = ["002", "003", "004"].map(|end| SEED.replace("001", end));

    page_says(&app, &group, (1, &seeds[0]), "present").await;
    page_says(&app, &group, (1, &seeds[1]), "late").await;
    assert_eq!(group.tables.number(OPEN).await, 0, "one browser corrects itself");
    page_says(&app, &group, (2, &seeds[2]), "absent_unexcused").await;

    assert_eq!(group.tables.number(OPEN).await, 1);
    let phone = json!({ "op": Uuid::from_u128(3), "seq": 1, "kind": "mark", "caregiver": group.people[0],
                        "status": "present", "base_rev": 0, "recorded_at": AT });
    let phone = app.post_json("wei.min", PATH, &batch(7, group.today, &[phone])).await;
    assert_eq!(outcomes(&phone), ["conflict"], "her phone is a third");
}

#[rocket::async_test]
async fn a_browser_is_told_apart_from_its_first_page_on() {
    let app = TestApp::start().await;
    let group = seed_group(&app, 1).await;
    let (token, _) = app.signed_in("wei.min").await;
    let path = format!("/sessions/{}/register", group.today);

    let shown = app.client.get(path).cookie(Cookie::new(COOKIE, token.clone())).dispatch().await;

    let cookie = shown.cookies().get(BROWSER_COOKIE).expect("a cookie");
    assert!(Uuid::try_parse(cookie.value()).is_ok());
    assert!(cookie.secure() == Some(true) && cookie.http_only() == Some(true));
    assert!(!token.contains(cookie.value()));
}
