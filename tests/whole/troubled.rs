//! A channel that takes nothing, says wait, or never answers: nothing is spent that it is to blame for.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use chrono::TimeDelta;
use peiban_bot::channel::SendError;
use peiban_core::actor::Actor;
use peiban_core::trouble::Trouble;

use crate::in_order::Replies;
use crate::recording::Recording;
use crate::sender::{Evening, evening, sender};
use crate::senders::{Runs, sent, until};

#[tokio::test]
async fn a_channel_that_is_down_for_minutes_costs_no_message() {
    for trouble in [Trouble::Server, Trouble::Token, Trouble::NoConnection] {
        let mut evening = evening(5).await;
        let channel = Recording::answering((0..12).map(|_| SendError::Failed(trouble)));
        let runs = Runs::start(&evening, &channel);
        until(async || channel.script.lock().unwrap().len() < 12).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        runs.stop().await;
        let down = evening.store.read().await.unwrap().bot_state("simulator", "test").await.unwrap();
        assert_eq!(down.trouble, Some(trouble));
        assert!(down.trouble_since.is_some() && down.frozen_until.is_some());

        for _ in 0..30 {
            evening.store.clock().shift(TimeDelta::seconds(60));
            let runs = Runs::start(&evening, &channel);
            tokio::time::sleep(Duration::from_millis(120)).await;
            runs.stop().await;
            if sent(&channel) == 5 {
                break;
            }
        }

        assert_eq!(channel.chats(), ["1", "2", "3", "4", "5"], "each once");
        assert_eq!(evening.raw.count("session.reminder", "sent").await, 5);
        let up = evening.store.read().await.unwrap().bot_state("simulator", "test").await.unwrap();
        assert_eq!((up.trouble, up.frozen_until, up.trouble_since), (None, None, None));
    }
}

#[tokio::test]
async fn a_long_wait_for_one_chat_holds_that_chat_and_nobody_else_also_after_a_restart() {
    let mut evening = evening(4).await;
    let channel = Recording::answering([SendError::Wait(Duration::from_secs(3600))]);
    let first = Runs::start(&evening, &channel);
    until(async || channel.script.lock().unwrap().is_empty()).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    first.stop().await;

    evening.store.clock().shift(TimeDelta::seconds(6));
    sender(&evening.store, &channel).drain().await;
    assert_eq!(sent(&channel), 3, "the others after a short probe");
    assert_eq!(evening.raw.count("session.reminder", "retry").await, 1);

    evening.store.clock().shift(TimeDelta::hours(1));
    sender(&evening.store, &channel).drain().await;
    assert_eq!(channel.chats(), ["1", "2", "3", "4"]);
}

#[tokio::test]
async fn a_wait_that_two_chats_are_told_silences_the_bot() {
    let evening = evening(4).await;
    let wait = || SendError::Wait(Duration::from_secs(600));
    let channel = Recording::answering([wait(), wait()]);
    let runs = Runs::start(&evening, &channel);
    until(async || channel.script.lock().unwrap().len() < 2).await;
    evening.store.clock().shift(TimeDelta::seconds(6));
    until(async || channel.script.lock().unwrap().is_empty()).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    runs.stop().await;
    let before = sent(&channel);

    evening.store.clock().shift(TimeDelta::seconds(300));
    let runs = Runs::start(&evening, &channel);
    tokio::time::sleep(Duration::from_millis(200)).await;
    runs.stop().await;
    assert_eq!(sent(&channel), before, "silent, also after a restart");

    evening.store.clock().shift(TimeDelta::seconds(301));
    sender(&evening.store, &channel).drain().await;
    assert_eq!(channel.chats(), ["1", "2", "3", "4"]);
}

#[tokio::test]
async fn after_minutes_or_hours_without_a_channel_every_reply_and_reminder_leaves_once() {
    for (steps, step) in [(3, TimeDelta::minutes(1)), (6, TimeDelta::minutes(10)), (6, TimeDelta::hours(1))] {
        let mut evening = evening(3).await;
        evening.store.act(&Actor::bot(), Replies(&["it is heard", "help is here"])).await.unwrap();
        let channel = Recording::answering((0..1_000).map(|_| SendError::Failed(Trouble::Server)));

        for _ in 0..steps {
            let left = channel.script.lock().unwrap().len();
            let runs = Runs::start(&evening, &channel);
            until(async || channel.script.lock().unwrap().len() < left).await;
            runs.stop().await;
            evening.store.clock().shift(step);
        }
        assert_eq!(final_ones(&mut evening).await, 0, "nothing is final while the channel is down");
        channel.script.lock().unwrap().clear();
        for _ in 0..6 {
            sender(&evening.store, &channel).drain().await;
            evening.store.clock().shift(TimeDelta::minutes(2));
        }

        assert_eq!(channel.chats(), ["1", "2", "3", "900", "900"], "after {steps} times {step}");
        assert_eq!(final_ones(&mut evening).await, 5);
    }
}

async fn final_ones(evening: &mut Evening) -> usize {
    let sql = "SELECT state FROM planned_messages
                WHERE state NOT IN ('planned', 'claimed', 'retry') AND step IN ('reply', 'session.reminder')";
    evening.raw.words(sql).await.len()
}

#[tokio::test]
async fn what_arrives_without_an_answer_is_one_copy_while_the_line_is_slow_and_two_at_most() {
    let mut evening = evening(8).await;
    let channel = Arc::new(Recording::default());
    channel.unanswered.store(true, Relaxed);
    for _ in 0..30 {
        let runs = Runs::start(&evening, &channel);
        tokio::time::sleep(Duration::from_millis(60)).await;
        runs.stop().await;
        evening.store.clock().shift(TimeDelta::minutes(2));
    }
    let slow = channel.chats();
    let once: BTreeSet<&String> = slow.iter().collect();
    assert!(!slow.is_empty() && slow.len() == once.len(), "no second copy in an hour of slowness: {slow:?}");

    channel.unanswered.store(false, Relaxed);
    for _ in 0..4 {
        sender(&evening.store, &channel).drain().await;
        evening.store.clock().shift(TimeDelta::minutes(11));
    }

    assert_eq!(
        channel.chats().len(),
        8 + slow.len(),
        "a reminder that may not have arrived is said once more"
    );
    assert_eq!(evening.raw.count("session.reminder", "sent").await, 8);
}
