//! What a batch looks like, for the description: the reader takes each part by itself.
#![expect(dead_code, reason = "only described")]

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::words;

/// What a device recorded since it last had signal.
#[derive(ToSchema)]
pub(super) struct Sync {
    /// 1 (or nothing) and 2 are taken.
    #[schema(minimum = 1, maximum = 2)]
    format: Option<u32>,
    /// Made by the device once; it is the user's.
    device: Uuid,
    /// At most 500 operations in all.
    sessions: Vec<SyncSession>,
}

/// Operations on one register.
#[derive(ToSchema)]
struct SyncSession {
    /// Whose register.
    session: Uuid,
    /// In the order they were made.
    ops: Vec<SyncOp>,
}

/// One operation.
#[derive(ToSchema)]
struct SyncOp {
    /// Made by the device: the same twice counts once.
    op: Uuid,
    /// The device's own count, rising.
    #[schema(minimum = 0)]
    seq: i64,
    /// What it does.
    #[schema(schema_with = words::kind)]
    kind: String,
    /// To whom; none for the whole session.
    caregiver: Option<Uuid>,
    /// Who vouches for it; the facilitator unless given.
    #[schema(schema_with = words::source, required = false)]
    source: Option<String>,
    /// The status it sets, of kinds that set one.
    #[schema(schema_with = words::status, required = false)]
    status: Option<String>,
    /// Whatever else the kind needs.
    detail: Option<SyncDetail>,
    /// The register's revision that the device had seen.
    #[schema(minimum = 0)]
    base_rev: i64,
    /// When, by the device's clock.
    recorded_at: DateTime<Utc>,
}

/// What kinds need beyond a person and a status.
#[derive(ToSchema)]
struct SyncDetail {
    /// `mark_all`: everybody on the device's list who was unmarked there.
    people: Option<Vec<Uuid>>,
    /// `mark_all`: those left out after all.
    except: Option<Vec<Uuid>>,
    /// `head_count`: heads without names.
    #[schema(minimum = 0, maximum = 1000)]
    count: Option<u32>,
    /// `state`: `held` or `did_not_happen`.
    state: Option<String>,
    /// `state`: everything that waits for a decision; given, this is a person's decision.
    settles: Option<Vec<Uuid>>,
    /// Why she was excused, or why the session did not happen: a code.
    reason: Option<String>,
    /// `walk_in`: her name.
    name: Option<String>,
    /// `walk_in`: her phone or its last four digits.
    phone: Option<String>,
    /// `walk_in`: what she is to the child.
    relation: Option<String>,
    /// `walk_in`: how she agreed to messages.
    consent: Option<SyncConsent>,
    /// `report`: figures by question.
    answers: Option<BTreeMap<String, i64>>,
}

/// How somebody agreed to messages when she came.
#[derive(ToSchema)]
struct SyncConsent {
    /// How; never tapped.
    #[schema(schema_with = words::consent_method)]
    method: String,
    /// Who else heard it.
    witness: Option<String>,
    /// The version of the text that she was asked with.
    version: i64,
    /// The language that she was asked in.
    #[schema(schema_with = words::language)]
    language: String,
}
