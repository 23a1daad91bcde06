//! What to answer: a pure decision on what was heard, what is known and the time.
//!
//! Every button says in its data all that is needed to answer it, so buttons of any age still answer.

mod answers;
#[cfg(test)]
mod answers_tests;
mod needs;
mod screens;
mod taps;
#[cfg(test)]
mod tests;
mod typed;
mod words;

use chrono::{DateTime, Utc};
use peiban_core::alert::AlertKind;
use peiban_core::caregiver::AgeBand;
use peiban_core::chat::{ChatFacts, Intent, LinkState, Payload, TalkDecision};
use peiban_core::consent::{ConsentStatus, Purpose};
use peiban_core::survey::Feedback;
use peiban_core::text::Language;
use peiban_core::tip::next_tip;
use serde::{Deserialize, Serialize};

use crate::channel::{Heard, Outgoing, What};
pub use needs::needs;
use screens::{Screen, Sight, draw};

/// How long /pause rests, in days.
pub const PAUSE_DAYS: i64 = 14;
/// A link token has to fit into a button.
const LONGEST_TOKEN: usize = 48;

/// Where a conversation stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// The step that was shown last.
    #[serde(default)]
    pub at: Step,
}

/// A step of joining that can be left and taken up again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Asked to agree to messages.
    Welcome,
    /// Asked for the child's age.
    Age,
    /// Nothing is asked.
    #[default]
    Open,
}

/// What was decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TalkAnswer {
    /// Where the conversation stands now.
    pub next: Talk,
    /// What to say, in order.
    pub replies: Vec<Outgoing>,
    /// What to do, in order.
    pub intents: Vec<Intent>,
}

impl TalkAnswer {
    /// As core keeps it.
    pub fn decision(&self) -> TalkDecision {
        let json = |reply: &Outgoing| serde_json::to_string(reply).unwrap_or_default();
        TalkDecision {
            talk: serde_json::to_string(&self.next).unwrap_or_default(),
            replies: self.replies.iter().map(json).collect(),
            intents: self.intents.clone(),
        }
    }
}

/// Decides what to say and do.
pub fn answer(talk: &Talk, heard: &Heard, facts: &ChatFacts, now: DateTime<Utc>) -> TalkAnswer {
    let mut turn = Turn::new(talk, heard, facts, now);
    match &heard.what {
        What::Start(payload) => turn.start(payload.as_deref()),
        What::Text(text) => turn.text(text),
        What::Tapped(data) => turn.tapped(data),
        What::Passed(text) => turn.worry(AlertKind::FreeText, Some(text)),
        What::Voice(caption) => turn.sent(AlertKind::Voice, caption.as_deref()),
        What::Photo(caption) => turn.sent(AlertKind::Photo, caption.as_deref()),
        What::Blocked => turn.intents.push(Intent::Blocked(true)),
        What::Unblocked => turn.intents.push(Intent::Blocked(false)),
        What::Other => {}
    }
    TalkAnswer { next: turn.next, replies: turn.replies, intents: turn.intents }
}

/// One turn of a conversation, being decided.
struct Turn<'a> {
    facts: &'a ChatFacts,
    now: DateTime<Utc>,
    language: Language,
    band: Option<AgeBand>,
    under_18: bool,
    feedback: Option<Feedback>,
    next: Talk,
    replies: Vec<Outgoing>,
    intents: Vec<Intent>,
}

impl<'a> Turn<'a> {
    fn new(talk: &Talk, heard: &Heard, facts: &'a ChatFacts, now: DateTime<Utc>) -> Self {
        let person = facts.person.as_ref();
        let language = person
            .map(|person| person.language)
            .or_else(|| facts.code.as_ref()?.language)
            .or(heard.language)
            .unwrap_or_default();
        let mut turn = Self {
            facts,
            now,
            language,
            band: person.and_then(|person| person.band),
            under_18: person.is_some_and(|person| person.under_18),
            feedback: facts.feedback.clone(),
            next: talk.clone(),
            replies: Vec::new(),
            intents: Vec::new(),
        };
        let silent = matches!(heard.what, What::Blocked | What::Unblocked | What::Other);
        match person {
            None if !silent => turn.intents.push(Intent::Begin(language)),
            Some(person) if !silent && person.state == LinkState::Blocked => {
                turn.intents.push(Intent::Blocked(false)); // whoever writes has unblocked us
            }
            _ => {}
        }
        turn
    }

    fn say(&mut self, screen: &Screen) {
        self.next.at = match screen {
            Screen::Welcome => Step::Welcome,
            Screen::Age => Step::Age,
            _ => Step::Open,
        };
        let area = self.facts.person.as_ref().map(|person| person.area);
        let area = area.or_else(|| self.facts.code.as_ref()?.area);
        let feedback = self.feedback.as_ref();
        let moved = self.facts.rsvp.as_ref();
        let sight = Sight { language: self.language, book: &self.facts.book, area, feedback, moved };
        self.replies.push(draw(screen, &sight));
    }

    fn agreed(&self, purpose: Purpose) -> bool {
        let given = Intent::Consent(purpose, ConsentStatus::Given);
        self.facts.person.as_ref().is_some_and(|person| person.agreed(purpose))
            || self.intents.contains(&given)
    }

    fn start(&mut self, payload: Option<&str>) {
        if self.under_18 {
            return self.say(&Screen::Under18);
        }
        match payload.and_then(Payload::of) {
            Some(Payload::Link(token)) => self.start_link(&token),
            _ => self.go_on(),
        }
    }

    fn start_link(&mut self, token: &str) {
        let mine = self.facts.person.as_ref().map(|person| person.caregiver);
        match &self.facts.token {
            Some(owner) if Some(owner.caregiver) == mine => self.go_on(),
            Some(owner) if owner.agreed(Purpose::AttendanceLink) => self.link(),
            Some(_) if token.len() <= LONGEST_TOKEN => self.say(&Screen::LinkAsk(token.to_owned())),
            _ => self.say(&Screen::LinkGone),
        }
    }

    /// Ties the chat; then whatever was not asked yet.
    fn link(&mut self) {
        self.intents.push(Intent::Link);
        self.say(&Screen::Linked);
        let before = self.facts.token.as_ref().is_some_and(|owner| owner.agreed(Purpose::ServiceMessages));
        if !before && !self.agreed(Purpose::ServiceMessages) {
            self.say(&Screen::Welcome);
        }
    }

    /// The step of joining that comes next; the start page for those who joined.
    fn go_on(&mut self) {
        let asked = self.facts.person.as_ref().is_some_and(|p| p.said(Purpose::SensitiveData).is_some());
        if !self.agreed(Purpose::ServiceMessages) {
            self.say(&Screen::Welcome);
        } else if self.band.is_none() && !asked {
            self.say(&Screen::Age);
        } else {
            self.say(&Screen::Home);
        }
    }

    fn give_tip(&mut self) {
        let person = self.facts.person.as_ref();
        let given = person.map(|person| person.given.as_slice()).unwrap_or_default();
        let relation = person.and_then(|person| person.relation.as_deref());
        match next_tip(&self.facts.book.tips, self.band, relation, given) {
            Some(tip) => {
                self.intents.push(Intent::Give(tip.code.clone()));
                self.say(&Screen::Tip(tip.code.clone()));
            }
            None => self.say(&Screen::NoTip),
        }
    }

    fn stop(&mut self) {
        self.intents.push(Intent::Consent(Purpose::ServiceMessages, ConsentStatus::Withdrawn));
        self.intents.push(Intent::CancelPlanned);
        self.say(&Screen::Stopped);
    }

    /// The one neutral reply to anything of her own; somebody will look.
    fn worry(&mut self, kind: AlertKind, text: Option<&str>) {
        self.alert(kind, text);
        self.say(&if self.under_18 { Screen::Under18 } else { Screen::Fixed });
    }

    /// Texts are each kept; a button tapped twice is one alert until somebody has looked.
    fn alert(&mut self, kind: AlertKind, text: Option<&str>) {
        let waits = self.facts.person.as_ref().is_some_and(|person| person.waiting.contains(&kind));
        self.intents.push(if waits && text.is_none() {
            Intent::Rest
        } else {
            Intent::Alert(kind, text.map(str::to_owned))
        });
    }

    fn say_under_18(&mut self, text: Option<&str>) {
        if !self.under_18 {
            self.intents.push(Intent::Under18(true));
            self.intents.push(Intent::CancelPlanned);
        }
        self.under_18 = true;
        self.alert(AlertKind::Under18, text);
        self.say(&Screen::Under18);
    }
}
