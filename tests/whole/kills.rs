//! Promise 1: kill -9 anywhere in a send, and nobody is missed; doubled are at most the sends in flight per kill.

use std::collections::BTreeMap;
use std::ops::Range;
use std::process::Stdio;
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use peiban_store::{Store, Tools};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::process::{Child, Command};

use crate::database::{on_postgres, own_database, rows};
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

/// The program as it is served, with its bot on the fake.
fn serve(url: &str, telegram: &FakeTelegram) -> Child {
    peiban(url, &["serve"], telegram).env("PEIBAN_PORT", "0").spawn().unwrap()
}

fn worker(url: &str, telegram: &FakeTelegram, more: &[&str]) -> Child {
    let in_flight = IN_FLIGHT.to_string();
    let args: Vec<&str> = ["worker", "--in-flight", &in_flight].iter().chain(more).copied().collect();
    peiban(url, &args, telegram).spawn().unwrap()
}

fn peiban(url: &str, args: &[&str], telegram: &FakeTelegram) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peiban"));
    command
        .args(args)
        .current_dir(std::env::temp_dir())
        .env("PEIBAN_DATABASE_URL", url)
        .env("PEIBAN_SECRET_KEY", "ab".repeat(32))
        .env("PEIBAN_TELEGRAM_TOKEN", FakeTelegram::TOKEN)
        .env("PEIBAN_TELEGRAM_API_URL", &telegram.url)
        .env("PEIBAN_TELEGRAM_MODE", "poll")
        .env("PEIBAN_TELEGRAM_NAME", "peiban_bot")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_kill_of_the_only_process_the_next_one_hears_and_answers_at_once() {
    let (url, telegram) = (own_database().await, FakeTelegram::start().await);
    let mut first = serve(&url, &telegram);
    telegram.types(1, "/help");
    while rows(&url, "planned_messages WHERE state = 'sent'").await == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    first.kill().await.unwrap(); // SIGKILL: both leases are left behind, good for most of a minute

    let mut next = serve(&url, &telegram);
    telegram.types(2, "/help");
    telegram.until(|telegram| telegram.delivered(2).len() == 1).await; // ten seconds, with the start

    next.kill().await.unwrap();
    assert_eq!(telegram.delivered(1).len(), 1, "nothing is said again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_servers_on_one_database_one_answers_and_when_either_is_killed_the_other_goes_on() {
    if !on_postgres() {
        return; // a file is served by one process
    }
    let (url, telegram) = (own_database().await, FakeTelegram::start().await);
    telegram.latency(Duration::from_millis(100));
    let mut servers = [serve(&url, &telegram), serve(&url, &telegram)];
    let ask = |chats: Range<i64>| {
        chats.for_each(|chat| {
            telegram.types(chat, "/help");
        });
    };
    let answered = |chats: Range<i64>| {
        telegram.until(move |telegram| chats.clone().all(|chat| !telegram.delivered(chat).is_empty()))
    };
    let times = |chats: Range<i64>| -> usize { chats.map(|chat| telegram.delivered(chat).len()).sum() };
    ask(1..41);
    answered(1..41).await;
    assert_eq!(times(1..41), 40, "both run, and each is answered once");

    // SIGKILL of the one that sends or the one that waits, then of the other.
    for (server, first) in servers.iter_mut().zip([100, 200]) {
        ask(first..first + 60);
        telegram.until(|_| times(first..first + 60) > 5).await;
        server.kill().await.unwrap();
        *server = serve(&url, &telegram);
        answered(first..first + 60).await;
    }

    let doubled = times(100..160) + times(200..260) - 120;
    assert!(doubled <= 2 * IN_FLIGHT, "{doubled} doubled in two kills");
}
