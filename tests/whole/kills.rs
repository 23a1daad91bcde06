//! Promise 1: kill -9 anywhere in a send, and nobody is missed; doubled are at most the sends in flight per kill.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use peiban_store::{Store, Tools};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::process::{Child, Command};

use crate::database::{on_postgres, own_database};
use crate::fake_telegram::FakeTelegram;
use crate::linked::{Raw, changed};
use crate::noon::noon;

const PEOPLE: usize = 2_000;
const KILLS: usize = 10;
const IN_FLIGHT: usize = 8;

/// People with a Telegram chat each, whose session is tomorrow: all their reminders are due.
async fn waiting(url: &str, people: usize) {
    let zone = noon();
    let starts_at = Utc::now() + TimeDelta::hours(26);
    let store = Store::open(url, 2, Tools::default()).await.unwrap();
    let mut raw = Raw::open(url).await;
    raw.run("BEGIN").await;
    let (_, people) = raw.group(starts_at, u32::try_from(people).unwrap()).await;
    raw.run("UPDATE chat_links SET channel = 'telegram', account = '4321'").await;
    for table in ["sites", "sessions", "caregivers"] {
        raw.run(&format!("UPDATE {table} SET zone = '{zone}'")).await;
    }
    let held_on = starts_at.with_timezone(&zone).date_naive();
    raw.run(&format!("UPDATE sessions SET held_on = '{held_on}'")).await;
    raw.run("COMMIT").await;
    changed(&store, &people).await;
    store.close().await;
}

fn worker(url: &str, telegram: &FakeTelegram, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_peiban"))
        .args(["worker", "--in-flight", &IN_FLIGHT.to_string()])
        .args(more)
        .env("PEIBAN_DATABASE_URL", url)
        .env("PEIBAN_SECRET_KEY", "ab".repeat(32))
        .env("PEIBAN_TELEGRAM_TOKEN", FakeTelegram::TOKEN)
        .env("PEIBAN_TELEGRAM_API_URL", &telegram.url)
        .env("PEIBAN_TELEGRAM_NAME", "peiban_bot")
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_kills_in_a_send_to_two_thousand_miss_nobody_and_double_few() {
    let url = own_database().await;
    waiting(&url, PEOPLE).await;
    let telegram = FakeTelegram::start().await;
    let mut random = StdRng::seed_from_u64(7);

    for _ in 0..KILLS {
        let mut child = worker(&url, &telegram, &["--drain", "--rate", "2000"]);
        let until = telegram.delivered_count() + random.random_range(1..PEOPLE / KILLS);
        while telegram.delivered_count() < until && child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        child.kill().await.unwrap(); // SIGKILL
    }
    let killed_at = telegram.delivered_count();
    let last = worker(&url, &telegram, &["--drain", "--rate", "2000"]).wait().await.unwrap();

    let mut times: BTreeMap<i64, usize> = BTreeMap::new();
    for call in telegram.calls("sendMessage") {
        *times.entry(call.chat().unwrap()).or_default() += 1;
    }
    let doubled: usize = times.values().map(|times| times - 1).sum();
    println!("{killed_at} sent when killed for the last time; {doubled} doubled in {KILLS} kills");
    assert!(last.success());
    assert!(killed_at > 0 && killed_at < PEOPLE, "the kills fell into the send");
    assert_eq!(times.len(), PEOPLE, "nobody is missed");
    assert!(doubled <= KILLS * IN_FLIGHT, "{doubled} doubled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_processes_one_sends_and_when_it_is_killed_the_other_goes_on() {
    if !on_postgres() {
        return; // a file is served by one process
    }
    let url = own_database().await;
    waiting(&url, 400).await;
    let telegram = FakeTelegram::start().await;
    telegram.latency(Duration::from_millis(20));
    let pace = ["--rate", "100"];
    let mut two = [worker(&url, &telegram, &pace), worker(&url, &telegram, &pace)];
    telegram.until(|telegram| telegram.delivered_count() > 60).await;

    two[0].kill().await.unwrap(); // SIGKILL of whichever it is: the one that sends, or the one that waits
    telegram.until(|telegram| telegram.delivered_count() > 120).await;
    let mut third = worker(&url, &telegram, &pace);
    two[1].kill().await.unwrap();
    for _ in 0..6_000 {
        let chats: std::collections::BTreeSet<_> = telegram
            .calls("sendMessage")
            .iter()
            .filter(|call| call.delivered)
            .map(|call| call.chat())
            .collect();
        if chats.len() == 400 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    third.kill().await.unwrap();

    let mut times: BTreeMap<i64, usize> = BTreeMap::new();
    for call in telegram.calls("sendMessage") {
        *times.entry(call.chat().unwrap()).or_default() += 1;
    }
    let doubled: usize = times.values().map(|times| times - 1).sum();
    assert_eq!(times.len(), 400, "nobody is missed");
    assert!(doubled <= 2 * IN_FLIGHT, "{doubled} doubled in two kills");
}
