//! Every act: what it touches, and how one is made in a county. A file a noun; a new act stands in one of them.

mod accounts;
mod chat;
mod groups;
mod messages;
mod people;
mod reach;
mod registers;
mod sessions;

use chrono::NaiveDate;
use peiban_core::area::AreaCode;
use peiban_core::id::CurriculumId;
use peiban_core::register::Detail;
use peiban_core::user::{Grant, Role};
use uuid::Uuid;

use super::cell::Cell;
use super::meeting::Doing;

/// What acts touch: two that share one meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    Organisation,
    Account,
    Group,
    Session,
    Person,
    Chat,
    Bot,
    Message,
    Alert,
    Poster,
    /// Something new under a name or code that is there once.
    Named(&'static str),
}

/// An act as it meets others.
pub struct Pairing {
    pub how: &'static str,
    pub touches: &'static [Noun],
    pub make: fn(Cell) -> Doing,
}

impl Pairing {
    /// An act, if need be in which way, with what it touches.
    const fn of(how: &'static str, touches: &'static [Noun], make: fn(Cell) -> Doing) -> Self {
        Self { how, touches, make }
    }

    fn doing(&self) -> Doing {
        (self.make)(Cell { n: 1, curriculum: CurriculumId(Uuid::nil()), consent_version: 1 })
    }

    /// The type's name.
    pub fn act(&self) -> &'static str {
        self.doing().act
    }

    /// Whether the act notes itself in the audit: only then it waits there.
    pub fn is_audited(&self) -> bool {
        self.doing().audited
    }

    pub fn name(&self) -> String {
        format!("{} {}", self.act(), self.how).trim_end().to_owned()
    }
}

/// Every act but those of [`ALONE`], some in several ways.
pub fn all() -> Vec<&'static Pairing> {
    let nouns = [
        accounts::ACTS,
        groups::ACTS,
        sessions::ACTS,
        registers::ACTS,
        people::ACTS,
        chat::ACTS,
        messages::ACTS,
        reach::ACTS,
    ];
    nouns.into_iter().flatten().collect()
}

/// Acts that meet no other here, and why.
pub const ALONE: [(&str, &str); 14] = [
    ("KeepSignedIn", "the demo's clock: one statement, and no act decides by it"),
    ("FillContent", "adds what is not there under unique keys; who comes second runs again and finds it"),
    ("AllowReview", "sets one flag"),
    ("ConfirmNumber", "sets one day"),
    ("AdoptKey", "before anything else is done; two at once: tests/whole/secrets.rs"),
    ("StageRoster", "adds a row of its own, and wipes those whose hour is over"),
    ("StageReports", "adds a row of its own, and deletes those whose day is over"),
    (
        "ImportStaged",
        "reports are there once by a unique key; who comes second runs again: tests/whole/reports.rs",
    ),
    ("ImportReports", "as ImportStaged"),
    ("SaveFigures", "saves only if nobody else did since it counted: tests/whole/rollups.rs"),
    ("Hold", "of two who count every figure anew, one is told so: tests/whole/recounts.rs"),
    ("HoldOn", "as Hold"),
    ("LetGo", "as Hold"),
    ("ReplaceFigures", "as Hold"),
];

/// Somebody who is not known yet.
fn newcomer() -> Detail {
    Detail {
        name: Some("新人".to_owned()),
        phone: Some("13900000999".to_owned()),
        relation: Some("mother".to_owned()),
        ..Detail::default()
    }
}

fn grant(cell: Cell) -> Grant {
    Grant { role: Role::Viewer, area: AreaCode::new(cell.area()).unwrap(), partner: None }
}

/// A day of the month in which they meet.
fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}
