//! Every two acts that touch one thing, at the same time: what comes of it is what one after the other would have made.

mod acts;
mod cell;
mod meeting;

use std::collections::BTreeSet;

use acts::{ALONE, Noun, Pairing, all};
use meeting::{Came, Meeting, Place, ways};

/// Places side by side: each pair has one to itself.
const PLACES: usize = 3;
/// Meetings of a pair, at most: each way in both orders.
const MEETINGS: u32 = 6;

/// Every two that share a thing, an act with itself too.
fn pairs() -> Vec<(&'static Pairing, &'static Pairing)> {
    let (acts, mut pairs) = (all(), Vec::new());
    for (n, one) in acts.iter().copied().enumerate() {
        for two in acts[n..].iter().copied() {
            if one.touches.iter().any(|noun| two.touches.contains(noun)) {
                pairs.push((one, two));
            }
        }
    }
    pairs
}

/// What is wrong with a pair, in words; nothing if all is well.
async fn wrong(place: &mut Place, one: &Pairing, two: &Pairing) -> Vec<String> {
    let shared: Vec<Noun> = one.touches.iter().filter(|noun| two.touches.contains(noun)).copied().collect();
    let mut serial = Vec::new();
    for swapped in [false, true] {
        serial.push(came(place, Meeting::Apart, (one, two), (swapped, &shared)).await);
    }
    let mut wrong = Vec::new();
    for came in &serial {
        if came.said.iter().any(|said| said.starts_with("failed")) {
            wrong.push(format!("{} then {}: {:?}", one.name(), two.name(), came.said));
        }
    }
    for meeting in ways(one, two, &shared) {
        for swapped in [false, true] {
            let at_once = came(place, meeting, (one, two), (swapped, &shared)).await;
            if !serial.contains(&at_once) {
                wrong.push(format!(
                    "{meeting:?} {} × {}, swapped {swapped}:\n{}",
                    one.name(),
                    two.name(),
                    differs(&at_once, &serial)
                ));
            }
        }
    }
    wrong
}

/// What two acts came to, the one that stands first in the list told first.
async fn came(
    place: &mut Place,
    meeting: Meeting,
    (one, two): (&Pairing, &Pairing),
    (swapped, shared): (bool, &[Noun]),
) -> Came {
    let (first, second) = if swapped { (two, one) } else { (one, two) };
    let mut came = place.meet(meeting, [first.make, second.make], shared).await;
    if swapped {
        came.said.swap(0, 1);
    }
    came
}

/// How what came differs from each of the serial ones.
fn differs(came: &Came, serial: &[Came]) -> String {
    let mut text = format!("  said {:?}\n", came.said);
    for (n, other) in serial.iter().enumerate() {
        let (these, those): (BTreeSet<_>, BTreeSet<_>) =
            (came.left.iter().collect(), other.left.iter().collect());
        text += &format!(
            "  order {n} said {:?}\n    only at once: {:?}\n    only in order: {:?}\n",
            other.said,
            these.difference(&those).collect::<Vec<_>>(),
            those.difference(&these).collect::<Vec<_>>()
        );
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_acts_at_once_come_to_what_one_after_the_other_would() {
    let work = std::sync::Arc::new(std::sync::Mutex::new(pairs()));
    let count = work.lock().unwrap().len();
    let places = (0..PLACES).map(|_| {
        let work = std::sync::Arc::clone(&work);
        async move {
            let mut found = Vec::new();
            loop {
                let mut place = Place::new().await;
                while place.has_room(MEETINGS) {
                    let Some((one, two)) = work.lock().unwrap().pop() else { return found };
                    found.extend(wrong(&mut place, one, two).await);
                }
                place.close().await;
            }
        }
    });
    let found = rocket::futures::future::join_all(places).await.concat();

    assert!(count > 200, "only {count} pairs");
    assert!(found.is_empty(), "{} of {count} pairs:\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_act_meets_others_or_says_why_not() {
    let mut known: BTreeSet<String> = all().iter().map(|one| one.act().to_owned()).collect();
    for (name, _) in ALONE {
        assert!(known.insert(name.to_owned()), "{name} stands in both lists");
    }

    let mut there = BTreeSet::new();
    for folder in ["store/src", "bot/src", "src"] {
        for (_, text) in crate::tidy::files(folder, ".rs") {
            let heads = text.lines().filter(|line| line.starts_with("impl"));
            let names = heads.filter_map(|line| line.split_once(" Act for ")).map(|(_, name)| name);
            there.extend(names.map(|name| name.split([' ', '<', '{']).next().unwrap().to_owned()));
        }
    }

    assert_eq!(known, there, "an act stands in tests/whole/pairs/acts/");
}
