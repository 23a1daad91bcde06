//! The overview: its numbers, who sees which, what is hidden, and the workbook that says the same.

use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};
use chrono::{Days, TimeDelta};
use peiban::cli::fold_all;
use peiban_core::actor::Actor;
use peiban_core::id::SessionId;
use peiban_store::Tx;
use peiban_store::acts::reach::rollups::verify;
use peiban_store::{Act, ActError};
use rocket::http::{Cookie, Header, Status};

use crate::facts::{Facts, november, recount};
use crate::registers::{batch, mark};
use crate::seed::{cancel, seed_group};
use crate::support::{TestApp, wednesday};

/// Marks a session as its own act would.
struct Touch(SessionId);

impl Act for Touch {
    type Out = ();
    const NAME: &'static str = "test.touch";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        Ok(tx.rollup_of_session(self.0).await?)
    }
}

/// Two groups in Long'an county and one in Yunnan, with sessions in two weeks.
async fn world(app: &TestApp) {
    let mut facts = Facts::default();
    let one = facts.group(450_123, 20, november(2), None);
    let two = facts.group(450_123, 10, november(2), None);
    let far = facts.group(530_102, 12, november(2), None);
    let asked = facts.session(&one, (november(10), 1), 16);
    facts.session(&one, (november(17), 2), 12);
    facts.session(&two, (november(11), 1), 8);
    facts.session(&far, (november(12), 1), 12);
    for person in &one.people[..7] {
        facts.chat(*person, november(4));
    }
    facts.answers((&one, asked), "useful", &["5", "5", "4", "4", "4", "-"]);
    facts.answers((&one, asked), "followed", &["5", "5", "4"]);
    facts.put(&app.url).await;
    recount(&app.store).await;
}

#[rocket::async_test]
async fn the_ladder_counts_people_once_and_shows_its_denominators() {
    let app = TestApp::start().await;
    world(&app).await;

    let page = app.read("qin.lan", "/overview?area=450123&period=2026-Q4").await;

    page.has("<span class=\"ladder__n\">7</span> <span class=\"ladder__what\">started the chat</span>")
        .has("<span class=\"ladder__n\">30</span> <span class=\"ladder__what\">enrolled</span>")
        .has("<span class=\"ladder__n\">24</span> <span class=\"ladder__what\">came at least once</span>")
        .has("24 of 30 on a roster: 80 %")
        .has("never added together")
        .has("As of");
}

#[rocket::async_test]
async fn whoever_fulfils_the_rule_has_completed() {
    let app = TestApp::start().await;
    let mut facts = Facts::default();
    let group = facts.group(450_124, 10, november(1), None);
    for seq in 1..=8 {
        let day = november(1) + Days::new(u64::try_from(seq).unwrap());
        facts.session(&group, (day, seq), if seq <= 6 { 9 } else { 6 });
    }
    facts.put(&app.url).await;
    recount(&app.store).await;

    let page = app.read("qin.lan", "/overview?area=450124&period=2026-11").await;

    page.has("6 of 10 whose group had its last module: 60 %");
}

#[rocket::async_test]
async fn attendance_stands_as_charts_and_as_a_table_with_the_same_figures() {
    let app = TestApp::start().await;
    world(&app).await;

    let page = app.read("qin.lan", "/overview?area=450000&period=2026-Q4").await;

    page.has("Attendance fell from 80 % to 60 %")
        .has("<title id=\"bars-title\">Attendance fell")
        .has("24 of 30 · 80 %")
        .has("12 of 20 · 60 %")
        .has("class=\"missing\"")
        .has("南宁市");
}

#[rocket::async_test]
async fn means_of_fewer_than_five_answers_are_hidden_with_the_reason() {
    let app = TestApp::start().await;
    world(&app).await;

    let page = app.read("qin.lan", "/overview?area=450123").await;

    page.has("4.40").lacks("4.67").has("&lt;5").has("so that nobody can be recognised");
}

#[rocket::async_test]
async fn a_coordinator_of_guangxi_sees_guangxi_only() {
    let app = TestApp::start().await;
    world(&app).await;

    for area in ["0", "530000", "530102"] {
        for path in [format!("/overview?area={area}"), format!("/overview.xlsx?area={area}")] {
            assert_eq!(app.read("qin.lan", &path).await.status, Status::NotFound, "{path}");
        }
    }
    let own = app.read("qin.lan", "/overview").await;
    let country = app.read("guest", "/overview?area=0").await;

    own.has("Guangxi").lacks("The whole country").lacks("Yunnan").lacks("12 of 12");
    country.has("Guangxi").has("Yunnan").has("12 of 12 · 100 %");
    for user in ["wei.min", "lu.yan"] {
        assert_eq!(app.read(user, "/overview").await.status, Status::NotFound, "{user}");
    }
}

#[rocket::async_test]
async fn a_partner_in_the_address_shows_that_partner_only() {
    let app = TestApp::start().await;
    let mut facts = Facts::default();
    let partner = facts.partner("spring");
    let theirs = facts.group(450_123, 10, november(2), Some(partner));
    let ours = facts.group(450_123, 20, november(2), None);
    facts.session(&theirs, (november(10), 1), 5);
    facts.session(&ours, (november(10), 1), 20);
    facts.put(&app.url).await;
    recount(&app.store).await;

    let all = app.read("guest", "/overview?area=450000&period=2026-Q4").await;
    let one = app.read("guest", "/overview?area=450000&period=2026-Q4&partner=spring").await;

    all.has("25 of 30 · 83 %");
    one.has("5 of 10 · 50 %").lacks("25 of 30");
    assert_eq!(app.read("guest", "/overview?partner=nobody").await.status, Status::NotFound);
}

#[rocket::async_test]
async fn the_workbook_is_named_for_its_area_and_period() {
    let app = TestApp::start().await;
    let cookie = (peiban::guard::COOKIE, app.token("guest").await);

    for (area, name) in [("0", "peiban-country-2026-Q4.xlsx"), ("450000", "peiban-450000-2026-Q4.xlsx")] {
        let path = format!("/overview.xlsx?area={area}&period=2026-Q4");
        let answer = app.client.get(path).cookie(cookie.clone()).dispatch().await;
        let told = answer.headers().get_one("Content-Disposition").unwrap();
        assert_eq!(told, format!("attachment; filename=\"{name}\""));
    }
}

#[rocket::async_test]
async fn the_workbook_says_what_the_page_says() {
    let app = TestApp::start().await;
    world(&app).await;
    let query = "area=450000&period=2026-Q4&partner=";
    let page = app.read("qin.lan", &format!("/overview?{query}")).await;
    page.has("/overview.xlsx?area=450000&amp;period=2026-Q4&amp;partner=");

    let mut book = workbook(&app, &format!("/overview.xlsx?{query}")).await;

    let attendance = book.worksheet_range("Attendance").unwrap();
    let mut cells = 0;
    for row in attendance.rows().skip(1) {
        let (came, expected) = (row[3].get_float().unwrap(), row[4].get_float().unwrap());
        page.has(&format!("{came} of {expected} · {:.0} %", row[5].get_float().unwrap() * 100.0));
        cells += 1;
    }
    assert_eq!(cells, 2);
    let ladder = book.worksheet_range("Ladder").unwrap();
    for row in ladder.rows().skip(1) {
        let number = peiban_core::text::number(row[1].as_i64().unwrap());
        page.has(&format!("<span class=\"ladder__n\">{number}</span>"));
    }
    let survey = book.worksheet_range("Survey").unwrap();
    assert!(survey.rows().any(|row| row[2] == Data::Float(4.4)));
    assert!(survey.rows().any(|row| row[2] == Data::String("<5".into())));
    let readme = book.worksheet_range("Read me").unwrap();
    assert!(readme.rows().any(|row| row[1].to_string().contains("450000")));
}

async fn workbook(app: &TestApp, path: &str) -> Xlsx<Cursor<Vec<u8>>> {
    let token = app.token("qin.lan").await;
    let request = app.client.get(path.to_owned()).header(Header::new("Accept-Language", "en"));
    let response = request.cookie(Cookie::new(peiban::guard::COOKIE, token)).dispatch().await;
    assert_eq!(response.status(), Status::Ok);
    Xlsx::new(Cursor::new(response.into_bytes().await.unwrap())).unwrap()
}

#[rocket::async_test]
async fn counting_what_changed_is_counting_everything() {
    let app = TestApp::start().await;
    let mut facts = Facts::default();
    let groups = [450_123, 450_124, 450_123].map(|area| facts.group(area, 9, november(1), None));
    facts.put(&app.url).await;
    recount(&app.store).await;
    let mut random = 7_u32;
    let mut next = |below: u32| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 16) % below
    };

    for step in 0..12 {
        let group = &groups[next(3) as usize];
        let session = facts.session(group, (november(2 + next(20)), 1 + step % 8), next(10) as usize);
        facts.put(&app.url).await;
        app.store.act(&Actor::bot(), Touch(SessionId(session))).await.unwrap();
        if next(2) == 0 {
            fold_all(&app.store).await.unwrap();
        }
    }
    fold_all(&app.store).await.unwrap();
    let counted = verify(&app.store).await.unwrap();

    assert!(counted.figures > 20);
    assert_eq!(counted.wrong, []);
}

#[rocket::async_test]
async fn a_wrong_filter_is_refused_and_an_empty_area_says_so() {
    let app = TestApp::start().await;

    let wrong = app.read("guest", "/overview?period=2026-Q7").await;
    let empty = app.read("guest", "/overview?area=650000&period=2026-Q1").await;

    assert_eq!(wrong.status, Status::UnprocessableEntity);
    empty.has("No session was held in this period").has("No report for this area and period yet");
}

#[rocket::async_test]
async fn a_register_is_owed_until_it_is_handed_in_and_both_pages_say_so() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 2).await;
    let before = app.read("qin.lan", "/overview").await;
    app.store.clock().stand_at(wednesday() + TimeDelta::hours(2));
    let over = app.read("qin.lan", "/overview").await;

    let form = "seed=01930000-0000-7000-8000-000000000001&base=0&all=present";
    app.send("wei.min", &format!("/sessions/{}/register", group.today), form).await;
    let (marked, today) = (app.read("qin.lan", "/overview").await, app.read("wei.min", "/today").await);
    app.send("wei.min", &format!("/sessions/{}/submission", group.today), "").await;
    let (done, settled) = (app.read("qin.lan", "/overview").await, app.read("wei.min", "/today").await);
    group.tables.run("UPDATE sessions SET state = 'scheduled'").await;
    group.tables.run("UPDATE enrolments SET ended_on = '2026-11-20'").await;
    let nobody = app.read("qin.lan", "/overview").await;

    let owed = "<a href=\"/today#needs\"><b>1</b> <span>register is not in yet</span></a>";
    before.lacks("not in yet");
    over.has(owed);
    marked.has(owed);
    today.has("One register is not in yet");
    done.lacks("not in yet");
    settled.lacks("not in yet");
    nobody.lacks("not in yet");
}

#[rocket::async_test]
async fn a_register_in_doubt_counts_once_and_leads_there_for_those_who_can_settle_it() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 2).await;
    cancel(&mut group.tables, group.today).await;
    for (n, person) in group.people.iter().enumerate() {
        let ops = [mark(n as u128 + 1, *person, "present")];
        app.post_json("wei.min", "/api/v1/sync", &batch(1, group.today, &ops)).await;
    }

    let coordinator = app.read("qin.lan", "/overview").await;
    let viewer = app.read("guest", "/overview").await;

    let words = "<b>1</b> <span>register in which marks do not agree</span>";
    coordinator.has(&format!("<a href=\"/today#doubtful\">{words}</a>"));
    viewer.lacks("/today#doubtful");
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM register_conflicts WHERE state = 'open'").await, 2);
}
