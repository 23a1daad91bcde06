//! Sessions: the meetings of groups.

use chrono::{DateTime, NaiveDate, Utc};
use peiban_core::id::{GroupId, SessionId};
use peiban_core::session::{Mode, Session, SessionState};
use peiban_core::user::Permission;
use peiban_store::acts::registers::SubmitRegister;
use peiban_store::acts::sessions::{CancelSession, MEANWHILE, MoveSession};
use peiban_store::{Act, SessionsAsked};
use rocket::http::Header;
use rocket::serde::json::Json;
use rocket::{Responder, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Page, PageQuery, Paged, asked, searched, word};
use super::{Done, IfMatch, local, words};
use crate::db::Db;
use crate::error::Error;
use crate::guard::{Asking, Sent, SignedIn};

/// A session.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SessionAnswer {
    /// Its id; a move keeps it.
    pub id: Uuid,
    /// Whose.
    pub group: Uuid,
    /// Where.
    pub site: Uuid,
    /// About which module, if it follows one.
    pub module: Option<Uuid>,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// IANA zone of its local times.
    pub zone: String,
    /// The local day.
    pub held_on: NaiveDate,
    /// How people meet.
    #[schema(schema_with = words::mode)]
    pub mode: Mode,
    /// Where it stands.
    #[schema(schema_with = words::session_state)]
    pub state: SessionState,
    /// Why it was called off or did not happen.
    pub reason: Option<String>,
    /// How often it was moved or called off, as in iCal.
    pub sequence: i64,
}

impl From<&Session> for SessionAnswer {
    fn from(session: &Session) -> Self {
        Self {
            id: session.id().0,
            group: session.group().0,
            site: session.site().0,
            module: session.module().map(|module| module.0),
            starts_at: session.starts_at(),
            ends_at: session.ends_at(),
            zone: session.zone().name().to_owned(),
            held_on: session.held_on(),
            mode: session.mode(),
            state: session.state(),
            reason: session.reason().map(str::to_owned),
            sequence: session.sequence(),
        }
    }
}

/// A session with the tag of its version: send it as `If-Match` to change only what was seen.
#[derive(Responder)]
pub struct Tagged {
    session: Json<SessionAnswer>,
    tag: Header<'static>,
}

impl Tagged {
    fn of(session: SessionAnswer) -> Self {
        let tag = format!("\"{}-{}\"", session.sequence, session.state.word());
        Self { session: Json(session), tag: Header::new("ETag", tag) }
    }
}

/// Sessions of groups that one manages or takes registers of.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "sessions",
    params(PageQuery, ("q" = Option<String>, Query, description = "Part of their group's name, code or place"),
        ("group" = Option<Uuid>, Query, description = "Of this group"),
        ("state" = Option<String>, Query, description = "Where they stand"),
        ("from" = Option<NaiveDate>, Query, description = "On this local day or later"),
        ("to" = Option<NaiveDate>, Query, description = "On this local day or earlier")),
    responses((status = 200, description = "One page", body = Page<SessionAnswer>)))]
#[get("/sessions?<q>&<group>&<state>&<from>&<to>&<cursor>&<limit>")]
#[expect(clippy::too_many_arguments, reason = "one an optional part of the address")]
pub async fn index(
    q: Option<&str>,
    group: Option<&str>,
    state: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
    cursor: Option<&str>,
    limit: Option<&str>,
    person: &SignedIn,
    db: &Db,
) -> Result<Json<Page<SessionAnswer>>, Error> {
    person.works_with_groups()?;
    let wanted = SessionsAsked {
        q: searched(q)?,
        group: asked("group", group)?.map(GroupId),
        state: word("state", state, SessionState::of_word)?,
        from: asked("from", from)?,
        to: asked("to", to)?,
    };
    let paged = Paged::of(cursor, limit)?;
    let rows = db.read().await?.sessions_page(person.user(), wanted, paged.rows()).await?;
    Ok(Json(paged.page(rows, |session| session.id().0, |session| (&session).into())))
}

/// One session; its `ETag` is what `If-Match` takes.
#[utoipa::path(get, path = "/api/v1/sessions/{id}", tag = "sessions", params(("id" = Uuid, Path, description = "Which")),
    responses((status = 200, description = "The session", body = SessionAnswer,
               headers(("ETag" = String, description = "Its version")))))]
#[get("/sessions/<id>")]
pub async fn show(id: Uuid, person: &SignedIn, db: &Db) -> Result<Tagged, Error> {
    person.works_with_groups()?;
    let session = db.read().await?.session_for(person.user(), SessionId(id)).await?.ok_or(Error::NotFound)?;
    Ok(Tagged::of((&session).into()))
}

/// Where to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// As clocks at the site show it: `2026-12-01T09:00`.
    #[schema(pattern = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$")]
    to: String,
}

/// Moves a session; whoever was told is told again.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/moves", tag = "sessions", request_body = Move,
    params(("id" = Uuid, Path, description = "Which"), ("If-Match" = Option<String>, Header, description = "Only this version")),
    responses((status = 200, description = "Moved", body = SessionAnswer)))]
#[post("/sessions/<id>/moves", data = "<sent>")]
pub async fn move_it(
    id: Uuid,
    seen: IfMatch,
    sent: Sent<Move>,
    person: &SignedIn,
    db: &Db,
) -> Result<Tagged, Error> {
    person.needs(Permission::ManageGroups)?;
    let (new, once) = sent.apart();
    let act = MoveSession { session: SessionId(id), to: local("to", &new.to)?, seen: seen.0.clone() };
    changed(act, &seen, once, db).await
}

/// Does what changes a session, and answers with its new version; 412 if somebody changed it since it was `seen`.
async fn changed<A: Act<Out = Session>>(
    act: A,
    seen: &IfMatch,
    once: Asking,
    db: &Db,
) -> Result<Tagged, Error> {
    match once.act(db, act, |session| SessionAnswer::from(session)).await {
        Err(Error::Refused(refused)) if refused.rule == MEANWHILE && seen.0.is_some() => Err(Error::Changed),
        done => Ok(Tagged::of(done?)),
    }
}

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    /// In a few words; people are told.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// Calls a session off; its module is left to be planned again.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/cancellations", tag = "sessions", request_body = Cancellation,
    params(("id" = Uuid, Path, description = "Which"), ("If-Match" = Option<String>, Header, description = "Only this version")),
    responses((status = 200, description = "Called off", body = SessionAnswer)))]
#[post("/sessions/<id>/cancellations", data = "<sent>")]
pub async fn cancel(
    id: Uuid,
    seen: IfMatch,
    sent: Sent<Cancellation>,
    person: &SignedIn,
    db: &Db,
) -> Result<Tagged, Error> {
    person.needs(Permission::ManageGroups)?;
    let (new, once) = sent.apart();
    let act = CancelSession { session: SessionId(id), reason: new.reason, seen: seen.0.clone() };
    changed(act, &seen, once, db).await
}

/// Nothing to say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Hands a register in.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/submission", tag = "registers", request_body = Nothing,
    params(("id" = Uuid, Path, description = "Which")),
    responses((status = 200, description = "Handed in", body = Done)))]
#[post("/sessions/<id>/submission", data = "<sent>")]
pub async fn submit(id: Uuid, sent: Sent<Nothing>, person: &SignedIn, db: &Db) -> Result<Json<Done>, Error> {
    person.needs(Permission::TakeRegisters)?;
    let (_, once) = sent.apart();
    Ok(Json(once.act(db, SubmitRegister(SessionId(id)), |()| Done { done: true }).await?))
}
