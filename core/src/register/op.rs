//! One operation on a register.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::walk_in::ToldConsent;
use super::{Kind, Outcome, Reason, SessionState, Source, Status};
use crate::id::{CaregiverId, OpId, SessionId};

/// What a device recorded, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Op {
    /// Made by the device.
    pub op_id: OpId,
    /// What it does.
    pub kind: Kind,
    /// To whom; none for the whole session.
    pub caregiver: Option<CaregiverId>,
    /// Which device recorded it.
    pub device: Uuid,
    /// The device's own count, rising.
    pub device_seq: i64,
    /// Who vouches for it.
    pub source: Source,
    /// The status it sets, of kinds that set one.
    pub status: Option<Status>,
    /// Whatever else the kind needs.
    pub detail: Detail,
    /// The register's revision that the device had seen.
    pub base_rev: i64,
    /// When, by the device's clock.
    pub recorded_at: DateTime<Utc>,
    /// A keyed hash of [`Op::content`].
    pub content_hash: Vec<u8>,
}

/// What kinds need beyond a person and a status.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Detail {
    /// `mark_all`: everybody on the device's list who was unmarked there, so that nobody else is marked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<CaregiverId>,
    /// `mark_all`: those left out after all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<CaregiverId>,
    /// `head_count`: heads without names, 0 to 1000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// `state`: `held` or `did_not_happen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<SessionState>,
    /// `state`: everything that waits for a decision; given, even empty, this is a person's decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settles: Option<Vec<OpId>>,
    /// Why she was excused, or why the session did not happen: a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// `walk_in`: her name. Never stored with the operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `walk_in`: her phone or its last four digits. Never stored with the operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// `walk_in`: what she is to the child.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
    /// `walk_in`: how she agreed to messages; nothing if she was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<ToldConsent>,
    /// `report`: figures by question.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, i64>,
}

impl Detail {
    /// What is kept with the operation: nothing that names a person.
    #[must_use]
    pub fn nameless(&self) -> Self {
        let consent = self.consent.clone().map(|told| ToldConsent { witness: None, ..told });
        Self { name: None, phone: None, consent, ..self.clone() }
    }
}

impl Op {
    /// Nothing yet, for pages to fill in.
    pub fn default_on_page() -> Self {
        Self {
            op_id: OpId(Uuid::nil()),
            kind: Kind::Mark,
            caregiver: None,
            device: Uuid::nil(),
            device_seq: 0,
            source: Source::Facilitator,
            status: None,
            detail: Detail::default(),
            base_rev: 0,
            recorded_at: DateTime::UNIX_EPOCH,
            content_hash: Vec::new(),
        }
    }

    /// What it says: two operations with one id must agree on this. The time and the device's
    /// number are no part of it: a device may stamp a repetition anew.
    pub fn content(&self, session: SessionId) -> String {
        let said = (session, self.kind, self.caregiver, self.device, self.source, self.status, &self.detail);
        serde_json::to_string(&(said, self.base_rev)).unwrap_or_default()
    }

    /// The operation as a register takes it that has reached `rev`.
    ///
    /// A later revision was seen on a server that was restored since: what was seen there and is here as well cannot
    /// be told apart from what others have said meanwhile, so it counts as having seen nothing. At worst a person
    /// decides once more; no mark is covered that its device had not seen.
    #[must_use]
    pub fn seen_here(self, rev: i64) -> Self {
        let base_rev = if self.base_rev > rev { 0 } else { self.base_rev };
        Self { base_rev, ..self }
    }

    /// Whether what its kind needs is there and in range.
    pub(super) fn is_complete(&self) -> bool {
        let one = self.caregiver.is_some();
        let set = self.status.is_some_and(|status| status != Status::Unmarked);
        let fits = match self.kind {
            Kind::Mark => one && set,
            Kind::Clear => one,
            Kind::MarkAll => !one && set && !self.detail.people.is_empty(),
            Kind::State => {
                !one && matches!(self.detail.state, Some(SessionState::Held | SessionState::DidNotHappen))
            }
            Kind::WalkIn => one && set,
            Kind::HeadCount => !one && self.detail.count.is_some_and(|count| count <= 1000),
            Kind::Report => !one && !self.detail.answers.is_empty(),
        };
        let decides = self.detail.settles.is_some();
        fits && (self.kind == Kind::State || !decides) && self.base_rev >= 0 && self.device_seq >= 0
    }
}

/// An operation as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StoredOp {
    /// Its id.
    pub op_id: OpId,
    /// Of which session.
    pub session_id: SessionId,
    /// What it does.
    pub kind: Kind,
    /// To whom.
    pub caregiver_id: Option<CaregiverId>,
    /// Which device recorded it.
    pub device: Uuid,
    /// The device's own count.
    pub device_seq: i64,
    /// Who vouches for it.
    pub source: Source,
    /// The status it sets.
    pub status: Option<Status>,
    /// [`Detail`] as JSON.
    pub detail: String,
    /// What the device had seen.
    pub base_rev: i64,
    /// The revision it made, if it was accepted.
    pub result_rev: Option<i64>,
    /// A keyed hash of its content.
    pub content_hash: Vec<u8>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub reason: Option<Reason>,
    /// When it was recorded, clamped.
    pub recorded_at: DateTime<Utc>,
}

impl StoredOp {
    pub(super) fn into_op(self) -> Op {
        Op {
            op_id: self.op_id,
            kind: self.kind,
            caregiver: self.caregiver_id,
            device: self.device,
            device_seq: self.device_seq,
            source: self.source,
            status: self.status,
            detail: serde_json::from_str(&self.detail).unwrap_or_default(),
            base_rev: self.base_rev,
            recorded_at: self.recorded_at,
            content_hash: self.content_hash,
        }
    }
}
