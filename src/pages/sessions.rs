//! Moving a session and calling it off.

pub mod lists;

use chrono::{DateTime, NaiveDate, Utc};
use peiban_core::id::{GroupId, SessionId};
use peiban_core::session::{Session, SessionState};
use peiban_core::text::{Language, MessageKey, day, month_day};
use peiban_core::user::Permission;
use peiban_store::SessionCard;
use peiban_store::acts::sessions::{CancelSession, MoveSession};
use rocket::response::Redirect;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Posted, Shell, SignedIn};
use crate::pages::groups;

/// A session as pages show it: dates in words, its state as a message and a colour.
#[derive(Serialize)]
pub struct SessionLine {
    id: SessionId,
    group_id: GroupId,
    group: String,
    place: String,
    seq: Option<i64>,
    title: String,
    day: String,
    near_day: String,
    date: NaiveDate,
    time: String,
    people: i64,
    state: &'static str,
    colour: &'static str,
    reason: Option<String>,
    may_change: bool,
    has_register: bool,
}

impl SessionLine {
    /// The line of a session as it is at `now`.
    pub fn of(card: &SessionCard, language: Language, now: DateTime<Utc>) -> Self {
        let session = &card.session;
        let (state, colour) = state(card, now);
        let title = language.pick(
            card.module_zh.as_deref().unwrap_or_default(),
            card.module_en.as_deref().unwrap_or_default(),
        );
        Self {
            id: session.id(),
            group_id: session.group(),
            group: card.group_name.clone(),
            place: card.site_name.clone(),
            seq: card.module_seq,
            title: title.to_owned(),
            day: day(language, session.held_on()),
            near_day: month_day(language, session.held_on()),
            date: session.held_on(),
            time: session.local_start().format("%H:%M").to_string(),
            people: card.people,
            state,
            colour,
            reason: session.reason().map(str::to_owned),
            may_change: session.may_change(),
            has_register: has_register(session, now),
        }
    }
}

/// A register is there from the day of the session on, unless it was called off.
fn has_register(session: &Session, now: DateTime<Utc>) -> bool {
    !matches!(session.state(), SessionState::Draft | SessionState::Cancelled)
        && session.held_on() <= session.zone().day(now)
}

/// The message of a session's state, and the colour of its tag.
fn state(card: &SessionCard, now: DateTime<Utc>) -> (&'static str, &'static str) {
    let owed = card.session.ends_at() <= now && card.people > 0;
    match card.session.state() {
        SessionState::Draft => ("sessions-state-draft", ""),
        SessionState::Scheduled | SessionState::Held if owed => ("sessions-state-owed", "govuk-tag--yellow"),
        SessionState::Scheduled if card.session.ends_at() <= now => ("sessions-state-past", ""),
        SessionState::Scheduled => ("sessions-state-scheduled", "govuk-tag--teal"),
        SessionState::Held => ("sessions-state-held", "govuk-tag--teal"),
        SessionState::DidNotHappen => ("sessions-state-did_not_happen", "govuk-tag--red"),
        SessionState::Cancelled => ("sessions-state-cancelled", "govuk-tag--red"),
        SessionState::Submitted => ("sessions-state-submitted", "govuk-tag--green"),
        SessionState::Verified => ("sessions-state-verified", "govuk-tag--green"),
    }
}

async fn managed(id: Uuid, person: &SignedIn, language: Language, db: &Db) -> Result<SessionLine, Error> {
    let found =
        db.read().await?.session_seen_by(person.user(), Permission::ManageGroups, SessionId(id)).await?;
    Ok(SessionLine::of(&found.ok_or(Error::NotFound)?, language, db.clock().now()))
}

/// The form to move a session, or to call it off.
#[get("/sessions/<id>/move")]
pub async fn edit(id: Uuid, person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    let session = managed(id, person, shell.lang, db).await?;
    Ok(shell.page("sessions/move.html", context! { session }))
}

/// Another time.
#[derive(FromForm)]
pub struct NewTime<'v> {
    date: &'v str,
    time: &'v str,
}

/// Moves a session; those who were told are told again.
#[post("/sessions/<id>/moves", data = "<form>")]
pub async fn move_it(
    id: Uuid,
    person: &SignedIn,
    mut form: Posted<NewTime<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    match read_and_move(id, &mut form, db).await {
        Ok(moved) => Ok(Redirect::to(uri!(groups::show(moved.group().0)))),
        Err(why) => {
            let session = managed(id, person, form.shell().lang, db).await?;
            Err(form.again(why, "sessions/move.html", context! { session }))
        }
    }
}

async fn read_and_move(id: Uuid, form: &mut Posted<NewTime<'_>>, db: &Db) -> Result<Session, Error> {
    let NewTime { date, time } = form.taken()?;
    let (date, time) = (date.trim().parse::<NaiveDate>().ok(), groups::time(time));
    if date.is_none() {
        form.typed.fault("date", MessageKey("sessions-error-date-form"));
    }
    if time.is_none() {
        form.typed.fault("time", MessageKey("sessions-error-time-clock"));
    }
    let (Some(date), Some(time)) = (date, time) else { return Err(Error::Fields) };
    let act = MoveSession { session: SessionId(id), to: date.and_time(time), seen: None };
    Ok(db.act(&form.actor, act).await?)
}

/// Why a session is called off.
#[derive(FromForm)]
pub struct Reason<'v> {
    reason: &'v str,
}

/// Calls a session off; those who were told are told again.
#[post("/sessions/<id>/cancellations", data = "<form>")]
pub async fn cancel(
    id: Uuid,
    person: &SignedIn,
    mut form: Posted<Reason<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let act = |form: Reason<'_>| CancelSession {
        session: SessionId(id),
        reason: form.reason.to_owned(),
        seen: None,
    };
    match form.act(db, act).await {
        Ok(cancelled) => Ok(Redirect::to(uri!(groups::show(cancelled.group().0)))),
        Err(why) => {
            let session = managed(id, person, form.shell().lang, db).await?;
            Err(form.again(why, "sessions/move.html", context! { session }))
        }
    }
}
