//! Buttons. The first part of the data says which.

use peiban_core::alert::AlertKind;
use peiban_core::caregiver::AgeBand;
use peiban_core::chat::Intent;
use peiban_core::consent::{ConsentStatus, Purpose};
use peiban_core::text::Language;

use super::Turn;
use super::screens::Screen;

impl Turn<'_> {
    pub(super) fn tapped(&mut self, data: &str) {
        let (kind, rest) = data.split_once(':').unwrap_or((data, ""));
        match (kind, rest) {
            ("g", rest) => return self.tapped_language(rest),
            ("k", _) => return self.tapped_talk(),
            ("u", "n") => {
                self.intents.push(Intent::Under18(false));
                self.under_18 = false;
                return self.go_on();
            }
            ("u", _) => return self.say_under_18(None),
            _ if self.under_18 => return self.say(&Screen::Under18),
            _ => {}
        }
        match kind {
            "a" => self.tapped_agree(rest == "y"),
            "b" => self.tapped_band(AgeBand::of_word(rest)),
            "l" => self.tapped_link(rest.starts_with("y:")),
            "n" => self.give_tip(),
            "z" => {
                self.intents.push(Intent::Pause(None));
                self.go_on();
            }
            "r" => self.tapped_rsvp(data),
            "f" => self.open_survey(),
            "fc" => self.tapped_survey_consent(rest),
            "s" => self.tapped_answer(data),
            _ => self.say(&Screen::Help),
        }
    }

    fn tapped_language(&mut self, rest: &str) {
        let (tag, screen) = rest.split_once(':').unwrap_or((rest, ""));
        self.language = Language::of_tag(tag).unwrap_or(self.language);
        self.intents.push(Intent::Speak(self.language));
        match Screen::of_word(screen).unwrap_or(Screen::Home) {
            Screen::Survey(_) | Screen::Moved(_) if self.under_18 => self.say(&Screen::Under18),
            Screen::Moved(_) => self.show_moved(),
            Screen::Survey(_) => self.open_survey(),
            screen => self.say(&screen),
        }
    }

    pub(super) fn tapped_talk(&mut self) {
        self.alert(AlertKind::Talk, None);
        self.say(&if self.under_18 { Screen::Under18 } else { Screen::TalkHeard });
    }

    fn tapped_agree(&mut self, yes: bool) {
        let was = self.agreed(Purpose::ServiceMessages);
        if !yes {
            let said = if was { ConsentStatus::Withdrawn } else { ConsentStatus::Refused };
            self.intents.push(Intent::Consent(Purpose::ServiceMessages, said));
            if was {
                self.intents.push(Intent::CancelPlanned);
            }
            return self.say(&Screen::NotNow);
        }
        if !was {
            self.intents.push(Intent::Consent(Purpose::ServiceMessages, ConsentStatus::Given));
        }
        self.go_on();
    }

    /// A band is its own consent: tapping one agrees to keeping it; skipping keeps nothing.
    fn tapped_band(&mut self, band: Option<AgeBand>) {
        let said = if band.is_some() { ConsentStatus::Given } else { ConsentStatus::Refused };
        self.intents.push(Intent::Consent(Purpose::SensitiveData, said));
        if let Some(band) = band {
            self.intents.push(Intent::Band(band));
            self.band = Some(band);
        }
        self.give_tip();
    }

    fn tapped_link(&mut self, yes: bool) {
        if !yes {
            self.intents.push(Intent::Consent(Purpose::AttendanceLink, ConsentStatus::Refused));
            return self.go_on();
        }
        let mine = self.facts.person.as_ref().map(|person| person.caregiver);
        match &self.facts.token {
            Some(owner) if Some(owner.caregiver) == mine => self.go_on(),
            Some(_) => {
                self.link();
                // After the link, so that it is hers and not of whoever used the phone before.
                self.intents.push(Intent::Consent(Purpose::AttendanceLink, ConsentStatus::Given));
            }
            None => self.say(&Screen::LinkGone),
        }
    }
}
