//! What a person decides counts, wherever it arrives, and nothing that was said before or after it is lost.

use super::*;

/// What two devices said of one person each way; they do not agree.
fn doubt() -> Vec<Op> {
    let other = Op { device: Uuid::from_u128(8), ..mark(902, 0, Status::AbsentUnexcused) };
    vec![mark(901, 0, Status::Present), hashed(other)]
}

/// A decision of somebody at a third device, who saw `base_rev`.
fn keep(status: Status, base_rev: i64) -> Op {
    hashed(Op { device: Uuid::from_u128(30), base_rev, ..mark(700, 0, status) })
}

/// A decision about the session itself.
fn decision(id: u128, state: SessionState, settles: Vec<OpId>) -> Op {
    let detail = Detail { state: Some(state), settles: Some(settles), ..Detail::default() };
    let blank = mark(id, 0, Status::Present);
    hashed(Op {
        kind: Kind::State,
        caregiver: None,
        status: None,
        device: Uuid::from_u128(30),
        detail,
        ..blank
    })
}

/// What a device says of the session by itself.
fn word(id: u128, device: u128, state: SessionState) -> Op {
    let mut op = decision(id, state, vec![]);
    (op.detail.settles, op.device) = (None, Uuid::from_u128(device));
    hashed(op)
}

fn off() -> RegisterFacts {
    RegisterFacts { state: SessionState::Cancelled, ..facts() }
}

/// Operations of devices that had seen nothing.
fn unseen_ops() -> impl Strategy<Value = Vec<Op>> {
    offline_ops().prop_map(|ops| ops.into_iter().map(|op| hashed(Op { base_rev: 0, ..op })).collect())
}

proptest! {
    #[test]
    fn a_decision_gives_the_same_register_wherever_it_arrives(
        (ops, shuffled) in offline_ops()
            .prop_map(|ops| [ops, vec![keep(Status::Present, 2)]].concat())
            .prop_flat_map(|ops| (Just(ops.clone()), Just(ops).prop_shuffle())),
        cuts in proptest::collection::vec(any::<bool>(), 5),
    ) {
        let (one, _) = run(vec![doubt(), ops]);
        let split = [vec![doubt()], batches(&shuffled, &cuts)[1..].to_vec()].concat();
        let twice = [split.clone(), split.clone()].concat();
        let (other, answers) = run(split);
        let (again, _) = run(twice);

        prop_assert_eq!(one.marks(), other.marks());
        prop_assert_eq!(one.open_pairs(), other.open_pairs());
        prop_assert_eq!((again.marks(), again.rev()), (other.marks(), other.rev()));
        let settled = (mark(901, 0, Status::Present).op_id, mark(902, 0, Status::Present).op_id);
        prop_assert!(!other.open_pairs().contains(&settled), "what was decided stays decided");
        prop_assert!(answers.iter().all(|answer| answer.outcome != Outcome::Rejected));
    }

    #[test]
    fn marks_that_waited_count_as_if_the_session_had_never_been_called_off(
        (ops, shuffled) in unseen_ops().prop_flat_map(|ops| (Just(ops.clone()), Just(ops).prop_shuffle())),
        cuts in proptest::collection::vec(any::<bool>(), 5),
    ) {
        let mut split = batches(&shuffled, &cuts)[1..].to_vec();
        let (waits, _) = run_from(off(), split.clone());
        split.push(vec![decision(600, SessionState::Held, waits.waiting())]);
        let twice = [split.clone(), split.clone()].concat();

        let (open, _) = run(vec![ops]);
        let (held, answers) = run_from(off(), split);
        let (again, _) = run_from(off(), twice);

        prop_assert!(waits.marks().is_empty());
        prop_assert_eq!(held.marks(), open.marks());
        prop_assert_eq!(held.open_pairs(), open.open_pairs());
        prop_assert_eq!(held.waiting(), []);
        prop_assert_eq!(answers.last().map(|answer| answer.outcome), Some(Outcome::Applied));
        prop_assert_eq!((again.marks(), again.rev()), (held.marks(), held.rev()));
    }

    #[test]
    fn marks_that_are_left_aside_stay_so_and_later_ones_wait_anew(ops in unseen_ops()) {
        let (waits, _) = run_from(off(), vec![ops.clone()]);
        let (left, _) = run_from(off(), vec![
            ops.clone(),
            vec![decision(600, SessionState::DidNotHappen, waits.waiting())],
            ops,
            vec![mark(601, 0, Status::Late)],
        ]);

        prop_assert!(left.marks().is_empty());
        prop_assert_eq!(left.waiting(), [mark(601, 0, Status::Late).op_id]);
    }

    #[test]
    fn what_the_session_is_said_to_be_does_not_hang_on_who_came_first(
        minutes in (0..3i64, 0..3i64),
    ) {
        let at = |op: Op, minute| Op { recorded_at: start() + TimeDelta::minutes(minute), ..op };
        let (a, b) = (at(word(1, 7, SessionState::Held), minutes.0), at(word(2, 8, SessionState::DidNotHappen), minutes.1));

        let (one, _) = run(vec![vec![a.clone()], vec![b.clone()]]);
        let (other, _) = run(vec![vec![b], vec![a]]);

        prop_assert_eq!(one.facts.state, other.facts.state);
        prop_assert!(one.is_session_in_doubt() && other.is_session_in_doubt());
    }
}

#[test]
fn who_keeps_the_value_shown_settles_it_too() {
    let (register, answers) = run(vec![doubt(), vec![keep(Status::AbsentUnexcused, 2)]]);

    assert_eq!(answers[2].outcome, Outcome::Applied);
    assert!(register.open_pairs().is_empty());
    assert_eq!(register.status(person(0)), Status::AbsentUnexcused);
}

#[test]
fn a_word_that_the_decider_had_not_seen_is_in_doubt_again() {
    let unseen = Op { device: Uuid::from_u128(9), ..mark(3, 0, Status::Late) };

    let (register, _) = run(vec![doubt(), vec![hashed(unseen)], vec![keep(Status::Present, 2)]]);

    assert_eq!(register.open_pairs().len(), 1);
}

#[test]
fn two_who_decide_at_once_are_in_doubt_and_the_supervisor_is_shown() {
    let ours = keep(Status::Present, 2);
    let theirs = Op {
        device: Uuid::from_u128(31),
        source: Source::Supervisor,
        recorded_at: start() - TimeDelta::hours(1),
        op_id: OpId(Uuid::from_u128(701)),
        ..keep(Status::AbsentUnexcused, 2)
    };

    let (one, _) = run(vec![doubt(), vec![ours.clone()], vec![hashed(theirs.clone())]]);
    let (other, _) = run(vec![doubt(), vec![hashed(theirs)], vec![ours]]);

    assert_eq!((one.open_pairs().len(), one.status(person(0))), (1, Status::AbsentUnexcused));
    assert_eq!((other.open_pairs(), other.marks()), (one.open_pairs(), one.marks()));
}

#[test]
fn a_decision_names_all_that_waits_or_decides_nothing() {
    let (early, late) = (mark(1, 0, Status::Present), mark(2, 1, Status::Present));
    let partly = decision(600, SessionState::Held, vec![early.op_id]);
    let nothing = decision(601, SessionState::Held, vec![]);

    let (_, partly) = run_from(off(), vec![vec![early, late], vec![partly]]);
    let (idle, nothing) = run_from(off(), vec![vec![nothing]]);

    assert_eq!((partly[2].outcome, partly[2].reason), (Outcome::Rejected, Some(Reason::Settled)));
    assert_eq!((nothing[0].outcome, nothing[0].reason), (Outcome::Rejected, Some(Reason::Settled)));
    assert_eq!(idle.facts.state, SessionState::Cancelled, "nobody reopens a session with no mark in it");
}

#[test]
fn a_phone_that_denies_a_marked_session_waits_until_somebody_says_which_it_was() {
    let marked = vec![mark(1, 0, Status::Present)];
    let denied = vec![word(2, 8, SessionState::DidNotHappen)];
    let said = |state| decision(600, state, vec![word(2, 8, SessionState::DidNotHappen).op_id]);

    let (held, _) = run(vec![marked.clone(), denied.clone(), vec![said(SessionState::Held)]]);
    let (not, _) = run(vec![marked, denied, vec![said(SessionState::DidNotHappen)]]);

    assert_eq!((held.facts.state, not.facts.state), (SessionState::Held, SessionState::DidNotHappen));
    assert_eq!(not.status(person(0)), Status::Present, "the mark is kept, the session does not count");
    assert!(!held.is_session_in_doubt() && !not.is_session_in_doubt());
}

#[test]
fn somebody_new_who_came_to_a_session_called_off_is_on_the_register_once_it_was_held() {
    let detail = Detail { name: Some("Lan".into()), ..Detail::default() };
    let came = hashed(Op { kind: Kind::WalkIn, detail, ..mark(1, 60, Status::Present) });
    let late = hashed(Op { device_seq: 2, ..mark(2, 60, Status::Late) });
    let decided = decision(600, SessionState::Held, vec![came.op_id, late.op_id]);

    let (register, answers) = run_from(off(), vec![vec![came], vec![late], vec![decided]]);

    assert!(answers[..2].iter().all(|answer| answer.outcome == Outcome::Conflict), "{answers:?}");
    assert_eq!(register.status(person(60)), Status::Late);
}
