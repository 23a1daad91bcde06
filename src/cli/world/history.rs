//! What happened in the world so far: the registers of past sessions.

use std::iter::zip;

use peiban_core::actor::Actor;
use peiban_core::id::{GroupId, SessionId};
use peiban_core::register::Status;
use peiban_store::Store;
use peiban_store::acts::registers::{SubmitRegister, TakeRegister};
use uuid::Uuid;

/// One line a week, one letter a person: present, late, excused, absent.
const WEEKS: [&str; 3] = ["PPPPLPPPPPPPPPEPPP", "PPAPLPPPPEPPPPAPLP", "PPPALPPPAPPPEPALPP"];

/// Takes the register of every past session of a group; the last one is not handed in yet.
///
/// # Errors
///
/// When the database fails, or the sessions have registers already.
pub async fn seed(store: &Store, group: GroupId) -> anyhow::Result<()> {
    let now = store.clock().now();
    let mut cards = store.read().await?.sessions_of(group).await?;
    cards.retain(|card| card.session.ends_at() <= now);
    for (card, marks) in zip(&cards, WEEKS.iter().cycle()) {
        take(store, card.session.id(), marks).await?;
    }
    cards.pop();
    for card in &cards {
        store.act(&Actor::operator(), SubmitRegister(card.session.id())).await?;
    }
    Ok(())
}

async fn take(store: &Store, session: SessionId, marks: &str) -> anyhow::Result<()> {
    let people = store.read().await?.register(session).await?;
    let marks = zip(&people, marks.chars().cycle());
    let act = TakeRegister {
        session,
        seed: store.ids().next(store.clock().now()),
        device: Uuid::nil(),
        base_rev: 0,
        marks: marks.map(|(row, letter)| (row.caregiver_id, mark(letter))).collect(),
        all_present: false,
    };
    store.act(&Actor::operator(), act).await?;
    Ok(())
}

fn mark(letter: char) -> (Status, Option<String>) {
    match letter {
        'L' => (Status::Late, None),
        'E' => (Status::AbsentExcused, Some("ill".to_owned())),
        'A' => (Status::AbsentUnexcused, None),
        _ => (Status::Present, None),
    }
}
