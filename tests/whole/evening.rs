//! The evening that the product is for: from an Excel file to what was reached, through the pages and the chat.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use chrono::TimeDelta;
use peiban::cli::fold_all;
use peiban::cli::world::chats::POSTER;
use peiban_core::actor::Actor;
use peiban_core::chat::token_hash;
use peiban_core::id::{CaregiverId, GroupId};
use peiban_store::acts::people::consents::MakeLinkToken;
use rocket::http::Status;

use crate::groups::{form, group_called};
use crate::people::members;
use crate::support::{Page, TestApp};

const ROSTER: &[u8] = include_bytes!("../../content/demo/roster.xlsx");
const WITH_ERRORS: &[u8] = include_bytes!("../../content/demo/roster-with-errors.xlsx");
const REPORTS: &[u8] = include_bytes!("../../content/demo/impressions.csv");
const TOKEN: &str = "GRANNYTOKEN";
const FORM: &str = "01930000-0000-7000-8000-0000000000e1";

/// What is done on the grandmother's phone, and what it shows then.
async fn phone(app: &TestApp, what: &str) -> Page {
    let sent = app.submit("/simulator", &format!("chat=granny&label=x&{what}")).await;
    assert_eq!(sent.status, Status::SeeOther, "{what}");
    app.visit("/simulator?chat=granny").await
}

/// The last button on the page whose data starts and ends so.
fn button(page: &Page, start: &str, end: &str) -> String {
    let data = page.body.split("value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let found = data.filter(|data| data.starts_with(start) && data.ends_with(end)).last();
    found.unwrap_or_else(|| panic!("no button {start}…{end} in {}", page.body)).to_owned()
}

/// Opens the group on the published curriculum: tomorrow at 15:30, weekly, one day left out.
async fn open_group(app: &TestApp) -> GroupId {
    let changes =
        [("code", "LA-01"), ("first", "2026-11-26"), ("left_out", "2026-12-31"), ("capacity", "30")];
    let opened = app.send("qin.lan", "/groups", &form(app, &changes).await).await;
    assert_eq!(opened.status, Status::SeeOther, "{}", opened.body);
    let group = group_called(app, "Hill group").await;
    let page = app.read("qin.lan", &format!("/groups/{group}")).await;
    page.has("8 sessions").has("Thu, Nov 26").has("Thu, Jan 21").lacks("Thu, Dec 31");
    group
}

/// Looks the roster with errors through, then imports the good one.
async fn import_roster(app: &TestApp) {
    let report = app.upload("qin.lan", "/people/imports", ("roster.xlsx", WITH_ERRORS), &[]).await;
    report.has("A5").has("D7").lacks("/confirmation");

    let report = app.upload("qin.lan", "/people/imports", ("roster.xlsx", ROSTER), &[]).await;
    let path = report.body.split("action=\"").nth(1).unwrap();
    let path =
        report.body.split("action=\"/people/imports/").nth(1).unwrap_or(path).split('"').next().unwrap();
    let done = app.send("qin.lan", &format!("/people/imports/{path}"), "").await;
    let result = app.read("qin.lan", done.location.as_deref().unwrap()).await;
    result.has("<dd>25</dd>");
}

/// Four taps to the first tip; then the token that the facilitator shows ties the chat to the enrolment.
async fn join(app: &TestApp, caregiver: CaregiverId) {
    app.visit(&format!("/j/{POSTER}")).await.has("LONGAN-7");
    phone(app, &format!("start=j_{POSTER}")).await.has("Agree to tips and reminders");
    phone(app, "tap=a:y").await.has("How old is your child?");
    phone(app, "tap=b:3-5").await.has("bubble");

    let act = MakeLinkToken { token_hash: token_hash(TOKEN), caregiver };
    app.store.act(&Actor::operator(), act).await.unwrap();
    phone(app, &format!("start=l_{TOKEN}")).await.has("May we link this chat");
    phone(app, &format!("tap=l:y:{TOKEN}")).await.has("This chat is now linked to your place in the group");
}

/// Everybody present but one late and one absent, and somebody who walked in.
async fn take_register(app: &TestApp, path: &str, (late, absent): (CaregiverId, CaregiverId)) {
    let page = app.read("wei.min", path).await;
    page.has("0</span> / 25").has("coming");
    let marks = format!("seed={FORM}&base=0&all=present&mark.{late}=late&mark.{absent}=absent_unexcused");
    let saved = app.send("wei.min", path, &marks).await;
    let again = app.send("wei.min", path, &marks).await;
    app.read("wei.min", saved.location.as_deref().unwrap()).await.has("24 of 25 came, 1 of them late");
    assert_eq!(again.status, Status::SeeOther, "the same page again changes nothing");
}

/// The way from Today to the register.
async fn todays_register(app: &TestApp) -> String {
    let today = app.read("wei.min", "/today").await;
    let mut links = today.body.split("href=\"/sessions/").filter_map(|rest| rest.split('"').next());
    let path = links.find(|path| path.ends_with("/register"));
    format!("/sessions/{}", path.expect("the way to the register"))
}

/// Agrees to be asked, answers two questions and skips one.
async fn answer(app: &TestApp, evening: &Page) {
    let asked = phone(app, &format!("tap={}", button(evening, "f:", ""))).await;
    let first = phone(app, &format!("tap={}", button(&asked, "fc:", ":y"))).await;
    first.has("How useful was this session?");
    let second = phone(app, &format!("tap={}", button(&first, "s:", ":useful:5"))).await;
    second.has("2&#x2F;3");
    let third = phone(app, &format!("tap={}", button(&second, "s:", ":followed:4"))).await;
    third.has("3&#x2F;3");
    let thanks = phone(app, &format!("tap={}", button(&third, "s:", ":try-home:-"))).await;
    thanks.has("Your answers help us make the sessions better");
}

async fn import_reports(app: &TestApp) {
    let offered = app.read("chen.bo", "/reports/import").await;
    let campaign =
        offered.body.split("<option value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let staged =
        app.upload("chen.bo", "/reports/import", ("r.csv", REPORTS), &[("campaign", &campaign)]).await;
    app.send("chen.bo", &staged.location.unwrap(), "import=yes").await;
    fold_all(&app.store).await.unwrap();
}

#[rocket::async_test]
async fn an_evening_from_the_excel_file_to_what_was_reached() {
    let app = TestApp::demo().await;

    let group = open_group(&app).await;
    import_roster(&app).await;
    let people = members(&app, group).await;
    assert_eq!(people.len(), 25);
    let of = |name: &str| people.iter().find(|member| member.name == name).unwrap().id;
    let granny = of("陆秀珍");
    join(&app, granny).await;

    // The day before: one reminder, with when, where, and one tap.
    app.settle().await;
    let reminded = phone(&app, "text=%2Fhelp").await;
    reminded
        .has("Our next session is on Thu, Nov 26 at 15:30, at Hill room")
        .has("Coming")
        .has("Cannot come");
    app.settle().await;
    let once = app.visit("/simulator?chat=granny").await;
    assert_eq!(once.body.matches("Our next session is on").count(), 1, "one reminder, once");
    phone(&app, &format!("tap={}", button(&once, "r:", ":y"))).await.has("Good, see you there!");

    // The session: three taps and one for each exception.
    app.store.clock().shift(TimeDelta::hours(30)); // 26 November, 16:00
    let path = todays_register(&app).await;
    take_register(&app, &path, (of("黄丽萍"), of("农志勇"))).await;

    // The same evening: what we did, for those who were there; three questions.
    for _ in 0..4 {
        app.send("wei.min", "/demo/clock", "step=hour&to=/today").await; // until 20:00
    }
    let evening = app.visit("/simulator?chat=granny").await;
    evening.has("Just three short questions");
    answer(&app, &evening).await;

    // Staff: the ladder, the weeks, and exactly that view as a workbook.
    import_reports(&app).await;
    let overview = app.read("chen.bo", "/overview?area=450000&period=2026-Q4").await;
    overview.has("enrolled").has("came at least once").has("never added together").has("<svg");
    overview
        .has("<span class=\"ladder__n\">24</span> <span class=\"ladder__what\">came at least once</span>");
    let workbook = app.download("chen.bo", "/overview.xlsx?area=450000&period=2026-Q4").await;
    let book = Xlsx::new(Cursor::new(workbook)).unwrap();
    assert!(book.sheet_names().len() >= 2, "figures, and where they come from");
}

#[rocket::async_test]
async fn a_day_of_the_demo_brings_what_we_did_and_then_the_questions_each_at_its_minute() {
    let app = TestApp::demo().await;
    let group = open_group(&app).await;
    import_roster(&app).await;
    let people = members(&app, group).await;
    let of = |name: &str| people.iter().find(|member| member.name == name).unwrap().id;
    join(&app, of("陆秀珍")).await;
    app.settle().await;
    let asked = app.visit("/simulator?chat=granny").await;
    phone(&app, &format!("tap={}", button(&asked, "r:", ":y"))).await;
    app.store.clock().shift(TimeDelta::hours(30)); // 26 November, 16:00
    take_register(&app, &todays_register(&app).await, (of("黄丽萍"), of("农志勇"))).await;

    let passed = app.send("wei.min", "/demo/clock", "step=next&to=/today").await;
    let next = app.store.clock().now();
    app.send("wei.min", "/demo/clock", "step=day&to=/today").await;

    assert_eq!(passed.status, Status::SeeOther, "{}", passed.body);
    assert_eq!(next.format("%d %H:%M").to_string(), "26 11:00", "what the register asks for, 19:00 in China");
    let phone = app.visit("/simulator?chat=granny").await;
    let place = |text: &str| phone.body.find(text).unwrap_or_else(|| panic!("no «{text}» in {}", phone.body));
    let order = ["Thank you for coming", ">19:00<", "Just three short questions", ">19:10<"].map(place);
    assert!(order.is_sorted(), "{order:?} in {}", phone.body);
}
