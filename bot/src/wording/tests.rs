//! What is said about every module fits on a small screen, in both languages.

use peiban_core::content::{Content as Files, Embedded};

use super::*;

fn news() -> Vec<SessionNews> {
    let modules = Files::read(&Embedded).unwrap().modules;
    let of = |module: peiban_core::content::ModuleRow| SessionNews {
        starts_at: "2026-11-28T07:00:00Z".parse().unwrap(),
        sequence: 2,
        zone: "Asia/Shanghai".into(),
        site: "城厢镇社区儿童之家".into(),
        next_at: Some("2026-12-05T07:00:00Z".parse().unwrap()),
        title_zh: module.title.zh,
        title_en: module.title.en,
        recap_zh: module.recap.zh,
        recap_en: module.recap.en,
        home_practice_zh: module.home_practice.zh,
        home_practice_en: module.home_practice.en,
        module: module.id,
        tip: module.tip,
    };
    modules.into_iter().map(of).collect()
}

fn tips() -> Vec<Tip> {
    Files::read(&Embedded).unwrap().tips
}

#[test]
fn every_message_fits_on_a_small_screen() {
    use Content::{Absence, CalledOff, Feedback, Moved, NextTip, Recap, Reminder};
    let tips = tips();
    for language in Language::ALL {
        for news in news() {
            for content in [Reminder, Recap, Feedback, Absence, NextTip, Moved, CalledOff] {
                let about = Say { content, session: SessionId(uuid::Uuid::nil()) };
                let message = text(language, about, (&news, &tips)).unwrap();
                let long = message.text.chars().count();
                assert!(long <= longest(language), "{content:?} has {long}: {}", message.text);
                assert!(!message.text.contains('['), "{}", message.text);
                assert!(message.buttons.iter().all(|button| button.data.len() <= 64));
            }
        }
    }
}

#[test]
fn a_reminder_tells_when_where_and_takes_an_answer_with_one_tap() {
    let news = &news()[0];
    let about = Say { content: Content::Reminder, session: SessionId(uuid::Uuid::nil()) };

    let message = text(Language::ZhHans, about, (news, &[])).unwrap();

    for part in ["11月28日周六", "15:00", "城厢镇社区儿童之家", "陪孩子的专属时间"] {
        assert!(message.text.contains(part), "{}", message.text);
    }
    assert_eq!(message.buttons[0].data, "r:00000000000000000000000000000000:2:y");
    assert_eq!(message.buttons[1].data, "r:00000000000000000000000000000000:2:n");
}

#[test]
fn somebody_who_missed_it_gets_the_tip_and_the_next_date() {
    let news = &news()[0];
    let about = Say { content: Content::Absence, session: SessionId(uuid::Uuid::nil()) };

    let message = text(Language::En, about, (news, &tips())).unwrap();

    assert!(message.text.contains("few minutes each day"), "{}", message.text);
    assert!(message.text.contains("Sat, Dec 5"), "{}", message.text);
}

#[test]
fn where_no_tip_may_be_sent_the_date_stands_alone_and_no_tip_leaves() {
    let news = &news()[0];
    let about = |content| Say { content, session: SessionId(uuid::Uuid::nil()) };

    let absence = text(Language::En, about(Content::Absence), (news, &[])).unwrap();

    assert!(absence.text.contains("Sat, Dec 5") && !absence.text.contains("few minutes"), "{}", absence.text);
    assert_eq!(text(Language::En, about(Content::NextTip), (news, &[])), None);
}

#[test]
fn somebody_who_came_hears_what_we_did_what_to_try_at_home_and_the_next_date() {
    for language in Language::ALL {
        for news in news() {
            let about = Say { content: Content::Recap, session: SessionId(uuid::Uuid::nil()) };
            let message = text(language, about, (&news, &[])).unwrap().text;

            let did = language.pick(&news.recap_zh, &news.recap_en);
            let home = language.pick(&news.home_practice_zh, &news.home_practice_en);
            let date = language.pick("12月5日周六 15:00", "Sat, Dec 5 at 15:00");
            for part in [did, home, date] {
                assert!(message.contains(part), "no «{part}» in {message}");
            }
        }
    }
}

#[test]
fn after_the_last_session_no_date_is_told_and_nothing_hangs_in_the_air() {
    let last = SessionNews { next_at: None, ..news().remove(7) };
    let about = Say { content: Content::Recap, session: SessionId(uuid::Uuid::nil()) };

    let message = text(Language::En, about, (&last, &[])).unwrap().text;

    assert!(message.ends_with("Pick one and try it.") && !message.contains("Next session"), "{message}");
}
