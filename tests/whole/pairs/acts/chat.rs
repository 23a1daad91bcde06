//! Chats, updates and alerts.

use std::sync::Arc;

use peiban_core::chat::{ChatFacts, Intent, Needs, TalkDecision};
use peiban_core::consent::{ConsentStatus, Purpose};
use peiban_core::inbox::{InboxUpdate, Received};
use peiban_core::text::Language;
use peiban_store::acts::chat::HearUpdate;
use peiban_store::acts::chat::alerts::{AcknowledgeAlert, ReadAlert};
use peiban_store::acts::chat::inbox::{CountFailure, ParkUpdate, PassOver, TakeIn};
use peiban_store::acts::chat::simulator::{ShowBubble, UsePhone};

use super::Noun::{Alert, Bot, Chat, Message, Person, Poster};
use super::Pairing;
use crate::pairs::cell::Cell;
use crate::pairs::meeting::{Doing, by, by_bot};

fn hear(cell: Cell, n: i64, chat: &str, needs: Needs, decide: fn(&ChatFacts) -> Vec<Intent>) -> Doing {
    by_bot(HearUpdate {
        key: cell.update(n),
        chat: cell.named(chat),
        needs,
        book: Arc::default(),
        sender: Some(cell.tenure()),
        decide: Arc::new(move |facts, _| TalkDecision {
            talk: "{}".to_owned(),
            replies: vec!["{}".to_owned()],
            intents: decide(facts),
        }),
    })
}

fn begins(facts: &ChatFacts) -> Vec<Intent> {
    match facts.person {
        Some(_) => vec![],
        None => {
            vec![Intent::Begin(Language::En), Intent::Consent(Purpose::ServiceMessages, ConsentStatus::Given)]
        }
    }
}

fn links(facts: &ChatFacts) -> Vec<Intent> {
    if facts.token.is_some() { vec![Intent::Link] } else { vec![] }
}

fn stops(_: &ChatFacts) -> Vec<Intent> {
    vec![Intent::Consent(Purpose::ServiceMessages, ConsentStatus::Withdrawn), Intent::CancelPlanned]
}

pub static ACTS: &[Pairing] = &[
    Pairing::of("begins", &[Chat, Poster], |cell| {
        let needs = Needs { code: Some(cell.named("J")), ..Needs::default() };
        hear(cell, 1_000_004, "cnew", needs, begins)
    }),
    Pairing::of("begins too", &[Chat], |cell| hear(cell, 1_000_005, "cnew", Needs::default(), begins)),
    Pairing::of("links", &[Chat, Person], |cell| {
        let needs = Needs { token: Some(cell.hash(3)), ..Needs::default() };
        hear(cell, 1_000_002, "cx", needs, links)
    }),
    Pairing::of("links from another's phone", &[Chat, Person], |cell| {
        let needs = Needs { token: Some(cell.hash(3)), ..Needs::default() };
        hear(cell, 1_000_003, "c1", needs, links)
    }),
    Pairing::of("stops", &[Chat, Person, Message, Bot], |cell| {
        hear(cell, 1_000_001, "c1", Needs::default(), stops)
    }),
    Pairing::of("asks for a person", &[Chat, Alert], |cell| {
        hear(cell, 1_000_006, "cx", Needs::default(), |_| {
            vec![Intent::Alert(peiban_core::alert::AlertKind::FreeText, None)]
        })
    }),
    Pairing::of("", &[Chat], |cell| {
        by_bot(TakeIn(vec![Received {
            key: cell.update(1_000_009),
            chat: Some(cell.named("c1")),
            payload: "{}".to_owned(),
        }]))
    }),
    Pairing::of("", &[Chat], |cell| by_bot(CountFailure(cell.update(1_000_001)))),
    Pairing::of("", &[Chat, Person], |cell| {
        by_bot(ParkUpdate(InboxUpdate {
            key: cell.update(1_000_007),
            chat: Some(cell.named("cx")),
            payload: Some("{}".to_owned()),
            sealed: None,
            tries: 5,
        }))
    }),
    Pairing::of("", &[Chat], |cell| by_bot(PassOver(cell.update(1_000_001)))),
    Pairing::of("", &[Alert], |cell| by("safe", ReadAlert(cell.alert()))),
    Pairing::of("", &[Alert], |cell| by("safe", AcknowledgeAlert(cell.alert()))),
    Pairing::of("", &[Chat], |cell| {
        by_bot(ShowBubble { chat: cell.named("c1"), text: "x".to_owned(), buttons: "[]".to_owned() })
    }),
    Pairing::of("", &[Chat], |cell| {
        by_bot(UsePhone {
            account: cell.named("bot"),
            chat: cell.named("c1"),
            shown: "x".to_owned(),
            payload: "{}".to_owned(),
        })
    }),
];
