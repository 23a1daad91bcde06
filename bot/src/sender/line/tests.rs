//! By example, and by seed: whatever is met, one at a time is tried, and nobody is blamed for the channel.

use peiban_core::trouble::Trouble;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn noon() -> DateTime<Utc> {
    "2026-11-25T04:00:00Z".parse().unwrap()
}

fn message(n: u128) -> MessageId {
    MessageId(Uuid::from_u128(n))
}

/// One send to chat `n` at `now` that meets `met`.
fn meets(line: &mut Line, n: u128, met: Met, now: DateTime<Utc>) -> Option<Pause> {
    let call = line.begin(now).expect("it may begin");
    line.met(call, (message(n), &n.to_string()), met, (now, 0))
}

/// One send to chat `n` at `now` that arrives.
fn arrives(line: &mut Line, n: u128, now: DateTime<Utc>) -> Option<Cleared> {
    let call = line.begin(now).expect("it may begin");
    line.answered(call, message(n))
}

#[test]
fn a_long_wait_of_one_chat_silences_the_bot_for_seconds_only() {
    let (mut line, now) = (Line::default(), noon());

    let pause = meets(&mut line, 1, Met::Asked(TimeDelta::hours(1)), now).unwrap();
    assert_eq!(pause.until, now + PROBE_AFTER);
    assert!(line.begin(now).is_none());

    let later = pause.until;
    assert_eq!(line.places(later, 8), 1, "a probe");
    assert_eq!(arrives(&mut line, 2, later), Some(Cleared { to_blame: None }));
    assert_eq!(line.places(later, 8), 8);
}

#[test]
fn a_wait_that_a_second_chat_is_told_is_the_bots() {
    let (mut line, now) = (Line::default(), noon());
    let hour = Met::Asked(TimeDelta::hours(1));
    meets(&mut line, 1, hour, now);
    let later = now + PROBE_AFTER;

    let pause = meets(&mut line, 2, hour, later).unwrap();

    assert_eq!(pause.until, later + TimeDelta::hours(1));
    assert!(line.is_frozen(later + TimeDelta::minutes(59)));
}

#[test]
fn a_message_that_fails_while_another_arrives_is_to_blame_and_only_then() {
    let down = Met::Down(Trouble::Server);
    let (mut line, mut now) = (Line::default(), noon());
    now = meets(&mut line, 1, down, now).unwrap().until;
    assert_eq!(arrives(&mut line, 2, now), Some(Cleared { to_blame: Some(message(1)) }));

    now = meets(&mut line, 1, down, now).unwrap().until;
    now = meets(&mut line, 2, down, now).unwrap().until;
    assert_eq!(
        arrives(&mut line, 3, now),
        Some(Cleared { to_blame: None }),
        "two failed: it was the channel"
    );

    now = meets(&mut line, 1, down, now).unwrap().until;
    assert_eq!(arrives(&mut line, 1, now), Some(Cleared { to_blame: None }));
    assert_eq!(arrives(&mut line, 1, now), None);
}

#[test]
fn an_answer_that_was_asked_for_before_the_trouble_does_not_end_it() {
    let (mut line, now) = (Line::default(), noon());
    let early = line.begin(now).unwrap();
    meets(&mut line, 1, Met::Down(Trouble::Server), now);

    assert_eq!(line.answered(early, message(2)), None);

    assert_eq!(line.trouble(), Some(Trouble::Server));
}

#[test]
fn a_silence_that_a_fast_clock_wrote_binds_nobody() {
    let mut line = Line::default();
    line.recalled(Some(Trouble::AskedToWait), 1, Some(noon() + TimeDelta::days(3)));

    assert!(!line.is_frozen(noon()));
}

#[derive(Debug, Clone, Copy)]
enum Event {
    Begins,
    Arrives,
    Fails(Trouble, u8),
    Asks(i64),
    Passes(i64),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => Just(Event::Begins),
        2 => Just(Event::Arrives),
        2 => (prop_oneof![Just(Trouble::Server), Just(Trouble::Token), Just(Trouble::NoAnswer)], any::<u8>())
            .prop_map(|(trouble, jitter)| Event::Fails(trouble, jitter)),
        1 => (1_i64..200_000).prop_map(Event::Asks),
        3 => (0_i64..90).prop_map(Event::Passes),
    ]
}

proptest! {
    #[test]
    fn in_trouble_one_message_at_a_time_is_tried_and_never_in_a_pause(events in prop::collection::vec(event(), 1..200)) {
        let (mut line, mut now, mut next) = (Line::default(), noon(), 0_u128);
        let mut flying: Vec<(u128, Call)> = Vec::new();
        for event in events {
            match event {
                Event::Passes(seconds) => now += TimeDelta::seconds(seconds),
                Event::Begins => {
                    let (pause, trouble, calls) = (line.is_frozen(now), line.trouble(), flying.len());
                    let call = line.begin(now);
                    prop_assert_eq!(call.is_some(), !pause && (trouble.is_none() || calls == 0));
                    next += 1;
                    flying.extend(call.map(|call| (next, call)));
                }
                _ if flying.is_empty() => {}
                Event::Arrives => {
                    let (n, call) = flying.remove(0);
                    let is_news = call.era == line.era;
                    let cleared = line.answered(call, message(n));
                    prop_assert!(!is_news || line.trouble().is_none());
                    prop_assert!(cleared.and_then(|cleared| cleared.to_blame) != Some(message(n)));
                }
                Event::Fails(..) | Event::Asks(_) => {
                    let (n, call) = flying.remove(0);
                    let (met, jitter) = match event {
                        Event::Asks(seconds) => (Met::Asked(TimeDelta::seconds(seconds)), 0),
                        Event::Fails(trouble, jitter) => (Met::Down(trouble), jitter),
                        _ => unreachable!(),
                    };
                    let before = line.frozen_until;
                    line.met(call, (message(n), &n.to_string()), met, (now, jitter));
                    prop_assert!(line.trouble().is_some() || call.era != line.era);
                    prop_assert!(line.frozen_until.is_none_or(|until| until <= now + LONGEST_SILENCE
                        || Some(until) == before));
                }
            }
        }
    }

    #[test]
    fn a_channel_that_stays_down_is_tried_less_and_less(jitters in prop::collection::vec(any::<u8>(), 60)) {
        let (mut line, mut now) = (Line::default(), noon());
        for (n, jitter) in (0..).zip(&jitters) {
            let call = line.begin(now).unwrap();
            let pause = line.met(call, (message(n), "7"), Met::Down(Trouble::Server), (now, *jitter)).unwrap();
            let least = LONGEST_PAUSE.min(FIRST_PAUSE * (1 << n.min(6)));
            prop_assert!(pause.until - now >= least && pause.until - now <= least * 5 / 4);
            now = pause.until;
        }
    }
}
