//! Several senders and restarts: nobody is missed, and nobody is told twice.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use peiban_bot::channel::SendError;
use peiban_bot::sender::{Done, Sender};
use peiban_core::actor::Actor;
use peiban_core::lease::Tenure;
use peiban_core::trouble::Trouble;
use peiban_store::Count;
use peiban_store::acts::messages::{ClaimMessages, Held, HoldSender, KeepOutcomes, Record, ReleaseLeases};
use tokio::task::JoinHandle;

use crate::plan::{claimed, keeps, of, planned, turn};
use crate::recording::Recording;
use crate::sender::{Evening, evening, sender};

/// Runs until stopped.
pub struct Runs(Sender, JoinHandle<Done>);

impl Runs {
    pub fn start(evening: &Evening, channel: &Arc<Recording>) -> Self {
        let sender = sender(&evening.store, channel);
        let runs = sender.clone();
        Self(sender, tokio::spawn(async move { runs.run().await }))
    }

    pub async fn stop(self) {
        self.0.stop();
        self.1.await.unwrap();
    }
}

pub async fn until(what: impl AsyncFn() -> bool) {
    for _ in 0..2_000 {
        if what().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it did not come to that");
}

pub fn sent(channel: &Recording) -> usize {
    channel.sent.lock().unwrap().len()
}

#[tokio::test]
async fn of_two_senders_on_one_database_one_sends_and_the_other_takes_its_place() {
    let evening = evening(24).await;
    let channel = Arc::new(Recording::default());
    let (one, other) = (Runs::start(&evening, &channel), Runs::start(&evening, &channel));

    until(async || sent(&channel) == 24).await;
    one.stop().await;
    evening.store.clock().shift(TimeDelta::hours(29)); // after the session
    crate::linked::changed(&evening.store, &evening.people).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    other.stop().await;

    let mut chats = channel.chats();
    chats.dedup();
    assert_eq!((chats.len(), sent(&channel)), (24, 24));
}

#[tokio::test]
async fn an_answer_that_takes_longer_than_a_lease_leaves_one_copy() {
    let mut evening = evening(6).await;
    let channel = Arc::new(Recording::default());
    let closed = channel.slow.write().await;
    let runs = Runs::start(&evening, &channel);
    until(async || sent(&channel) > 3).await;

    for _ in 0..3 {
        evening.store.clock().shift(TimeDelta::seconds(61));
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    drop(closed);
    let mut raw = crate::linked::Raw::open(&evening.url).await;
    for _ in 0..400 {
        if raw.count("session.reminder", "sent").await == 6 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    runs.stop().await;

    assert_eq!(channel.chats(), ["1", "2", "3", "4", "5", "6"], "each once");
    assert_eq!(evening.raw.count("session.reminder", "sent").await, 6);
}

#[tokio::test]
async fn what_is_in_hand_stays_so_when_the_turn_is_renewed_and_the_rest_is_given_back() {
    let evening = evening(2).await;
    planned(&evening).await;
    let hold = turn(&evening.store).await;
    let held = claimed(&evening.store, hold).await;
    evening.store.clock().shift(TimeDelta::seconds(61));

    let (boot, epoch) = (hold.boot, Some(hold.epoch));
    let renew = HoldSender { of: of(), boot, epoch, gone: None, in_hand: vec![held[0].id] };
    assert_eq!(evening.store.act(&Actor::bot(), renew).await.unwrap().hold, Some(hold), "the same turn");

    assert_eq!(claimed(&evening.store, hold).await, [held[1]], "nobody had it in hand");
    assert!(keeps(&evening.store, Record::sent(held[0], "1")).await);
}

#[tokio::test]
async fn what_an_earlier_turn_claimed_is_neither_settled_nor_claimed_by_it() {
    let evening = evening(2).await;
    planned(&evening).await;
    let bot = Actor::bot();
    let before = turn(&evening.store).await;
    let held = claimed(&evening.store, before).await;
    evening.store.clock().shift(TimeDelta::seconds(61));

    let now = turn(&evening.store).await;
    let again = claimed(&evening.store, now).await;

    assert_eq!((held.len(), again.len()), (2, 2));
    assert!(now.epoch > before.epoch);
    assert!(!keeps(&evening.store, Record::sent(held[0], "1")).await, "an earlier epoch");
    let late = ClaimMessages { of: of(), hold: before, most: 8, only_urgent: false, repeats: true };
    assert_eq!(evening.store.act(&bot, late).await.unwrap(), []);
    assert!(keeps(&evening.store, Record::sent(again[0], "1")).await);
}

#[tokio::test]
async fn of_outcomes_that_are_kept_together_only_those_count_whose_messages_are_still_held() {
    let mut evening = evening(4).await;
    planned(&evening).await;
    let hold = turn(&evening.store).await;
    let held = claimed(&evening.store, hold).await;
    let earlier = Tenure { epoch: hold.epoch - 1, ..hold };
    let strange = Held { hold: earlier, ..held[2] };
    let at = evening.store.clock().now();

    let outcomes = vec![
        Record::sent(held[0], "m1"),
        Record::retry(held[1], at, Count::Wait, "asked_to_wait"),
        Record::sent(strange, "m3"),
        Record::sent(held[3], "m4"),
    ];
    let kept = evening.store.act(&Actor::bot(), KeepOutcomes(outcomes)).await.unwrap();

    assert_eq!(kept, 3);
    let sql = "SELECT state || ' ' || COALESCE(message_ref, '-') FROM planned_messages
                WHERE step = 'session.reminder' ORDER BY id";
    let mut states = evening.raw.words(sql).await;
    states.sort();
    assert_eq!(states, ["claimed -", "retry -", "sent m1", "sent m4"]);
}

#[tokio::test]
async fn a_turn_that_a_fast_clock_took_binds_nobody() {
    let evening = evening(2).await;
    let now = evening.store.clock().now();
    evening.store.clock().stand_at(now + TimeDelta::days(3));
    turn(&evening.store).await;
    evening.store.clock().stand_at(now);
    let channel = Arc::new(Recording::default());

    sender(&evening.store, &channel).drain().await;

    assert_eq!(channel.chats(), ["1", "2"]);
}

#[tokio::test]
async fn restarts_and_waits_are_no_failures() {
    let mut evening = evening(1).await;
    planned(&evening).await;
    let bot = Actor::bot();
    for n in 0..6 {
        let hold = turn(&evening.store).await;
        let held = claimed(&evening.store, hold).await;
        if n % 2 == 0 {
            let at = evening.store.clock().now();
            let waits = Record::retry(held[0], at, Count::Wait, "asked_to_wait");
            assert!(keeps(&evening.store, waits).await);
        }
        evening.store.act(&bot, ReleaseLeases { of: of(), hold }).await.unwrap();
    }
    let channel = Recording::answering([SendError::Failed(Trouble::Server)]);

    sender(&evening.store, &channel).drain().await;
    assert_eq!(evening.raw.count("session.reminder", "retry").await, 1, "its first 502");
    evening.store.clock().shift(TimeDelta::seconds(10));
    sender(&evening.store, &channel).drain().await;

    assert_eq!(channel.chats(), ["1"]);
    let counts = evening
        .raw
        .words("SELECT claims || ' ' || failures || ' ' || waits FROM planned_messages WHERE claims > 0")
        .await;
    assert_eq!(counts, ["8 0 4"]);
}
