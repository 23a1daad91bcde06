//! Counting every figure anew: to prove them, to replace them, and beside whoever records meanwhile.

use std::collections::BTreeMap;
use std::task::Poll;

use chrono::{DateTime, TimeDelta, Utc};
use peiban::cli::fold_all;
use peiban_core::actor::Actor;
use peiban_core::id::SessionId;
use peiban_store::acts::reach::rollups::{Folded, NotRebuilt, Place, fold_some, rebuild, verify};
use peiban_store::{Act, ActError, Cell, Tx};

use crate::database::rows;
use crate::facts::{Facts, november, recount};
use crate::raw::{Raw, put};
use crate::support::TestApp;

/// Says that a session's register changed, as each act does that changes one.
struct Touch(SessionId);

impl Act for Touch {
    type Out = ();
    const NAME: &'static str = "test.touch";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        Ok(tx.rollup_of_session(self.0).await?)
    }
}

/// An app with courses in three counties, one of them a partner's, counted.
async fn season() -> (TestApp, SessionId) {
    let app = TestApp::start().await;
    let mut facts = Facts::default();
    let partner = facts.partner("recount");
    let mut last = None;
    for (place, area) in [450_123, 450_124, 450_125, 450_123].into_iter().enumerate() {
        let whose = (place == 2).then_some(partner);
        let group = facts.group(area, 5 + place, november(2), whose);
        for seq in 1..=8_u32 {
            let held = (november(2 + seq * 2), i64::from(seq));
            last = Some(facts.session(&group, held, (place * 3 + seq as usize) % 6));
        }
    }
    facts.put(&app.url).await;
    recount(&app.store).await;
    (app, SessionId(last.unwrap()))
}

async fn change(app: &TestApp, sql: &str) {
    Raw::open(&app.url).await.run(sql).await;
}

#[rocket::async_test]
async fn many_cells_counted_at_once_are_each_counted_alone() {
    let (app, _) = season().await;
    let mut read = app.store.read().await.unwrap();
    let cells: Vec<Cell> = read.kept_days().await.unwrap().into_keys().collect();

    let together = read.count_cells(&cells).await.unwrap();
    let mut alone = BTreeMap::new();
    for cell in &cells {
        alone.append(&mut read.count_cells(&[*cell]).await.unwrap());
    }

    assert!(cells.len() > 20);
    assert!(together == alone, "{together:?} {alone:?}");
}

#[rocket::async_test]
async fn proving_names_each_figure_that_is_wrong_and_changes_none() {
    let (app, _) = season().await;
    change(
        &app,
        "UPDATE rollup_days SET value = value + 3 WHERE measure = 'attended' AND day = '2026-11-04' AND area = 450124;
         DELETE FROM rollup_periods WHERE grain = 'month' AND area = 450124 AND measure = 'sessions'",
    )
    .await;

    let first = verify(&app.store).await.unwrap();
    let second = verify(&app.store).await.unwrap();

    assert_eq!(first.wrong, second.wrong);
    let [day, period] = first.wrong.as_slice() else { panic!("two are wrong: {:?}", first.wrong) };
    let Place::Day(cell) = day.place else { panic!("{day:?}") };
    assert_eq!((cell.day, cell.area), (november(4), 450_124));
    assert_eq!((day.figure.word(), day.stored), ("attended", day.counted.map(|counted| counted + 3)));
    let Place::Period(spot) = period.place else { panic!("{period:?}") };
    assert_eq!((spot.period.to_string().as_str(), spot.area), ("2026-11", 450_124));
    assert_eq!((period.figure.word(), period.stored), ("sessions", None));
}

#[rocket::async_test]
async fn what_waits_to_be_counted_is_no_mistake() {
    let (app, session) = season().await;
    change(&app, "UPDATE attendance SET status = 'absent_excused'").await;
    let wrong = verify(&app.store).await.unwrap().wrong.len();

    put!(
        &mut Raw::open(&app.url).await,
        "INSERT INTO rollup_dirty (day, area, partner, since) SELECT DISTINCT day, area, partner, $1 FROM rollup_days",
        app.store.clock().now()
    );
    app.store.act(&Actor::bot(), Touch(session)).await.unwrap();
    let known = verify(&app.store).await.unwrap();
    fold_all(&app.store).await.unwrap();

    assert!(wrong > 20 && known.waiting > 20);
    assert_eq!(known.wrong, []);
    assert_eq!(verify(&app.store).await.unwrap().wrong, []);
}

#[rocket::async_test]
async fn replacing_mends_what_is_wrong_missing_or_too_much_and_nothing_else() {
    let (app, _) = season().await;
    change(
        &app,
        "UPDATE rollup_days SET value = 99 WHERE measure = 'attended';
         DELETE FROM rollup_periods WHERE area = 450000;
         UPDATE rollup_periods SET area = 450999 WHERE area = 450124;
         UPDATE rollup_days SET day = '2026-12-24' WHERE day = '2026-11-06'",
    )
    .await;

    let mended = rebuild(&app.store).await.unwrap();
    let again = rebuild(&app.store).await.unwrap();

    assert!(mended.wrong.len() > 40);
    assert_eq!(again.wrong, []);
    assert_eq!(verify(&app.store).await.unwrap().wrong, []);
    assert_eq!(rows(&app.url, "rollup_days WHERE day > '2026-12-01'").await, 0);
}

#[rocket::async_test]
async fn whoever_records_while_everything_is_counted_is_counted_as_well() {
    let (app, session) = season().await;
    change(&app, "DELETE FROM rollup_periods; DELETE FROM rollup_days").await;

    let recording = async {
        let mut raw = Raw::open(&app.url).await;
        for status in ["late", "absent_unexcused"].into_iter().cycle().take(20) {
            put!(&mut raw, "UPDATE attendance SET status = $1 WHERE session_id = $2", status, session.0);
            app.store.act(&Actor::bot(), Touch(session)).await.unwrap();
            fold_some(&app.store).await.unwrap();
        }
    };
    let (rebuilt, ()) = tokio::join!(rebuild(&app.store), recording);
    fold_all(&app.store).await.unwrap();

    assert!(rebuilt.is_ok(), "folding rests, so that counting everything comes to an end");
    assert_eq!(verify(&app.store).await.unwrap().wrong, []);
}

#[rocket::async_test]
async fn two_never_count_everything_at_once_and_one_that_died_is_not_waited_for_long() {
    let (app, session) = season().await;
    let until: DateTime<Utc> = "2026-11-25T12:00:00Z".parse().unwrap();
    put!(&mut Raw::open(&app.url).await, "UPDATE rollup_state SET turn = turn + 1, held_until = $1", until);
    app.store.act(&Actor::bot(), Touch(session)).await.unwrap();

    app.store.clock().stand_at("2026-11-25T11:59:59Z".parse().unwrap());
    let second = rebuild(&app.store).await;
    let folded = fold_some(&app.store).await.unwrap();
    app.store.clock().stand_at(app.store.clock().now() + TimeDelta::seconds(2));
    let later = rebuild(&app.store).await;

    assert!(matches!(second, Err(NotRebuilt::Held)));
    assert_eq!(folded, Folded::Held);
    assert!(later.is_ok());
    assert_eq!(fold_some(&app.store).await.unwrap(), Folded::All);
}

#[rocket::async_test]
async fn counting_everything_that_is_broken_off_leaves_what_was_kept() {
    let (app, _) = season().await;
    change(&app, "UPDATE rollup_days SET value = 99 WHERE measure = 'attended'").await;
    let before = verify(&app.store).await.unwrap().wrong;

    for polls in [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233] {
        break_off(&app, polls).await;
        let after = verify(&app.store).await.unwrap().wrong;
        assert!(after == before || after.is_empty(), "all or nothing: {after:?}");
        app.store.clock().stand_at(app.store.clock().now() + TimeDelta::minutes(2));
    }

    assert!(rebuild(&app.store).await.is_ok());
    assert_eq!(verify(&app.store).await.unwrap().wrong, []);
}

/// Counts everything until it has waited so often, then leaves it there.
async fn break_off(app: &TestApp, mut polls: usize) {
    let mut counting = std::pin::pin!(rebuild(&app.store));
    std::future::poll_fn(|context| {
        polls -= 1;
        let ended = counting.as_mut().poll(context).is_ready();
        if ended || polls == 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}
