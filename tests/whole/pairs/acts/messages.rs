//! Messages, and the processes that poll and send.

use chrono::{DateTime, TimeDelta, Utc};
use peiban_core::id::LinkId;
use peiban_core::lease::Tenure;
use peiban_core::plan::rules;
use peiban_core::trouble::Trouble;
use peiban_store::Count;
use peiban_store::acts::chat::poller::{ReleasePoller, TakePolled, TakePollerLease};
use peiban_store::acts::messages::plan::DrainPlanDue;
use peiban_store::acts::messages::{
    BlameMessage, ClaimMessages, ClearTrouble, Held, HoldSender, KeepOutcomes, MeetTrouble, Record,
    RecordBlocked, RecordMoved, ReleaseLeases,
};

use super::Noun::{Bot, Chat, Message};
use super::Pairing;
use crate::pairs::cell::Cell;
use crate::pairs::meeting::{Doing, by_bot};
use crate::support::wednesday;

fn held(cell: Cell) -> Held {
    Held { id: cell.message("m2"), hold: cell.tenure() }
}

/// Of the process that comes after the first.
fn next(cell: Cell) -> Tenure {
    Tenure { boot: cell.id("other"), epoch: 2 }
}

fn polls(cell: Cell, boot: &str, gone: Option<&str>) -> Doing {
    by_bot(TakePollerLease { bot: cell.bot(), boot: cell.id(boot), gone: gone.map(|gone| cell.id(gone)) })
}

fn polled(cell: Cell, hold: Tenure, next: i64) -> Doing {
    by_bot(TakePolled { bot: cell.bot(), hold, updates: vec![], next })
}

fn sends(cell: Cell, boot: &str, gone: Option<&str>) -> Doing {
    let mine = boot == "boot";
    by_bot(HoldSender {
        of: cell.bot(),
        boot: cell.id(boot),
        epoch: mine.then_some(1),
        gone: gone.map(|gone| cell.id(gone)),
        in_hand: if mine { vec![cell.message("m2")] } else { vec![] },
    })
}

fn claims(cell: Cell, hold: Tenure) -> Doing {
    by_bot(ClaimMessages { of: cell.bot(), hold, most: 9, only_urgent: false, repeats: true })
}

fn moved(cell: Cell, to: &str, is_last: bool) -> Doing {
    by_bot(RecordMoved {
        held: held(cell),
        of: cell.bot(),
        from: cell.named("c1"),
        to: cell.named(to),
        link: Some(LinkId(cell.id("link1"))),
        is_last,
    })
}

fn soon() -> DateTime<Utc> {
    wednesday() + TimeDelta::minutes(5)
}

pub static ACTS: &[Pairing] = &[
    Pairing::of("again", &[Bot], |cell| polls(cell, "boot", None)),
    Pairing::of("by another", &[Bot], |cell| polls(cell, "other", None)),
    Pairing::of("by another, the first being dead", &[Bot], |cell| polls(cell, "other", Some("boot"))),
    Pairing::of("", &[Bot], |cell| polled(cell, cell.tenure(), 7)),
    Pairing::of("by another", &[Bot], |cell| polled(cell, next(cell), 9)),
    Pairing::of("", &[Bot], |cell| by_bot(ReleasePoller { bot: cell.bot(), hold: cell.tenure() })),
    Pairing::of("again", &[Bot, Message], |cell| sends(cell, "boot", None)),
    Pairing::of("by another", &[Bot], |cell| sends(cell, "other", None)),
    Pairing::of("by another, the first being dead", &[Bot, Message], |cell| {
        sends(cell, "other", Some("boot"))
    }),
    Pairing::of("", &[Bot, Message], |cell| by_bot(ReleaseLeases { of: cell.bot(), hold: cell.tenure() })),
    Pairing::of("", &[Bot, Message], |cell| claims(cell, cell.tenure())),
    Pairing::of("by another", &[Bot, Message], |cell| claims(cell, next(cell))),
    Pairing::of("sent", &[Message], |cell| by_bot(KeepOutcomes(vec![Record::sent(held(cell), "ref")]))),
    Pairing::of("not arrived", &[Message], |cell| {
        by_bot(KeepOutcomes(vec![Record::retry(held(cell), soon(), Count::Failure, "not_delivered")]))
    }),
    Pairing::of("", &[Message, Chat], |cell| {
        by_bot(RecordBlocked {
            held: held(cell),
            reason: "blocked".to_owned(),
            link: Some((LinkId(cell.id("link1")), cell.person("p1"))),
        })
    }),
    Pairing::of("", &[Message, Chat], |cell| moved(cell, "c9", false)),
    Pairing::of("to somebody else's", &[Message, Chat], |cell| moved(cell, "cx", false)),
    Pairing::of("where somebody begins", &[Message, Chat], |cell| moved(cell, "cnew", false)),
    Pairing::of("too often", &[Message, Chat], |cell| moved(cell, "c9", true)),
    Pairing::of("", &[Bot], |cell| {
        by_bot(MeetTrouble { of: cell.bot(), trouble: Trouble::Server, tries: 2, until: soon() })
    }),
    Pairing::of("", &[Bot], |cell| by_bot(ClearTrouble { of: cell.bot() })),
    Pairing::of("", &[Message], |cell| by_bot(BlameMessage { message: cell.message("m3"), at: soon() })),
    Pairing::of("", &[Message], |_| by_bot(DrainPlanDue { rules: rules(), most: 500 })),
];
