//! Answers to reminders (`r:<session>:<sequence>:y|n`) and to the survey after a session: its start (`f:<session>`),
//! its consent (`fc:<session>:y|n`) and its answers (`s:<session>:<question>:<value>`).
//! A session that is not of her group has no facts: it is answered with help, and nothing is kept.

use peiban_core::chat::Intent;
use peiban_core::consent::{ConsentStatus, Purpose};
use peiban_core::rsvp::{RsvpAnswered, RsvpTap};
use peiban_core::survey::Tap;

use super::Turn;
use super::screens::Screen;

/// Thanks for an answer to a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RsvpSaid {
    Coming,
    Cannot,
    Late,
    Over,
    CalledOff,
}

impl RsvpSaid {
    pub(super) const ALL: [Self; 5] = [Self::Coming, Self::Cannot, Self::Late, Self::Over, Self::CalledOff];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Coming => "y",
            Self::Cannot => "n",
            Self::Late => "l",
            Self::Over => "o",
            Self::CalledOff => "c",
        }
    }

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Coming => "messages-rsvp-coming",
            Self::Cannot => "messages-rsvp-cannot",
            Self::Late => "messages-rsvp-late",
            Self::Over => "messages-rsvp-over",
            Self::CalledOff => "messages-rsvp-called-off",
        }
    }
}

impl Turn<'_> {
    /// Whatever she answers, and whenever: she is thanked. An answer about an older time asks again.
    pub(super) fn tapped_rsvp(&mut self, data: &str) {
        let (Some(tap), Some(session)) = (RsvpTap::read(data), &self.facts.rsvp) else {
            return self.say(&Screen::Help);
        };
        let answered = session.answered(tap.sequence, self.now);
        let said = match answered {
            RsvpAnswered::Moved => return self.say(&Screen::Moved(tap.session)),
            RsvpAnswered::CalledOff => RsvpSaid::CalledOff,
            _ if !tap.coming => RsvpSaid::Cannot,
            RsvpAnswered::Kept => RsvpSaid::Coming,
            RsvpAnswered::Late => RsvpSaid::Late,
            RsvpAnswered::Over => RsvpSaid::Over,
        };
        if answered == RsvpAnswered::Kept {
            self.intents.push(Intent::Rsvp(tap));
        }
        self.say(&Screen::Rsvp(said));
    }

    /// The new date again, in the other language; what else has become of it meanwhile, if anything.
    pub(super) fn show_moved(&mut self) {
        let Some(session) = &self.facts.rsvp else { return self.say(&Screen::Help) };
        let said = match session.answered(session.sequence, self.now) {
            RsvpAnswered::CalledOff => RsvpSaid::CalledOff,
            RsvpAnswered::Over => RsvpSaid::Over,
            RsvpAnswered::Late => RsvpSaid::Late,
            RsvpAnswered::Kept | RsvpAnswered::Moved => return self.say(&Screen::Moved(session.id)),
        };
        self.say(&Screen::Rsvp(said));
    }

    /// The survey where it was left. Its consent is asked once; who refused is not asked again.
    pub(super) fn open_survey(&mut self) {
        let Some(session) = self.feedback.as_ref().map(|feedback| feedback.session) else {
            return self.say(&Screen::Help);
        };
        let said = self.facts.person.as_ref().and_then(|person| person.said(Purpose::Surveys));
        let screen = match said {
            _ if self.agreed(Purpose::Surveys) => Screen::Survey(session),
            Some(ConsentStatus::Refused | ConsentStatus::Withdrawn) => Screen::SurveyRefused,
            _ => Screen::SurveyAsk(session),
        };
        self.say(&screen);
    }

    /// The old *Yes* still answers after a refusal: changing her mind is hers to do.
    pub(super) fn tapped_survey_consent(&mut self, rest: &str) {
        if self.feedback.is_none() {
            return self.say(&Screen::Help);
        }
        let said = self.facts.person.as_ref().and_then(|person| person.said(Purpose::Surveys));
        let says = match (rest.split_once(':').map(|(_, word)| word), said) {
            (Some("y"), _) => ConsentStatus::Given,
            (Some("n"), Some(ConsentStatus::Given | ConsentStatus::Withdrawn)) => ConsentStatus::Withdrawn,
            (Some("n"), _) => ConsentStatus::Refused,
            _ => return self.say(&Screen::Help),
        };
        if said != Some(says) {
            self.intents.push(Intent::Consent(Purpose::Surveys, says));
        }
        match says {
            ConsentStatus::Given => self.open_survey(),
            _ => self.say(&Screen::SurveyRefused),
        }
    }

    /// An answer is kept at once; another button of the same question changes it.
    pub(super) fn tapped_answer(&mut self, data: &str) {
        let (Some(tap), Some(feedback)) = (Tap::read(data), &mut self.feedback) else {
            return self.say(&Screen::Help);
        };
        if !feedback.survey.takes(&tap.question, &tap.value) {
            return self.say(&Screen::Help);
        }
        if !self.facts.person.as_ref().is_some_and(|person| person.agreed(Purpose::Surveys)) {
            return self.open_survey();
        }
        let late = feedback.late;
        feedback.answered.push(tap.question.clone());
        self.intents.push(Intent::Answer(tap));
        // After a week nobody is led through the rest; the start button still does.
        if late { self.say(&Screen::SurveyLate) } else { self.open_survey() }
    }
}
