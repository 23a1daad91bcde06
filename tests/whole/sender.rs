//! What leaves, and what becomes of it: a channel that answers as told.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use peiban_bot::channel::{Channel, SendError};
use peiban_bot::sender::{Done, Options, Sender};
use peiban_core::actor::Actor;
use peiban_core::id::{CaregiverId, SessionId};
use peiban_core::inbox::BotAccount;
use peiban_core::plan::{Priority, rules};
use peiban_core::rsvp::{RsvpAnswered, RsvpTap};
use peiban_store::acts::messages::plan::DrainPlanDue;
use peiban_store::acts::sessions::rsvps::AnswerRsvp;
use peiban_store::{Store, Tools};

use crate::database::own_database;
use crate::linked::{Raw, changed};
use crate::recording::Recording;
use crate::support::wednesday;

pub struct Evening {
    pub url: String,
    pub store: Store,
    pub raw: Raw,
    pub session: SessionId,
    pub people: Vec<CaregiverId>,
}

/// Wednesday 10:00 in Nanning; a session tomorrow at 15:00; its people have linked chats.
pub async fn evening(people: u32) -> Evening {
    let url = own_database().await;
    let store = Store::open(&url, 4, Tools::default()).await.unwrap();
    store.clock().stand_at(wednesday());
    let mut raw = Raw::open(&url).await;
    let (session, people) = raw.group(tomorrow(), people).await;
    changed(&store, &people).await;
    Evening { url, store, raw, session, people }
}

pub fn tomorrow() -> DateTime<Utc> {
    wednesday() + TimeDelta::hours(29)
}

pub fn sender(store: &Store, channel: &Arc<Recording>) -> Sender {
    let options = Options { rate: Some(1000), tick: Duration::from_millis(20), ..Options::default() };
    Sender::new(store.clone(), Arc::clone(channel) as Arc<dyn Channel>, options)
}

#[tokio::test]
async fn a_reminder_for_tomorrows_session_is_sent_once() {
    let mut evening = evening(3).await;
    let channel = Arc::new(Recording::default());

    let done = sender(&evening.store, &channel).drain().await;
    changed(&evening.store, &evening.people).await;
    let again = sender(&evening.store, &channel).drain().await;

    assert_eq!((done, again), (Done { sent: 3, others: 0 }, Done::default()));
    assert_eq!(channel.chats(), ["1", "2", "3"]);
    let text = channel.sent.lock().unwrap()[0].1.text.clone();
    assert!(text.contains("城厢镇儿童之家") && text.contains("15:00"), "{text}");
    assert_eq!(evening.raw.count("session.reminder", "sent").await, 3);
}

#[tokio::test]
async fn a_look_at_what_is_due_reads_no_more_than_it_takes() {
    let url = own_database().await;
    let store = Store::open(&url, 2, Tools::default()).await.unwrap();
    store.clock().stand_at(wednesday());
    let mut raw = Raw::open(&url).await;
    raw.run("BEGIN").await;
    let (_, people) = raw.group(tomorrow(), 1_000).await;
    raw.run("COMMIT").await;
    changed(&store, &people).await;
    while store.act(&Actor::bot(), DrainPlanDue { rules: rules(), most: 100 }).await.unwrap() > 0 {}
    let of = BotAccount { channel: "simulator".to_owned(), account: "test".to_owned() };
    let mut db = store.read().await.unwrap();

    let started = Instant::now();
    for _ in 0..20 {
        let due = db.due_messages((&of, Priority::Reminder), wednesday(), 6).await.unwrap();
        assert_eq!(due.len(), 6);
    }

    let took = started.elapsed();
    assert!(took < Duration::from_secs(1), "20 looks at 1,000 fresh rows took {took:?}");
}

#[tokio::test]
async fn nobody_is_missed_and_few_are_doubled_when_the_sender_dies_midway() {
    let mut evening = evening(40).await;
    let channel = Arc::new(Recording::default());
    for _ in 0..3 {
        let sent = channel.sent.lock().unwrap().len();
        *channel.hangs_at.lock().unwrap() = Some(sent + 5);
        let dying = sender(&evening.store, &channel);
        let task = tokio::spawn(async move { dying.run().await });
        while channel.sent.lock().unwrap().len() <= sent + 5 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        task.abort();
        let _ = task.await;
    }
    *channel.hangs_at.lock().unwrap() = None;
    sender(&evening.store, &channel).drain().await;

    let mut chats = channel.chats();
    let all = chats.len();
    chats.dedup();
    assert_eq!(chats.len(), 40, "nobody is missed");
    assert!(all - 40 <= 3 * 8, "{} doubled", all - 40);
    assert_eq!(evening.raw.count("session.reminder", "sent").await, 40);
}

#[tokio::test]
async fn a_blocked_chat_is_tried_once_and_marked() {
    let mut evening = evening(1).await;
    let channel = Recording::answering([SendError::Blocked("bot was blocked".into())]);

    let done = sender(&evening.store, &channel).drain().await;

    assert_eq!(done, Done { sent: 0, others: 1 });
    assert_eq!(evening.raw.link().await.1, "blocked");
    assert_eq!(evening.raw.count("session.reminder", "failed").await, 1);
}

#[tokio::test]
async fn when_the_channel_asks_for_silence_the_bot_is_silent_also_after_a_restart() {
    let mut evening = evening(3).await;
    let channel = Recording::answering([SendError::Wait(Duration::from_secs(90))]);
    let options = Options { in_flight: 1, rate: Some(1000), tick: Duration::from_millis(20) };
    let first = Sender::new(evening.store.clone(), Arc::clone(&channel) as Arc<dyn Channel>, options);
    run_for(&first, Duration::from_millis(400)).await;
    run_for(&sender(&evening.store, &channel), Duration::from_millis(400)).await;
    assert_eq!(channel.chats(), Vec::<String>::new(), "silent");

    evening.store.clock().shift(TimeDelta::seconds(91));
    sender(&evening.store, &channel).drain().await;

    assert_eq!(channel.chats(), ["1", "2", "3"]);
    assert_eq!(evening.raw.count("session.reminder", "sent").await, 3);
}

async fn run_for(sender: &Sender, time: Duration) {
    let stop = sender.clone();
    let stopping = async move {
        tokio::time::sleep(time).await;
        stop.stop();
    };
    tokio::join!(sender.run(), stopping);
}

#[tokio::test]
async fn a_reminder_without_an_answer_is_repeated_a_tip_is_not() {
    let mut evening = evening(1).await;
    let channel = Recording::answering([SendError::Unknown]);
    sender(&evening.store, &channel).drain().await;
    assert_eq!(evening.raw.count("session.reminder", "retry").await, 1);
    evening.store.clock().shift(TimeDelta::minutes(11));
    sender(&evening.store, &channel).drain().await;
    assert_eq!(channel.chats(), ["1"]);

    // After the session, the evening's recap is a tip.
    evening.raw.attend(evening.session, evening.people[0], "present").await;
    evening.store.clock().stand_at(tomorrow() + TimeDelta::hours(5));
    changed(&evening.store, &evening.people).await;
    channel.script.lock().unwrap().extend([SendError::Unknown, SendError::Unknown]);
    sender(&evening.store, &channel).drain().await;

    assert_eq!(evening.raw.count("session.recap", "unknown").await, 1);
    assert_eq!(channel.chats(), ["1"]);
}

#[tokio::test]
async fn a_stop_is_obeyed_before_the_next_send() {
    let mut evening = evening(2).await;
    evening.raw.withdraw(evening.people[0]).await;
    let channel = Arc::new(Recording::default());

    sender(&evening.store, &channel).drain().await;

    assert_eq!(channel.chats(), ["2"]);
}

#[tokio::test]
async fn those_present_and_those_absent_hear_different_things_the_same_evening() {
    let mut evening = evening(2).await;
    let channel = Arc::new(Recording::default());
    sender(&evening.store, &channel).drain().await;
    evening.raw.attend(evening.session, evening.people[0], "late").await;
    evening.raw.attend(evening.session, evening.people[1], "absent_unexcused").await;
    evening.store.clock().stand_at(tomorrow() + TimeDelta::hours(5));
    changed(&evening.store, &evening.people).await;

    sender(&evening.store, &channel).drain().await;
    evening.store.clock().shift(TimeDelta::minutes(10)); // questions come after what they are about
    sender(&evening.store, &channel).drain().await;

    assert_eq!(channel.chats(), ["1", "1", "1", "2", "2"]);
    assert_eq!(evening.raw.count("session.recap", "sent").await, 1);
    assert_eq!(evening.raw.count("session.feedback", "sent").await, 1);
    assert_eq!(evening.raw.count("session.absence", "sent").await, 1);
}

#[tokio::test]
async fn a_moved_session_is_told_to_those_who_knew() {
    let mut evening = evening(1).await;
    let channel = Arc::new(Recording::default());
    sender(&evening.store, &channel).drain().await;
    evening.raw.move_session(evening.session, tomorrow() + TimeDelta::days(3)).await;
    changed(&evening.store, &evening.people).await;

    sender(&evening.store, &channel).drain().await;

    assert_eq!(evening.raw.count("session.moved", "sent").await, 1);
    assert_eq!(evening.raw.count("session.reminder", "planned").await, 1);
}

#[tokio::test]
async fn the_latest_answer_to_a_reminder_counts() {
    let mut evening = evening(1).await;
    let say = |coming: bool| {
        let tap = RsvpTap { session: evening.session, sequence: 0, coming };
        AnswerRsvp { caregiver: evening.people[0], tap }
    };
    let bot = Actor::bot();

    evening.store.act(&bot, say(true)).await.unwrap();
    evening.store.act(&bot, say(false)).await.unwrap();
    evening.store.clock().stand_at(tomorrow());
    let late = evening.store.act(&bot, say(true)).await.unwrap();

    assert_eq!(late, RsvpAnswered::Late);
    assert_eq!(evening.raw.words("SELECT answer FROM rsvps").await, ["cannot"]);
}
