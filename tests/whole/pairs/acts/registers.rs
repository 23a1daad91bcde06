//! Registers.

use peiban_core::id::{CaregiverId, OpId};
use peiban_core::register::{Detail, Kind, Op, Status};
use peiban_core::session::SessionState;
use peiban_store::acts::registers::{
    AddWalkIn, ApplyOps, CountHeads, EnrolWalkIn, SettleConflict, Settlement, SubmitRegister, TakeRegister,
};
use uuid::Uuid;

use super::Noun::{Group, Named, Person, Session};
use super::{Pairing, newcomer};
use crate::pairs::cell::Cell;
use crate::pairs::meeting::by;
use crate::support::wednesday;

fn mark(device: u128, who: Option<&str>, cell: Cell, op: Op) -> Op {
    Op {
        op_id: OpId(Uuid::from_u128((u128::from(cell.n) << 64) + device)),
        caregiver: who.map(|who| cell.person(who)),
        device: Uuid::from_u128(device),
        device_seq: 1,
        recorded_at: wednesday(),
        ..op
    }
}

fn marked(cell: Cell, device: u128, who: &str, status: Status) -> ApplyOps {
    let op = Op { status: Some(status), ..Op::default_on_page() };
    ApplyOps { session: cell.session("s1"), ops: vec![mark(device, Some(who), cell, op)] }
}

pub static ACTS: &[Pairing] = &[
    Pairing::of("present", &[Group, Session, Person], |cell| {
        by("lead", marked(cell, 1, "p1", Status::Present))
    }),
    Pairing::of("absent", &[Session], |cell| by("second", marked(cell, 2, "p1", Status::AbsentUnexcused))),
    Pairing::of("did not happen", &[Session], |cell| {
        let detail = Detail { state: Some(SessionState::DidNotHappen), ..Detail::default() };
        let op = mark(3, None, cell, Op { kind: Kind::State, detail, ..Op::default_on_page() });
        by("lead", ApplyOps { session: cell.session("s1"), ops: vec![op] })
    }),
    Pairing::of("a newcomer", &[Session, Named("newcomer")], |cell| {
        let op = Op {
            kind: Kind::WalkIn,
            status: Some(Status::Present),
            detail: newcomer(),
            ..Op::default_on_page()
        };
        let op = Op { caregiver: Some(CaregiverId(Uuid::now_v7())), ..mark(4, None, cell, op) };
        by("manager", ApplyOps { session: cell.session("s1"), ops: vec![op] })
    }),
    Pairing::of("", &[Session], |cell| {
        by(
            "lead",
            TakeRegister {
                session: cell.session("s1"),
                seed: cell.id("other"),
                device: Uuid::from_u128(9),
                base_rev: 0,
                marks: [(cell.person("p2"), (Status::Late, None))].into(),
                all_present: true,
            },
        )
    }),
    Pairing::of("the first of two", &[Group, Session], |cell| {
        by("third", SubmitRegister(cell.session("h1")))
    }),
    Pairing::of("the second of two", &[Group, Session], |cell| {
        by("third", SubmitRegister(cell.session("h2")))
    }),
    Pairing::of("", &[Session], |cell| {
        by(
            "lead",
            SettleConflict {
                session: cell.session("s1"),
                seed: cell.id("other"),
                device: Uuid::from_u128(9),
                base_rev: 9,
                decision: Settlement::Mark(cell.person("p1"), Status::Present),
            },
        )
    }),
    Pairing::of("", &[Group, Session, Named("newcomer")], |cell| {
        by(
            "manager",
            AddWalkIn {
                session: cell.session("s1"),
                seed: cell.id("boot"),
                device: Uuid::from_u128(9),
                person: newcomer(),
            },
        )
    }),
    Pairing::of("elsewhere", &[Session, Named("newcomer")], |cell| {
        by(
            "manager",
            AddWalkIn {
                session: cell.session("h2"),
                seed: cell.id("boot"),
                device: Uuid::from_u128(9),
                person: newcomer(),
            },
        )
    }),
    Pairing::of("", &[Session], |cell| {
        by(
            "lead",
            CountHeads {
                session: cell.session("s1"),
                seed: cell.id("boot"),
                device: Uuid::from_u128(9),
                more: 3,
            },
        )
    }),
    Pairing::of("", &[Group, Session], |cell| {
        by("lead", EnrolWalkIn { session: cell.session("s1"), caregiver: cell.person("hp") })
    }),
];
