//! Somebody came who is on no list: found again if she is known, kept with what she agreed to, and enrolled.

use rocket::http::Status;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::registers::{AT, SEED, batch, json_of, outcomes};
use crate::seed::{SeededGroup, seed_group};
use crate::support::{Page, TestApp};

const ROWS: &str = "SELECT COUNT(*) FROM attendance";
const PEOPLE: &str = "SELECT COUNT(*) FROM caregivers";

/// The group's next session is today as well.
const THE_SAME_DAY: &str = "UPDATE sessions SET held_on = '2026-11-25'
                             WHERE group_id = (SELECT id FROM groups WHERE code = 'G1')";

/// A page's own seed.
fn seed(n: u32) -> String {
    SEED.replace("001", &format!("{n:03}"))
}

/// What the page sends for somebody who is called Nong Mei.
async fn come(app: &TestApp, at: Uuid, n: u32, more: &str) -> Page {
    let form = format!("seed={}&name=Nong+Mei&relation=mother&version=1&{more}", seed(n));
    app.send("wei.min", &format!("/sessions/{at}/walk-ins"), &form).await
}

async fn enrol(app: &TestApp, who: &'static str, group: &SeededGroup, person: Uuid) -> Page {
    app.send(
        who,
        &format!("/sessions/{}/enrolments", group.today),
        &format!("seed={SEED}&base=0&caregiver={person}"),
    )
    .await
}

/// The one person who came to the group on no list.
async fn newcomer(group: &mut SeededGroup) -> Uuid {
    group.tables.id("SELECT caregiver_id FROM attendance WHERE basis = 'walk_in'").await
}

/// As a phone sends somebody new.
fn walk_in(op: u128, person: u128, detail: Value) -> Value {
    json!({ "op": Uuid::from_u128(op), "seq": op, "kind": "walk_in", "caregiver": Uuid::from_u128(person),
            "status": "present", "detail": detail, "base_rev": 0, "recorded_at": AT })
}

#[rocket::async_test]
async fn a_walk_in_is_kept_as_a_roster_keeps_people() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;

    let sent = come(&app, group.today, 1, "phone=138-0000-1234&consent=later").await;
    let person = newcomer(&mut group).await;
    let page = app.read("wei.min", &format!("/people/{person}")).await;

    assert_eq!(sent.status, Status::SeeOther);
    let folded = "SELECT name_key FROM caregivers WHERE name = 'Nong Mei' AND search_text = 'nongmei'
                     AND state = 'registered' AND phone_hash IS NOT NULL AND phone_sealed IS NOT NULL";
    assert_eq!(group.tables.words(folded).await, ["nongmei"]);
    page.has("138****1234").has("In no group yet").lacks("13800001234");
    assert_eq!(app.read("huang.jie", &format!("/people/{person}")).await.status, Status::NotFound);
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM consents").await, 0, "nobody asked her");
}

#[rocket::async_test]
async fn who_came_before_with_the_same_name_and_number_is_the_same_person() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    come(&app, group.today, 1, "phone=13800001234&consent=later").await;
    let known = newcomer(&mut group).await;
    group.tables.run(THE_SAME_DAY).await;

    let again = come(&app, group.next_week, 2, "phone=%2B86+138+0000+1234&consent=later").await;
    come(&app, group.next_week, 2, "phone=13800001234&consent=later").await;
    let other = come(&app, group.next_week, 3, "phone=13800005678&consent=later").await;

    assert_eq!((again.status, other.status), (Status::SeeOther, Status::SeeOther));
    assert_eq!(group.tables.number(PEOPLE).await, 3, "one seeded, one twice, and a namesake");
    assert_eq!(group.tables.number(ROWS).await, 3);
    let rows = format!("/api/v1/sessions/{}/register", group.next_week);
    let rows = json_of(&app.read("wei.min", &rows).await)["rows"].clone();
    let came = rows.as_array().unwrap().iter().filter(|row| row["caregiver_id"] == known.to_string());
    assert_eq!(came.count(), 1);
}

#[rocket::async_test]
async fn somebody_known_where_one_may_not_look_is_neither_given_away_nor_taken() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    come(&app, group.today, 1, "phone=13800001234&consent=later").await;
    let known = newcomer(&mut group).await;
    group.tables.run("DELETE FROM attendance").await; // as if she had come to a group elsewhere

    let page = app.read("wei.min", &format!("/people/{known}")).await;
    let other = come(&app, group.today, 2, "phone=13800001234&consent=later").await;
    let taken = [walk_in(1, known.as_u128(), json!({ "name": "Nong Mei" }))];
    let taken = app.post_json("wei.min", "/api/v1/sync", &batch(1, group.next_week, &taken)).await;

    assert_eq!((page.status, other.status), (Status::NotFound, Status::SeeOther));
    assert_eq!(group.tables.number(PEOPLE).await, 3, "two people who nobody may compare");
    assert_eq!(outcomes(&taken), ["rejected"]);
}

#[rocket::async_test]
async fn what_a_walk_in_agrees_to_is_a_consent_with_method_witness_and_version() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let form = app.read("wei.min", &format!("/sessions/{}/walk-ins/new", group.today)).await;

    let alone = come(&app, group.today, 1, "phone=&consent=read_aloud&witness=+").await;
    let path = format!("/sessions/{}/walk-ins", group.today);
    let old = format!("seed={}&name=Nong+Mei&phone=&relation=&version=7&consent=written", seed(1));
    let old = app.send("wei.min", &path, &old).await;
    let unsaid = come(&app, group.today, 1, "phone=&consent=yes").await;
    let nothing = group.tables.number(PEOPLE).await;
    let sent = come(&app, group.today, 1, "phone=&consent=read_aloud&witness=Lu+Damei").await;
    come(&app, group.today, 1, "phone=&consent=read_aloud&witness=Lu+Damei").await;

    form.has("May we send you parenting tips")
        .has("Not asked, or not now: only write her down")
        .has("count one head");
    alone.has("a spoken consent needs the name").has("href=\"#field-witness\"").has("value=\"Nong Mei\"");
    unsaid.has("Please choose whether she agrees");
    assert_eq!((alone.status, unsaid.status), (Status::UnprocessableEntity, Status::UnprocessableEntity));
    old.has("The text has changed in the meantime").has("name=\"version\" value=\"1\"");
    assert_eq!(nothing, 1, "nothing is half stored");
    assert_eq!(sent.status, Status::SeeOther);
    let kept = "SELECT purpose FROM consents
                 WHERE status = 'given' AND method = 'read_aloud' AND witness = 'Lu Damei' AND text_version = 1
                   AND language = 'en' AND recorded_by IS NOT NULL";
    assert_eq!(group.tables.words(kept).await, ["service_messages"]);
    let op = group.tables.words("SELECT detail FROM register_ops WHERE kind = 'walk_in'").await;
    assert!(!op[0].contains("Damei") && !op[0].contains("Nong"), "{op:?} names somebody");
}

#[rocket::async_test]
async fn who_does_not_want_to_be_written_down_is_only_counted() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;

    let sent = come(&app, group.today, 1, "phone=13800001234&consent=heads").await;

    assert_eq!(sent.status, Status::SeeOther);
    assert_eq!((group.tables.number(PEOPLE).await, group.tables.number(ROWS).await), (1, 0));
    app.read("wei.min", &format!("/sessions/{}/register", group.today))
        .await
        .has("one person without a name");
}

#[rocket::async_test]
async fn a_phone_is_told_why_somebody_new_was_not_taken_and_who_she_is() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let person = |phone: &str| json!({ "name": "Nong Mei", "phone": phone });
    let consent = |version: u32, witness: Option<&str>| {
        let consent = json!({ "method": "oral", "witness": witness, "version": version, "language": "en" });
        json!({ "name": "Lu Damei", "consent": consent })
    };
    let ops = [
        walk_in(1, 71, person("13800001234")),
        walk_in(2, 72, person("138")),
        walk_in(3, 73, json!({ "name": " " })),
        walk_in(4, 74, consent(1, None)),
        walk_in(5, 75, consent(9, Some("Mei"))),
        walk_in(6, 76, consent(1, Some("Mei"))),
    ];

    let first = app.post_json("wei.min", "/api/v1/sync", &batch(1, group.today, &ops)).await;
    let same = [walk_in(7, 77, person("138 0000 1234"))];
    let same = app.post_json("wei.min", "/api/v1/sync", &batch(2, group.today, &same)).await;
    let herself = [walk_in(8, 71, person("138 0000 1234"))];
    let herself = app.post_json("wei.min", "/api/v1/sync", &batch(2, group.today, &herself)).await;

    let told = json_of(&first)["sessions"][0]["ops"].clone();
    let reasons: Vec<_> = (0..6).map(|n| told[n]["reason"].as_str().unwrap_or("")).collect();
    assert_eq!(reasons, ["", "phone", "name", "consent", "consent", ""]);
    let same = json_of(&same)["sessions"][0]["ops"][0].clone();
    assert_eq!((same["reason"].as_str(), same["known"].clone()), (Some("known"), json!(Uuid::from_u128(71))));
    assert_eq!(outcomes(&herself), ["corroborated"]);
    assert_eq!(group.tables.number(PEOPLE).await, 3);
    assert_eq!(group.tables.words("SELECT witness FROM consents").await, ["Mei"]);
}

#[rocket::async_test]
async fn a_walk_in_is_enrolled_from_the_register_once_or_waits_for_a_place() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 2).await;
    come(&app, group.today, 1, "phone=13800001234&consent=later").await;
    let person = newcomer(&mut group).await;

    let register = format!("/sessions/{}/register", group.today);
    let before = app.read("wei.min", &register).await;
    let stranger = enrol(&app, "huang.jie", &group, person).await;
    let unknown = enrol(&app, "wei.min", &group, Uuid::from_u128(5)).await;
    let sent = enrol(&app, "wei.min", &group, person).await;
    enrol(&app, "wei.min", &group, person).await;
    let after = app.read("wei.min", &register).await;

    before.has("Enrol in this group").has(&format!("name=\"caregiver\" value=\"{person}\""));
    assert_eq!((stranger.status, unknown.status), (Status::NotFound, Status::NotFound));
    assert_eq!(sent.location, Some(format!("{register}#row-{person}")));
    after.has("now enrolled").lacks("Enrol in this group").has("1</span> / 3");
    let open = "SELECT state FROM enrolments WHERE enrolled_on = '2026-11-25'";
    assert_eq!(group.tables.words(open).await, ["enrolled"]);

    group.tables.run("UPDATE groups SET capacity = 3").await;
    let other = "phone=13800005678&consent=later";
    come(&app, group.today, 2, other).await;
    let second = group
        .tables
        .id("SELECT caregiver_id FROM attendance WHERE basis = 'walk_in'
                                   ORDER BY rev DESC LIMIT 1")
        .await;
    enrol(&app, "wei.min", &group, second).await;

    app.read("wei.min", &register).await.has("waits for a place");
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM enrolments WHERE state = 'waitlisted'").await, 1);
}
