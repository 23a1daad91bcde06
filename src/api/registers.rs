//! Registers as JSON: what a phone keeps, and what it sends when it has signal again.

use chrono::{DateTime, SubsecRound, Utc};
use peiban_core::id::{CaregiverId, OpId, SessionId};
use peiban_core::register::{Detail, Kind, OPS_MOST, Op, OpAnswer, Source, Status};
use peiban_core::text::MessageKey;
use peiban_store::ActError;
use peiban_store::acts::registers::ApplyOps;
use rocket::serde::json::{Json, Value, json};
use rocket::{get, post};
use serde::Deserialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Sent, SignedIn};

/// What a device recorded since it last had signal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    device: Uuid,
    sessions: Vec<SessionBatch>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionBatch {
    session: SessionId,
    ops: Vec<SentOp>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SentOp {
    op: OpId,
    seq: i64,
    kind: Kind,
    caregiver: Option<CaregiverId>,
    #[serde(default = "facilitator")]
    source: Source,
    status: Option<Status>,
    #[serde(default)]
    detail: Detail,
    base_rev: i64,
    recorded_at: DateTime<Utc>,
}

fn facilitator() -> Source {
    Source::Facilitator
}

impl SentOp {
    fn into_op(self, device: Uuid) -> Op {
        Op {
            op_id: self.op,
            kind: self.kind,
            caregiver: self.caregiver,
            device,
            device_seq: self.seq,
            source: self.source,
            status: self.status,
            detail: self.detail,
            base_rev: self.base_rev,
            recorded_at: self.recorded_at.trunc_subsecs(6), // what both databases keep
            content_hash: Vec::new(),
        }
    }
}

fn told(answer: &OpAnswer) -> Value {
    json!({
        "op": answer.op_id,
        "outcome": answer.outcome,
        "first": answer.first,
        "reason": answer.reason,
        "rev": answer.rev,
        "status": answer.status,
        "known": answer.known,
    })
}

/// Takes operations and answers each by name. A session that is not there for the sender spoils no other.
#[post("/sync", data = "<sent>")]
pub async fn sync(sent: Sent<Batch>, db: &Db) -> Result<Json<Value>, Error> {
    let Sent { actor, value: Batch { device, sessions } } = sent;
    if sessions.iter().map(|batch| batch.ops.len()).sum::<usize>() > OPS_MOST {
        return Err(Error::Refused(MessageKey("registers-error-too-many")));
    }
    let mut answers = Vec::new();
    for SessionBatch { session, ops } in sessions {
        let ops = ops.into_iter().map(|op| op.into_op(device)).collect();
        answers.push(match db.act(&actor, ApplyOps { session, ops }).await {
            Ok(done) => json!({ "session": session, "ops": done.iter().map(told).collect::<Vec<_>>() }),
            Err(ActError::NotFound) => json!({ "session": session, "problem": "not_found", "ops": [] }),
            Err(why) => return Err(why.into()),
        });
    }
    Ok(Json(json!({ "sessions": answers })))
}

/// A register for a phone to keep: names, marks and RSVPs, and the revision they stand at.
#[get("/sessions/<session>/register")]
pub async fn show(session: Uuid, person: &SignedIn, db: &Db) -> Result<Json<Value>, Error> {
    let session = SessionId(session);
    let mut exec = db.read().await?;
    exec.register_session(session, Some(person.user())).await?.ok_or(Error::NotFound)?;
    let head = exec.register_head(session).await?.ok_or(Error::NotFound)?;
    let rows = exec.register(session).await?;
    let doubts = exec.register_doubts(session).await?;
    Ok(Json(json!({ "session": session, "head": head, "rows": rows, "conflicts": doubts })))
}
