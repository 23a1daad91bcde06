//! Alerts, for safeguarding leads only. A text is opened by a form, since reading it is written down.

use chrono::{DateTime, Utc};
use peiban_core::alert::AlertState;
use peiban_core::id::AlertId;
use peiban_core::text::{Language, month_day};
use peiban_core::user::Permission;
use peiban_store::AlertRow;
use peiban_store::acts::chat::alerts::{AcknowledgeAlert, ReadAlert};
use peiban_store::list::AlertKey;
use rocket::response::Redirect;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Posted, Shell, SignedIn};
use crate::pages::list::{After, Asked};

/// An alert as a page shows it.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    row: AlertRow,
    at_told: String,
    due_told: String,
    late: bool,
}

impl Shown {
    fn of(row: AlertRow, language: Language, now: DateTime<Utc>) -> Self {
        let told = |at: DateTime<Utc>| {
            let at = at.with_timezone(&chrono_tz::Asia::Shanghai);
            format!("{} {}", month_day(language, at.date_naive()), at.format("%H:%M"))
        };
        let late = row.state == AlertState::New && row.due_at < now;
        Self { at_told: told(row.at), due_told: told(row.due_at), late, row }
    }
}

/// Alerts of one's areas.
#[get("/alerts?<q>&<after>")]
pub async fn index(
    q: Option<&str>,
    after: Option<After<AlertKey>>,
    person: &SignedIn,
    shell: Shell,
    db: &Db,
) -> Result<Template, Error> {
    person.needs(Permission::SeeAlerts)?;
    let (now, lang) = (db.clock().now(), shell.lang);
    let asked = Asked::of("/alerts", q, after.as_ref());
    let part = db.read().await?.alerts_seen_by(person.user(), asked.wanted()).await?;
    let pager = asked.pager(&part, AlertRow::key);
    let alerts: Vec<_> = part.rows.into_iter().map(|row| Shown::of(row, lang, now)).collect();
    Ok(shell.page("chat/alerts/index.html", context! { alerts, pager }))
}

/// One alert, its text still closed.
#[get("/alerts/<id>")]
pub async fn show(id: Uuid, person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    person.needs(Permission::SeeAlerts)?;
    let row = db.read().await?.alert_seen_by(person.user(), AlertId(id)).await?.ok_or(Error::NotFound)?;
    let alert = Shown::of(row, shell.lang, db.clock().now());
    Ok(shell.page("chat/alerts/show.html", context! { alert }))
}

/// Nothing but the token.
#[derive(FromForm)]
pub struct Tap {
    #[expect(dead_code, reason = "the guard has read it")]
    csrf: String,
}

/// Opens the text; that somebody did is kept.
#[post("/alerts/<id>/reading", data = "<form>")]
pub async fn read(id: Uuid, form: Posted<Tap>, db: &Db) -> Result<Template, Error> {
    let (row, text) = db.act(&form.actor, ReadAlert(AlertId(id))).await?;
    let shell = form.shell();
    let alert = Shown::of(row, shell.lang, db.clock().now());
    Ok(shell.page("chat/alerts/show.html", context! { alert, opened: true, text }))
}

/// Takes an alert on.
#[post("/alerts/<id>/acknowledgement", data = "<form>")]
pub async fn acknowledge(id: Uuid, form: Posted<Tap>, db: &Db) -> Result<Redirect, Error> {
    db.act(&form.actor, AcknowledgeAlert(AlertId(id))).await?;
    Ok(Redirect::to(uri!(show(id))))
}
