//! What somebody types: commands, words that are known, and all else, which may need a person.

use chrono::TimeDelta;
use peiban_core::alert::AlertKind;
use peiban_core::chat::Intent;
use peiban_core::consent::Purpose;
use peiban_core::text::Language;

use super::screens::Screen;
use super::words::{WordCommand, Words, understand};
use super::{PAUSE_DAYS, Turn};

impl Turn<'_> {
    /// Text that is no button: commands and known words; all else may need a person.
    pub(super) fn text(&mut self, text: &str) {
        match understand(text) {
            Words::Command(word) => self.command(&word, text),
            Words::Stop => self.stop(),
            Words::WordCommand(_) | Words::Friendly | Words::Lost if self.under_18 => {
                self.say(&Screen::Under18)
            }
            Words::WordCommand(known) => self.known(known),
            Words::Friendly if self.agreed(Purpose::ServiceMessages) => self.say(&Screen::Friendly),
            Words::Friendly => self.go_on(),
            Words::Lost => self.say(&Screen::Help),
            Words::Free if self.facts.book.under_18.is_under_18(text) => self.say_under_18(Some(text)),
            Words::Free => self.worry(AlertKind::FreeText, Some(text)),
        }
    }

    /// Something that is never kept. The words under it count as if they had been typed alone, the fixed reply
    /// goes out all the same.
    pub(super) fn sent(&mut self, kind: AlertKind, caption: Option<&str>) {
        let caption = caption.filter(|words| !words.trim().is_empty());
        if let Some(words) = caption.filter(|words| self.facts.book.under_18.is_under_18(words)) {
            return self.say_under_18(Some(words));
        }
        self.worry(kind, caption);
        if caption.is_some_and(|words| understand(words) == Words::Stop) {
            self.stop();
        }
    }

    fn command(&mut self, word: &str, text: &str) {
        match word {
            "stop" => return self.stop(),
            "language" | "lang" => return self.say(&Screen::Language),
            "safe" => return self.rest(),
            "privacy" | "mydata" | "me" | "delete" => return self.say(&Screen::Privacy),
            "complain" => return self.tapped_talk(),
            _ if self.under_18 => return self.say(&Screen::Under18),
            _ => {}
        }
        match word {
            "start" => self.start(text.split_whitespace().nth(1)),
            "tip" | "tips" | "next" => self.give_tip(),
            "pause" => self.pause(),
            "menu" | "topics" => self.go_on(),
            // The first word of a sentence that only looks like a command.
            _ if word != "help" && text.split_whitespace().count() > 1 => {
                self.worry(AlertKind::FreeText, Some(text));
            }
            _ => self.say(&Screen::Help),
        }
    }

    fn known(&mut self, known: WordCommand) {
        match known {
            WordCommand::Menu => self.go_on(),
            WordCommand::Tip => self.give_tip(),
            WordCommand::Language => self.say(&Screen::Language),
            WordCommand::Privacy => self.say(&Screen::Privacy),
            WordCommand::Pause => self.pause(),
            WordCommand::Safe => self.rest(),
            WordCommand::Speak(language) => self.speak(language),
        }
    }

    /// The quiet word: the numbers, and no tips for two days. Nobody is told.
    fn rest(&mut self) {
        self.intents.push(Intent::Rest);
        self.say(&if self.under_18 { Screen::Under18 } else { Screen::Fixed });
    }

    fn pause(&mut self) {
        self.intents.push(Intent::Pause(Some(self.now + TimeDelta::days(PAUSE_DAYS))));
        self.say(&Screen::Paused);
    }

    fn speak(&mut self, language: Language) {
        self.language = language;
        self.intents.push(Intent::Speak(language));
        self.go_on();
    }
}
