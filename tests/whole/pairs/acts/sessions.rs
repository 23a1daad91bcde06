//! Sessions, and who says to come.

use peiban_core::rsvp::RsvpTap;
use peiban_store::acts::sessions::rsvps::AnswerRsvp;
use peiban_store::acts::sessions::{CancelSession, MoveSession};

use super::Noun::{Group, Person, Session};
use super::{Pairing, day};
use crate::pairs::meeting::{by, by_bot};

pub static ACTS: &[Pairing] = &[
    Pairing::of("", &[Group, Session], |cell| {
        by(
            "manager",
            MoveSession {
                session: cell.session("s1"),
                to: day(27).and_hms_opt(9, 0, 0).unwrap(),
                seen: None,
            },
        )
    }),
    Pairing::of("elsewhere", &[Session], |cell| {
        by(
            "manager",
            MoveSession {
                session: cell.session("s1"),
                to: day(28).and_hms_opt(9, 0, 0).unwrap(),
                seen: None,
            },
        )
    }),
    Pairing::of("", &[Group, Session], |cell| {
        by("manager", CancelSession { session: cell.session("s1"), reason: "rain".to_owned(), seen: None })
    }),
    Pairing::of("", &[Session, Person], |cell| {
        by_bot(AnswerRsvp {
            caregiver: cell.person("p1"),
            tap: RsvpTap { session: cell.session("s1"), sequence: 0, coming: true },
        })
    }),
];
