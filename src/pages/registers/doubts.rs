//! What does not agree, in words, and what a person can keep of it.

use chrono_tz::Tz;
use peiban_core::register::{Kind, Status};
use peiban_core::session::SessionState;
use peiban_core::text::{Language, month_day};
use peiban_store::{Doubt, RegisterHead};
use serde::Serialize;

/// One side: who said what, and when.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Side {
    /// A word of [`peiban_core::register::Source`]; empty for the plan and for the register itself.
    source: &'static str,
    by: String,
    when: String,
    what: String,
    count: u32,
    reason: String,
}

impl Side {
    fn says_as(&self, other: &Self) -> bool {
        self.source == other.source
            && self.by == other.by
            && self.what == other.what
            && self.count == other.count
    }
}

/// A button.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Keep {
    /// What the button sends, as [`crate::pages::registers::decisions`] reads it.
    value: String,
    what: String,
    count: u32,
}

/// Both sides of one doubt, and a button for each thing that was said.
#[derive(Debug, Default, Serialize)]
pub(in crate::pages) struct Doubts {
    sides: Vec<Side>,
    keeps: Vec<Keep>,
}

impl Doubts {
    /// Of one person.
    pub(super) fn of_row(doubts: &[Doubt], zone: Tz, language: Language) -> Self {
        let mut row = Self::default();
        for doubt in doubts {
            let status = doubt.status.filter(|_| doubt.kind != Kind::Clear).unwrap_or(Status::Unmarked);
            let what = format!("registers-status-{}", dashed(status.word()));
            row.add(side(doubt, (what.clone(), 0), zone, language));
            let person = doubt.caregiver_id.map(|id| id.0.to_string()).unwrap_or_default();
            row.keep(Keep { value: format!("{person}.{}", status.word()), what, count: 0 });
        }
        row
    }

    /// Of how many came without a name.
    pub(super) fn of_heads(doubts: &[Doubt], zone: Tz, language: Language) -> Self {
        let mut heads = Self::default();
        for doubt in doubts.iter().filter(|doubt| doubt.kind == Kind::HeadCount && doubt.waits == 0) {
            let count = doubt.said().count.unwrap_or_default();
            heads.add(side(doubt, ("registers-doubt-counted".to_owned(), count), zone, language));
            heads.keep(Keep {
                value: format!("heads.{count}"),
                what: "registers-doubt-keep-heads".to_owned(),
                count,
            });
        }
        heads
    }

    /// Of the session itself: what its register says, now and `marked` people in it, against what was said since.
    pub(super) fn of_session(
        doubts: &[Doubt],
        (head, marked): (&RegisterHead, u32),
        zone: Tz,
        language: Language,
    ) -> Self {
        let mut session = Self::default();
        let on_session = doubts.iter().filter(|doubt| doubt.kind != Kind::HeadCount || doubt.waits > 0);
        for doubt in on_session {
            if doubt.waits > 0 {
                session.add(standing(head, marked));
            }
            session.add(side(doubt, said(doubt), zone, language));
        }
        if !session.sides.is_empty() {
            for state in [SessionState::Held, SessionState::DidNotHappen] {
                let what = format!("registers-doubt-{}", dashed(state.word()));
                session.keep(Keep { value: format!("session.{}", state.word()), what, count: 0 });
            }
        }
        session
    }

    /// Whether there is anything to decide.
    pub(super) fn is_empty(&self) -> bool {
        self.sides.is_empty()
    }

    /// Somebody who says one thing twice is one side.
    fn add(&mut self, side: Side) {
        if !self.sides.iter().any(|known| known.says_as(&side)) {
            self.sides.push(side);
        }
    }

    fn keep(&mut self, keep: Keep) {
        if !self.keeps.contains(&keep) {
            self.keeps.push(keep);
        }
    }
}

fn dashed(word: &str) -> String {
    word.replace('_', "-")
}

fn side(doubt: &Doubt, (what, count): (String, u32), zone: Tz, language: Language) -> Side {
    let at = doubt.recorded_at.with_timezone(&zone);
    let when = format!("{} {}", month_day(language, at.date_naive()), at.format("%H:%M"));
    Side { source: doubt.source.word(), by: doubt.by.clone(), when, what, count, reason: String::new() }
}

/// What an operation says about the whole session.
fn said(doubt: &Doubt) -> (String, u32) {
    let detail = doubt.said();
    match (doubt.kind, detail.state) {
        (Kind::State, Some(SessionState::DidNotHappen)) => ("registers-doubt-said-not".to_owned(), 0),
        (Kind::State, _) => ("registers-doubt-said-held".to_owned(), 0),
        (Kind::HeadCount, _) => ("registers-doubt-counted".to_owned(), detail.count.unwrap_or_default()),
        _ => ("registers-doubt-marked".to_owned(), 0),
    }
}

/// What the register says as it stands.
fn standing(head: &RegisterHead, marked: u32) -> Side {
    let what = match head.state {
        SessionState::Cancelled if head.reason.is_some() => "registers-doubt-off-because",
        SessionState::Cancelled => "registers-doubt-off",
        SessionState::DidNotHappen => "registers-doubt-said-not",
        _ => "registers-doubt-has",
    };
    let reason = head.reason.clone().unwrap_or_default();
    let (by, when) = (String::new(), String::new());
    Side { source: "", by, when, what: what.to_owned(), count: marked, reason }
}
