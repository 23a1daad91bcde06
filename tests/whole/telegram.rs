//! Telegram as a channel: what leaves, what comes in, and every way in which it fails.

mod hook;
mod menu;
mod polling;

use std::sync::Arc;
use std::time::Duration;

use peiban::config::{Settings, TelegramMode};
use peiban_bot::channel::{Button, Channel, Outgoing, SendError};
use peiban_bot::telegram::{NAME, Telegram};
use peiban_core::inbox::InboxUpdate;
use peiban_core::trouble::Trouble as Met;
use peiban_store::{Store, Tools};

use crate::database::own_database;
use crate::fake_telegram::{FakeTelegram, Trouble};

const CHAT: i64 = 4200;

fn bot(fake: &FakeTelegram) -> Arc<Telegram> {
    Arc::new(Telegram::new(FakeTelegram::TOKEN, &fake.url).unwrap())
}

async fn own_store() -> Store {
    Store::open(&own_database().await, 4, Tools::default()).await.unwrap()
}

async fn inbox(store: &Store) -> Vec<InboxUpdate> {
    store.read().await.unwrap().inbox_next(NAME, FakeTelegram::ACCOUNT, 100).await.unwrap()
}

fn says(text: &str) -> Outgoing {
    Outgoing { text: text.into(), buttons: vec![] }
}

#[tokio::test]
async fn what_staff_type_arrives_as_typed_with_buttons_in_a_column() {
    let fake = FakeTelegram::start().await;
    let buttons =
        ["加入 <1>", "不用"].map(|label| Button { label: label.into(), data: format!("d:{label}") });
    let message = Outgoing { text: "<b>&* *您好*\n二".into(), buttons: buttons.to_vec() };

    let reference = bot(&fake).send(&CHAT.to_string(), &message).await.unwrap();

    assert_eq!(reference, "1");
    assert_eq!(fake.delivered(CHAT), ["&lt;b&gt;&amp;* <b>您好</b>\n二"]);
    let body = &fake.calls("sendMessage")[0].body;
    assert_eq!(body["parse_mode"], "HTML");
    let rows = &body["reply_markup"]["inline_keyboard"];
    assert_eq!(rows[0][0], serde_json::json!({ "text": "加入 <1>", "callback_data": "d:加入 <1>" }));
    assert_eq!((rows.as_array().unwrap().len(), rows[1].as_array().unwrap().len()), (2, 1));
}

#[tokio::test]
async fn a_text_of_4096_leaves_and_a_longer_one_is_refused_and_not_lost() {
    let fake = FakeTelegram::start().await;
    let bot = bot(&fake);

    assert!(bot.send("42", &says(&"<".repeat(4096))).await.is_ok());
    let refused = bot.send("42", &says(&"好".repeat(4097))).await;

    assert_eq!(refused, Err(SendError::Refused("MessageIsTooLong".into())));
}

#[tokio::test]
async fn each_failure_of_telegram_is_told_apart() {
    let fake = FakeTelegram::start().await;
    let bot = bot(&fake);
    let blocked = |word: &str| SendError::Blocked(word.into());

    for (trouble, meaning, delivered) in [
        (Trouble::Wait(7), SendError::Wait(Duration::from_secs(7)), false),
        (Trouble::Blocked, blocked("bot_blocked"), false),
        (Trouble::Deactivated, blocked("user_deactivated"), false),
        (Trouble::Kicked, blocked("kicked"), false),
        (Trouble::NoChat, blocked("chat_not_found"), false),
        (Trouble::Moved(-1001), SendError::Moved("-1001".into()), false),
        (Trouble::Gateway(500), SendError::Failed(Met::Server), false),
        (Trouble::Gateway(502), SendError::Failed(Met::Server), false),
        (Trouble::Gateway(504), SendError::Unknown, false),
        (Trouble::Gateway(429), SendError::Wait(Duration::from_secs(1)), false),
        (Trouble::Gateway(413), SendError::Refused("http_413".into()), false),
        (Trouble::Dropped, SendError::Unknown, false),
        (Trouble::DoneAndDropped, SendError::Unknown, true),
        (Trouble::DoneAndGarbled, SendError::Unknown, true),
    ] {
        let before = fake.delivered(CHAT).len();
        let told = format!("{trouble:?}");
        fake.trouble("sendMessage", trouble);

        assert_eq!(bot.send(&CHAT.to_string(), &says("tip")).await, Err(meaning), "{told}");

        assert_eq!(fake.delivered(CHAT).len() - before, usize::from(delivered), "{told}");
    }
    assert!(bot.send(&CHAT.to_string(), &says("tip")).await.is_ok());
}

#[tokio::test]
async fn a_telegram_that_is_not_there_and_a_token_it_does_not_know_fail_for_now() {
    let fake = FakeTelegram::start().await;
    let stranger = Telegram::new("4321:another", &fake.url).unwrap();
    assert_eq!(stranger.send("42", &says("tip")).await, Err(SendError::Failed(Met::Token)));

    let bot = bot(&fake);
    assert!(bot.name().await.unwrap().ends_with("_bot"));
    fake.vanish();
    tokio::time::sleep(Duration::from_millis(50)).await;

    assert_eq!(
        Telegram::new(FakeTelegram::TOKEN, &fake.url).unwrap().send("42", &says("tip")).await,
        Err(SendError::Failed(Met::NoConnection))
    );
    assert_eq!(bot.send("not a chat", &says("tip")).await, Err(SendError::Refused("not_a_chat".into())));
}

#[tokio::test]
async fn the_fake_keeps_to_a_rate_as_telegram_does() {
    let fake = FakeTelegram::start().await;
    fake.rate(3);
    let bot = bot(&fake);

    let mut told = vec![];
    for _ in 0..4 {
        told.push(bot.send("42", &says("tip")).await.is_ok());
    }

    assert_eq!(told, [true, true, true, false]);
    assert_eq!(fake.delivered_count(), 3);
}

fn webhook_settings(url: String, fake: Option<&FakeTelegram>) -> Settings {
    Settings {
        readers: 2,
        public_url: Some("https://peiban.example".into()),
        telegram_token: Some(FakeTelegram::TOKEN.to_owned().into()),
        telegram_api_url: fake.map_or("https://api.telegram.org", |fake| &fake.url).to_owned(),
        telegram_mode: TelegramMode::Webhook,
        telegram_webhook_secret: Some(hook::SECRET.to_owned().into()),
        ..Settings::for_database(url)
    }
}
