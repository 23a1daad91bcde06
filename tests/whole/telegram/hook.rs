//! Updates that Telegram posts.

use peiban::db::opened;
use peiban::{server, store_of};
use peiban_bot::telegram::intake::announce;
use peiban_bot::telegram::{Fault, Telegram};
use peiban_store::Store;
use rocket::fairing::AdHoc;
use rocket::http::{ContentType, Header, Status, StatusClass};
use rocket::local::asynchronous::Client;
use tokio::sync::oneshot;

use super::{CHAT, bot, inbox, own_database, webhook_settings};
use crate::fake_telegram::{FakeTelegram, Trouble};
use crate::support::TestApp;

pub const SECRET: &str = "a-secret-of-the-hook_1";

const TYPED: &str = r#"{"update_id":5,"message":{"message_id":1,"date":1,"text":"hi",
    "chat":{"id":42,"type":"private"},"from":{"id":42,"is_bot":false,"first_name":"x"}}}"#;
const TAPPED: &str = r#"{"update_id":6,"callback_query":{"id":"77","chat_instance":"1","data":"d",
    "from":{"id":42,"is_bot":false,"first_name":"x"}}}"#;

async fn app() -> (Client, Store) {
    let settings = webhook_settings(own_database().await, None);
    let store = opened(&settings).await.unwrap();
    let rocket = server(&settings, store.clone()).unwrap().ignite().await.unwrap();
    (Client::untracked(rocket).await.unwrap(), store)
}

async fn post(client: &Client, secret: Option<&str>, body: &str) -> (Status, String) {
    let mut request = client.post("/hooks/telegram").header(ContentType::JSON).body(body);
    if let Some(secret) = secret {
        request.add_header(Header::new("X-Telegram-Bot-Api-Secret-Token", secret.to_owned()));
    }
    let response = request.dispatch().await;
    (response.status(), response.into_string().await.unwrap_or_default())
}

#[tokio::test]
async fn a_post_without_the_secret_is_refused_and_keeps_nothing() {
    let (client, store) = app().await;

    for secret in [None, Some(""), Some("a-secret-of-the-hook_2"), Some("a-secret-of-the-hook_")] {
        assert_eq!(post(&client, secret, TYPED).await.0, Status::Unauthorized, "{secret:?}");
    }

    assert!(inbox(&store).await.is_empty());
}

#[tokio::test]
async fn without_a_webhook_there_is_no_such_address() {
    let app = TestApp::empty().await;
    assert_eq!(post(&app.client, Some(SECRET), TYPED).await.0, Status::NotFound);
}

#[tokio::test]
async fn a_post_is_on_disk_before_it_is_acknowledged_and_once_though_it_is_repeated() {
    let (client, store) = app().await;

    for _ in 0..2 {
        assert_eq!(post(&client, Some(SECRET), TYPED).await, (Status::Ok, "{}".into()));
        assert_eq!(inbox(&store).await.len(), 1);
    }

    let kept = inbox(&store).await;
    let opened = kept[0].open(store.keys()).unwrap();
    assert_eq!((kept[0].chat.as_deref(), opened.as_str()), (Some("42"), TYPED));
}

#[tokio::test]
async fn a_tap_is_acknowledged_in_the_answer() {
    let (client, _) = app().await;

    let (status, body) = post(&client, Some(SECRET), TAPPED).await;

    assert_eq!(status, Status::Ok);
    let told: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(told, serde_json::json!({ "method": "answerCallbackQuery", "callback_query_id": "77" }));
}

#[tokio::test]
async fn garbage_is_acknowledged_and_too_much_is_not() {
    let (client, store) = app().await;

    for garbage in ["", "{", "[]", "{\"update_id\":null}", "\u{0}"] {
        assert_eq!(post(&client, Some(SECRET), garbage).await.0, Status::Ok, "{garbage}");
    }
    let large = format!("{{\"update_id\":9,\"x\":\"{}\"}}", "y".repeat(1 << 20));
    assert_eq!(post(&client, Some(SECRET), &large).await.0, Status::PayloadTooLarge);

    assert!(inbox(&store).await.is_empty());
}

#[tokio::test]
async fn a_post_with_a_byte_that_is_no_utf8_is_kept() {
    let (client, store) = app().await;
    let mut body = TYPED.as_bytes().to_vec();
    let at = TYPED.find("hi").unwrap();
    body[at] = 0xFF;
    let request = client.post("/hooks/telegram").header(ContentType::JSON).body(body);
    let secret = Header::new("X-Telegram-Bot-Api-Secret-Token", SECRET);

    assert_eq!(request.header(secret).dispatch().await.status(), Status::Ok);

    assert_eq!(inbox(&store).await.len(), 1);
}

#[tokio::test]
async fn a_post_that_cannot_be_kept_is_not_acknowledged() {
    let (client, store) = app().await;
    store.close().await;

    assert_eq!(post(&client, Some(SECRET), TYPED).await.0.class(), StatusClass::ServerError);
}

#[tokio::test]
async fn the_address_is_told_again_after_a_wait_and_not_after_a_refusal() {
    let fake = FakeTelegram::start().await;
    fake.trouble("setWebhook", Trouble::Wait(0));
    let url = "https://peiban.example/hooks/telegram";

    announce(&bot(&fake), url, SECRET).await.unwrap();
    let stranger = Telegram::new("4321:another", &fake.url).unwrap();
    assert!(matches!(announce(&stranger, url, SECRET).await, Err(Fault::Refused(401, _))));

    let told = fake.calls("setWebhook");
    assert_eq!(told.len(), 2);
    let kinds = serde_json::json!(["message", "edited_message", "callback_query", "my_chat_member"]);
    assert_eq!(told[1].body["allowed_updates"], kinds);
    assert_eq!((told[1].text("url").as_str(), told[1].text("secret_token").as_str()), (url, SECRET));
}

#[tokio::test]
async fn telegram_posts_to_the_address_it_was_given_until_it_is_taken() {
    let fake = FakeTelegram::start().await;
    let (liftoff, lifted) = oneshot::channel();
    let settings = webhook_settings(own_database().await, Some(&fake));
    let rocket = server(&settings, opened(&settings).await.unwrap()).unwrap();
    let rocket = rocket.attach(AdHoc::on_liftoff("port", |rocket| {
        let _ = liftoff.send(rocket.config().port);
        Box::pin(async {})
    }));
    let rocket = rocket.ignite().await.unwrap();
    let (store, shutdown) = (store_of(&rocket).unwrap(), rocket.shutdown());
    let task = tokio::spawn(rocket.launch());
    let url = format!("http://127.0.0.1:{}/hooks/telegram", lifted.await.unwrap());

    bot(&fake).set_webhook(&url, "a-secret-that-is-wrong").await.unwrap();
    fake.types(CHAT, "one");
    tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    assert_eq!(fake.waiting(), 1);
    bot(&fake).set_webhook(&url, SECRET).await.unwrap();
    fake.taps(CHAT + 1, "two");
    fake.until(|fake| fake.waiting() == 0).await;

    assert_eq!(inbox(&store).await.len(), 2);
    shutdown.notify();
    task.await.unwrap().unwrap();
}
