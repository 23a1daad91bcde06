//! Figures follow facts: each act has its days counted again, and nothing else has to be done.

use peiban::cli::fold_all;
use peiban::cli::world::people::enrol;
use peiban_core::actor::Actor;
use peiban_core::id::{CaregiverId, GroupId, SessionId};
use peiban_core::register::Detail;
use peiban_core::survey::{SKIP, Tap, Wave};
use peiban_core::text::Language;
use peiban_store::Tx;
use peiban_store::acts::content::surveys::answer_survey;
use peiban_store::acts::reach::rollups::{count_some, verify};
use peiban_store::acts::registers::{AddWalkIn, SubmitRegister};
use peiban_store::acts::sessions::{CancelSession, MoveSession};
use peiban_store::{Act, ActError};
use uuid::Uuid;

use crate::database::rows;
use crate::facts::recount;
use crate::seed::{SeededGroup, seed_group};
use crate::support::{Page, TestApp, wednesday};

const SEED: &str = "01930000-0000-7000-8000-00000000000";

/// One answer, kept as the conversation keeps it.
struct Answered(CaregiverId, Tap);

impl Act for Answered {
    type Out = bool;
    const NAME: &'static str = "test.answered";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, ActError> {
        let survey = tx.survey_for(Wave::AfterSession).await?.ok_or(ActError::NotFound)?;
        answer_survey(tx, &survey, (self.0, Language::ZhHans), &self.1).await
    }
}

async fn overview(app: &TestApp) -> Page {
    fold_all(&app.store).await.unwrap();
    app.read("qin.lan", "/overview?area=450123&period=2026-11").await
}

/// What `peiban rollup verify` asks: are all figures what the facts say?
pub async fn all_figures_are_right(app: &TestApp) {
    fold_all(&app.store).await.unwrap();
    let counted = verify(&app.store).await.unwrap();
    assert!(counted.figures > 0);
    assert_eq!(counted.waiting, 0);
    assert_eq!(counted.wrong, []);
}

/// Takes the register of five: one is late, one is away.
async fn take(app: &TestApp, group: &SeededGroup) -> String {
    recount(&app.store).await; // the people and sessions were put straight into the tables
    let path = format!("/sessions/{}/register", group.today);
    let [late, away] = [group.people[0], group.people[1]];
    let form = format!("seed={SEED}1&base=0&all=present&mark.{late}=late&mark.{away}=absent_unexcused");
    app.send("wei.min", &path, &form).await;
    path
}

#[rocket::async_test]
async fn a_register_changes_the_attendance_and_so_does_its_correction() {
    let app = TestApp::start().await;
    let group = seed_group(&app, 5).await;

    let path = take(&app, &group).await;
    let first = overview(&app).await;
    let form = format!("seed={SEED}2&base=3&mark.{}=absent_unexcused", group.people[0]);
    app.send("wei.min", &path, &form).await;
    let corrected = overview(&app).await;

    first.has("4 of 5 · 80 %");
    corrected.has("3 of 5 · 60 %");
    all_figures_are_right(&app).await;
    app.store.act(&Actor::bot(), SubmitRegister(SessionId(group.today))).await.unwrap();
    all_figures_are_right(&app).await;
}

#[rocket::async_test]
async fn somebody_who_came_without_a_place_and_a_session_moved_or_called_off_are_counted_right() {
    let app = TestApp::start().await;
    let group = seed_group(&app, 5).await;
    take(&app, &group).await;

    let person = Detail { name: Some("Made Up".into()), ..Detail::default() };
    let (session, seed, device) = (SessionId(group.today), Uuid::from_u128(7), Uuid::nil());
    let walk_in = AddWalkIn { session, seed, device, person };
    app.store.act(&Actor::bot(), walk_in).await.unwrap();
    overview(&app)
        .await
        .has("<span class=\"ladder__n\">5</span> <span class=\"ladder__what\">came at least once</span>");
    all_figures_are_right(&app).await;
    let (session, to) = (SessionId(group.next_week), "2026-12-03T10:00:00".parse().unwrap());
    app.store.act(&Actor::operator(), MoveSession { session, to, seen: None }).await.unwrap();
    all_figures_are_right(&app).await;
    let reason = "rain".to_owned();
    app.store.act(&Actor::operator(), CancelSession { session, reason, seen: None }).await.unwrap();
    all_figures_are_right(&app).await;
}

#[rocket::async_test]
async fn whoever_enrols_is_enrolled_on_her_day_and_expected_from_then_on() {
    let app = TestApp::start().await;
    let group = seed_group(&app, 5).await;
    take(&app, &group).await;

    let today = wednesday().date_naive();
    enrol(&app.store, GroupId(Uuid::from_u128(2 << 64)), 1, today).await.unwrap();
    let page = overview(&app).await;

    page.has("<span class=\"ladder__n\">&lt;5</span> <span class=\"ladder__what\">enrolled</span>")
        .has("4 of 6 · 67 %");
    all_figures_are_right(&app).await;
}

#[rocket::async_test]
async fn an_answer_changed_changes_the_mean_and_a_skip_is_no_answer() {
    let app = TestApp::start().await;
    let group = seed_group(&app, 6).await;
    take(&app, &group).await;
    let answer = |person: usize, value: &str| {
        let tap = Tap { session: SessionId(group.today), question: "useful".into(), value: value.into() };
        Answered(CaregiverId(group.people[person]), tap)
    };
    for person in 0..5 {
        app.store.act(&Actor::bot(), answer(person, "5")).await.unwrap();
    }

    app.store.act(&Actor::bot(), answer(5, SKIP)).await.unwrap();
    let first = overview(&app).await;
    app.store.act(&Actor::bot(), answer(0, "1")).await.unwrap();
    let changed = overview(&app).await;

    first.has("5.00");
    changed.has("4.20").lacks("5.00");
    all_figures_are_right(&app).await;
}

#[rocket::async_test]
async fn what_changes_while_it_is_counted_is_counted_again() {
    let app = TestApp::start().await;
    let group = seed_group(&app, 5).await;
    let path = take(&app, &group).await;

    let counted = count_some(&app.store).await.unwrap().unwrap();
    let form = format!("seed={SEED}2&base=3&mark.{}=absent_unexcused", group.people[0]);
    app.send("wei.min", &path, &form).await;
    app.store.act(&Actor::operator(), counted).await.unwrap();

    assert!(app.store.read().await.unwrap().uncounted_since().await.unwrap().is_some());
    all_figures_are_right(&app).await;
}

#[rocket::async_test]
async fn who_counted_before_another_saved_does_not_save() {
    let app = TestApp::start().await;
    let group = seed_group(&app, 5).await;
    let path = take(&app, &group).await;

    let early = count_some(&app.store).await.unwrap().unwrap();
    let form = format!("seed={SEED}2&base=3&mark.{}=absent_unexcused", group.people[0]);
    app.send("wei.min", &path, &form).await;
    fold_all(&app.store).await.unwrap();
    app.store.act(&Actor::operator(), early).await.unwrap();

    all_figures_are_right(&app).await;
}

#[rocket::async_test]
async fn counting_is_not_in_the_audit_and_a_register_is() {
    let app = TestApp::start().await;
    let group = seed_group(&app, 2).await;

    take(&app, &group).await;
    let before = rows(&app.url, "audit_events").await;
    fold_all(&app.store).await.unwrap();

    assert_eq!(rows(&app.url, "audit_events").await, before);
    assert_eq!(rows(&app.url, "audit_events WHERE act = 'register.take'").await, 1);
}
