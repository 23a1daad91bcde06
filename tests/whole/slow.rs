//! A channel whose answers take longer than a lease, while a second goes by in ten milliseconds; two processes that
//! could send, and one that dies with messages in flight.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use peiban_bot::running::Running;
use peiban_bot::sender::Options;
use peiban_bot::telegram::Telegram;
use peiban_bot::telegram::intake::take_in;
use peiban_core::lease::LEASE;
use peiban_store::{Store, Tools};
use serde_json::json;
use tokio::task::AbortHandle;
use tokio::time::sleep;

use crate::database::rows;
use crate::fake_telegram::{FakeTelegram, Trouble};
use crate::linked::Raw;
use crate::sender::{Evening, evening};
use crate::support::wednesday;

/// How long a second of the clocks takes.
const SECOND: Duration = Duration::from_millis(10);
/// How long Telegram takes to answer: by the clocks longer than a lease.
const ANSWER: Duration = Duration::from_millis(750);
const IN_FLIGHT: usize = 16;
/// People with a reminder each: chats from 1 on.
const PEOPLE: u32 = 12;
/// Strangers who ask something: chats from 901 on.
const STRANGERS: i64 = 12;

/// Clocks that run fast until this is dropped.
struct Haste(AbortHandle);

impl Haste {
    fn of(stores: [Store; 2]) -> Self {
        let hurry = async move {
            loop {
                sleep(SECOND).await;
                stores.iter().for_each(|store| store.clock().shift(TimeDelta::seconds(1)));
            }
        };
        Self(tokio::spawn(hurry).abort_handle())
    }
}

impl Drop for Haste {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A database with reminders due, as two processes see it, and the Telegram they send through.
struct Pair {
    evening: Evening,
    other: Store,
    fake: FakeTelegram,
}

impl Pair {
    async fn start() -> Self {
        let mut evening = evening(PEOPLE).await;
        evening.raw.run("UPDATE chat_links SET channel = 'telegram', account = '4321'").await;
        let tools = Tools { keys: evening.store.keys().clone(), ..Tools::default() };
        let other = Store::open(&evening.url, 4, tools).await.unwrap();
        other.clock().stand_at(wednesday());
        Self { evening, other, fake: FakeTelegram::start().await }
    }

    /// The bot at work on one of the two.
    fn work(&self, store: &Store) -> Running {
        let telegram = Arc::new(Telegram::new(FakeTelegram::TOKEN, &self.fake.url).unwrap());
        let tick = Duration::from_millis(20);
        let options = Options { rate: Some(1_000), in_flight: IN_FLIGHT, tick };
        Running::start(store.clone(), telegram, options)
    }

    /// A stranger types what is answered with one message.
    async fn asks(&self, stranger: i64, update: i64) {
        let body = json!({ "update_id": update, "message": {
            "message_id": 1, "date": 1, "chat": { "id": stranger, "type": "private", "first_name": "Someone" },
            "from": { "id": stranger, "is_bot": false, "first_name": "Someone" }, "text": "/help" } });
        take_in(&self.evening.store, FakeTelegram::ACCOUNT, body.to_string().as_bytes()).await.unwrap();
    }

    /// How often each chat was sent something.
    fn times(&self) -> BTreeMap<i64, usize> {
        let mut times = BTreeMap::new();
        for call in self.fake.calls("sendMessage").iter().filter(|call| call.delivered) {
            *times.entry(call.chat().unwrap()).or_default() += 1;
        }
        times
    }

    /// Waits until this holds of the bot's row.
    async fn comes_to(&self, what: &str) {
        for _ in 0..1_000 {
            if rows(&self.evening.url, &format!("bot_accounts WHERE {what}")).await > 0 {
                return;
            }
            sleep(Duration::from_millis(10)).await;
        }
        panic!("it did not come to that: {what}");
    }

    /// Waits until nothing is on its way any more.
    async fn settled(&self) {
        let mut raw = Raw::open(&self.evening.url).await;
        let waiting = "SELECT step FROM planned_messages
                        WHERE state IN ('planned', 'claimed', 'retry') AND step IN ('reply', 'session.reminder')";
        for _ in 0..1_000 {
            if raw.words("SELECT chat FROM inbox WHERE state = 'new'").await.is_empty()
                && raw.words(waiting).await.is_empty()
            {
                return;
            }
            sleep(Duration::from_millis(20)).await;
        }
        panic!("still on its way: {:?}", raw.words(waiting).await);
    }
}

/// Everybody with a reminder once, each stranger once for each of `questions`.
fn everybody(questions: usize) -> BTreeMap<i64, usize> {
    let people = (1..=i64::from(PEOPLE)).map(|chat| (chat, 1));
    people.chain((901..=900 + STRANGERS).map(|chat| (chat, questions))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_outlive_a_lease_leave_one_copy_of_each_message_also_where_two_processes_send() {
    let pair = Pair::start().await;
    pair.fake.latency(ANSWER);
    assert!(ANSWER.as_millis() / SECOND.as_millis() > u128::try_from(LEASE.num_seconds()).unwrap());
    let (one, other) = (pair.work(&pair.evening.store), pair.work(&pair.other));
    let haste = Haste::of([pair.evening.store.clone(), pair.other.clone()]);

    for question in 0..2 {
        for stranger in 901..=900 + STRANGERS {
            pair.asks(stranger, stranger * 10 + question).await;
        }
        sleep(ANSWER / 2).await;
    }
    pair.settled().await;
    one.stop().await;
    other.stop().await;
    drop(haste);

    assert_eq!(pair.times(), everybody(2));
    let states = "SELECT DISTINCT state FROM planned_messages WHERE step IN ('reply', 'session.reminder')";
    assert_eq!(Raw::open(&pair.evening.url).await.words(states).await, ["sent"], "and each is known to be");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_dies_while_answers_are_slow_doubles_at_most_what_was_in_flight() {
    let pair = Pair::start().await;
    pair.fake.latency(ANSWER);
    let (one, other) = (pair.work(&pair.evening.store), pair.work(&pair.other));
    let haste = Haste::of([pair.evening.store.clone(), pair.other.clone()]);
    for stranger in 901..=900 + STRANGERS {
        pair.asks(stranger, stranger).await;
    }

    pair.fake.until(|fake| fake.delivered_count() > 2).await;
    drop(one); // its tasks end where they are: nothing is given back
    pair.settled().await;
    other.stop().await;
    drop(haste);

    let times = pair.times();
    let expected = everybody(1);
    assert_eq!(times.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "nobody is missed");
    let doubled: usize = times.values().map(|times| times - 1).sum();
    assert!(doubled <= IN_FLIGHT, "{doubled} doubled: {times:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_that_telegram_asked_of_one_process_binds_the_next() {
    let pair = Pair::start().await;
    pair.fake.trouble_with(1, Some(Trouble::Wait(3_600)));
    let asked =
        |chat: i64| pair.fake.calls("sendMessage").iter().filter(|call| call.chat() == Some(chat)).count();
    let one = pair.work(&pair.evening.store);
    pair.comes_to("trouble = 'asked_to_wait'").await;
    drop(one);
    let before = pair.fake.calls("sendMessage").len();

    let other = pair.work(&pair.other);
    pair.comes_to("sender_epoch = 2").await;
    sleep(Duration::from_millis(200)).await;
    assert_eq!(pair.fake.calls("sendMessage").len(), before, "silent, though another process sends now");
    pair.other.clock().shift(TimeDelta::seconds(10));
    pair.fake.until(|fake| fake.delivered_count() == PEOPLE as usize - 1).await;
    assert_eq!(asked(1), 1, "the chat itself waits the hour");
    pair.fake.trouble_with(1, None);
    pair.other.clock().shift(TimeDelta::hours(1));
    pair.settled().await;
    other.stop().await;

    assert_eq!(pair.times().values().sum::<usize>(), PEOPLE as usize, "everybody once");
}
