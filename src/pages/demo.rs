//! The demo's clock: time passes at a tap. Mounted by the demo only.

use chrono::TimeDelta;
use peiban_core::acts::users::KeepSignedIn;
use rocket::response::Redirect;
use rocket::{FromForm, post};

use crate::db::Db;
use crate::error::Error;
use crate::guard::Posted;
use crate::pages::language::local;

/// How far to go.
#[derive(FromForm)]
pub struct Step<'v> {
    step: &'v str,
    to: &'v str,
}

/// Lets an hour or a day pass, or goes to just after the next thing that is due.
#[post("/demo/clock", data = "<form>")]
pub async fn shift(mut form: Posted<Step<'_>>, db: &Db) -> Result<Redirect, Error> {
    let Step { step, to } = form.taken()?;
    let now = db.clock().now();
    let by = match step {
        "hour" => TimeDelta::hours(1),
        "day" => TimeDelta::days(1),
        "next" => db
            .read()
            .await?
            .next_due(now)
            .await?
            .map_or(TimeDelta::zero(), |due| due - now + TimeDelta::seconds(1)),
        _ => return Err(Error::NotFound),
    };
    db.clock().shift(by);
    db.act(&form.actor, KeepSignedIn).await?; // else a day would sign everybody out
    Ok(Redirect::to(local(to)))
}
