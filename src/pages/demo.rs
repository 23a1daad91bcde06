//! The demo's clock: time passes at a tap. Mounted by the demo only.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use peiban_bot::sender::Sender;
use peiban_core::clock::Clock;
use peiban_core::zone::Zone;
use peiban_store::acts::accounts::KeepSignedIn;
use rocket::response::Redirect;
use rocket::{FromForm, State, post};

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Demo, Posted};
use crate::pages::language::local;

/// Nine in the morning in China, whatever the machine says: the reminders of tomorrow's session leave at ten, so
/// that its story is the same for everybody who tries it.
pub fn begin(clock: &Clock) {
    let now = clock.now();
    let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
    clock.shift(Zone::CHINA.instant(Zone::CHINA.day(now).and_time(nine)) - now);
}

/// Stops on the way of one tap at most: a tap must not take for ever.
const MOST_STOPS: usize = 50;

/// How far to go.
#[derive(FromForm)]
pub struct Step<'v> {
    step: &'v str,
    to: &'v str,
}

/// Lets an hour or a day pass, or goes to just after the next thing that is due.
#[post("/demo/clock", data = "<form>")]
pub async fn shift(mut form: Posted<Step<'_>>, demo: &State<Demo>, db: &Db) -> Result<Redirect, Error> {
    let Step { step, to } = form.taken()?;
    let sender = demo.sender(db);
    sender.settle().await; // what was done on this page may ask for messages
    let now = db.clock().now();
    let until = match step {
        "hour" => now + TimeDelta::hours(1),
        "day" => now + TimeDelta::days(1),
        "next" => next_due(db).await?.map_or(now, |due| due + TimeDelta::seconds(1)),
        _ => return Err(Error::NotFound),
    };
    pass(db, &sender, until).await?;
    db.act(&form.actor, KeepSignedIn).await?; // else a day would sign everybody out
    Ok(Redirect::to(local(to)))
}

/// Goes on until `until`. What falls due on the way leaves at its own minute and in its order.
async fn pass(db: &Db, sender: &Sender, until: DateTime<Utc>) -> Result<(), Error> {
    for _ in 0..MOST_STOPS {
        match next_due(db).await? {
            Some(due) if due < until => go_to(db, due + TimeDelta::seconds(1)),
            _ => break,
        }
        sender.settle().await;
    }
    go_to(db, until);
    sender.settle().await;
    Ok(())
}

async fn next_due(db: &Db) -> Result<Option<DateTime<Utc>>, Error> {
    Ok(db.read().await?.next_due(db.clock().now()).await?)
}

/// The clock never goes back: while messages leave it goes on by itself.
fn go_to(db: &Db, at: DateTime<Utc>) {
    db.clock().shift((at - db.clock().now()).max(TimeDelta::zero()));
}
