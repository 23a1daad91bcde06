//! What is said of the session itself, and what a person decides where words contradict its state: pure.
//!
//! Such words wait outside the register, without a revision. A decision names them all, so that folding it again
//! needs nothing else: "it was held" counts them from its own revision on, "it did not happen" leaves them aside.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate};

use super::{
    Basis, Kind, Op, OpId, Outcome, Reason, Register, RegisterFacts, SessionId, SessionState, Slot, StoredOp,
    slot,
};

impl Register {
    /// Of its operations without a person alone: for the head count and for what the session is said to be.
    pub fn of_session(session: SessionId, stored: Vec<StoredOp>) -> Self {
        let facts = RegisterFacts {
            session,
            state: SessionState::Held,
            starts_at: DateTime::UNIX_EPOCH,
            held_on: NaiveDate::default(),
            today: NaiveDate::default(),
            now: DateTime::UNIX_EPOCH,
            supervises: false,
            people: BTreeMap::new(),
            taken: BTreeSet::new(),
            same: BTreeMap::new(),
            consent_version: None,
        };
        Self::of(facts, stored)
    }

    /// Heads counted without names.
    pub fn heads(&self) -> u32 {
        let told = self.slots.get(&Slot::HeadCount).and_then(slot::Claims::winner);
        told.and_then(|claim| claim.value.parse().ok()).unwrap_or_default()
    }

    /// Everything that waits for a decision about the session, by id.
    pub fn waiting(&self) -> Vec<OpId> {
        self.waiting.keys().copied().collect()
    }

    /// Whether a person has to decide about the session itself.
    pub fn is_session_in_doubt(&self) -> bool {
        let differ = |claims: &slot::Claims| !claims.pairs().is_empty();
        !self.waiting.is_empty() || self.slots.get(&Slot::State).is_some_and(differ)
    }

    /// Whether a decision that names these leaves nothing undecided and decides something.
    pub(super) fn is_for(&self, named: &[OpId]) -> bool {
        let all = named.len() == self.waiting.len() && named.iter().all(|id| self.waiting.contains_key(id));
        all && self.is_session_in_doubt()
    }

    /// Puts a stored operation aside that waits for a decision.
    pub(super) fn set_aside(&mut self, op: StoredOp) {
        if op.outcome != Outcome::Conflict || op.reason != Some(Reason::SessionState) {
            return;
        }
        let op = op.into_op();
        if let Some(person) = op.caregiver.filter(|_| op.kind == Kind::WalkIn) {
            self.facts.people.entry(person).or_insert(Basis::WalkIn);
        }
        self.waiting.insert(op.op_id, op);
    }

    /// Ends the waiting of what a decision names; what counts now is taken in the order of its devices.
    pub(super) fn admit(&mut self, decision: &Op, rev: i64) -> Vec<Slot> {
        let named = decision.detail.settles.iter().flatten();
        let mut waited: Vec<Op> = named.filter_map(|id| self.waiting.remove(id)).collect();
        waited.retain(|op| decision.detail.state == Some(SessionState::Held) && op.kind != Kind::State);
        waited.sort_by_key(|op| (op.device_seq, op.op_id));
        waited.iter().flat_map(|op| self.fold(op, rev).0).collect()
    }
}
