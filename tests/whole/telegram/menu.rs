//! The commands that Telegram lists beside the field to type in.

use std::process::Stdio;

use tokio::process::{Child, Command};

use super::{CHAT, own_database};
use crate::fake_telegram::{FakeTelegram, Trouble};

/// The program as it is served, with its bot on the fake.
fn serve(url: &str, fake: &FakeTelegram) -> Child {
    Command::new(env!("CARGO_BIN_EXE_peiban"))
        .arg("serve")
        .current_dir(std::env::temp_dir())
        .env("PEIBAN_DATABASE_URL", url)
        .env("PEIBAN_PORT", "0")
        .env("PEIBAN_SECRET_KEY", "ab".repeat(32))
        .env("PEIBAN_TELEGRAM_TOKEN", FakeTelegram::TOKEN)
        .env("PEIBAN_TELEGRAM_API_URL", &fake.url)
        .env("PEIBAN_TELEGRAM_MODE", "poll")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn telegram_is_told_the_commands_once_in_each_language_with_words_of_its_own() {
    let (url, fake) = (own_database().await, FakeTelegram::start().await);
    let mut program = serve(&url, &fake);
    fake.until(|fake| fake.calls("setMyCommands").len() == 3).await;
    fake.types(CHAT, "/help");
    fake.until(|fake| !fake.delivered(CHAT).is_empty()).await;
    program.kill().await.unwrap();

    let told = fake.calls("setMyCommands");
    let codes: Vec<_> = told.iter().map(|call| call.text("language_code")).collect();
    assert_eq!(codes, ["", "zh", "en"]);
    let words = |call: usize| -> Vec<(String, String)> {
        let line = |line: &serde_json::Value| {
            let text = |field: &str| line[field].as_str().unwrap().to_owned();
            (text("command"), text("description"))
        };
        told[call].body["commands"].as_array().unwrap().iter().map(line).collect()
    };
    assert_eq!(words(0), words(1), "other apps read Chinese");
    assert!(words(2).contains(&("stop".into(), "End all messages".into())));
    assert!(words(1).contains(&("stop".into(), "退订所有消息".into())));
    assert!(words(1).iter().chain(&words(2)).all(|(command, what)| {
        let fits = (1..=256).contains(&what.chars().count()) && !what.contains("talk-command");
        fits && command.chars().all(|c| c.is_ascii_lowercase()) && command != "safe"
    }));
}

#[tokio::test]
async fn a_telegram_that_takes_no_commands_does_not_keep_the_bot_from_answering() {
    let (url, fake) = (own_database().await, FakeTelegram::start().await);
    fake.trouble("setMyCommands", Trouble::Gateway(500));
    let mut program = serve(&url, &fake);
    fake.until(|fake| !fake.calls("setMyCommands").is_empty()).await;

    fake.types(CHAT, "/help");
    fake.until(|fake| !fake.delivered(CHAT).is_empty()).await;
    program.kill().await.unwrap();

    assert_eq!(fake.calls("setMyCommands").len(), 1, "told once, and left at that");
}
