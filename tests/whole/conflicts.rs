//! Words on a register that do not agree: kept on both sides, decided by a person, also for what is shown.

use rocket::http::Status;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::registers::{AT, SEED, batch, json_of, mark, outcomes, statuses};
use crate::seed::{SeededGroup, cancel, seed_group};
use crate::support::{Page, TestApp};

const OPEN: &str = "SELECT COUNT(*) FROM register_conflicts WHERE state = 'open'";
const OPS: &str = "SELECT COUNT(*) FROM register_ops";

/// A button of the register as it was shown at `base`.
async fn keep(app: &TestApp, who: &'static str, group: &SeededGroup, base: i64, what: &str) -> Page {
    let path = format!("/sessions/{}/decisions", group.today);
    app.send(who, &path, &format!("seed={SEED}&base={base}&keep={what}")).await
}

async fn register(app: &TestApp, group: &SeededGroup) -> Page {
    app.read("wei.min", &format!("/sessions/{}/register", group.today)).await
}

async fn saved(app: &TestApp, group: &SeededGroup) -> Page {
    app.read("wei.min", &format!("/sessions/{}/register/saved", group.today)).await
}

async fn said(app: &TestApp, who: &'static str, device: u128, group: &SeededGroup, ops: &[Value]) -> Page {
    app.post_json(who, "/api/v1/sync", &batch(device, group.today, ops)).await
}

/// Wei Min marked the first one present, Qin Lan absent: hers is shown.
async fn doubt(app: &TestApp, group: &mut SeededGroup) -> Uuid {
    let who = group.people[0];
    let theirs = json!({ "op": Uuid::from_u128(2), "seq": 1, "kind": "mark", "caregiver": who, "base_rev": 0,
                         "status": "absent_unexcused", "source": "supervisor", "recorded_at": AT });
    said(app, "wei.min", 1, group, &[mark(1, who, "present")]).await;
    said(app, "qin.lan", 2, group, &[theirs]).await;
    group.tables.run("DELETE FROM plan_due").await;
    who
}

/// What a phone says of the session itself.
fn state(op: u128, state: &str) -> Value {
    json!({ "op": Uuid::from_u128(op), "seq": 50, "kind": "state", "detail": { "state": state }, "base_rev": 0,
            "recorded_at": AT })
}

#[rocket::async_test]
async fn the_mark_that_is_shown_can_be_kept_and_both_sides_stay_stored() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 2).await;
    let who = doubt(&app, &mut group).await;

    let page = register(&app, &group).await;
    let kept = keep(&app, "wei.min", &group, 2, &format!("{who}.absent_unexcused")).await;
    keep(&app, "wei.min", &group, 2, &format!("{who}.absent_unexcused")).await;
    let after = register(&app, &group).await;

    page.has("Coordinator 覃兰, ").has("Facilitator 韦敏, ").has("Keep: Absent").has("Keep: Present");
    page.has(&format!("name=\"keep\" value=\"{who}.present\""));
    assert_eq!(kept.location, Some(format!("/sessions/{}/register#row-{who}", group.today)));
    after.lacks("Keep:");
    assert_eq!(statuses(&mut group).await, ["absent_unexcused"]);
    assert_eq!(group.tables.number(OPS).await, 3, "both sides, and one decision however often it is sent");
    let decided = "SELECT u.name FROM register_conflicts f JOIN users u ON u.id = f.decided_by
                     JOIN register_ops o ON o.op_id = f.kept AND o.actor_id = u.id
                    WHERE f.state = 'resolved' AND f.decided_at IS NOT NULL";
    assert_eq!(group.tables.words(decided).await, ["wei.min"]);
    assert_eq!(
        group.tables.number("SELECT COUNT(*) FROM plan_due").await,
        1,
        "her messages are planned again"
    );
}

#[rocket::async_test]
async fn a_mark_that_the_page_had_not_shown_is_in_doubt_again() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let who = doubt(&app, &mut group).await;

    said(&app, "wei.min", 3, &group, &[mark(5, who, "late")]).await;
    keep(&app, "qin.lan", &group, 2, &format!("{who}.present")).await;

    assert_eq!(statuses(&mut group).await, ["present"], "the coordinator's word is shown");
    register(&app, &group).await.has("Keep: Late").has("Keep: Present").lacks("Keep: Absent");
    assert_eq!(group.tables.number(OPEN).await, 1);
}

#[rocket::async_test]
async fn nobody_decides_on_a_register_that_is_not_theirs() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let who = doubt(&app, &mut group).await;

    for stranger in ["huang.jie", "chen.bo", "guest", "lu.yan"] {
        let sent = keep(&app, stranger, &group, 2, &format!("{who}.present")).await;
        assert_eq!(sent.status, Status::NotFound, "{stranger}");
    }
    let odd = keep(&app, "wei.min", &group, 2, "session.verified").await;

    assert_eq!(odd.status, Status::UnprocessableEntity);
    assert_eq!((group.tables.number(OPEN).await, group.tables.number(OPS).await), (1, 2));
}

#[rocket::async_test]
async fn a_session_called_off_was_held_after_all_and_its_marks_count() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 2).await;
    cancel(&mut group.tables, group.today).await;
    let came = json!({ "op": Uuid::from_u128(9), "seq": 9, "kind": "walk_in", "base_rev": 0, "recorded_at": AT,
                       "caregiver": Uuid::from_u128(77), "status": "late", "detail": { "name": "Nong Mei" } });
    let ops = [mark(1, group.people[0], "present"), mark(2, group.people[1], "absent_unexcused"), came];
    let waiting = said(&app, "wei.min", 1, &group, &ops).await;
    group.tables.run("DELETE FROM plan_due").await;

    let page = register(&app, &group).await;
    let held = keep(&app, "wei.min", &group, 0, "session.held").await;
    let again = keep(&app, "wei.min", &group, 0, "session.held").await;
    let replayed = said(&app, "wei.min", 1, &group, &ops).await;

    assert_eq!(outcomes(&waiting), ["conflict", "conflict", "conflict"]);
    page.has("The plan: called off, “rain”").has("People were marked").has("0</span> / 2");
    page.has("It was held, the marks count").has("It did not happen, they do not count");
    assert_eq!((held.status, again.status), (Status::SeeOther, Status::SeeOther));
    assert_eq!(outcomes(&replayed), ["duplicate", "duplicate", "duplicate"]);
    register(&app, &group).await.has("3</span> / 3").has("Nong Mei").lacks("It was held, the marks");
    assert_eq!(group.tables.words("SELECT status FROM attendance ORDER BY op_id").await.len(), 3);
    let state = "SELECT s.state FROM register_conflicts f JOIN sessions s ON s.id = f.session_id
                  WHERE f.state = 'resolved'";
    assert_eq!(group.tables.words(state).await, ["held"]);
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM plan_due").await, 3);
    assert_eq!(group.tables.number(OPS).await, 4);
}

#[rocket::async_test]
async fn marks_of_a_session_that_did_not_happen_are_kept_and_do_not_count() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    cancel(&mut group.tables, group.today).await;
    said(&app, "wei.min", 1, &group, &[mark(1, group.people[0], "present")]).await;

    keep(&app, "wei.min", &group, 0, "session.did_not_happen").await;
    let late = app
        .send(
            "qin.lan",
            &format!("/sessions/{}/decisions", group.today),
            &format!("seed={}&base=0&keep=session.held", SEED.replace("001", "002")),
        )
        .await;

    assert_eq!(late.status, Status::UnprocessableEntity, "it was decided already");
    late.has("Somebody has decided this already");
    register(&app, &group)
        .await
        .has("0</span> / 1")
        .has("This session is called off")
        .lacks("It was held, the marks");
    assert_eq!(group.tables.words("SELECT state FROM register_conflicts").await, ["dismissed"]);
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM attendance").await, 0);
    assert_eq!(
        group.tables.words("SELECT state FROM sessions WHERE state <> 'scheduled'").await,
        ["cancelled"]
    );
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM register_ops WHERE kind = 'mark'").await, 1);
}

#[rocket::async_test]
async fn two_phones_that_differ_on_whether_it_was_held_wait_for_a_person() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    said(&app, "wei.min", 1, &group, &[state(1, "held")]).await;
    let differs = said(&app, "qin.lan", 2, &group, &[state(2, "did_not_happen")]).await;

    let page = register(&app, &group).await;
    saved(&app, &group).await.has("No message about this session leaves until").has("Decide what is right");
    keep(&app, "wei.min", &group, 2, "session.held").await;

    assert_eq!(outcomes(&differs), ["conflict"]);
    page.has("<b>It was held</b>").has("<b>It did not happen</b>").has("It was held, the marks count");
    register(&app, &group).await.lacks("It was held, the marks");
    saved(&app, &group).await.lacks("No message about this session").has("This evening those who came");
    assert_eq!(group.tables.words("SELECT state FROM sessions WHERE state <> 'scheduled'").await, ["held"]);
    assert_eq!(group.tables.number(OPEN).await, 0);
}

#[rocket::async_test]
async fn head_counts_that_differ_are_decided_by_one_of_them() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let heads = |op: u128, count: u32| {
        json!({ "op": Uuid::from_u128(op), "seq": 1, "kind": "head_count", "detail": { "count": count },
                "base_rev": 0, "recorded_at": AT })
    };
    said(&app, "wei.min", 1, &group, &[heads(1, 3)]).await;
    said(&app, "qin.lan", 2, &group, &[heads(2, 5)]).await;

    let page = register(&app, &group).await;
    keep(&app, "wei.min", &group, 2, "heads.3").await;
    let after = register(&app, &group).await;
    let kept = app.read("wei.min", &format!("/api/v1/sessions/{}/register", group.today)).await;

    page.has("3 people without names").has("5 people without names").has("Keep: 3").has("Keep: 5");
    after.has("And 3 people without names").lacks("Keep:");
    saved(&app, &group).await.has("And 3 people without names");
    assert_eq!(json_of(&kept)["head"]["heads"], 3);
    assert_eq!(group.tables.words("SELECT state FROM register_conflicts").await, ["resolved"]);
}

/// Whether the register's own form has this in it.
fn inside_the_form(page: &Page, name: &str) -> bool {
    let form =
        page.body.split("<form class=\"register\"").nth(1).and_then(|rest| rest.split("</form>").next());
    form.is_some_and(|form| form.contains(name))
}

#[rocket::async_test]
async fn taps_that_were_not_saved_travel_with_the_button_that_is_pressed() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 3).await;
    let who = doubt(&app, &mut group).await;
    let (second, third) = (group.people[1], group.people[2]);

    let page = register(&app, &group).await;
    let taps =
        format!("{who}.absent_unexcused&mark.{who}=late&mark.{second}=late&mark.{third}=absent_excused");
    let kept = keep(&app, "wei.min", &group, 2, &format!("{taps}&reason.{third}=ill")).await;
    keep(&app, "wei.min", &group, 2, &format!("{taps}&reason.{third}=ill")).await;

    assert!(inside_the_form(&page, "name=\"keep\""), "its marks travel only with buttons of the form itself");
    page.has(&format!("formaction=\"/sessions/{}/decisions\"", group.today));
    assert_eq!(kept.status, Status::SeeOther);
    let mut now = statuses(&mut group).await;
    now.sort();
    assert_eq!(now, ["absent_excused", "absent_unexcused", "late"], "the button's word counts for her");
    assert_eq!((group.tables.number(OPEN).await, group.tables.number(OPS).await), (0, 5), "once");
    register(&app, &group).await.has("3</span> / 3").lacks("Keep:");
}

#[rocket::async_test]
async fn taps_travel_with_a_decision_on_the_session_and_with_the_way_to_somebody_new() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 2).await;
    cancel(&mut group.tables, group.today).await;
    said(&app, "wei.min", 1, &group, &[mark(1, group.people[0], "present")]).await;
    let page = register(&app, &group).await;
    assert!(inside_the_form(&page, "value=\"session.held\""));
    assert!(inside_the_form(&page, "name=\"then\" value=\"walk_in\""));

    let second = group.people[1];
    keep(&app, "wei.min", &group, 0, &format!("session.held&mark.{second}=late")).await;
    let path = format!("/sessions/{}/register", group.today);
    let shown = register(&app, &group).await;
    let base =
        shown.body.split("name=\"base\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let (seed, first) = (SEED.replace("001", "002"), group.people[0]);
    let form = format!("seed={seed}&base={base}&then=walk_in&mark.{first}=late&mark.{second}=late");
    let on = app.send("wei.min", &path, &form).await;

    assert_eq!(on.location, Some(format!("/sessions/{}/walk-ins/new", group.today)));
    assert_eq!(statuses(&mut group).await, ["late", "late"]);
    let page = register(&app, &group).await;
    let first_button =
        page.body.split("<button").find(|part| part.contains("type=\"submit\"") && part.contains("Save"));
    assert!(first_button.is_some_and(|button| !button.contains("name=")), "Enter saves and decides nothing");
}

#[rocket::async_test]
async fn today_leads_to_registers_where_marks_do_not_agree() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 2).await;
    app.read("wei.min", "/today").await.lacks("marks do not agree");
    doubt(&app, &mut group).await;

    let ours = app.read("wei.min", "/today").await;
    let theirs = app.read("huang.jie", "/today").await;

    ours.has("In one register, marks do not agree").has(&format!("/sessions/{}/register", group.today));
    theirs.lacks("marks do not agree");
}
