//! Taking a register: on the page, from phones that were offline, twice and in any order.

use rocket::http::Status;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::seed::{SeededGroup, cancel, seed_group};
use crate::support::{Page, TestApp};

pub(crate) const SEED: &str = "01930000-0000-7000-8000-000000000001";
pub(crate) const AT: &str = "2026-11-25T02:10:00Z";

pub(crate) fn json_of(page: &Page) -> Value {
    assert_eq!(page.status, Status::Ok, "{}", page.body);
    serde_json::from_str(&page.body).unwrap()
}

/// One mark as a phone sends it, which has seen nothing of the register.
pub(crate) fn mark(op: u128, person: Uuid, status: &str) -> Value {
    json!({ "op": Uuid::from_u128(op), "seq": op, "kind": "mark", "caregiver": person, "status": status,
            "base_rev": 0, "recorded_at": AT })
}

pub(crate) fn batch(device: u128, session: Uuid, ops: &[Value]) -> Value {
    json!({ "device": Uuid::from_u128(device), "sessions": [{ "session": session, "ops": ops }] })
}

pub(crate) fn outcomes(page: &Page) -> Vec<String> {
    let told = json_of(page);
    let ops = told["sessions"][0]["ops"].as_array().unwrap().clone();
    ops.iter().map(|op| op["outcome"].as_str().unwrap().to_owned()).collect()
}

pub(crate) async fn statuses(group: &mut SeededGroup) -> Vec<String> {
    group.tables.words("SELECT status FROM attendance ORDER BY caregiver_id").await
}

#[rocket::async_test]
async fn everybody_is_present_but_two_in_one_page() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 25).await;
    let path = format!("/sessions/{}/register", group.today);

    let fresh = app.read("wei.min", &path).await;
    let form = format!(
        "seed={SEED}&base=0&all=present&mark.{}=late&mark.{}=absent_excused&reason.{1}=ill",
        group.people[3], group.people[7]
    );
    let sent = app.send("wei.min", &path, &form).await;
    let saved = app.read("wei.min", sent.location.as_deref().unwrap()).await;
    let again = app.send("wei.min", &path, &form).await;

    fresh
        .has("0</span> / 25")
        .has("coming")
        .has("Caregiver 25")
        .has("3–5")
        .has("name=\"all\" value=\"present\"");
    assert_eq!(sent.status, Status::SeeOther);
    saved.has("24 of 25 came, 1 of them late").has("Submit register");
    assert_eq!(again.status, Status::SeeOther);
    let found = statuses(&mut group).await;
    assert_eq!(found.iter().filter(|status| *status == "present").count(), 23);
    assert_eq!((found[3].as_str(), found[7].as_str()), ("late", "absent_excused"));
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM register_ops").await, 3);
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM plan_due").await, 25);
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM sessions WHERE state = 'held'").await, 1);
}

#[rocket::async_test]
async fn a_page_sends_only_what_was_changed_on_it_and_a_mark_can_be_taken_back() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 2).await;
    let path = format!("/sessions/{}/register", group.today);
    let (one, two) = (group.people[0], group.people[1]);
    app.send("wei.min", &path, &format!("seed={SEED}&base=0&mark.{one}=present&mark.{two}=present")).await;

    let seed = SEED.replace("001", "002");
    app.send("wei.min", &path, &format!("seed={seed}&base=2&mark.{one}=present&mark.{two}=unmarked")).await;

    assert_eq!(statuses(&mut group).await, ["present", "unmarked"]);
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM register_ops").await, 3);
    assert_eq!(group.tables.number("SELECT MAX(rev) FROM attendance").await, 3);
    app.read("wei.min", &path).await.has("1</span> / 2");
}

#[rocket::async_test]
async fn a_batch_is_answered_by_name_and_replaying_it_changes_nothing() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 2).await;
    let stranger = mark(2, Uuid::from_u128(99), "present");
    let ops = [mark(1, group.people[0], "present"), stranger, mark(3, group.people[1], "late")];

    let first = app.post_json("wei.min", "/api/v1/sync", &batch(1, group.today, &ops)).await;
    let second = app.post_json("wei.min", "/api/v1/sync", &batch(1, group.today, &ops)).await;

    assert_eq!(outcomes(&first), ["applied", "rejected", "applied"]);
    assert_eq!(outcomes(&second), ["duplicate", "duplicate", "duplicate"]);
    assert_eq!(json_of(&second)["sessions"][0]["ops"][1]["reason"], "not_on_roster");
    assert_eq!(json_of(&second)["sessions"][0]["ops"][1]["first"], "rejected");
    assert_eq!(statuses(&mut group).await, ["present", "late"]);
    assert_eq!(
        group.tables.number("SELECT COUNT(*) FROM register_ops").await,
        3,
        "kept whatever the outcome"
    );
}

#[rocket::async_test]
async fn two_devices_that_differ_are_both_kept_until_somebody_decides() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 2).await;
    let (who, path) = (group.people[0], format!("/sessions/{}/register", group.today));
    let theirs = json!({ "op": Uuid::from_u128(2), "seq": 1, "kind": "mark", "caregiver": who, "base_rev": 0,
                         "status": "absent_unexcused", "source": "supervisor", "recorded_at": AT });

    app.post_json("wei.min", "/api/v1/sync", &batch(1, group.today, &[mark(1, who, "present")])).await;
    let second = app.post_json("qin.lan", "/api/v1/sync", &batch(2, group.today, &[theirs])).await;
    let same =
        app.post_json("qin.lan", "/api/v1/sync", &batch(3, group.today, &[mark(3, who, "present")])).await;
    let page = app.read("wei.min", &path).await;

    assert_eq!((outcomes(&second), outcomes(&same)), (vec!["conflict".into()], vec!["conflict".into()]));
    page.has("marked in different ways").has("Coordinator 覃兰, ").has("Facilitator 韦敏, ");
    assert_eq!(statuses(&mut group).await, ["absent_unexcused"], "the supervisor's word is shown");
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM register_conflicts WHERE state = 'open'").await, 2);

    let decided = app.send("wei.min", &path, &format!("seed={SEED}&base=3&mark.{who}=present")).await;

    assert_eq!(decided.status, Status::SeeOther);
    assert_eq!(statuses(&mut group).await, ["present"]);
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM register_conflicts WHERE state = 'open'").await, 0);
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM register_ops").await, 4, "every word is kept");
}

#[rocket::async_test]
async fn a_facilitator_cannot_speak_as_a_supervisor() {
    let app = TestApp::start().await;
    let group = seed_group(&app, 1).await;
    let mut op = mark(1, group.people[0], "present");
    op["source"] = "supervisor".into();

    let answer = app.post_json("wei.min", "/api/v1/sync", &batch(1, group.today, &[op])).await;

    assert_eq!(json_of(&answer)["sessions"][0]["ops"][0]["reason"], "source");
}

#[rocket::async_test]
async fn the_register_of_another_facilitator_is_not_there() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let path = format!("/sessions/{}/register", group.today);

    for who in ["huang.jie", "chen.bo", "guest", "lu.yan"] {
        for path in [&path, &format!("{path}/saved"), &format!("/sessions/{}/walk-ins/new", group.today)] {
            assert_eq!(app.read(who, path).await.status, Status::NotFound, "{who} {path}");
        }
        assert_eq!(app.read(who, &format!("/api/v1{path}")).await.status, Status::NotFound, "{who}");
        let form = format!("seed={SEED}&base=0&all=present");
        assert_eq!(app.send(who, &path, &form).await.status, Status::NotFound, "{who}");
        assert_eq!(
            app.send(who, &format!("/sessions/{}/submission", group.today), "").await.status,
            Status::NotFound
        );
        let ops = [mark(1, group.people[0], "present")];
        let answer = app.post_json(who, "/api/v1/sync", &batch(1, group.today, &ops)).await;
        assert_eq!(json_of(&answer)["sessions"][0]["problem"], "not_found");
    }
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM register_ops").await, 0);
}

#[rocket::async_test]
async fn somebody_on_no_list_is_added_and_present_once_however_often_it_is_sent() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let path = format!("/sessions/{}/walk-ins", group.today);
    let form = format!("seed={SEED}&name=Nong+Mei&phone=1234&relation=grandmother&consent=later");

    let sent = app.send("wei.min", &path, &form).await;
    app.send("wei.min", &path, &form).await;
    let heads = format!("seed={}&name=&phone=&relation=&consent=heads", SEED.replace("001", "003"));
    app.send("wei.min", &path, &heads).await;
    app.send("wei.min", &path, &heads).await;
    let page = app.read("wei.min", &format!("/sessions/{}/register", group.today)).await;
    let nameless =
        app.send("wei.min", &path, &format!("seed={SEED}&name=&phone=12&relation=&consent=later")).await;

    assert_eq!(sent.status, Status::SeeOther);
    page.has("Nong Mei").has("walk-in").has("1</span> / 2").has("one person without a name");
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM caregivers").await, 2);
    assert_eq!(group.tables.words("SELECT basis FROM attendance").await, ["walk_in"]);
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM register_ops WHERE kind = 'head_count'").await, 1);
    let kept = group.tables.words("SELECT detail FROM register_ops WHERE kind = 'walk_in'").await;
    assert!(!kept[0].contains("Nong") && !kept[0].contains("1234"), "{kept:?} names a person");
    assert_eq!(nameless.status, Status::UnprocessableEntity);
    nameless.has("please write a name").has("please write the whole number").has("value=\"12\"");
}

#[rocket::async_test]
async fn a_register_is_submitted_once_somebody_is_marked() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let (path, submit) =
        (format!("/sessions/{}/register", group.today), format!("/sessions/{}/submission", group.today));

    let early = app.send("wei.min", &submit, "").await;
    app.send("wei.min", &path, &format!("seed={SEED}&base=0&all=present")).await;
    let done = app.send("wei.min", &submit, "").await;
    let saved = app.read("wei.min", done.location.as_deref().unwrap()).await;

    assert_eq!(early.status, Status::UnprocessableEntity);
    saved.has("Register submitted").lacks("Submit register");
    let by = "SELECT COUNT(*) FROM sessions s JOIN users u ON u.id = s.submitted_by
               WHERE s.state = 'submitted' AND u.name = 'wei.min'";
    assert_eq!(group.tables.number(by).await, 1);
}

#[rocket::async_test]
async fn next_week_cannot_be_marked_and_a_session_called_off_waits_for_a_person() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let ops = [mark(1, group.people[0], "present")];

    let future = app.post_json("wei.min", "/api/v1/sync", &batch(1, group.next_week, &ops)).await;
    let (path, form) =
        (format!("/sessions/{}/register", group.next_week), format!("seed={SEED}&base=0&all=present"));
    let page = app.send("wei.min", &path, &form).await;
    cancel(&mut group.tables, group.today).await;
    let off = [mark(2, group.people[0], "present")];
    let off = app.post_json("wei.min", "/api/v1/sync", &batch(1, group.today, &off)).await;

    assert_eq!(json_of(&future)["sessions"][0]["ops"][0]["reason"], "future");
    assert_eq!(page.status, Status::UnprocessableEntity);
    assert_eq!(json_of(&off)["sessions"][0]["ops"][0]["reason"], "session_state");
    assert_eq!(outcomes(&off), ["conflict"]);
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM attendance").await, 0);
    let session = "SELECT COUNT(*) FROM register_conflicts WHERE caregiver_id IS NULL AND state = 'open'";
    assert_eq!(group.tables.number(session).await, 1);
}

#[rocket::async_test]
async fn a_batch_that_cannot_be_read_or_is_too_large_says_so_with_a_code() {
    let app = TestApp::start().await;
    let group = seed_group(&app, 1).await;
    let mut odd = batch(1, group.today, &[]);
    odd["colour"] = "red".into();
    let many: Vec<_> = (1..=501).map(|n| mark(n, group.people[0], "present")).collect();

    let odd = app.post_json("wei.min", "/api/v1/sync", &odd).await;
    let many = app.post_json("wei.min", "/api/v1/sync", &batch(1, group.today, &many)).await;

    odd.has("registers-error-body");
    assert_eq!(odd.status, Status::UnprocessableEntity);
    many.has("registers-error-too-many");
    assert_eq!(many.status, Status::UnprocessableEntity);
}

#[rocket::async_test]
async fn a_phone_gets_the_register_to_keep() {
    let app = TestApp::start().await;
    let group = seed_group(&app, 2).await;
    app.post_json("wei.min", "/api/v1/sync", &batch(1, group.today, &[mark(1, group.people[1], "late")]))
        .await;

    let page = app.read("wei.min", &format!("/api/v1/sessions/{}/register", group.today)).await;

    let register = json_of(&page);
    assert_eq!(register["head"]["rev"], 1);
    assert_eq!(register["rows"][0]["rsvp"], "coming");
    assert_eq!(register["rows"][1]["status"], "late");
}
