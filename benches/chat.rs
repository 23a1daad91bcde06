//! The conversation against the tests' own Telegram: updates answered, and a broadcast.

use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedReceiver;

use crate::client::Seen;
use crate::fake_telegram::FakeTelegram;
use crate::process::Program;
use crate::registers::cost;
use crate::season::Season;
use crate::table::row;
use crate::{micros, millis};

/// Chats that talk at the same time.
const AT_ONCE: usize = 50;
/// People who start, agree, and tell the band of a child: three updates each.
const PEOPLE: usize = 1_200;
const STEPS: [&str; 3] = ["/start", "a:y", "b:3-5"];
/// Chats of the bench begin here; the season's are below.
const FIRST_CHAT: i64 = 1_000_000;

fn settings(telegram: &FakeTelegram, rate: usize) -> Vec<(&'static str, String)> {
    vec![
        ("PEIBAN_TELEGRAM_TOKEN", FakeTelegram::TOKEN.to_owned()),
        ("PEIBAN_TELEGRAM_API_URL", telegram.url.clone()),
        ("PEIBAN_TELEGRAM_NAME", "peiban_bot".to_owned()),
        ("PEIBAN_SEND_RATE", rate.to_string()),
    ]
}

fn say(telegram: &FakeTelegram, chat: i64, step: usize) {
    match STEPS[step] {
        text if text.starts_with('/') => telegram.types(chat, text),
        data => telegram.taps(chat, data),
    };
}

/// Update to reply: each chat says its next thing when the last is answered.
pub async fn replies(season: &Season) {
    let telegram = FakeTelegram::start().await;
    let program = Program::serve_with(&season.url, &settings(&telegram, 30_000));
    let mut deliveries = telegram.deliveries();
    talk(&telegram, &mut deliveries, (FIRST_CHAT, 50)).await; // warm
    let before = program.cpu();
    let seen = talk(&telegram, &mut deliveries, (FIRST_CHAT + 100_000, PEOPLE)).await;
    let updates = seen.times.len() as f64;
    let cpu = (program.cpu() - before) / updates;
    let told = format!(
        "{:.0}/s, {}, {:.0} a CPU s, {:.0} MiB",
        seen.per_second(),
        cost(&seen, cpu),
        1.0 / cpu,
        program.memory()
    );
    row(
        "update to reply, 50 chats, intake durable",
        &told,
        "a CPU s: aiogram 610, grammY 2,621, teloxide 5,025 (not durable)",
    );
}

async fn talk(
    telegram: &FakeTelegram,
    deliveries: &mut UnboundedReceiver<(i64, Instant)>,
    (first, people): (i64, usize),
) -> Seen {
    let began = Instant::now();
    let mut times = Vec::with_capacity(people * STEPS.len());
    let mut asked = std::collections::HashMap::new();
    let mut next = first;
    let last = first + people as i64;
    while next < last.min(first + AT_ONCE as i64) {
        asked.insert(next, (0, Instant::now()));
        say(telegram, next, 0);
        next += 1;
    }
    while !asked.is_empty() {
        let wait = tokio::time::timeout(Duration::from_secs(10), deliveries.recv());
        let (chat, at) = wait.await.expect("an answer in ten seconds").expect("the fake runs");
        let Some((step, since)) = asked.get(&chat).copied() else { continue };
        times.push(at - since);
        let (chat, step) = if step + 1 < STEPS.len() {
            (chat, step + 1)
        } else {
            asked.remove(&chat);
            if next == last {
                continue;
            }
            next += 1;
            (next - 1, 0)
        };
        asked.insert(chat, (step, Instant::now()));
        say(telegram, chat, step);
    }
    Seen { took: began.elapsed(), times, wrong: 0 }
}

/// Reminders of tomorrow's session to so many people, by one process that ends when all are out.
async fn broadcast(season: &Season, (people, rate): (usize, usize), latency: Duration) {
    season.remind(people).await;
    let telegram = FakeTelegram::start().await;
    telegram.rate(rate);
    telegram.latency(latency);
    let (in_flight, rate_text) = ((rate / 10).clamp(8, 100).to_string(), rate.to_string());
    let args = ["worker", "--drain", "--rate", &rate_text, "--in-flight", &in_flight];
    let began = Instant::now();
    let spent = Program::run(&season.url, &args, &settings(&telegram, rate)).watch();
    let calls = telegram.calls("sendMessage");
    let sent: Vec<_> = calls.iter().filter(|call| call.delivered).map(|call| call.at).collect();
    assert_eq!(sent.len(), people, "everybody once");
    let share = (people - 1) as f64 / (sent[people - 1] - sent[0]).as_secs_f64() / rate as f64 * 100.0;
    let refused = calls.iter().filter(|call| call.status == 429).count();
    let cpu = micros(Duration::from_secs_f64(spent.cpu / people as f64));
    let first = millis(sent[0] - began);
    let told = format!(
        "{share:.1} %, {refused} × 429, first after {first}, {cpu} CPU each, {:.0} MiB",
        spent.memory
    );
    let what = format!("broadcast of {people} at {rate}/s, answers {} late", millis(latency));
    row(&what, &told, "of the rate: teloxide 81–94 % (200–1,200 × 429), aiogram 74 %");
}

/// Broadcasts at Telegram's own rate and far above it.
pub async fn broadcasts(season: &Season) {
    broadcast(season, (600, 30), Duration::ZERO).await;
    broadcast(season, (600, 30), Duration::from_millis(50)).await;
    broadcast(season, (10_000, 1_000), Duration::ZERO).await;
    broadcast(season, (10_000, 1_000), Duration::from_millis(50)).await;
}

/// The first send when 200,000 rows are due.
pub async fn backlog(season: &Season) {
    season.backlog().await;
    let telegram = FakeTelegram::start().await;
    let mut deliveries = telegram.deliveries();
    let began = Instant::now();
    let _program = Program::serve_with(&season.url, &settings(&telegram, 30));
    let wait = tokio::time::timeout(Duration::from_secs(60), deliveries.recv());
    let (_, at) = wait.await.expect("a send in a minute").expect("the fake runs");
    row("200,000 rows due: start to first send", &millis(at - began), "mailroom polls every 30 s");
}
