//! Asking for updates.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use peiban::api::health::WorkedBot;
use peiban::config::Settings;
use peiban::db::opened;
use peiban::server;
use peiban_bot::telegram::poll::{Contest, Pace, Poller};
use peiban_bot::telegram::read;
use peiban_core::actor::Actor;
use peiban_core::inbox::BotAccount;
use peiban_core::lease::Tenure;
use peiban_store::acts::chat::poller::{ReleasePoller, TakePollerLease};
use peiban_store::{Act, ActError};
use peiban_store::{Store, Tx};
use rocket::local::asynchronous::Client;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::sleep;
use uuid::Uuid;

use super::{CHAT, NAME, bot, hook, inbox, own_store};
use crate::database::{own_database, rows};
use crate::fake_telegram::{FakeTelegram, NO_UTF8, Trouble};

const QUICK: Pace = Pace {
    hold: Duration::from_secs(1),
    renew: Duration::from_millis(100),
    watch: Duration::from_millis(20),
    pause: Duration::from_millis(5),
};

/// Slow enough to look in between.
const PATIENT: Pace = Pace { pause: Duration::from_millis(60), ..QUICK };

struct Polling {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Polling {
    fn start(store: &Store, fake: &FakeTelegram) -> Self {
        let (stop, told) = watch::channel(false);
        let task = tokio::spawn(Poller::new(store.clone(), bot(fake), QUICK).run(told));
        Self { stop, task }
    }

    async fn stop(self) {
        self.stop.send(true).unwrap();
        self.task.await.unwrap();
    }
}

async fn updates(store: &Store) -> Vec<i64> {
    inbox(store).await.iter().map(|update| update.key.update_id).collect()
}

#[tokio::test]
async fn an_update_is_kept_before_it_is_confirmed_and_once_though_it_comes_again() {
    let (fake, store) = (FakeTelegram::start().await, own_store().await);
    let polling = Polling::start(&store, &fake);

    let id = fake.types(CHAT, "你好");
    fake.taps(CHAT + 1, "band:0-2");
    fake.until(|fake| fake.waiting() == 0).await;
    fake.forget_confirmed();
    fake.types(CHAT + 2, "three");
    fake.until(|fake| fake.waiting() == 0).await;

    let kept = inbox(&store).await;
    assert_eq!(kept.len(), 3);
    assert_eq!((kept[0].key.update_id, kept[0].chat.as_deref()), (id, Some("4200")));
    assert!(read(&kept[0].open(store.keys()).unwrap()).unwrap().is_some());
    fake.until(|fake| !fake.calls("answerCallbackQuery").is_empty()).await;
    polling.stop().await;
    store.close().await;
}

#[tokio::test]
async fn a_new_start_goes_on_where_the_last_one_stopped() {
    let (fake, store) = (FakeTelegram::start().await, own_store().await);
    let polling = Polling::start(&store, &fake);
    let id = fake.types(CHAT, "one");
    fake.until(|fake| fake.waiting() == 0).await;
    polling.stop().await;
    let before = fake.calls("getUpdates").len();

    let polling = Polling::start(&store, &fake);
    fake.until(|fake| fake.calls("getUpdates").len() > before).await;

    assert_eq!(fake.calls("getUpdates")[before].body["offset"], id + 1);
    polling.stop().await;
}

/// Holds the row of the bot, on SQLite the writer, until told to go on.
struct Holds(BotAccount, Arc<Notify>, Arc<Notify>);

impl Act for Holds {
    type Out = ();
    const NAME: &'static str = "test.holds";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        // Locks it, changes nothing.
        let nobody = Tenure { boot: Uuid::nil(), epoch: 0 };
        assert_eq!(tx.take_poller(&self.0, -1, nobody, tx.now).await?, None);
        self.1.notify_one();
        self.2.notified().await;
        Ok(())
    }
}

#[tokio::test]
async fn a_poller_killed_between_fetching_and_keeping_loses_nothing() {
    let (fake, store) = (FakeTelegram::start().await, own_store().await);
    let polling = Polling::start(&store, &fake);
    let first = fake.types(CHAT, "one");
    fake.until(|fake| fake.waiting() == 0).await;
    let account = BotAccount { channel: NAME.into(), account: FakeTelegram::ACCOUNT.into() };
    let (held, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let holds = Holds(account.clone(), Arc::clone(&held), Arc::clone(&go_on));
    let holding = tokio::spawn({
        let store = store.clone();
        async move { store.act(&Actor::bot(), holds).await }
    });
    held.notified().await;

    let second = fake.types(CHAT + 1, "two");
    sleep(Duration::from_millis(150)).await; // fetched, and stuck before it is kept
    assert_eq!(fake.waiting(), 1);
    polling.task.abort();
    go_on.notify_one();
    holding.await.unwrap().unwrap();
    let nobody = Tenure { boot: Uuid::nil(), epoch: 0 };
    let last = ReleasePoller { bot: account, hold: nobody }; // after what the killed one left with the writer
    store.act(&Actor::bot(), last).await.unwrap();
    store.clock().shift(TimeDelta::seconds(61));
    let polling = Polling::start(&store, &fake);
    fake.until(|fake| fake.waiting() == 0).await;

    assert_eq!(updates(&store).await, [first, second]);
    polling.stop().await;
}

#[tokio::test]
async fn of_two_pollers_one_asks_and_the_other_takes_its_place_when_it_stops() {
    let (fake, store) = (FakeTelegram::start().await, own_store().await);
    let one = Polling::start(&store, &fake);
    fake.until(|fake| !fake.calls("getUpdates").is_empty()).await;
    let other = Polling::start(&store, &fake);

    for text in 0..10 {
        fake.types(CHAT + text, "hello");
        sleep(Duration::from_millis(20)).await;
    }
    fake.until(|fake| fake.waiting() == 0).await;
    assert_eq!(fake.conflicts(), 0);
    one.stop().await;
    fake.types(CHAT + 10, "still there?");
    fake.until(|fake| fake.waiting() == 0).await;

    assert_eq!(updates(&store).await.len(), 11);
    other.stop().await;
}

#[tokio::test]
async fn a_poller_whose_lease_was_taken_keeps_nothing_more() {
    let (fake, store) = (FakeTelegram::start().await, own_store().await);
    let one = Polling::start(&store, &fake);
    fake.until(|fake| !fake.calls("getUpdates").is_empty()).await;
    store.clock().shift(TimeDelta::seconds(61)); // it was asleep for a minute, and another came

    let other = Polling::start(&store, &fake);
    let told: Vec<i64> = (0..5).map(|chat| fake.types(CHAT + chat, "hello")).collect();
    fake.until(|fake| fake.waiting() == 0).await;

    assert_eq!(updates(&store).await, told);
    one.stop().await;
    other.stop().await;
}

#[tokio::test]
async fn troubles_of_telegram_delay_updates_and_lose_none() {
    let (fake, store) = (FakeTelegram::start().await, own_store().await);
    for trouble in [
        Trouble::Conflict,
        Trouble::Gateway(502),
        Trouble::Dropped,
        Trouble::DoneAndGarbled,
        Trouble::Conflict,
        Trouble::Wait(0),
    ] {
        fake.trouble("getUpdates", trouble);
    }
    let id = fake.types(CHAT, "patience");

    let polling = Polling::start(&store, &fake);
    fake.until(|fake| fake.waiting() == 0).await;

    assert_eq!(updates(&store).await, [id]);
    polling.stop().await;
}

#[tokio::test]
async fn one_byte_that_is_no_utf8_keeps_nobody_s_updates_from_being_read() {
    let (fake, store) = (FakeTelegram::start().await, own_store().await);
    let polling = Polling::start(&store, &fake);

    let bad = fake.taps(CHAT, NO_UTF8);
    let good = fake.types(CHAT + 1, "help");
    fake.until(|fake| fake.waiting() == 0).await;

    assert_eq!(updates(&store).await, [bad, good]);
    polling.stop().await;
}

#[tokio::test]
async fn a_poller_whose_clock_ran_days_fast_keeps_nobody_from_polling() {
    let (fake, store) = (FakeTelegram::start().await, own_store().await);
    let now = store.clock().now();
    store.clock().stand_at(now + TimeDelta::days(3));
    let bot = BotAccount { channel: NAME.into(), account: FakeTelegram::ACCOUNT.into() };
    let lease = TakePollerLease { bot, boot: Uuid::now_v7(), gone: None };
    assert!(store.act(&Actor::bot(), lease).await.unwrap().is_some());
    store.clock().stand_at(now);

    let polling = Polling::start(&store, &fake);
    fake.types(CHAT, "is anybody there?");
    fake.until(|fake| fake.waiting() == 0).await;

    assert_eq!(updates(&store).await.len(), 1);
    polling.stop().await;
}

#[tokio::test]
async fn a_poller_that_starts_takes_a_webhook_away_and_loses_nothing_that_waits() {
    let (fake, store) = (FakeTelegram::start().await, own_store().await);
    bot(&fake).set_webhook("http://127.0.0.1:9/nobody", hook::SECRET).await.unwrap();
    let id = fake.types(CHAT, "before");
    fake.trouble("deleteWebhook", Trouble::Wait(0));

    let polling = Polling::start(&store, &fake);
    fake.until(|fake| fake.waiting() == 0).await;

    assert_eq!(updates(&store).await, [id]);
    assert_eq!(fake.calls("deleteWebhook").len(), 2);
    assert_eq!(fake.calls("deleteWebhook")[1].body["drop_pending_updates"], false);
    polling.stop().await;
}

#[tokio::test]
async fn a_poller_leaves_a_webhook_alone_that_was_set_after_its_start() {
    let (fake, store) = (FakeTelegram::start().await, own_store().await);
    let polling = Polling::start(&store, &fake);
    fake.until(|fake| !fake.calls("getUpdates").is_empty()).await;

    bot(&fake).set_webhook("http://127.0.0.1:9/nobody", hook::SECRET).await.unwrap();
    let before = fake.calls("getUpdates").len();
    fake.until(|fake| fake.calls("getUpdates").len() > before + 3).await;

    assert_eq!(fake.calls("deleteWebhook").len(), 1);
    polling.stop().await;
}

#[tokio::test]
async fn a_poller_gives_its_lease_up_to_others_while_another_program_uses_the_token() {
    let (fake, url, contest) = (FakeTelegram::start().await, own_database().await, Contest::default());
    let settings = Settings::for_database(url.clone());
    let store = opened(&settings).await.unwrap();
    let account = FakeTelegram::ACCOUNT.to_owned();
    let bot_of_it = WorkedBot { channel: NAME, account, polls: true, contest: contest.clone() };
    let rocket = server(&settings, store.clone()).unwrap().manage(bot_of_it);
    let rocket = rocket.ignite().await.unwrap();
    let client = Client::untracked(rocket).await.unwrap();
    let ready = async || client.get("/health/ready").dispatch().await.into_string().await.unwrap();
    (0..3).for_each(|_| fake.trouble("getUpdates", Trouble::Conflict));
    let id = fake.types(CHAT, "patience");
    let (stop, told) = watch::channel(false);
    let poller = Poller::new(store.clone(), bot(&fake), PATIENT).telling(contest);
    let task = tokio::spawn(poller.run(told));

    fake.until(|fake| fake.calls("getUpdates").len() == 3).await;
    while rows(&url, "bot_accounts WHERE poller IS NULL").await == 0 {
        sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(ready().await, "ready\ntelegram: conflict\ntelegram: nobody sends\n");
    assert_eq!(fake.calls("getUpdates").len(), 3, "nobody is asked while others may try");
    fake.until(|fake| fake.waiting() == 0).await;

    assert_eq!(updates(&store).await, [id]);
    assert_eq!(ready().await, "ready\ntelegram: nobody sends\n", "only a poller runs here");
    stop.send(true).unwrap();
    task.await.unwrap();
}
