//! The promise: any replay, in any order, in any split gives the same register, and nothing is lost silently.

mod decisions;
mod walk_ins;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn person(n: u128) -> CaregiverId {
    CaregiverId(Uuid::from_u128(100 + n))
}

fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn facts() -> RegisterFacts {
    RegisterFacts {
        session: SessionId(Uuid::from_u128(1)),
        state: SessionState::Scheduled,
        starts_at: start(),
        held_on: start().date_naive(),
        today: start().date_naive(),
        now: start() + TimeDelta::hours(3),
        supervises: true,
        people: (0..3).map(|n| (person(n), Basis::Enrolled)).collect(),
        taken: [person(77)].into(),
        same: [(person(61), person(62))].into(),
        consent_version: Some(2),
    }
}

fn mark(id: u128, who: u128, status: Status) -> Op {
    let op = Op {
        op_id: OpId(Uuid::from_u128(1000 + id)),
        kind: Kind::Mark,
        caregiver: Some(person(who)),
        device: Uuid::from_u128(7),
        device_seq: 1,
        source: Source::Facilitator,
        status: Some(status),
        detail: Detail::default(),
        base_rev: 0,
        recorded_at: start(),
        content_hash: vec![],
    };
    hashed(op)
}

fn hashed(mut op: Op) -> Op {
    op.content_hash = op.content(facts().session).into_bytes();
    op
}

/// What the store would give back.
fn stored(merged: &Merged) -> Vec<StoredOp> {
    let row = |kept: &Kept| StoredOp {
        op_id: kept.op.op_id,
        session_id: facts().session,
        kind: kept.op.kind,
        caregiver_id: kept.op.caregiver,
        device: kept.op.device,
        device_seq: kept.op.device_seq,
        source: kept.op.source,
        status: kept.op.status,
        detail: serde_json::to_string(&kept.op.detail).unwrap(),
        base_rev: kept.op.base_rev,
        result_rev: kept.rev,
        content_hash: kept.op.content_hash.clone(),
        outcome: kept.outcome,
        reason: kept.reason,
        recorded_at: kept.op.recorded_at,
    };
    merged.kept.iter().map(row).collect()
}

/// Merges batches one after the other, as the store would: folding what is kept anew each time.
fn run(batches: Vec<Vec<Op>>) -> (Register, Vec<OpAnswer>) {
    run_from(facts(), batches)
}

fn run_from(mut facts: RegisterFacts, batches: Vec<Vec<Op>>) -> (Register, Vec<OpAnswer>) {
    let (mut kept, mut answers) = (Vec::new(), Vec::new());
    for batch in batches {
        let mut register = Register::of(facts.clone(), kept.clone());
        let merged = merge(&mut register, batch);
        kept.extend(stored(&merged));
        answers.extend(merged.answers);
        facts.state = merged.state.unwrap_or(facts.state);
        let again = Register::of(facts.clone(), kept.clone());
        assert_eq!(again.marks(), register.marks());
        assert_eq!(again.open_pairs(), register.open_pairs());
        assert_eq!(again.waiting(), register.waiting());
    }
    (Register::of(facts, kept), answers)
}

const STATUSES: [Status; 3] = [Status::Present, Status::Late, Status::AbsentUnexcused];

/// Operations of two devices that both started from what a third had marked, in each device's order.
fn offline_ops() -> impl Strategy<Value = Vec<Op>> {
    let one = (0..2u128, 0..3u128, 0..4usize, 0..3i64, 0..4u8);
    proptest::collection::vec(one, 1..14).prop_map(|drawn| {
        let mut ops = Vec::new();
        for (n, (device, who, what, minute, source)) in drawn.into_iter().enumerate() {
            let n = n as u128;
            let mut op = mark(n, who, STATUSES[what % 3]);
            op.device = Uuid::from_u128(10 + device);
            op.device_seq = i64::try_from(n).unwrap();
            op.base_rev = i64::from(device == 1); // one had seen the third device's mark, one had not
            op.recorded_at = start() + TimeDelta::minutes(minute);
            op.source =
                [Source::Caregiver, Source::Paper, Source::Facilitator, Source::Supervisor][source as usize];
            match what {
                3 if source == 0 => (op.kind, op.status) = (Kind::Clear, None),
                3 => {
                    op.kind = Kind::MarkAll;
                    op.caregiver = None;
                    op.detail.people = vec![person(0), person(who)];
                }
                _ => {}
            }
            ops.push(hashed(op));
        }
        ops
    })
}

fn first() -> Op {
    Op { device: Uuid::from_u128(9), ..mark(900, 0, Status::Present) }
}

/// Splits shuffled operations after each index that is true.
fn batches(ops: &[Op], cuts: &[bool]) -> Vec<Vec<Op>> {
    let mut batches = vec![vec![first()], vec![]];
    for (op, cut) in ops.iter().zip(cuts.iter().cycle()) {
        if let Some(last) = batches.last_mut() {
            last.push(op.clone());
        }
        if *cut {
            batches.push(vec![]);
        }
    }
    batches
}

proptest! {
    #[test]
    fn any_order_and_any_split_give_the_same_register(
        (ops, shuffled) in offline_ops().prop_flat_map(|ops| (Just(ops.clone()), Just(ops).prop_shuffle())),
        cuts in proptest::collection::vec(any::<bool>(), 5),
    ) {
        let (one, _) = run(vec![vec![first()], ops]);
        let (other, answers) = run(batches(&shuffled, &cuts));

        prop_assert_eq!(one.marks(), other.marks());
        prop_assert_eq!(one.open_pairs(), other.open_pairs());
        for answer in &answers {
            prop_assert!(answer.outcome != Outcome::Rejected, "{:?}", answer);
        }
    }

    #[test]
    fn replaying_everything_changes_nothing(ops in offline_ops(), cuts in proptest::collection::vec(any::<bool>(), 3)) {
        let once = batches(&ops, &cuts);
        let twice = [once.clone(), once.clone()].concat();

        let (one, _) = run(once);
        let (two, answers) = run(twice);

        prop_assert_eq!(one.marks(), two.marks());
        prop_assert_eq!(one.rev(), two.rev());
        let replayed = answers.iter().skip(ops.len() + 1);
        prop_assert!(replayed.clone().count() == ops.len() + 1);
        prop_assert!(replayed.into_iter().all(|answer| answer.outcome == Outcome::Duplicate));
    }

    #[test]
    fn no_value_is_lost_silently(ops in offline_ops().prop_shuffle()) {
        let (register, _) = run(vec![vec![first()], ops.clone()]);

        for who in 0..3 {
            for device in [10, 11] {
                let said = ops.iter().filter(|op| op.device == Uuid::from_u128(device) && op.kind != Kind::MarkAll);
                let last = said.filter(|op| op.caregiver == Some(person(who))).max_by_key(|op| op.device_seq);
                let all_later = |op: &Op| ops.iter().any(|all| {
                    all.device == op.device && all.kind == Kind::MarkAll && all.device_seq > op.device_seq
                });
                let Some(last) = last.filter(|op| !all_later(op)) else { continue };
                let shown = register.status(person(who));
                let agrees = shown == last.status.unwrap_or(Status::Unmarked);
                let open = register.open_pairs().iter().any(|(a, b)| *a == last.op_id || *b == last.op_id);
                prop_assert!(agrees || open, "{:?} is gone", last);
            }
        }
    }

    #[test]
    fn a_poisoned_operation_changes_nothing_for_the_others(ops in offline_ops(), at in 0..14usize, how in 0..3u8) {
        let mut poison = mark(800, 50, Status::Present); // nobody's id
        if how == 1 { poison = Op { status: None, ..mark(800, 0, Status::Late) }; }
        if how == 2 { poison = Op { device_seq: -1, ..mark(800, 0, Status::Late) }; }
        let mut poisoned = ops.clone();
        poisoned.insert(at.min(ops.len()), poison);

        let (clean, _) = run(vec![vec![first()], ops]);
        let (other, answers) = run(vec![vec![first()], poisoned]);

        prop_assert_eq!(clean.marks(), other.marks());
        prop_assert_eq!(clean.open_pairs(), other.open_pairs());
        prop_assert_eq!(answers.iter().filter(|answer| answer.outcome == Outcome::Rejected).count(), 1);
    }
}

#[test]
fn one_id_with_other_content_is_refused_and_the_first_stands() {
    let (register, answers) =
        run(vec![vec![mark(1, 0, Status::Present)], vec![mark(1, 0, Status::AbsentUnexcused)]]);

    assert_eq!((answers[1].outcome, answers[1].reason), (Outcome::Rejected, Some(Reason::ReusedId)));
    assert_eq!(register.status(person(0)), Status::Present);
}

#[test]
fn everybody_present_leaves_out_whom_the_device_did_not_know() {
    let mut all = mark(1, 0, Status::Present);
    (all.kind, all.caregiver) = (Kind::MarkAll, None);
    all.detail = Detail { people: vec![person(0), person(1)], except: vec![person(1)], ..Detail::default() };

    let (register, _) = run(vec![vec![hashed(all)]]);

    assert_eq!(register.marks().into_keys().collect::<Vec<_>>(), [person(0)]);
}

#[test]
fn who_saw_both_values_decides_between_them() {
    let other = Op { device: Uuid::from_u128(8), ..mark(2, 0, Status::AbsentUnexcused) };
    let seen = hashed(Op { base_rev: 2, device_seq: 2, ..mark(3, 0, Status::Late) });

    let (doubt, _) = run(vec![vec![mark(1, 0, Status::Present)], vec![hashed(other.clone())]]);
    let (decided, answers) = run(vec![vec![mark(1, 0, Status::Present)], vec![hashed(other)], vec![seen]]);

    assert_eq!(doubt.open_pairs().len(), 1);
    assert_eq!((answers[1].outcome, answers[2].outcome), (Outcome::Conflict, Outcome::Applied));
    assert!(decided.open_pairs().is_empty());
    assert_eq!(decided.status(person(0)), Status::Late);
}

#[test]
fn a_clock_three_years_off_is_set_right_and_the_mark_kept() {
    let wrong = Op { recorded_at: start() - TimeDelta::days(1100), ..mark(1, 0, Status::Present) };
    let mut register = Register::of(facts(), vec![]);

    let merged = merge(&mut register, vec![wrong.clone()]);

    assert_eq!(merged.answers[0].outcome, Outcome::Applied);
    assert_eq!(merged.kept[0].clock_said, Some(wrong.recorded_at));
    assert_eq!(merged.rows[0].marked_at, start());
}

#[test]
fn a_mark_for_a_session_called_off_waits_for_a_person() {
    let mut register = Register::of(RegisterFacts { state: SessionState::Cancelled, ..facts() }, vec![]);

    let merged = merge(&mut register, vec![mark(1, 0, Status::Present), mark(2, 1, Status::Present)]);

    assert!(merged.answers.iter().all(|answer| answer.outcome == Outcome::Conflict));
    assert_eq!((merged.opened.len(), merged.rows.len(), merged.state), (1, 0, None));
}

#[test]
fn a_mark_for_tomorrow_is_refused_and_the_first_one_of_today_makes_the_session_held() {
    let tomorrow = facts().today.succ_opt().unwrap();
    let mut later = Register::of(RegisterFacts { held_on: tomorrow, ..facts() }, vec![]);
    let mut now = Register::of(facts(), vec![]);

    let refused = merge(&mut later, vec![mark(1, 0, Status::Present)]);
    let taken = merge(&mut now, vec![mark(1, 0, Status::Present)]);

    assert_eq!(refused.answers[0].reason, Some(Reason::Future));
    assert_eq!((refused.state, taken.state), (None, Some(SessionState::Held)));
}
