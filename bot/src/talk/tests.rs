#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::sync::{Arc, LazyLock};

use peiban_core::area::AreaCode;
use peiban_core::chat::{Book, ChatPerson};
use peiban_core::content::{Content, Embedded};
use peiban_core::id::{CaregiverId, LinkId};
use peiban_core::safety::Matcher;

use super::*;

pub(super) fn now() -> DateTime<Utc> {
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

pub(super) fn facts(person: Option<ChatPerson>) -> ChatFacts {
    ChatFacts { person, book: Arc::clone(&BOOK), ..ChatFacts::default() }
}

pub(super) fn granny() -> ChatPerson {
    ChatPerson {
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

pub(super) fn told(facts: &ChatFacts, what: What) -> TalkAnswer {
    let heard = Heard { chat: "1".into(), language: Some(Language::En), what };
    answer(&Talk::default(), &heard, facts, now())
}

pub(super) fn tap(facts: &ChatFacts, data: &str) -> TalkAnswer {
    told(facts, What::Tapped(data.into()))
}

fn write(facts: &ChatFacts, text: &str) -> TalkAnswer {
    told(facts, What::Text(text.into()))
}

/// Every screen that can be reached, by a turn that shows it.
fn turns() -> Vec<TalkAnswer> {
    let (new, known) = (facts(None), facts(Some(granny())));
    let mut turns = vec![told(&new, What::Start(None)), told(&known, What::Start(None))];
    for data in ["a:y", "a:n", "b:3-5", "b:skip", "n", "k", "u", "z:0", "l:n", "l:y:abc", "old"] {
        turns.push(tap(&known, data));
    }
    for text in
        ["/tip", "/language", "/pause", "/stop", "/privacy", "/help", "/safe", "good morning", "my arm hurts"]
    {
        turns.push(write(&known, text));
    }
    turns
}

#[test]
fn start_agree_and_an_age_bring_the_first_tip() {
    let welcome = told(&facts(None), What::Start(None));
    let age = tap(&facts(Some(ChatPerson { consents: vec![], ..granny() })), "a:y");
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
    let voice = told(&facts, What::Voice(None));
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
    let child = facts(Some(ChatPerson { under_18: true, ..granny() }));
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
    let waiting = facts(Some(ChatPerson { waiting: vec![AlertKind::Talk], ..granny() }));

    assert_eq!(tap(&facts(Some(granny())), "k").intents, [Intent::Alert(AlertKind::Talk, None)]);
    assert_eq!(tap(&waiting, "k").intents, [Intent::Rest]);
}

#[test]
fn words_under_a_picture_count_as_if_typed_and_the_fixed_reply_goes_out() {
    let known = facts(Some(granny()));
    let send = |words: &str| told(&known, What::Photo(Some(words.into())));

    let worried = send("my canary sings");
    let child = send("I am 12");
    let stopping = send("退订");

    assert_eq!(worried.intents, [Intent::Alert(AlertKind::Photo, Some("my canary sings".into()))]);
    assert_eq!(worried.replies, told(&known, What::Photo(None)).replies);
    assert_eq!(child.intents[..2], [Intent::Under18(true), Intent::CancelPlanned]);
    assert_eq!(child.intents[2], Intent::Alert(AlertKind::Under18, Some("I am 12".into())));
    assert!(child.replies[0].text.contains("12349"));
    assert_eq!(stopping.intents[0], Intent::Alert(AlertKind::Photo, Some("退订".into())));
    assert_eq!(stopping.intents[2], Intent::CancelPlanned);
    assert_eq!(stopping.replies.len(), 2, "the fixed reply, and that it is done");
    assert_eq!(told(&known, What::Voice(Some("  ".into()))).intents, [Intent::Alert(AlertKind::Voice, None)]);
}

#[test]
fn words_of_somebody_else_are_looked_at_and_ask_nothing_of_us() {
    let known = facts(Some(granny()));
    for text in ["STOP", "I am 12", "/pause", "👍"] {
        let answer = told(&known, What::Passed(text.into()));
        assert_eq!(answer.intents, [Intent::Alert(AlertKind::FreeText, Some(text.into()))], "{text}");
        assert!(answer.replies[0].text.contains("110 Police"), "{text}");
    }
}

#[test]
fn thanks_and_a_thumb_up_call_nobody_and_tears_do() {
    let known = facts(Some(granny()));
    for text in ["👍", "谢谢您", "Thank you", "❤️", ""] {
        let answer = write(&known, text);
        assert_eq!(answer.intents, [], "{text}");
        assert!(answer.replies[0].text.contains("good to hear"), "{text}");
    }
    assert!(write(&facts(None), "👍").replies[0].text.contains("May we send you"), "not joined yet");
    assert!(write(&known, "??").replies[0].text.contains("Write “tip”"), "at a loss");
    for text in ["😭", "🆘"] {
        assert_eq!(write(&known, text).intents, [Intent::Alert(AlertKind::FreeText, Some(text.into()))]);
    }
}

#[test]
fn a_very_long_text_is_one_alert_and_one_reply() {
    let long = "canary ".repeat(600);
    let answer = write(&facts(Some(granny())), &long);

    assert_eq!(answer.intents, [Intent::Alert(AlertKind::FreeText, Some(long))]);
    assert_eq!(answer.replies.len(), 1);
}

#[test]
fn every_command_is_answered_in_the_language_she_reads() {
    for language in Language::ALL {
        let known = facts(Some(ChatPerson { language, ..granny() }));
        for command in [
            "start", "tip", "next", "topics", "survey", "me", "language", "pause", "stop", "privacy",
            "mydata", "delete", "complain", "help", "safe", "menu", "nonsense", "",
        ] {
            let answer = write(&known, &format!("/{command}"));
            let text = &answer.replies[0].text;
            let chinese = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
            assert_eq!(chinese > 0, language == Language::ZhHans, "/{command}: {text}");
            assert!(!text.is_empty() && !text.contains('['), "/{command}: {text}");
        }
    }
}

#[test]
fn words_without_a_slash_do_what_commands_do() {
    let known = facts(Some(granny()));
    for (word, command) in [
        ("小贴士", "/tip"),
        ("menu", "/menu"),
        ("语言", "/language"),
        ("隐私", "/privacy"),
        ("暂停", "/pause"),
        ("安全", "/safe"),
    ] {
        assert_eq!(write(&known, word), write(&known, command), "{word}");
    }
    assert_eq!(write(&known, "中文").intents, [Intent::Speak(Language::ZhHans)]);
    assert_eq!(write(&known, "/complain").intents, [Intent::Alert(AlertKind::Talk, None)]);
}

#[test]
fn each_command_in_the_list_of_telegram_has_an_answer_of_its_own() {
    let known = facts(Some(granny()));
    for command in crate::telegram::menu::COMMANDS.into_iter().filter(|command| *command != "help") {
        assert_ne!(write(&known, &format!("/{command}")), write(&known, "/help"), "/{command}");
    }
}
