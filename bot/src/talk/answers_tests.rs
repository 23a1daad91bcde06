#![allow(clippy::unwrap_used, reason = "a test may stop")]

use chrono::TimeDelta;
use peiban_core::chat::{ChatFacts, ChatPerson, Intent};
use peiban_core::consent::{ConsentStatus, Purpose};
use peiban_core::id::{SessionId, SurveyId};
use peiban_core::rsvp::{Reminded, RsvpAnswered, RsvpTap};
use peiban_core::survey::{Feedback, Question, Survey, SurveyOption, Tap};
use uuid::Uuid;

use super::tests::{facts, granny, now, tap};
use super::{TalkAnswer, needs};
use crate::channel::{Heard, What};

fn session() -> SessionId {
    SessionId(Uuid::from_u128(9))
}

fn data(kind: &str, rest: &str) -> String {
    format!("{kind}:{}{rest}", session().0.simple())
}

fn feedback(answered: &[&str]) -> Feedback {
    let option = |value: &str| SurveyOption {
        value: value.into(),
        label_zh: format!("选{value}"),
        label_en: format!("Option {value}"),
    };
    let question = |code: &str| Question {
        code: code.into(),
        text_zh: format!("问{code}"),
        text_en: format!("Ask {code}"),
        choices: vec![option("1"), option("2")],
    };
    let survey = Survey {
        id: SurveyId(Uuid::from_u128(3)),
        thanks_zh: "谢谢".into(),
        thanks_en: "Thanks for all".into(),
        expires_hours: 168,
        questions: vec![question("useful"), question("try-home")],
    };
    let answered = answered.iter().map(|code| (*code).to_owned()).collect();
    Feedback { session: session(), survey, answered, late: false }
}

/// ChatFacts of somebody who said this about surveys, and answered these questions.
fn asked(said: Option<ConsentStatus>, answered: &[&str]) -> ChatFacts {
    let mut person = granny();
    person.consents.extend(said.map(|said| (Purpose::Surveys, said)));
    ChatFacts { feedback: Some(feedback(answered)), ..facts(Some(person)) }
}

/// A session that was moved once, of which an answer with its sequence becomes this.
fn reminded(answered: RsvpAnswered) -> ChatFacts {
    let hour = TimeDelta::hours(1);
    let starts_at = match answered {
        RsvpAnswered::Late => now() - hour,
        RsvpAnswered::Over => now() - hour * 3,
        _ => now() + hour,
    };
    let session = Reminded {
        id: session(),
        sequence: if answered == RsvpAnswered::Moved { 2 } else { 1 },
        starts_at,
        ends_at: starts_at + hour * 2,
        zone: "Asia/Shanghai".into(),
        site: "Village hall".into(),
        called_off: answered == RsvpAnswered::CalledOff,
    };
    ChatFacts { rsvp: Some(session), ..facts(Some(granny())) }
}

fn rsvp(sequence: i64, coming: bool) -> RsvpTap {
    RsvpTap { session: session(), sequence, coming }
}

fn text(answer: &TalkAnswer) -> &str {
    &answer.replies.last().unwrap().text
}

fn answer_of(question: &str, value: &str) -> Intent {
    Intent::Answer(Tap { session: session(), question: question.into(), value: value.into() })
}

const GIVEN: Option<ConsentStatus> = Some(ConsentStatus::Given);

#[test]
fn an_answer_to_a_reminder_is_kept_and_thanked() {
    let coming = tap(&reminded(RsvpAnswered::Kept), &data("r", ":1:y"));
    let cannot = tap(&reminded(RsvpAnswered::Kept), &data("r", ":1:n"));

    assert_eq!(coming.intents, [Intent::Rsvp(rsvp(1, true))]);
    assert!(text(&coming).contains("see you there"));
    assert_eq!(cannot.intents, [Intent::Rsvp(rsvp(1, false))]);
    assert!(text(&cannot).contains("Thank you for telling us"));
}

#[test]
fn a_late_answer_is_thanked_and_not_kept() {
    for (answered, yes, no) in [
        (RsvpAnswered::Late, "still welcome to come", "Thank you for telling us"),
        (RsvpAnswered::Over, "See you next time", "Thank you for telling us"),
        (RsvpAnswered::CalledOff, "will not take place", "will not take place"),
    ] {
        let (coming, cannot) =
            (tap(&reminded(answered), &data("r", ":1:y")), tap(&reminded(answered), &data("r", ":1:n")));

        assert!(text(&coming).contains(yes), "{}", text(&coming));
        assert!(text(&cannot).contains(no), "{}", text(&cannot));
        assert!(coming.intents.is_empty() && cannot.intents.is_empty());
    }
}

#[test]
fn a_tap_on_an_old_reminder_is_no_answer_to_the_new_time() {
    let moved = reminded(RsvpAnswered::Moved);
    for old in [":1:y", ":1:n", ":0:y", ":y", ":n"] {
        let answer = tap(&moved, &data("r", old));

        assert_eq!(answer.intents, [], "{old}");
        for part in ["another time now", "Wed, Nov 25 at 11:00", "Village hall"] {
            assert!(text(&answer).contains(part), "{}", text(&answer));
        }
        assert_eq!(answer.replies[0].buttons[0].data, data("r", ":2:y"));
        assert_eq!(answer.replies[0].buttons[1].data, data("r", ":2:n"));
    }
    assert_eq!(tap(&moved, &data("r", ":2:y")).intents, [Intent::Rsvp(rsvp(2, true))]);
    let chinese = tap(&moved, &data("g:zh:r", ""));
    assert!(text(&chinese).contains("11月25日周三 11:00"), "{}", text(&chinese));
    assert!(text(&tap(&reminded(RsvpAnswered::Over), &data("g:zh:r", ""))).contains("上完了"));
}

#[test]
fn a_session_of_others_is_answered_with_help_and_nothing_is_kept() {
    let stranger = facts(Some(granny()));
    for kind in [("r", ":1:y"), ("f", ""), ("fc", ":y"), ("fc", ":n"), ("s", ":useful:1")] {
        let answer = tap(&stranger, &data(kind.0, kind.1));

        assert!(text(&answer).contains("Write “tip”"), "{kind:?} {}", text(&answer));
        assert_eq!(answer.intents, [], "{kind:?}");
    }
}

#[test]
fn the_survey_asks_to_be_allowed_once_and_by_its_own_consent() {
    let ask = tap(&asked(None, &[]), &data("f", ""));
    let yes = tap(&asked(None, &[]), &data("fc", ":y"));
    let no = tap(&asked(None, &[]), &data("fc", ":n"));

    assert!(text(&ask).contains("May we ask three short questions"));
    assert_eq!(ask.replies[0].buttons[0].data, data("fc", ":y"));
    assert_eq!(ask.replies[0].buttons[1].data, data("fc", ":n"));
    assert_eq!(ask.intents, []);
    assert_eq!(yes.intents, [Intent::Consent(Purpose::Surveys, ConsentStatus::Given)]);
    assert_eq!(text(&yes), "1/2 Ask useful");
    assert_eq!(no.intents, [Intent::Consent(Purpose::Surveys, ConsentStatus::Refused)]);
    assert!(text(&no).contains("nothing changes"));
}

#[test]
fn who_refused_is_not_asked_again_but_may_change_her_mind() {
    let refused = asked(Some(ConsentStatus::Refused), &[]);
    let again = tap(&refused, &data("f", ""));
    let answered = tap(&refused, &data("s", ":useful:1"));
    let twice = tap(&refused, &data("fc", ":n"));
    let after_all = tap(&refused, &data("fc", ":y"));
    let back = tap(&asked(GIVEN, &[]), &data("fc", ":n"));

    for answer in [again, answered, twice] {
        assert!(text(&answer).contains("not ask again"), "{}", text(&answer));
        assert_eq!(answer.intents, []);
    }
    assert_eq!(after_all.intents, [Intent::Consent(Purpose::Surveys, ConsentStatus::Given)]);
    assert_eq!(text(&after_all), "1/2 Ask useful");
    assert_eq!(back.intents, [Intent::Consent(Purpose::Surveys, ConsentStatus::Withdrawn)]);
}

#[test]
fn questions_come_one_at_a_time_and_every_one_may_be_skipped() {
    let first = tap(&asked(GIVEN, &[]), &data("f", ""));
    let second = tap(&asked(GIVEN, &[]), &data("s", ":useful:2"));
    let thanks = tap(&asked(GIVEN, &["useful"]), &data("s", ":try-home:-"));

    let buttons: Vec<_> = first.replies[0].buttons.iter().map(|button| button.label.as_str()).collect();
    assert_eq!(buttons, ["Option 1", "Option 2", "Skip", "中文"]);
    assert_eq!(second.intents, [answer_of("useful", "2")]);
    assert_eq!(text(&second), "2/2 Ask try-home");
    assert_eq!(thanks.intents, [answer_of("try-home", "-")]);
    assert_eq!(text(&thanks), "Thanks for all");
}

#[test]
fn an_old_button_changes_its_answer_and_goes_on_where_it_was_left() {
    let changed = tap(&asked(GIVEN, &["useful"]), &data("s", ":useful:1"));
    let after_all = tap(&asked(GIVEN, &["try-home", "useful"]), &data("s", ":useful:1"));

    assert_eq!(changed.intents, [answer_of("useful", "1")]);
    assert_eq!(text(&changed), "2/2 Ask try-home");
    assert_eq!(text(&after_all), "Thanks for all");
}

#[test]
fn an_unknown_value_is_answered_with_help_and_an_unasked_consent_comes_first() {
    for rest in [":useful:9", ":nothing:1", ":useful", ""] {
        let answer = tap(&asked(GIVEN, &[]), &data("s", rest));
        assert!(text(&answer).contains("Write “tip”"), "{rest}");
        assert_eq!(answer.intents, [], "{rest}");
    }
    let unasked = tap(&asked(None, &[]), &data("s", ":useful:1"));
    assert!(text(&unasked).contains("May we ask"));
    assert_eq!(unasked.intents, []);
}

#[test]
fn a_late_answer_to_the_survey_is_kept_and_thanked() {
    let mut late = asked(GIVEN, &[]);
    late.feedback.as_mut().unwrap().late = true;

    let answer = tap(&late, &data("s", ":useful:1"));

    assert_eq!(answer.intents, [answer_of("useful", "1")]);
    assert_eq!(text(&answer), "Thank you, noted.");
}

#[test]
fn every_button_fits_and_shows_again_in_the_other_language() {
    let facts = ChatFacts { rsvp: reminded(RsvpAnswered::Kept).rsvp, ..asked(GIVEN, &[]) };
    let unasked = ChatFacts { rsvp: reminded(RsvpAnswered::Moved).rsvp, ..asked(None, &[]) };
    let taps =
        [data("r", ":1:y"), data("r", ":1:n"), data("f", ""), data("fc", ":n"), data("s", ":useful:1")];
    for (facts, tapped) in
        [&facts, &unasked].into_iter().flat_map(|facts| taps.iter().map(move |t| (facts, t)))
    {
        for button in &tap(facts, tapped).replies[0].buttons {
            let again = tap(facts, &button.data);
            assert!(button.data.len() <= 64, "{}", button.data);
            assert!(!button.label.starts_with('['), "{}", button.label);
            let zh = text(&again).chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert_eq!(zh, button.data.starts_with("g:zh"), "{} {}", button.data, text(&again));
        }
    }
}

#[test]
fn a_child_is_asked_nothing() {
    let facts = asked(GIVEN, &[]);
    let child =
        ChatFacts { person: Some(ChatPerson { under_18: true, ..facts.person.clone().unwrap() }), ..facts };
    for tapped in [data("f", ""), data("s", ":useful:1"), data("fc", ":y"), data("g:zh:q", "")] {
        let answer = tap(&child, &tapped);
        assert!(answer.intents.iter().all(|intent| matches!(intent, Intent::Speak(_))), "{tapped}");
        assert!(text(&answer).contains("12355") || text(&answer).contains("12349"), "{}", text(&answer));
    }
}

#[test]
fn only_such_taps_look_a_session_up() {
    let needs = |data: String| needs(&Heard { chat: "1".into(), language: None, what: What::Tapped(data) });
    let (feedback, rsvp) = (needs(data("f", "")).feedback, needs(data("r", ":1:y")).rsvp);

    assert_eq!((feedback, rsvp), (Some(session()), Some(session())));
    for data in [data("fc", ":y"), data("s", ":useful:1"), data("g:zh:q", "")] {
        assert_eq!(needs(data).feedback, Some(session()));
    }
    for data in ["n", "a:y", "g:zh:m", "r:nonsense:y", "f:"] {
        assert_eq!(needs(data.into()), peiban_core::chat::Needs::default());
    }
}
