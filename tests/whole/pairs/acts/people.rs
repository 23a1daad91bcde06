//! People: rosters, places in groups, consents and links.

use std::sync::Arc;

use peiban_core::caregiver::{AgeBand, name_key};
use peiban_core::consent::{ConsentMethod, ConsentStatus, Purpose};
use peiban_core::enrolment::Leave;
use peiban_core::id::EnrolmentId;
use peiban_core::phone::Phone;
use peiban_core::roster::{RosterRow, Rows, code_key};
use peiban_core::text::Language;
use peiban_store::Said;
use peiban_store::acts::people::consents::{CountOpen, MakeLinkToken, RecordConsent};
use peiban_store::acts::people::enrolments::{EnrolFirstInLine, EnrolKnown, LeaveGroup};
use peiban_store::acts::people::{EnrolCaregivers, ImportRoster};
use uuid::Uuid;

use super::Noun::{Group, Message, Named, Person, Poster};
use super::{Pairing, day};
use crate::pairs::cell::Cell;
use crate::pairs::meeting::{by, by_bot};

fn row(cell: Cell, group: &str) -> RosterRow {
    let phone: Option<Phone> = "13900000999".parse().ok();
    RosterRow {
        row: 1,
        name: "新人".to_owned(),
        name_key: name_key("新人"),
        phone,
        phone_hash: Some(b"whoever".to_vec()),
        relation: None,
        bands: vec![AgeBand::of_word("3-5").unwrap()],
        group: code_key(&cell.named(group)),
        county: None,
        enrolled_on: None,
        broken: false,
    }
}

fn said(cell: Cell, who: &str, status: ConsentStatus) -> RecordConsent {
    let said = Said {
        caregiver: cell.person(who),
        purpose: Purpose::ServiceMessages,
        status,
        language: Language::ZhHans,
        method: ConsentMethod::Written,
        witness: None,
    };
    RecordConsent { said, version: cell.consent_version }
}

pub static ACTS: &[Pairing] = &[
    Pairing::of("", &[Group, Named("newcomer")], |cell| {
        by(
            "manager",
            ImportRoster {
                id: cell.roster(),
                file_hash: cell.hash(4),
                rows: Arc::new(Rows { rows: vec![row(cell, "G")], ..Rows::default() }),
            },
        )
    }),
    Pairing::of("elsewhere", &[Group, Named("newcomer")], |cell| {
        by("manager", EnrolCaregivers { group: cell.group("g2"), people: vec![row(cell, "H")] })
    }),
    Pairing::of("", &[Person], |cell| {
        by(
            "third",
            MakeLinkToken { token_hash: Uuid::now_v7().as_bytes().to_vec(), caregiver: cell.person("o") },
        )
    }),
    Pairing::of("given", &[Person], |cell| by("lead", said(cell, "p1", ConsentStatus::Given))),
    Pairing::of("withdrawn", &[Person, Message], |cell| {
        by("lead", said(cell, "p1", ConsentStatus::Withdrawn))
    }),
    Pairing::of("of the owner", &[Person], |cell| by("third", said(cell, "o", ConsentStatus::Withdrawn))),
    Pairing::of("", &[Poster], |cell| by_bot(CountOpen(cell.named("J")))),
    Pairing::of("", &[Group], |cell| by("manager", EnrolFirstInLine(cell.group("g")))),
    Pairing::of("", &[Group], |cell| {
        by(
            "manager",
            EnrolKnown {
                id: EnrolmentId(Uuid::now_v7()),
                caregiver: cell.person("o"),
                group: cell.group("g"),
            },
        )
    }),
    Pairing::of("", &[Group, Person], |cell| {
        by("manager", LeaveGroup { enrolment: cell.enrolment("e1"), why: Leave::Moved, last: day(24) })
    }),
];
