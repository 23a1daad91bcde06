//! The conversation through the simulator's page, and what it leaves in the database.

use std::sync::Arc;

use peiban::cli::world::chats::POSTER;
use peiban_bot::channel::{Heard, What};
use peiban_bot::simulator::Simulator;
use peiban_core::actor::Actor;
use peiban_core::chat::{ChatFacts, Intent, Needs, TalkDecision, token_hash};
use peiban_core::id::CaregiverId;
use peiban_core::inbox::{Received, UpdateKey};
use peiban_core::text::Language;
use peiban_store::Tx;
use peiban_store::acts::chat::HearUpdate;
use peiban_store::acts::chat::inbox::TakeIn;
use peiban_store::acts::people::consents::MakeLinkToken;
use peiban_store::{Act, ActError};
use rocket::http::Status;

use crate::support::{Page, TestApp, drain};

async fn tap(app: &TestApp, data: &str) -> Page {
    let sent = app.submit("/simulator", &format!("chat=granny&label=x&tap={data}")).await;
    assert_eq!(sent.status, Status::SeeOther, "{data}");
    app.visit("/simulator?chat=granny").await
}

async fn write(app: &TestApp, text: &str) -> Page {
    app.submit("/simulator", &format!("chat=granny&text={text}")).await;
    app.visit("/simulator?chat=granny").await
}

async fn start(app: &TestApp) -> Page {
    app.submit("/simulator", &format!("chat=granny&start=j_{POSTER}")).await;
    app.visit("/simulator?chat=granny").await
}

#[rocket::async_test]
async fn a_code_that_is_shown_opens_on_a_new_phone_unless_one_is_chosen() {
    let app = TestApp::demo().await;
    app.submit("/simulator", "chat=phone-1&start=").await;

    let opened = app.visit("/simulator?link=TOKEN9").await;
    let chosen = app.visit("/simulator?chat=phone-1&link=TOKEN9").await;

    opened.has("name=\"chat\" value=\"phone-2\"").has("Phone 2").has("value=\"l_TOKEN9\"");
    chosen.has("name=\"chat\" value=\"phone-1\"").has("value=\"l_TOKEN9\"");
}

#[rocket::async_test]
async fn a_poster_leads_to_the_first_tip_in_four_taps() {
    let app = TestApp::demo().await;

    let poster = app.visit(&format!("/j/{POSTER}")).await;
    let phone = app.visit(&format!("/simulator?code={POSTER}")).await;
    let welcome = start(&app).await;
    let age = tap(&app, "a:y").await;
    let tip = tap(&app, "b:0-2").await;

    poster.has("/simulator?code=LONGAN-7");
    phone.has("value=\"j_LONGAN-7\"");
    welcome
        .has("May we send you parenting tips")
        .has("Agree to tips and reminders")
        .has("Not now")
        .has("中文");
    age.has("How old is your child?").has("value=\"b:0-2\"").has("value=\"b:skip\"");
    tip.has("Come close so your child can see your face");
    let counts = app.store.read().await.unwrap().join_counts(POSTER).await.unwrap();
    assert_eq!(counts, Some((1, 1)));
    let over = app.visit("/j/NOWHERE").await;
    assert_eq!(over.status, Status::NotFound);
    over.has("The time of this poster is over");
}

#[rocket::async_test]
async fn the_simulator_is_there_in_the_demo_only() {
    let app = TestApp::start().await;

    assert_ne!(app.visit("/simulator").await.status, Status::Ok);
    assert_ne!(app.submit("/simulator", "chat=granny&text=hi").await.status, Status::SeeOther);
}

#[rocket::async_test]
async fn a_phone_is_told_of_new_messages_alone_and_can_be_looked_at_again_by_hand() {
    let app = TestApp::demo().await;
    let empty = app.visit("/simulator/messages?chat=granny&after=").await;
    let phone = start(&app).await;
    let poll = phone.body.split("hx-get=\"").nth(1).unwrap().split('"').next().unwrap();
    let poll = poll.replace("&amp;", "&").replace("&#x2F;", "/");

    let nothing = app.visit(&poll).await;
    tap(&app, "a:y").await;
    let news = app.visit(&poll).await;

    assert_eq!((empty.status, nothing.status), (Status::NoContent, Status::NoContent));
    assert_eq!(nothing.body, "");
    news.has("How old is your child?").has("hx-trigger=\"every 2s\"").lacks(&poll).lacks("<html");
    phone.has("<noscript>").has("href=\"/simulator?chat=granny#last\"");
    let strange = app.visit("/simulator/messages?chat=no%20phone").await;
    assert_eq!(strange.status, Status::NotFound);
    let elsewhere = TestApp::start().await.visit("/simulator/messages?chat=granny").await;
    assert_eq!(elsewhere.status, Status::NotFound);
}

#[rocket::async_test]
async fn the_language_chosen_stays() {
    let app = TestApp::demo().await;
    start(&app).await;

    tap(&app, "g:zh:w").await.has("同意接收小贴士和提醒");
    tap(&app, "a:y").await.has("您家孩子多大");
}

#[rocket::async_test]
async fn stop_ends_all_messages_and_can_be_taken_back() {
    let app = TestApp::demo().await;
    start(&app).await;
    tap(&app, "a:y").await;

    write(&app, "STOP").await.has("We will not send you any more tips").has("Start again");
    tap(&app, "a:y").await.has("How old is your child?");
}

#[rocket::async_test]
async fn what_she_writes_reaches_the_named_lead_only_and_each_reading_is_kept() {
    let app = TestApp::demo().await;
    start(&app).await;

    let phone = write(&app, "canary+sings+at+night").await;
    let list = app.read("lu.yan", "/alerts").await;
    let path =
        format!("/alerts/{}", list.body.split("href=\"/alerts/").nth(1).unwrap().split('"').next().unwrap());
    let closed = app.read("lu.yan", &path).await;
    let opened = app.send("lu.yan", &format!("{path}/reading"), "").await;
    let taken = app.send("lu.yan", &format!("{path}/acknowledgement"), "").await;
    let after = app.read("lu.yan", &path).await;

    phone.has("please call: 110 Police").has("I am under 18").has("Talk to a person");
    list.has("Wrote a message").has("隆安").lacks("canary");
    closed.has("Open the text").lacks("canary");
    opened.has("canary sings at night");
    assert_eq!(taken.location.as_deref(), Some(path.as_str()));
    after.has("Taken on").lacks("I take this on");
    for user in ["admin", "qin.lan", "wei.min", "chen.bo", "guest"] {
        assert_eq!(app.read(user, "/alerts").await.status, Status::NotFound, "{user}");
        assert_eq!(app.read(user, &path).await.status, Status::NotFound, "{user}");
        let read = app.send(user, &format!("{path}/reading"), "").await;
        assert_eq!(read.status, Status::NotFound, "{user}");
    }
    assert_eq!(crate::database::rows(&app.url, "audit_events WHERE act = 'alert.read'").await, 1);
    assert_eq!(crate::database::in_clear(&app.url, "canary").await, Vec::<String>::new());
}

#[rocket::async_test]
async fn a_child_gets_child_lines_and_no_tips() {
    let app = TestApp::demo().await;
    start(&app).await;

    write(&app, "I+am+12").await.has("12349 Child help line");
    let after = tap(&app, "n").await;

    after.lacks("Today: ");
    assert_eq!(crate::database::rows(&app.url, "caregivers WHERE under_18_at IS NOT NULL").await, 1);
    app.read("lu.yan", "/alerts").await.has("Said to be under 18");
}

fn update(update_id: i64, chat: &str, what: What) -> Received {
    let heard = Heard { chat: chat.into(), language: Some(Language::En), what };
    let key = UpdateKey { channel: "simulator".into(), account: "demo".into(), update_id };
    Received { key, chat: Some(chat.into()), payload: serde_json::to_string(&heard).unwrap() }
}

#[rocket::async_test]
async fn the_same_update_twice_has_one_effect() {
    let app = TestApp::demo().await;
    let (bot, simulator) = (Actor::bot(), Simulator(app.store.clone()));
    let received = update(900, "granny", What::Start(None));

    for _ in 0..2 {
        app.store.act(&bot, TakeIn(vec![received.clone()])).await.unwrap();
        drain(&app.store, &simulator).await.unwrap();
    }
    let again = HearUpdate {
        key: received.key.clone(),
        chat: "granny".into(),
        needs: Needs::default(),
        book: Arc::default(),
        sender: None,
        decide: Arc::new(|_: &ChatFacts, _| panic!("decided twice")),
    };
    let heard = app.store.act(&bot, again).await.unwrap();

    assert!(!heard.is_new);
    assert_eq!(crate::database::rows(&app.url, "caregivers").await, 1);
    assert_eq!(crate::database::rows(&app.url, "planned_messages").await, 1);
}

/// Hears an update, then fails, as a crash before the commit does.
struct Crashes(HearUpdate);

impl Act for Crashes {
    type Out = ();
    const NAME: &'static str = "test.crashes";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        assert!(self.0.run(tx).await?.is_new);
        Err(ActError::NotFound)
    }
}

#[rocket::async_test]
async fn a_crash_between_leaves_nothing_and_the_next_try_does_all() {
    let app = TestApp::demo().await;
    let (bot, simulator) = (Actor::bot(), Simulator(app.store.clone()));
    let received = update(901, "granny", What::Start(None));
    app.store.act(&bot, TakeIn(vec![received.clone()])).await.unwrap();

    let begin = |_: &ChatFacts, _| TalkDecision {
        intents: vec![Intent::Begin(Language::En)],
        ..TalkDecision::default()
    };
    let act = HearUpdate {
        key: received.key.clone(),
        chat: "granny".into(),
        needs: Needs::default(),
        book: Arc::default(),
        sender: None,
        decide: Arc::new(begin),
    };
    assert!(app.store.act(&bot, Crashes(act)).await.is_err());
    assert_eq!(crate::database::rows(&app.url, "caregivers").await, 0);
    assert_eq!(drain(&app.store, &simulator).await.unwrap(), 1);
    assert_eq!(crate::database::rows(&app.url, "caregivers").await, 1);
}

#[rocket::async_test]
async fn an_update_that_cannot_be_read_is_parked_sealed_after_five_tries_and_holds_up_no_other_chat() {
    let app = TestApp::demo().await;
    let (bot, simulator) = (Actor::bot(), Simulator(app.store.clone()));
    let broken = Received { payload: "canary{".into(), ..update(902, "broken", What::Other) };
    let fine = update(903, "granny", What::Start(None));
    app.store.act(&bot, TakeIn(vec![broken, fine])).await.unwrap();

    for _ in 0..5 {
        drain(&app.store, &simulator).await.unwrap();
    }

    assert_eq!(crate::database::rows(&app.url, "inbox WHERE state = 'dead'").await, 1);
    assert_eq!(crate::database::rows(&app.url, "inbox WHERE state = 'done'").await, 1);
    assert_eq!(crate::database::in_clear(&app.url, "canary").await, Vec::<String>::new());
}

#[rocket::async_test]
async fn a_link_token_makes_the_chats_person_the_enrolled_one_once() {
    let app = TestApp::demo().await;
    start(&app).await;
    tap(&app, "a:y").await;
    tap(&app, "b:0-2").await;
    let enrolled = uuid::Uuid::from_u128(77);
    crate::database::enrolled(&app.url, enrolled).await;
    let act = MakeLinkToken { token_hash: token_hash("TOKEN77"), caregiver: CaregiverId(enrolled) };
    app.store.act(&Actor::operator(), act).await.unwrap();

    app.submit("/simulator", "chat=granny&start=l_TOKEN77").await;
    app.visit("/simulator?chat=granny").await.has("May we link this chat");
    tap(&app, "l:y:TOKEN77").await.has("This chat is now linked to your place in the group");
    app.submit("/simulator", "chat=other&start=l_TOKEN77").await;
    app.visit("/simulator?chat=other").await.has("This link has been used or is too old");

    let consents = app.store.read().await.unwrap().consents_of(CaregiverId(enrolled)).await.unwrap();
    assert_eq!(consents.len(), 3, "{consents:?}");
    assert_eq!(crate::database::rows(&app.url, "caregivers WHERE state = 'merged_into'").await, 1);
}
