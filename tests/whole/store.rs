//! The store itself: one writer, refused acts, deadlocks, migrations.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use peiban_core::actor::Actor;
use peiban_core::area::AreaCode;
use peiban_core::id::UserId;
use peiban_core::text::Language;
use peiban_core::user::{Grant, Role};
use peiban_store::acts::accounts::AddUser;
use peiban_store::{Act, ActError};
use peiban_store::{Store, Tools, Tx};
use tokio::sync::Barrier;

use crate::database::{on_postgres, own_database};

async fn store() -> Store {
    Store::open(&own_database().await, 8, Tools::default()).await.unwrap()
}

pub fn add(name: &str) -> AddUser {
    AddUser {
        name: name.into(),
        display_name: name.into(),
        password_hash: "none".into(),
        grant: Grant { role: Role::Viewer, area: AreaCode::COUNTRY, partner: None },
    }
}

/// Writes, then refuses or panics.
struct Fails(AddUser, bool);

impl Act for Fails {
    type Out = ();
    const NAME: &'static str = "test.fails";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        self.0.run(tx).await?;
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert!(!self.1, "on purpose");
        Err(ActError::NotFound)
    }
}

#[tokio::test]
async fn one_refused_or_broken_act_harms_no_other_of_its_batch() {
    let store = store().await;

    let tasks: Vec<_> = (0..30)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let (act, bot) = (add(&format!("user{n}")), Actor::bot());
                match n % 3 {
                    0 => store.act(&bot, Fails(act, false)).await.is_ok(),
                    1 => store.act(&bot, Fails(act, true)).await.is_ok(),
                    _ => store.act(&bot, act).await.is_ok(),
                }
            })
        })
        .collect();
    let mut well = 0;
    for task in tasks {
        well += u32::from(task.await.unwrap_or(false));
    }

    assert_eq!(well, 10);
    assert_eq!(store.read().await.unwrap().user_count().await.unwrap(), 10);
}

/// Two acts that each take two rows, and meet when both have the first.
struct Meeting {
    runs: AtomicU32,
    both: Barrier,
}

/// Takes two rows in the given order.
struct TakesBoth([UserId; 2], Arc<Meeting>);

impl Act for TakesBoth {
    type Out = ();
    const NAME: &'static str = "test.takes_both";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let [first, second] = self.0;
        let again = self.1.runs.fetch_add(1, Ordering::Relaxed) >= 2;
        tx.save_language(first, Language::En).await?;
        if on_postgres() && !again {
            self.1.both.wait().await; // SQLite's writer does one act after the other
        }
        Ok(tx.save_language(second, Language::En).await?)
    }
}

#[tokio::test]
async fn two_acts_that_lock_each_other_out_both_end_well() {
    let store = store().await;
    let operator = Actor::operator();
    let a = store.act(&operator, add("one")).await.unwrap();
    let b = store.act(&operator, add("two")).await.unwrap();
    let meeting = Arc::new(Meeting { runs: AtomicU32::new(0), both: Barrier::new(2) });

    let act = |ids| store.act(&operator, TakesBoth(ids, Arc::clone(&meeting)));
    let (one, two) = tokio::join!(act([a, b]), act([b, a]));

    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    assert_eq!(meeting.runs.load(Ordering::Relaxed), if on_postgres() { 3 } else { 2 });
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_the_store_is_opened_again() {
    let url = own_database().await;
    let store = Store::open(&url, 2, Tools::default()).await.unwrap();
    store.act(&Actor::operator(), add("one")).await.unwrap();
    store.close().await;

    let again = Store::open(&url, 2, Tools::default()).await.unwrap();

    assert_eq!(again.read().await.unwrap().user_count().await.unwrap(), 1);
    assert!(store.act(&Actor::operator(), add("two")).await.is_err(), "a closed store takes nothing");
}

#[tokio::test]
async fn every_county_is_there_and_knows_what_holds_it() {
    let store = store().await;
    let mut read = store.read().await.unwrap();

    let provinces = read.areas_below(AreaCode::COUNTRY).await.unwrap();
    let longan = read.areas_called("450123").await.unwrap();

    assert_eq!(provinces.len(), 34);
    assert_eq!(longan[0].name(Language::ZhHans), "隆安县");
}

#[tokio::test]
async fn an_unknown_kind_of_database_is_refused() {
    assert!(Store::open("mysql://localhost/x", 1, Tools::default()).await.is_err());
}
