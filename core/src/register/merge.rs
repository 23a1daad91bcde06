//! Taking operations into a register: pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    AttendanceRow, Basis, CLOCK_HOURS, Claim, Kept, Kind, KnownOp, Merged, Op, OpAnswer, Outcome, Pair,
    Reason, Register, SessionState, Slot, Source, Status,
};
use crate::id::OpId;

/// Takes operations into `register`.
///
/// One bad operation never blocks the others. Those of one device count in the order of its own numbers; a lower
/// number than one already taken is superseded. An operation is stale when another device said something the
/// first had not seen: the same value corroborates it, another opens a conflict, and both are kept. What is shown
/// does not depend on the order of arrival.
pub fn merge(register: &mut Register, ops: Vec<Op>) -> Merged {
    let before: BTreeMap<Slot, Vec<(OpId, OpId)>> =
        register.slots.iter().map(|(slot, claims)| (*slot, claims.pairs())).collect();
    let order: Vec<OpId> = ops.iter().map(|op| op.op_id).collect();
    let mut ops = ops;
    ops.sort_by_key(|op| (op.device_seq, op.op_id));
    let mut merged = Merged::default();
    let mut touched = BTreeSet::new();
    for op in ops {
        register.take(op, &mut merged, &mut touched);
    }
    merged.answers.sort_by_key(|answer| order.iter().position(|id| *id == answer.op_id));
    register.tell_changes(&before, &touched, &mut merged);
    merged
}

/// What became of an operation, before it is written down.
struct Verdict(Outcome, Option<Reason>);

impl Register {
    fn take(&mut self, mut op: Op, merged: &mut Merged, touched: &mut BTreeSet<Slot>) {
        if let Some(answer) = self.known_answer(&op) {
            merged.answers.push(answer);
            return;
        }
        let clamped = self.clamped(op.recorded_at);
        let clock_said = (clamped != op.recorded_at).then_some(op.recorded_at);
        op.recorded_at = clamped;
        let Verdict(outcome, reason) = self.judge(&op, merged, touched);
        op.detail.people.retain(|person| self.facts.people.contains_key(person));
        let accepted = matches!(outcome, Outcome::Applied | Outcome::Corroborated | Outcome::Conflict);
        let rev = (accepted && reason.is_none()).then_some(self.rev);
        let known = KnownOp {
            session: self.facts.session,
            content_hash: op.content_hash.clone(),
            outcome,
            reason,
            rev,
        };
        self.known.insert(op.op_id, known);
        if reason == Some(Reason::SessionState) {
            self.waiting.insert(op.op_id, op.clone());
        }
        let status = op.caregiver.map(|person| self.status(person));
        let known = op.caregiver.filter(|_| reason == Some(Reason::Known));
        let known = known.and_then(|person| self.facts.same.get(&person).copied());
        merged.answers.push(OpAnswer { op_id: op.op_id, outcome, first: None, reason, rev, status, known });
        merged.kept.push(Kept { op, clock_said, outcome, reason, rev });
    }

    /// What an operation is answered that is known already.
    pub fn repeated(&self, op_id: OpId) -> Option<OpAnswer> {
        let KnownOp { outcome, reason, rev, .. } = *self.known.get(&op_id)?;
        Some(OpAnswer {
            op_id,
            outcome: Outcome::Duplicate,
            first: Some(outcome),
            reason,
            rev,
            status: None,
            known: None,
        })
    }

    /// The time of an operation, brought within [`CLOCK_HOURS`] of what is possible.
    fn clamped(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        let slack = TimeDelta::hours(CLOCK_HOURS);
        if recorded_at > self.facts.now + slack {
            self.facts.now
        } else if recorded_at < self.facts.starts_at - slack {
            self.facts.starts_at
        } else {
            recorded_at
        }
    }

    fn known_answer(&self, op: &Op) -> Option<OpAnswer> {
        let known = self.known.get(&op.op_id)?;
        let same = known.session == self.facts.session && known.content_hash == op.content_hash;
        let status = op.caregiver.map(|person| self.status(person));
        Some(if same {
            OpAnswer { status, ..self.repeated(op.op_id)? }
        } else {
            let reason = Some(Reason::ReusedId);
            OpAnswer {
                op_id: op.op_id,
                outcome: Outcome::Rejected,
                first: None,
                reason,
                rev: None,
                status: None,
                known: None,
            }
        })
    }

    fn refusal(&self, op: &Op) -> Option<Reason> {
        let person_known = op.caregiver.is_none_or(|person| self.facts.people.contains_key(&person));
        let listed = op.detail.people.iter().any(|person| self.facts.people.contains_key(person));
        if !op.is_complete() || op.base_rev > self.rev {
            Some(Reason::Incomplete)
        } else if op.source == Source::Supervisor && !self.facts.supervises {
            Some(Reason::Source)
        } else if self.facts.held_on > self.facts.today {
            Some(Reason::Future)
        } else if op.kind == Kind::MarkAll && !listed || op.kind != Kind::WalkIn && !person_known {
            Some(Reason::NotOnRoster)
        } else if op.detail.settles.as_ref().is_some_and(|named| !self.is_for(named)) {
            Some(Reason::Settled)
        } else {
            op.caregiver.filter(|_| op.kind == Kind::WalkIn).and_then(|person| self.no_newcomer(person, op))
        }
    }

    fn judge(&mut self, op: &Op, merged: &mut Merged, touched: &mut BTreeSet<Slot>) -> Verdict {
        if let Some(reason) = self.refusal(op) {
            return Verdict(Outcome::Rejected, Some(reason));
        }
        if let Some(person) = op.caregiver.filter(|_| op.kind == Kind::WalkIn) {
            self.facts.people.entry(person).or_insert(Basis::WalkIn);
        }
        let denies = op.detail.state == Some(SessionState::DidNotHappen) && !self.marks().is_empty();
        let contradicts = denies || (self.facts.state.is_closed_to_marks() && op.kind != Kind::State);
        if contradicts && op.detail.settles.is_none() {
            if merged.opened.iter().all(|pair| pair.b.is_some()) {
                merged.opened.push(Pair { caregiver: None, a: op.op_id, b: None });
            }
            return Verdict(Outcome::Conflict, Some(Reason::SessionState));
        }
        self.rev += 1;
        let (slots, outcome) = self.fold(op, self.rev);
        touched.extend(slots);
        if outcome == Outcome::Superseded {
            self.rev -= 1;
            return Verdict(outcome, None);
        }
        merged.state = self.next_state(op).or(merged.state);
        merged.decided = op.detail.settles.as_ref().and(op.detail.state).or(merged.decided);
        Verdict(outcome, None)
    }

    /// The first mark makes a session held; a device may say that it did not happen, and a decision is above both.
    fn next_state(&mut self, op: &Op) -> Option<SessionState> {
        let next = match op.kind {
            Kind::State => SessionState::of_word(&self.slots.get(&Slot::State)?.winner()?.value)?,
            Kind::Mark | Kind::MarkAll | Kind::WalkIn | Kind::HeadCount => SessionState::Held,
            Kind::Clear | Kind::Report => return None,
        };
        let decides = op.detail.settles.is_some();
        let may = match self.facts.state {
            SessionState::Draft | SessionState::Scheduled => true,
            SessionState::Held | SessionState::DidNotHappen => op.kind == Kind::State,
            SessionState::Cancelled => decides && next == SessionState::Held,
            SessionState::Submitted | SessionState::Verified => decides && next == SessionState::DidNotHappen,
        };
        (may && next != self.facts.state).then(|| {
            self.facts.state = next;
            next
        })
    }

    /// Takes an accepted operation's claims, at `rev`; tells the slots and the gravest outcome.
    pub(super) fn fold(&mut self, op: &Op, rev: i64) -> (Vec<Slot>, Outcome) {
        let mut slots: Vec<Slot> = match (op.kind, op.caregiver) {
            (Kind::MarkAll, _) => self.meant(op),
            (Kind::HeadCount, _) => vec![Slot::HeadCount],
            (Kind::State, _) => vec![Slot::State],
            (Kind::Report, _) => vec![Slot::Report(op.device)],
            (_, person) => person.map(Slot::Person).into_iter().collect(),
        };
        let claim = claim(op, rev);
        let mut worst = None;
        for slot in &slots {
            let outcome = self.slots.entry(*slot).or_default().take(claim.clone(), op.base_rev);
            worst = worst.max(Some((gravity(outcome), outcome)));
        }
        // "All present" with nobody left to mark says nothing against anything.
        let outcome = worst.map_or(Outcome::Applied, |(_, outcome)| outcome);
        if outcome != Outcome::Superseded {
            slots.extend(self.admit(op, rev));
        }
        (slots, outcome)
    }

    /// Whom a `mark_all` means: on its list, on the roster, and unmarked in what its device had seen.
    fn meant(&self, op: &Op) -> Vec<Slot> {
        let people: BTreeSet<_> = op.detail.people.iter().collect();
        let left = people.into_iter().filter(|person| !op.detail.except.contains(person));
        left.filter(|person| self.facts.people.contains_key(person))
            .map(|person| Slot::Person(*person))
            .filter(|slot| self.slots.get(slot).is_none_or(|claims| !claims.was_marked_at(op.base_rev)))
            .collect()
    }

    fn tell_changes(
        &self,
        before: &BTreeMap<Slot, Vec<(OpId, OpId)>>,
        touched: &BTreeSet<Slot>,
        merged: &mut Merged,
    ) {
        for slot in touched {
            let Some(claims) = self.slots.get(slot) else { continue };
            let caregiver = if let Slot::Person(person) = slot { Some(*person) } else { None };
            if let (Some(caregiver), Some(winner)) = (caregiver, claims.winner()) {
                let basis = self.facts.people.get(&caregiver).copied().unwrap_or(Basis::WalkIn);
                let status = winner.status.unwrap_or(Status::Unmarked);
                let (op_id, marked_at) = (winner.op_id, winner.recorded_at);
                merged.rows.push(AttendanceRow {
                    caregiver,
                    basis,
                    status,
                    rev: claims.rev(),
                    op_id,
                    marked_at,
                });
            }
            let nothing = Vec::new();
            let (old, new) = (before.get(slot).unwrap_or(&nothing), claims.pairs());
            let pair = |(a, b): &(OpId, OpId)| Pair { caregiver, a: *a, b: Some(*b) };
            merged.opened.extend(new.iter().filter(|pair| !old.contains(pair)).map(pair));
            merged.closed.extend(old.iter().filter(|pair| !new.contains(pair)).map(pair));
        }
    }
}

fn gravity(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Superseded => 0,
        Outcome::Corroborated => 1,
        Outcome::Applied => 2,
        _ => 3,
    }
}

fn claim(op: &Op, rev: i64) -> Claim {
    let status = if op.kind == Kind::Clear { Some(Status::Unmarked) } else { op.status };
    let value = match op.kind {
        Kind::HeadCount => op.detail.count.unwrap_or_default().to_string(),
        Kind::State => op.detail.state.map_or("", SessionState::word).to_owned(),
        Kind::Report => op.op_id.to_string(),
        _ => status.map_or("", Status::word).to_owned(),
    };
    Claim {
        op_id: op.op_id,
        device: op.device,
        seq: op.device_seq,
        rev,
        status,
        value,
        source: op.source,
        recorded_at: op.recorded_at,
        covered: false,
    }
}
