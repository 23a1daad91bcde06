//! A channel that is down, a bot that nobody works for: health and staff are told.

use chrono::TimeDelta;
use peiban::api::health::WorkedBot;
use peiban_bot::telegram::poll::Contest;
use peiban_core::actor::Actor;
use peiban_core::inbox::BotAccount;
use peiban_core::trouble::Trouble;
use peiban_store::acts::chat::poller::TakePollerLease;
use peiban_store::acts::messages::{ClearTrouble, HoldSender, MeetTrouble};
use uuid::Uuid;

use crate::support::TestApp;

fn bot() -> BotAccount {
    BotAccount { channel: "telegram".into(), account: "4321".into() }
}

async fn working() -> TestApp {
    let (account, contest) = (bot().account, Contest::default());
    let app = TestApp::working_for(WorkedBot { channel: "telegram", account, polls: true, contest }).await;
    let boot = Uuid::now_v7();
    let hold = HoldSender { of: bot(), boot, epoch: None, gone: None, in_hand: vec![] };
    app.store.act(&Actor::bot(), hold).await.unwrap();
    let poll = TakePollerLease { bot: bot(), boot, gone: None };
    app.store.act(&Actor::bot(), poll).await.unwrap();
    app
}

#[rocket::async_test]
async fn staff_and_health_are_told_since_when_nothing_gets_through_and_when_it_does_again() {
    let app = working().await;
    let until = app.store.clock().now() + TimeDelta::seconds(30);
    let meets = |trouble| MeetTrouble { of: bot(), trouble, tries: 1, until };
    assert_eq!(app.visit("/health/ready").await.body, "ready");

    app.store.act(&Actor::bot(), meets(Trouble::AskedToWait)).await.unwrap();
    app.read("wei.min", "/today").await.lacks("No message has got through");
    app.store.act(&Actor::bot(), meets(Trouble::Token)).await.unwrap();
    app.read("wei.min", "/today").await.has("No message has got through in the chat since");
    app.read("chen.bo", "/overview").await.has("No message has got through in the chat since");
    assert_eq!(
        app.visit("/health/ready").await.body,
        "ready\ntelegram: down since 2026-11-25T02:00:00Z: token\n"
    );

    app.store.act(&Actor::bot(), ClearTrouble { of: bot() }).await.unwrap();
    app.read("wei.min", "/today").await.lacks("No message has got through");
    assert_eq!(app.visit("/health/ready").await.body, "ready");
}

#[rocket::async_test]
async fn ready_says_when_nobody_asks_or_sends_also_when_a_fast_clock_left_a_lease() {
    let app = working().await;
    let now = app.store.clock().now();
    let dead = "ready\ntelegram: nobody asks for updates\ntelegram: nobody sends\n";

    app.store.clock().stand_at(now + TimeDelta::seconds(61));
    assert_eq!(app.visit("/health/ready").await.body, dead);
    app.store.clock().stand_at(now - TimeDelta::days(3));
    assert_eq!(app.visit("/health/ready").await.body, dead);
}
