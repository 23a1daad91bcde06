//! What devices claim about one thing: a person's status, a head count.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Outcome, Source, Status};
use crate::id::{CaregiverId, OpId};

/// What is claimed about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// One person's status.
    Person(CaregiverId),
    /// Heads without names.
    HeadCount,
    /// Whether the session took place.
    State,
    /// The report of one device.
    Report(Uuid),
}

/// The latest word of one device.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub op_id: OpId,
    pub device: Uuid,
    pub seq: i64,
    /// The revision it made.
    pub rev: i64,
    /// The status, for people.
    pub status: Option<Status>,
    /// What two devices must agree on.
    pub value: String,
    pub source: Source,
    pub recorded_at: DateTime<Utc>,
    /// Somebody saw it and said something else since.
    pub covered: bool,
}

/// One claim a device; those not covered are what is known now.
#[derive(Debug, Clone, Default)]
pub(super) struct Claims(Vec<Claim>);

impl Claims {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Claim> {
        self.0.iter()
    }

    fn heads(&self) -> impl Iterator<Item = &Claim> {
        self.0.iter().filter(|claim| !claim.covered)
    }

    /// What is shown: by source, then the later one, then by id, whatever the order of arrival.
    pub(super) fn winner(&self) -> Option<&Claim> {
        self.heads().max_by_key(|claim| (claim.source, claim.recorded_at, claim.op_id))
    }

    pub(super) fn status(&self) -> Option<Status> {
        self.winner().and_then(|claim| claim.status)
    }

    /// The last revision that touched it.
    pub(super) fn rev(&self) -> i64 {
        self.0.iter().map(|claim| claim.rev).max().unwrap_or_default()
    }

    /// Whether anybody had a status in the revision that a device had seen.
    pub(super) fn was_marked_at(&self, rev: i64) -> bool {
        self.0.iter().any(|claim| claim.rev <= rev && claim.status.is_some_and(|s| s != Status::Unmarked))
    }

    /// Claims that do not agree, the smaller id first.
    pub(super) fn pairs(&self) -> Vec<(OpId, OpId)> {
        let heads: Vec<_> = self.heads().collect();
        let mut pairs = Vec::new();
        for (at, a) in heads.iter().enumerate() {
            for b in heads.iter().skip(at + 1).filter(|b| b.value != a.value) {
                pairs.push((a.op_id.min(b.op_id), a.op_id.max(b.op_id)));
            }
        }
        pairs
    }

    /// Takes a claim: it replaces its device's earlier one and covers whatever its device had seen, up to `base_rev`.
    pub(super) fn take(&mut self, claim: Claim, base_rev: i64) -> Outcome {
        let own = self.0.iter().position(|known| known.device == claim.device);
        if own.is_some_and(|at| (self.0[at].seq, self.0[at].op_id) > (claim.seq, claim.op_id)) {
            return Outcome::Superseded;
        }
        if let Some(at) = own {
            self.0.remove(at);
        }
        let mut outcome = Outcome::Applied;
        for other in self.0.iter_mut().filter(|other| !other.covered) {
            if other.rev <= base_rev {
                other.covered = true;
            } else if other.value != claim.value {
                outcome = Outcome::Conflict;
            } else if outcome == Outcome::Applied {
                outcome = Outcome::Corroborated;
            }
        }
        self.0.push(claim);
        outcome
    }
}
