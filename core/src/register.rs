//! Registers: who was at a session, as devices recorded it.
//!
//! A register is a fold of operations. Each accepted one raises the register's revision; what a device had seen
//! when it recorded is its `base_rev`. See [`merge()`] for the rules.

mod facts;
mod merge;
mod merged;
mod op;
mod settle;
mod slot;
#[cfg(test)]
mod tests;
mod walk_in;

use std::collections::{BTreeMap, HashMap};

use crate::id::{CaregiverId, OpId, SessionId};
use crate::session::SessionState;
use crate::word::words;
pub use facts::RegisterFacts;
pub use merge::merge;
pub use merged::{AttendanceRow, Kept, Merged, OpAnswer, Pair};
pub use op::{Detail, Op, StoredOp};
use slot::{Claim, Slot};
pub use walk_in::{Newcomer, ToldConsent};

/// Operations taken in one request for one session.
pub const OPS_MOST: usize = 500;
/// A device's clock may be wrong by this many hours before its word on the time is not taken.
pub const CLOCK_HOURS: i64 = 48;

words! {
    /// Where a caregiver was.
    Status {
        /// Nobody has said, or it was taken back.
        Unmarked = "unmarked",
        /// Came.
        Present = "present",
        /// Came after the start.
        Late = "late",
        /// Went before the end.
        LeftEarly = "left_early",
        /// Did not come and said why.
        AbsentExcused = "absent_excused",
        /// Did not come.
        AbsentUnexcused = "absent_unexcused",
    }
}

words! {
    /// Who vouches for an operation; the later in this list, the more it counts.
    Source {
        /// The caregiver's own word.
        Caregiver = "caregiver",
        /// Copied from a paper register.
        Paper = "paper",
        /// Who led the session.
        Facilitator = "facilitator",
        /// Who answers for the group.
        Supervisor = "supervisor",
    }
}

words! {
    /// What an operation does.
    Kind {
        /// Sets one person's status.
        Mark = "mark",
        /// Takes one person's status back.
        Clear = "clear",
        /// Sets the status of everybody on the device's list who was not marked there.
        MarkAll = "mark_all",
        /// Says whether the session took place.
        State = "state",
        /// Adds somebody who is on no list.
        WalkIn = "walk_in",
        /// Counts heads without names.
        HeadCount = "head_count",
        /// The facilitator's report, in figures.
        Report = "report",
    }
}

words! {
    /// What became of an operation.
    Outcome {
        /// It counts.
        Applied = "applied",
        /// It was known already; the first answer stands.
        Duplicate = "duplicate",
        /// Another device had said the same.
        Corroborated = "corroborated",
        /// Another device had said otherwise: both are kept, a person decides.
        Conflict = "conflict",
        /// The same device had already said something later.
        Superseded = "superseded",
        /// A rule forbids it; it is kept but never counts.
        Rejected = "rejected",
    }
}

words! {
    /// Why an operation was rejected, or is in conflict with more than another mark.
    Reason {
        /// The id belongs to another operation.
        ReusedId = "reused_id",
        /// Not on the roster of the day, and no walk-in.
        NotOnRoster = "not_on_roster",
        /// The session is on a later day.
        Future = "future",
        /// Something the kind needs is missing or out of range, such as a revision nobody can have seen.
        Incomplete = "incomplete",
        /// The actor may not speak as that source.
        Source = "source",
        /// The session is called off, or its register is closed: it waits for a person's decision.
        SessionState = "session_state",
        /// A walk-in's name has no letter or more than 60 characters.
        Name = "name",
        /// A walk-in's phone is neither a whole number nor four digits.
        Phone = "phone",
        /// A walk-in's consent has no witness where it needs one, or was given to another text than the current one.
        Consent = "consent",
        /// A walk-in is somebody known: her own id is in the answer.
        Known = "known",
        /// Nothing waits for this decision any more, or something else than it names.
        Settled = "settled",
    }
}

words! {
    /// Why somebody is on the register.
    Basis {
        /// Enrolled on the day.
        Enrolled = "enrolled",
        /// Came without being enrolled.
        WalkIn = "walk_in",
        /// Makes up for a session that she missed.
        MakeUp = "make_up",
        /// Came along.
        Companion = "companion",
    }
}

/// An operation that the register knows.
#[derive(Debug, Clone)]
struct KnownOp {
    session: SessionId,
    content_hash: Vec<u8>,
    outcome: Outcome,
    reason: Option<Reason>,
    rev: Option<i64>,
}

/// A register, folded from the operations stored so far.
#[derive(Debug, Clone)]
pub struct Register {
    facts: RegisterFacts,
    rev: i64,
    slots: BTreeMap<Slot, slot::Claims>,
    known: HashMap<OpId, KnownOp>,
    /// What contradicts the session's state, until a person decides.
    waiting: BTreeMap<OpId, Op>,
}

impl Register {
    /// Folds what is stored: every operation of the session, and those of other sessions whose ids were asked for.
    pub fn of(facts: RegisterFacts, mut stored: Vec<StoredOp>) -> Self {
        stored.sort_by_key(|op| op.result_rev);
        let mut register =
            Self { facts, rev: 0, slots: BTreeMap::new(), known: HashMap::new(), waiting: BTreeMap::new() };
        for op in stored {
            register.remember(&op);
            if op.session_id != register.facts.session {
                continue;
            }
            let Some(rev) = op.result_rev else {
                register.set_aside(op);
                continue;
            };
            register.rev = register.rev.max(rev);
            register.fold(&op.into_op(), rev);
        }
        register
    }

    /// The highest revision so far: 0 before the first mark.
    pub fn rev(&self) -> i64 {
        self.rev
    }

    /// The last number that `device` gave one of its operations here.
    pub fn last_seq(&self, device: uuid::Uuid) -> i64 {
        let claims = self.slots.values().flat_map(|slot| slot.iter()).map(|claim| (claim.device, claim.seq));
        let waiting = self.waiting.values().map(|op| (op.device, op.device_seq));
        let own = claims.chain(waiting).filter(|(of, _)| *of == device).map(|(_, seq)| seq);
        own.max().unwrap_or_default()
    }

    /// What the register shows for somebody.
    pub fn status(&self, person: CaregiverId) -> Status {
        self.slots.get(&Slot::Person(person)).and_then(slot::Claims::status).unwrap_or(Status::Unmarked)
    }

    /// Everybody on the roster of the day, and whoever else has a row.
    pub fn people(&self) -> impl Iterator<Item = CaregiverId> {
        self.facts.people.keys().copied()
    }

    /// Everybody with a status other than unmarked, for comparing registers.
    pub fn marks(&self) -> BTreeMap<CaregiverId, Status> {
        let marks = self.slots.iter().filter_map(|(slot, claims)| match slot {
            Slot::Person(person) => Some((*person, claims.status()?)),
            _ => None,
        });
        marks.filter(|(_, status)| *status != Status::Unmarked).collect()
    }

    /// Operations that do not agree, whose values a person has to choose between.
    pub fn open_pairs(&self) -> Vec<(OpId, OpId)> {
        let mut pairs: Vec<_> = self.slots.values().flat_map(slot::Claims::pairs).collect();
        pairs.sort_unstable();
        pairs
    }

    fn remember(&mut self, op: &StoredOp) {
        let known = KnownOp {
            session: op.session_id,
            content_hash: op.content_hash.clone(),
            outcome: op.outcome,
            reason: op.reason,
            rev: op.result_rev,
        };
        self.known.insert(op.op_id, known);
    }
}
