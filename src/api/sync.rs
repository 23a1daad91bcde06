//! What phones send when they have signal again.

mod described;
mod reading;
#[cfg(test)]
mod tests;

use peiban_core::actor::Actor;
use peiban_core::id::{CaregiverId, OpId, SessionId};
use peiban_core::register::{OPS_MOST, Op, OpAnswer, Outcome, Reason, Status};
use peiban_core::text::MessageKey;
use peiban_core::user::Permission;
use peiban_store::acts::registers::ApplyOps;
use peiban_store::{ActError, StoreError};
use rocket::post;
use rocket::serde::json::{Json, serde_json};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;

use super::words;
use crate::db::Db;
use crate::error::Error;
use crate::guard::{Sent, SignedIn};
pub use reading::Unread;
use reading::{Unreadable, read};

/// The newest format of a batch. It and the one before are taken: a phone that was away for a season is heard.
pub const FORMAT: u32 = 2;
/// Of batches that name none.
const FIRST: u32 = 1;

/// What a device recorded since it last had signal. Sessions and operations are read one by one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch<'r> {
    /// 1 (or nothing) and 2 are taken; 2 says its number.
    #[serde(default = "first")]
    format: u32,
    device: Uuid,
    #[serde(borrow)]
    sessions: Vec<&'r RawValue>,
}

fn first() -> u32 {
    FIRST
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionBatch<'r> {
    session: SessionId,
    #[serde(borrow)]
    ops: Vec<&'r RawValue>,
}

/// What became of a batch: one answer a session, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub struct SyncAnswer {
    /// The newest format that is taken.
    pub format: u32,
    /// One a session, in their order.
    pub sessions: Vec<SyncedSession>,
}

/// What became of a session's operations.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct SyncedSession {
    /// Its place in the batch, from 0.
    pub index: usize,
    /// Which; nothing if its id could not be read.
    #[schema(value_type = Option<Uuid>)]
    pub session: Option<SessionId>,
    /// Why none of its operations was looked at, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Unheard>,
    /// One an operation, in their order.
    pub ops: Vec<OpTold>,
}

/// Why a session's operations were not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unheard {
    /// Not there, or not the sender's.
    NotFound,
    /// Not a session with operations.
    Malformed,
    /// The database failed; send it again later.
    TryAgain,
}

/// What became of one operation.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpTold {
    /// Its place among the session's operations, from 0.
    pub index: usize,
    /// Its id; nothing if that could not be read.
    #[schema(value_type = Option<Uuid>)]
    pub op: Option<OpId>,
    /// What became of it.
    #[schema(schema_with = words::outcome)]
    pub outcome: Outcome,
    /// For a duplicate: what became of it the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::outcome, required = false)]
    pub first: Option<Outcome>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::reason, required = false)]
    pub reason: Option<Why>,
    /// Which field could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The revision that it made.
    pub rev: Option<i64>,
    /// What the register now shows for its person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::status, required = false)]
    pub status: Option<Status>,
    /// For a walk-in who is known: who she is.
    #[schema(value_type = Option<Uuid>)]
    pub known: Option<CaregiverId>,
}

/// A rule of registers, or of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Why {
    /// A rule of registers.
    Rule(Reason),
    /// It could not be read; nothing of it is kept.
    Unread(Unread),
}

impl OpTold {
    fn of(index: usize, answer: &OpAnswer) -> Self {
        let OpAnswer { op_id, outcome, first, reason, rev, status, known } = *answer;
        let reason = reason.map(Why::Rule);
        Self { index, op: Some(op_id), outcome, first, reason, field: None, rev, status, known }
    }

    fn unread(index: usize, Unreadable { op, why, field }: Unreadable) -> Self {
        Self {
            index,
            op,
            outcome: Outcome::Rejected,
            first: None,
            reason: Some(Why::Unread(why)),
            field: Some(field).filter(|field| !field.is_empty()),
            rev: None,
            status: None,
            known: None,
        }
    }
}

/// Takes operations and answers each by name: what cannot be read, is not there or fails spoils no other.
#[utoipa::path(post, path = "/api/v1/sync", tag = "registers", request_body = described::Sync,
    responses((status = 200, description = "What became of each operation", body = SyncAnswer)))]
#[post("/sync", data = "<sent>")]
pub async fn sync(
    sent: Sent<Batch<'_>, true>,
    person: &SignedIn,
    db: &Db,
) -> Result<Json<SyncAnswer>, Error> {
    if person.token().is_some() {
        person.needs(Permission::TakeRegisters)?; // for a sign-in, each session says whether it is there
    }
    let Sent { actor, value: Batch { format, device, sessions }, .. } = sent;
    if !(FORMAT - 1..=FORMAT).contains(&format) {
        return Err(MessageKey("registers-error-format").into());
    }
    let sent: Vec<Result<SessionBatch<'_>, _>> =
        sessions.iter().map(|raw| serde_json::from_str(raw.get())).collect();
    if sent.iter().flatten().map(|batch| batch.ops.len()).sum::<usize>() > OPS_MOST {
        return Err(MessageKey("registers-error-too-many").into());
    }
    let (mut answers, mut failed) = (Vec::new(), None);
    for (index, (batch, raw)) in sent.into_iter().zip(sessions).enumerate() {
        let answer = match batch {
            Ok(batch) => take(&actor, (batch, device), db).await.unwrap_or_else(|error| {
                failed = Some(error);
                SyncedSession { session: named(raw), ..SyncedSession::without_look(Unheard::TryAgain) }
            }),
            Err(_) => {
                SyncedSession { session: named(raw), ..SyncedSession::without_look(Unheard::Malformed) }
            }
        };
        answers.push(SyncedSession { index, ..answer });
    }
    let all_failed = answers.iter().all(|answer| answer.problem == Some(Unheard::TryAgain));
    match failed.filter(|_| all_failed) {
        Some(error) => Err(error.into()),
        None => Ok(Json(SyncAnswer { format: FORMAT, sessions: answers })),
    }
}

impl SyncedSession {
    fn without_look(problem: Unheard) -> Self {
        Self { problem: Some(problem), ..Self::default() }
    }
}

/// The id of a session of which something else cannot be read.
fn named(raw: &RawValue) -> Option<SessionId> {
    let sent: Value = serde_json::from_str(raw.get()).ok()?;
    serde_json::from_value(sent.get("session")?.clone()).ok()
}

/// Takes one session's operations.
async fn take(
    actor: &Actor,
    (batch, device): (SessionBatch<'_>, Uuid),
    db: &Db,
) -> Result<SyncedSession, StoreError> {
    let session = batch.session;
    let (read, mut answers) = read_all(&batch.ops, device);
    let (places, ops): (Vec<_>, Vec<_>) = read.into_iter().map(|(index, op)| ((index, op.op_id), op)).unzip();
    let mut problem = None;
    if !ops.is_empty() {
        match db.act(actor, ApplyOps { session, ops }).await {
            Ok(done) => answers.extend(placed(places, done)),
            Err(ActError::NotFound) => problem = Some(Unheard::NotFound),
            Err(ActError::Refused(_)) => problem = Some(Unheard::Malformed), // too many; counted above
            Err(ActError::Store(error)) => {
                tracing::error!(?error, "a session's operations could not be taken");
                return Err(error);
            }
        }
    }
    answers.sort_by_key(|answer| answer.index);
    let ops = if problem.is_none() { answers } else { vec![] };
    Ok(SyncedSession { session: Some(session), problem, ops, ..SyncedSession::default() })
}

/// What can be read, each with its place, and answers to the rest.
fn read_all(ops: &[&RawValue], device: Uuid) -> (Vec<(usize, Op)>, Vec<OpTold>) {
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for (index, raw) in ops.iter().enumerate() {
        match read(raw, device) {
            Ok(op) => taken.push((index, op)),
            Err(why) => refused.push(OpTold::unread(index, why)),
        }
    }
    (taken, refused)
}

/// Answers at the places of their operations; two operations of one id have an answer each.
fn placed(places: Vec<(usize, OpId)>, mut done: Vec<OpAnswer>) -> Vec<OpTold> {
    let mut answers = Vec::new();
    for (index, op_id) in places {
        if let Some(found) = done.iter().position(|answer| answer.op_id == op_id) {
            answers.push(OpTold::of(index, &done.remove(found)));
        }
    }
    answers
}
