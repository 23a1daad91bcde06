//! What a screen says and which buttons stand under it. The language button stands under each.

mod word;

use peiban_core::area::AreaCode;
use peiban_core::caregiver::AgeBand;
use peiban_core::chat::Book;
use peiban_core::consent::Purpose;
use peiban_core::id::SessionId;
use peiban_core::rsvp::Reminded;
use peiban_core::safety::{FOR_ADULTS, FOR_CHILDREN, NumberKind, numbers_for, numbers_told};
use peiban_core::survey::{Feedback, Next, SKIP, Tap};
use peiban_core::text::{Args, Language, MessageKey, say, tell};

use super::PAUSE_DAYS;
use super::answers::RsvpSaid;
use crate::channel::{Button, Outgoing};
use crate::wording;

/// Something that can be shown again, in the other language too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Screen {
    Welcome,
    NotNow,
    Age,
    Tip(String),
    NoTip,
    Home,
    /// To thanks and greetings.
    Friendly,
    Fixed,
    TalkHeard,
    Under18,
    Help,
    Privacy,
    Stopped,
    Paused,
    Language,
    LinkAsk(String),
    Linked,
    LinkGone,
    Rsvp(RsvpSaid),
    /// The session of a reminder has another time now.
    Moved(SessionId),
    /// Whether the survey may be asked.
    SurveyAsk(SessionId),
    /// The first open question, or thanks.
    Survey(SessionId),
    SurveyRefused,
    SurveyLate,
}

/// What a screen is drawn from.
pub(super) struct Sight<'a> {
    pub language: Language,
    pub book: &'a Book,
    /// Where the caregiver lives, if known.
    pub area: Option<AreaCode>,
    /// How far she is with the survey that the turn is about.
    pub feedback: Option<&'a Feedback>,
    /// The session of the reminder that the turn is about.
    pub moved: Option<&'a Reminded>,
}

struct Drawing<'a> {
    language: Language,
    book: &'a Book,
    area: AreaCode,
    feedback: Option<&'a Feedback>,
    moved: Option<&'a Reminded>,
    buttons: Vec<Button>,
}

/// Draws a screen.
pub(super) fn draw(screen: &Screen, sight: &Sight<'_>) -> Outgoing {
    let Sight { language, book, area, feedback, moved } = *sight;
    let area = area.unwrap_or(AreaCode::COUNTRY);
    let mut drawing = Drawing { language, book, area, feedback, moved, buttons: Vec::new() };
    let text = drawing.text(screen);
    drawing.language_buttons(screen);
    Outgoing { text, buttons: drawing.buttons }
}

impl Drawing<'_> {
    fn text(&mut self, screen: &Screen) -> String {
        match screen {
            Screen::Welcome => self.welcome(),
            Screen::Age => self.age(),
            Screen::Tip(code) => self.tip(code),
            Screen::LinkAsk(token) => self.link_ask(token),
            Screen::Moved(_) => self.new_date(),
            Screen::SurveyAsk(session) => self.survey_ask(*session),
            Screen::Survey(_) => self.survey(),
            Screen::Fixed => self.safety("fixed", &FOR_ADULTS),
            Screen::TalkHeard => self.safety("talk_heard", &FOR_ADULTS),
            Screen::Under18 => self.safety("under_18", &FOR_CHILDREN),
            other => self.plain(other),
        }
    }

    fn plain(&mut self, screen: &Screen) -> String {
        let (key, buttons): (MessageKey, &[(&'static str, &str)]) = match screen {
            Screen::NotNow => (MessageKey("talk-not_now"), &[("talk-button-tip", "n")]),
            Screen::Friendly => {
                (MessageKey("talk-friendly"), &[("talk-button-tip", "n"), ("talk-button-person", "k")])
            }
            Screen::NoTip => (MessageKey("talk-no_tip"), &[]),
            Screen::Help => {
                (MessageKey("talk-help"), &[("talk-button-tip", "n"), ("talk-button-person", "k")])
            }
            Screen::Privacy => (MessageKey("talk-privacy"), &[("talk-button-person", "k")]),
            Screen::Stopped => (MessageKey("talk-stopped"), &[("talk-button-again", "a:y")]),
            Screen::Language => (MessageKey("talk-language"), &[]),
            Screen::Linked => (MessageKey("talk-linked"), &[("talk-button-tip", "n")]),
            Screen::Rsvp(said) => (MessageKey(said.key()), &[]),
            Screen::SurveyRefused => (MessageKey("surveys-refused"), &[("talk-button-tip", "n")]),
            Screen::SurveyLate => (MessageKey("surveys-late"), &[("talk-button-tip", "n")]),
            Screen::LinkGone => (MessageKey("talk-link_gone"), &[("talk-button-tip", "n")]),
            Screen::Paused => {
                self.button("talk-button-go_on", "z:0");
                let mut args = Args::new();
                args.set("days", PAUSE_DAYS);
                return say(self.language, "talk-paused", &args);
            }
            _ => (MessageKey("talk-home"), &[("talk-button-tip", "n"), ("talk-button-person", "k")]),
        };
        for (label, data) in buttons {
            self.button(label, data);
        }
        tell(self.language, key)
    }

    fn welcome(&mut self) -> String {
        let Some(consent) = self.book.consent(Purpose::ServiceMessages) else { return String::new() };
        self.labelled(consent.short(self.language), "a:y");
        self.button("talk-button-not_now", "a:n");
        format!("{}\n\n{}", tell(self.language, MessageKey("talk-welcome")), consent.text(self.language))
    }

    fn age(&mut self) -> String {
        for band in AgeBand::ALL {
            let mut args = Args::new();
            args.set("band", band.word().replace('-', "–"));
            let label = say(self.language, "talk-button-band", &args);
            self.labelled(&label, &format!("b:{}", band.word()));
        }
        self.button("talk-button-skip", "b:skip");
        let why = self.book.consent(Purpose::SensitiveData).map_or("", |consent| consent.text(self.language));
        format!("{}\n\n{why}", tell(self.language, MessageKey("talk-age")))
    }

    /// A tip that is no longer sent is answered by none.
    fn tip(&mut self, code: &str) -> String {
        self.button("talk-button-next", "n");
        let Some(tip) = self.book.tips.iter().find(|tip| tip.code == code) else {
            return tell(self.language, MessageKey("talk-no_tip"));
        };
        let (text, step) = (tip.text(self.language), tip.do_today(self.language));
        if step.is_empty() {
            return text.to_owned();
        }
        let mut args = Args::new();
        args.set("step", step);
        format!("{text}\n\n{}", say(self.language, "talk-today", &args))
    }

    fn link_ask(&mut self, token: &str) -> String {
        let Some(consent) = self.book.consent(Purpose::AttendanceLink) else { return String::new() };
        self.labelled(consent.short(self.language), &format!("l:y:{token}"));
        self.button("talk-button-not_now", "l:n");
        consent.text(self.language).to_owned()
    }

    fn new_date(&mut self) -> String {
        let Some(session) = self.moved else { return String::new() };
        self.buttons.extend(wording::answers(self.language, session.id, session.sequence));
        let (day, time) = wording::when(self.language, session.starts_at, &session.zone);
        let mut args = Args::new();
        args.set("day", day);
        args.set("time", time);
        args.set("place", session.site.as_str());
        say(self.language, "messages-rsvp-moved", &args)
    }

    fn survey_ask(&mut self, session: SessionId) -> String {
        let Some(consent) = self.book.consent(Purpose::Surveys) else { return String::new() };
        let session = session.0.simple();
        self.labelled(consent.short(self.language), &format!("fc:{session}:y"));
        self.button("talk-button-not_now", &format!("fc:{session}:n"));
        consent.text(self.language).to_owned()
    }

    fn survey(&mut self) -> String {
        let Some(Feedback { session, survey, answered, .. }) = self.feedback else { return String::new() };
        let Next::Ask(number, question) = survey.next(answered) else {
            self.button("talk-button-tip", "n");
            return survey.thanks(self.language).to_owned();
        };
        let data = |value: &str| {
            Tap { session: *session, question: question.code.clone(), value: value.to_owned() }.data()
        };
        for option in &question.choices {
            self.labelled(option.label(self.language), &data(&option.value));
        }
        self.button("surveys-skip", &data(SKIP));
        let mut args = Args::new();
        args.set("number", number);
        args.set("total", survey.questions.len());
        args.set("text", question.text(self.language));
        say(self.language, "surveys-question", &args)
    }

    fn safety(&mut self, code: &str, kinds: &[NumberKind]) -> String {
        if code != "talk_heard" {
            self.button("talk-button-person", "k");
        }
        match code {
            "fixed" => self.button("talk-button-under_18", "u"),
            "under_18" => self.button("talk-button-adult", "u:n"),
            _ => {}
        }
        let numbers = numbers_told(&numbers_for(&self.book.numbers, self.area, kinds), self.language);
        let reply = self.book.replies.iter().find(|reply| reply.code == code);
        // Without content the numbers are still given.
        let text = reply.map_or("{numbers}", |reply| self.language.pick(&reply.text_zh, &reply.text_en));
        text.replace("{numbers}", &numbers)
    }

    fn button(&mut self, label: &'static str, data: &str) {
        self.labelled(&tell(self.language, MessageKey(label)), data);
    }

    fn labelled(&mut self, label: &str, data: &str) {
        self.buttons.push(Button { label: label.to_owned(), data: data.to_owned() });
    }

    fn language_buttons(&mut self, screen: &Screen) {
        for language in Language::ALL {
            if language != self.language || *screen == Screen::Language {
                let key = language.pick("talk-button-zh", "talk-button-en");
                let tag = language.pick("zh", "en");
                self.labelled(&say(language, key, &Args::new()), &format!("g:{tag}:{}", screen.word()));
            }
        }
    }
}
