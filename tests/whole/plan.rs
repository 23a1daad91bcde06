//! Nothing stale leaves: a changed fact is planned for, and looked at again, before anything is sent.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use peiban_bot::channel::Channel;
use peiban_bot::sender::{Options, Sender};
use peiban_core::actor::Actor;
use peiban_core::inbox::BotAccount;
use peiban_core::lease::Tenure;
use peiban_core::plan::rules;
use peiban_store::Store;
use peiban_store::acts::messages::plan::DrainPlanDue;
use peiban_store::acts::messages::{ClaimMessages, Held, HoldSender, KeepOutcomes, Record, ReleaseLeases};
use uuid::Uuid;

use crate::linked::changed;
use crate::recording::Recording;
use crate::sender::{Evening, evening, sender, tomorrow};

pub fn of() -> BotAccount {
    BotAccount { channel: "simulator".into(), account: "test".into() }
}

pub async fn planned(evening: &Evening) -> usize {
    evening.store.act(&Actor::bot(), DrainPlanDue { rules: rules(), most: 100 }).await.unwrap()
}

/// A turn as the sender.
pub async fn turn(store: &Store) -> Tenure {
    let boot = Uuid::now_v7();
    let act = HoldSender { of: of(), boot, epoch: None, gone: None, in_hand: vec![] };
    store.act(&Actor::bot(), act).await.unwrap().hold.unwrap()
}

pub async fn claimed(store: &Store, hold: Tenure) -> Vec<Held> {
    let act = ClaimMessages { of: of(), hold, most: 8, only_urgent: false, repeats: true };
    let rows = store.act(&Actor::bot(), act).await.unwrap();
    rows.into_iter().map(|row| Held { id: row.id, hold }).collect()
}

/// Whether what became of a message was kept.
pub async fn keeps(store: &Store, record: Record) -> bool {
    store.act(&Actor::bot(), KeepOutcomes(vec![record])).await.unwrap() == 1
}

#[tokio::test]
async fn nobody_whose_plan_is_due_is_sent_anything() {
    let evening = evening(2).await;
    let hold = turn(&evening.store).await;
    assert_eq!(planned(&evening).await, 2);
    changed(&evening.store, &evening.people[..1]).await;

    let held = claimed(&evening.store, hold).await;
    assert_eq!(held.len(), 1, "only the one whose plan is up to date");

    changed(&evening.store, &evening.people).await;
    let fresh = evening.store.read().await.unwrap().held_message(&of(), held[0].id, hold).await.unwrap();
    assert!(fresh.is_none(), "what is held waits as well");
}

#[tokio::test]
async fn a_stop_between_claim_and_send_is_obeyed() {
    let mut evening = evening(2).await;
    let channel = Arc::new(Recording::default());
    let options = Options { rate: Some(1), tick: Duration::from_millis(20), ..Options::default() };
    let slow = Sender::new(evening.store.clone(), Arc::clone(&channel) as Arc<dyn Channel>, options);
    let task = tokio::spawn(async move { slow.drain().await });
    while channel.sent.lock().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let told = channel.sent.lock().unwrap()[0].0.clone();
    let other = usize::from(told == "1");

    evening.raw.withdraw(evening.people[other]).await;
    changed(&evening.store, &evening.people[other..=other]).await;
    task.await.unwrap();

    assert_eq!(channel.chats(), [told]);
}

#[tokio::test]
async fn a_session_that_moved_after_the_plan_is_not_told_with_its_old_time() {
    let mut evening = evening(1).await;
    planned(&evening).await;
    evening.raw.move_session(evening.session, tomorrow() + TimeDelta::days(7)).await;

    assert_eq!(claimed(&evening.store, turn(&evening.store).await).await, []);
    assert_eq!(evening.raw.count("session.reminder", "cancelled").await, 1);
}

#[tokio::test]
async fn a_graceful_end_gives_back_what_is_held() {
    let mut evening = evening(1).await;
    let hold = turn(&evening.store).await;
    planned(&evening).await;
    let held = claimed(&evening.store, hold).await;
    let bot = Actor::bot();

    assert_eq!(evening.store.act(&bot, ReleaseLeases { of: of(), hold }).await.unwrap(), 1);

    assert!(!keeps(&evening.store, Record::sent(held[0], "1")).await, "no longer held");
    assert_eq!(evening.raw.count("session.reminder", "planned").await, 1);
}

#[tokio::test]
async fn a_reminder_waits_for_the_end_of_the_quiet_hours() {
    let mut evening = evening(1).await;
    planned(&evening).await;
    let night = tomorrow() - TimeDelta::hours(12);
    evening.store.clock().stand_at(night);
    let channel = Arc::new(Recording::default());
    sender(&evening.store, &channel).drain().await;
    assert_eq!(channel.chats(), Vec::<String>::new(), "it is three in the morning");

    evening.store.clock().stand_at(tomorrow() - TimeDelta::hours(7));
    sender(&evening.store, &channel).drain().await;

    assert_eq!(channel.chats(), ["1"]);
    assert_eq!(evening.raw.count("session.reminder", "sent").await, 1);
}

#[tokio::test]
async fn after_an_outage_of_an_evening_the_questions_still_come_after_what_was_done() {
    let mut evening = evening(2).await;
    let channel = Arc::new(Recording::default());
    sender(&evening.store, &channel).drain().await;
    for person in evening.people.clone() {
        evening.raw.attend(evening.session, person, "present").await;
    }
    evening.store.clock().stand_at(tomorrow() + TimeDelta::hours(3)); // 18:00
    changed(&evening.store, &evening.people).await;
    planned(&evening).await;
    channel.sent.lock().unwrap().clear();

    evening.store.clock().shift(TimeDelta::minutes(90)); // nothing ran at 19:00, nor at 19:10
    sender(&evening.store, &channel).drain().await;
    let first = (
        evening.raw.count("session.recap", "sent").await,
        evening.raw.count("session.feedback", "sent").await,
    );
    evening.store.clock().shift(TimeDelta::minutes(10));
    sender(&evening.store, &channel).drain().await;

    assert_eq!(first, (2, 0));
    assert_eq!(evening.raw.count("session.feedback", "sent").await, 2);
    assert_eq!(channel.chats(), ["1", "1", "2", "2"]);
}
