#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::sync::{Arc, LazyLock};

use peiban_core::area::AreaCode;
use peiban_core::chat::{Book, Person};
use peiban_core::content::{Content, Embedded};
use peiban_core::id::{CaregiverId, LinkId};
use peiban_core::safety::Matcher;

use super::*;

fn now() -> DateTime<Utc> {
    "2026-11-25T02:00:00Z".parse().unwrap()
}

static BOOK: LazyLock<Arc<Book>> = LazyLock::new(|| {
    let content = Content::read(&Embedded).unwrap();
    Arc::new(Book {
        tips: content.tips,
        consents: content.consents,
        replies: content.replies,
        numbers: content.numbers,
        under_18: Matcher::new(&content.keywords),
    })
});

pub(super) fn facts(person: Option<Person>) -> Facts {
    Facts { person, book: Arc::clone(&BOOK), ..Facts::default() }
}

pub(super) fn granny() -> Person {
    Person {
        caregiver: CaregiverId(uuid::Uuid::from_u128(1)),
        link: LinkId(uuid::Uuid::from_u128(2)),
        state: LinkState::Linked,
        language: Language::En,
        area: AreaCode::new(450_123).unwrap(),
        registered: false,
        relation: None,
        band: None,
        consents: vec![(Purpose::ServiceMessages, ConsentStatus::Given)],
        given: vec![],
        under_18: false,
        waiting: vec![],
    }
}

pub(super) fn told(facts: &Facts, what: What) -> Answer {
    let heard = Heard { chat: "1".into(), language: Some(Language::En), what };
    answer(&Talk::default(), &heard, facts, now())
}

pub(super) fn tap(facts: &Facts, data: &str) -> Answer {
    told(facts, What::Tapped(data.into()))
}

fn write(facts: &Facts, text: &str) -> Answer {
    told(facts, What::Text(text.into()))
}

/// Every screen that can be reached, by a turn that shows it.
fn turns() -> Vec<Answer> {
    let (new, known) = (facts(None), facts(Some(granny())));
    let mut turns = vec![told(&new, What::Start(None)), told(&known, What::Start(None))];
    for data in ["a:y", "a:n", "b:3-5", "b:skip", "n", "k", "u", "z:0", "l:n", "l:y:abc", "old"] {
        turns.push(tap(&known, data));
    }
    for text in ["/tip", "/language", "/pause", "/stop", "/privacy", "/help", "/safe", "good morning"] {
        turns.push(write(&known, text));
    }
    turns
}

#[test]
fn start_agree_and_an_age_bring_the_first_tip() {
    let welcome = told(&facts(None), What::Start(None));
    let age = tap(&facts(Some(Person { consents: vec![], ..granny() })), "a:y");
    let tip = tap(&facts(Some(granny())), "b:0-2");

    assert!(welcome.replies[0].text.contains("May we send you"));
    assert_eq!(welcome.intents, [Intent::Begin(Language::En)]);
    assert!(age.replies[0].text.contains("only an age band"), "says why it is kept");
    assert_eq!(age.intents, [Intent::Consent(Purpose::ServiceMessages, ConsentStatus::Given)]);
    assert_eq!(tip.intents[0], Intent::Consent(Purpose::SensitiveData, ConsentStatus::Given));
    assert!(matches!(&tip.intents[2], Intent::Give(code) if code == "time-baby-faces"), "{:?}", tip.intents);
    assert!(tip.replies[0].text.contains("Today: "));
}

#[test]
fn skipping_the_age_keeps_nothing_and_gives_a_tip_for_all_ages() {
    let answer = tap(&facts(Some(granny())), "b:skip");

    assert_eq!(answer.intents[0], Intent::Consent(Purpose::SensitiveData, ConsentStatus::Refused));
    assert_eq!(answer.intents[1], Intent::Give("time-five-minutes".into()));
}

#[test]
fn every_screen_has_a_language_button_that_shows_it_again_in_the_other_language() {
    for turn in turns() {
        let screen = turn.replies.last().unwrap();
        let button = screen.buttons.iter().find(|button| button.data.starts_with("g:zh")).expect("a button");
        let again = tap(&facts(Some(granny())), &button.data);

        assert_eq!(again.intents, [Intent::Speak(Language::ZhHans)]);
        let text = &again.replies[0].text;
        assert!(text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{text}");
        assert!(again.replies[0].buttons.iter().any(|button| button.label == "English"));
    }
}

#[test]
fn every_button_fits_and_answers() {
    for turn in turns() {
        for button in turn.replies.iter().flat_map(|reply| &reply.buttons) {
            assert!(button.data.len() <= 64, "{}", button.data);
            assert!(!button.label.starts_with('['), "{}", button.label);
            assert!(!tap(&facts(Some(granny())), &button.data).replies.is_empty(), "{}", button.data);
        }
    }
}

#[test]
fn words_to_stop_are_understood_and_doubt_is_not() {
    let facts = facts(Some(granny()));
    for word in ["STOP", "stop.", "退订", "我想退订", "停止", "/stop", "ＳＴＯＰ"] {
        let answer = write(&facts, word);
        assert_eq!(answer.intents[1], Intent::CancelPlanned, "{word}");
    }
    for word in ["stop hitting", "我不想退订"] {
        assert!(matches!(write(&facts, word).intents[0], Intent::Alert(..)), "{word}");
    }
}

#[test]
fn what_she_writes_is_never_said_back_and_brings_the_numbers_of_her_area() {
    let facts = facts(Some(granny()));
    let answer = write(&facts, "my canary sings");

    let said = serde_json::to_string(&answer.replies).unwrap();
    assert!(!said.contains("canary"), "{said}");
    assert!(said.contains("110 Police") && said.contains("120 Ambulance"), "{said}");
    assert_eq!(answer.intents, [Intent::Alert(AlertKind::FreeText, Some("my canary sings".into()))]);
    let voice = told(&facts, What::Voice);
    assert_eq!(voice.intents, [Intent::Alert(AlertKind::Voice, None)]);
    assert_eq!(voice.replies, answer.replies, "one fixed reply");
}

#[test]
fn a_child_gets_child_lines_and_no_more_tips_but_may_have_tapped_wrong() {
    let known = facts(Some(granny()));
    for answer in [tap(&known, "u"), write(&known, "I am 12")] {
        assert_eq!(answer.intents[..2], [Intent::Under18(true), Intent::CancelPlanned]);
        assert!(answer.replies[0].text.contains("12349"));
    }
    let child = facts(Some(Person { under_18: true, ..granny() }));
    for answer in
        [tap(&child, "n"), write(&child, "/tip"), told(&child, What::Start(None)), tap(&child, "a:y")]
    {
        assert!(answer.replies[0].text.contains("for adults who care"), "{:?}", answer.replies);
        assert_eq!(answer.intents, []);
    }
    assert_eq!(tap(&child, "u:n").intents, [Intent::Under18(false)]);
}

#[test]
fn asking_twice_for_a_person_is_one_alert_until_somebody_looked() {
    let waiting = facts(Some(Person { waiting: vec![AlertKind::Talk], ..granny() }));

    assert_eq!(tap(&facts(Some(granny())), "k").intents, [Intent::Alert(AlertKind::Talk, None)]);
    assert_eq!(tap(&waiting, "k").intents, [Intent::Rest]);
}
