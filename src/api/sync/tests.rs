//! The promise: one operation that cannot be read is answered by name, and its neighbours as if it were not there.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use peiban_core::register::{Basis, Register, RegisterFacts, merge};
use peiban_core::session::SessionState;
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn person(n: u128) -> CaregiverId {
    CaregiverId(Uuid::from_u128(100 + n))
}

fn register() -> Register {
    let facts = RegisterFacts {
        session: SessionId(Uuid::from_u128(1)),
        state: SessionState::Scheduled,
        starts_at: start(),
        held_on: start().date_naive(),
        today: start().date_naive(),
        now: start(),
        supervises: false,
        people: (0..3).map(|n| (person(n), Basis::Enrolled)).collect(),
        taken: BTreeSet::new(),
        same: BTreeMap::new(),
        consent_version: Some(1),
    };
    Register::of(facts, vec![])
}

fn op(n: u64, kind: &str, fields: &Value) -> Value {
    let mut op = json!({ "op": Uuid::from_u128(u128::from(1000 + n)), "seq": n, "kind": kind, "base_rev": 0,
                         "recorded_at": start() });
    for (name, value) in fields.as_object().into_iter().flatten() {
        op[name] = value.clone();
    }
    op
}

/// One of each kind, as a phone sends them.
fn batch() -> Vec<Value> {
    vec![
        op(1, "mark", &json!({ "caregiver": person(0), "status": "present" })),
        op(2, "mark_all", &json!({ "status": "late", "detail": { "people": [person(1), person(2)] } })),
        op(3, "clear", &json!({ "caregiver": person(2) })),
        op(4, "head_count", &json!({ "detail": { "count": 3 } })),
        op(5, "state", &json!({ "detail": { "state": "held" } })),
        op(
            6,
            "walk_in",
            &json!({ "caregiver": person(9), "status": "present", "detail": { "name": "Nong Mei" } }),
        ),
        op(7, "report", &json!({ "detail": { "answers": { "covered": 3 } } })),
        op(8, "mark", &json!({ "caregiver": person(77), "status": "present" })),
    ]
}

/// What each operation is answered, without the store: read, merged, placed.
fn answered(texts: &[String]) -> Vec<OpTold> {
    let raw: Vec<&RawValue> = texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    let (read, mut answers) = read_all(&raw, Uuid::from_u128(7));
    let (places, ops): (Vec<_>, Vec<_>) = read.into_iter().map(|(index, op)| ((index, op.op_id), op)).unzip();
    answers.extend(placed(places, merge(&mut register(), ops).answers));
    answers.sort_by_key(|answer| answer.index);
    answers
}

fn texts(ops: &[Value]) -> Vec<String> {
    ops.iter().map(Value::to_string).collect()
}

/// What nobody can read, as JSON that is JSON: some of it no parser can hold.
const JUNK: [&str; 12] = [
    "null",
    "-1",
    "1e999",
    "1.5",
    "true",
    "[]",
    "{\"x\":{}}",
    "\"\"",
    "\"sick\"",
    "\"\\ud800\"",
    "\"2026-13-40T00:00:00Z\"",
    "\"+99999-01-01T00:00:00Z\"",
];

const FIELDS: [&str; 10] =
    ["op", "seq", "kind", "caregiver", "source", "status", "detail", "base_rev", "recorded_at", "colour"];

/// One operation with one field spoilt, gone or replaced as a whole.
fn spoilt(op: &Value, field: usize, junk: usize) -> String {
    if field == FIELDS.len() {
        return JUNK[junk].to_owned();
    }
    let mut op = op.clone();
    op[FIELDS[field]] = json!("JUNK");
    op.to_string().replace("\"JUNK\"", JUNK[junk])
}

proptest! {
    #[test]
    fn a_spoilt_operation_never_changes_what_its_neighbours_are_answered(
        at in 0..8_usize, field in 0..=FIELDS.len(), junk in 0..JUNK.len(),
    ) {
        let mut sent = texts(&batch());
        let mut without = sent.clone();
        without.remove(at);
        sent[at] = spoilt(&batch()[at], field, junk);

        let (told, expected) = (answered(&sent), answered(&without));

        prop_assert_eq!(told.len(), 8, "each is answered");
        let Some(Why::Unread(_)) = told[at].reason else { return Ok(()) }; // junk that can be read is an operation
        let says = |answer: &OpTold| (answer.op, answer.outcome, answer.reason, answer.status, answer.rev);
        let neighbours = told.iter().filter(|answer| answer.index != at).map(says);
        prop_assert_eq!(neighbours.collect::<Vec<_>>(), expected.iter().map(says).collect::<Vec<_>>());
    }
}

#[test]
fn what_is_wrong_is_named_by_operation_field_and_code() {
    let cases = [
        ("status", json!("sick"), Unread::UnknownWord, "status"),
        ("kind", json!("hug"), Unread::UnknownWord, "kind"),
        ("kind", json!(null), Unread::Missing, "kind"),
        ("caregiver", json!("nobody"), Unread::Malformed, "caregiver"),
        ("recorded_at", json!("yesterday"), Unread::Malformed, "recorded_at"),
        ("recorded_at", json!("0001-01-01T00:00:00Z"), Unread::OutOfRange, "recorded_at"),
        ("base_rev", json!(-1), Unread::OutOfRange, "base_rev"),
        ("seq", json!("one"), Unread::Malformed, "seq"),
        ("colour", json!("red"), Unread::UnknownField, "colour"),
        ("detail", json!({ "count": -3 }), Unread::Malformed, "detail.count"),
        ("detail", json!({ "reason": "a\u{0}b" }), Unread::OutOfRange, "detail.reason"),
        ("detail", json!({ "colour": 1 }), Unread::UnknownField, "detail.colour"),
        ("detail", json!({ "people": vec![person(0); 501] }), Unread::OutOfRange, "detail.people"),
    ];
    for (field, value, why, named) in cases {
        let mut ops = batch();
        ops[0][field] = value;

        let told = &answered(&texts(&ops))[0];

        assert_eq!(told.op, Some(OpId(Uuid::from_u128(1001))), "{field}");
        assert_eq!((told.outcome, told.reason), (Outcome::Rejected, Some(Why::Unread(why))), "{field}");
        assert_eq!(told.field.as_deref(), Some(named));
    }
}

#[test]
fn two_operations_of_one_id_have_an_answer_each_at_their_places() {
    let mut ops = batch();
    ops[2] = ops[0].clone();

    let told = answered(&texts(&ops));

    let outcomes: Vec<_> = told.iter().map(|answer| answer.outcome).take(3).collect();
    assert_eq!(outcomes, [Outcome::Applied, Outcome::Applied, Outcome::Duplicate]);
}
