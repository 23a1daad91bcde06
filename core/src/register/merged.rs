//! What a batch of operations is answered and what it changes.

use chrono::{DateTime, Utc};

use super::{Basis, Op, Outcome, Reason, SessionState, Status};
use crate::id::{CaregiverId, OpId};

/// What one operation is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpAnswer {
    /// Which.
    pub op_id: OpId,
    /// What became of it.
    pub outcome: Outcome,
    /// For a duplicate: what became of it the first time.
    pub first: Option<Outcome>,
    /// Why.
    pub reason: Option<Reason>,
    /// The revision it made, if any.
    pub rev: Option<i64>,
    /// What the register now shows for its person.
    pub status: Option<Status>,
    /// For a walk-in who is known: who she is.
    pub known: Option<CaregiverId>,
}

/// An operation to keep, whatever became of it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// As it will be folded again: with the time clamped.
    pub op: Op,
    /// What the device's clock said, where that was not possible.
    pub clock_said: Option<DateTime<Utc>>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub reason: Option<Reason>,
    /// The revision it made.
    pub rev: Option<i64>,
}

/// A row of attendance to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendanceRow {
    /// Whose.
    pub caregiver: CaregiverId,
    /// Why she is on the register.
    pub basis: Basis,
    /// Where she was.
    pub status: Status,
    /// The revision that touched it last.
    pub rev: i64,
    /// The operation that the status comes from.
    pub op_id: OpId,
    /// When that was recorded.
    pub marked_at: DateTime<Utc>,
}

/// Two operations that do not agree; without the second, one that contradicts the session's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// About whom; none for the whole session.
    pub caregiver: Option<CaregiverId>,
    /// The one with the smaller id.
    pub a: OpId,
    /// The other.
    pub b: Option<OpId>,
}

/// What a batch changes.
#[derive(Debug, Default)]
pub struct Merged {
    /// One answer an operation, in the order they came.
    pub answers: Vec<OpAnswer>,
    /// New operations to keep.
    pub kept: Vec<Kept>,
    /// Rows of attendance to save, by person.
    pub rows: Vec<AttendanceRow>,
    /// Conflicts to open.
    pub opened: Vec<Pair>,
    /// Conflicts that later words of people who saw both, or of the same device, have settled.
    pub closed: Vec<Pair>,
    /// The session's new state.
    pub state: Option<SessionState>,
    /// What a person decided about everything that waited: `held` or `did_not_happen`.
    pub decided: Option<SessionState>,
}

impl Merged {
    /// Whether it concerns everybody on the register, marked or not: the session was in doubt or did not happen.
    pub fn is_for_all(&self) -> bool {
        let whole = self.closed.iter().any(|pair| pair.caregiver.is_none());
        whole || self.decided.is_some() || self.state == Some(SessionState::DidNotHappen)
    }
}
