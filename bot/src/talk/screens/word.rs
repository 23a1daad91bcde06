//! The word by which a language button asks for a screen again.

use super::Screen;
use crate::talk::answers::RsvpSaid;
use crate::talk::needs::session_of;

impl Screen {
    /// The word in a language button.
    pub(super) fn word(&self) -> String {
        let word = match self {
            Self::Welcome => "w",
            Self::NotNow => "x",
            Self::Age => "a",
            Self::Tip(code) => return format!("t:{code}"),
            Self::NoTip => "o",
            Self::Home | Self::Language => "m",
            Self::Friendly => "j",
            Self::Fixed => "f",
            Self::TalkHeard => "k",
            Self::Under18 => "u",
            Self::Help => "h",
            Self::Privacy => "p",
            Self::Stopped => "s",
            Self::Paused => "z",
            Self::LinkAsk(token) => return format!("l:{token}"),
            Self::Linked => "d",
            Self::LinkGone => "e",
            Self::Rsvp(said) => return format!("v:{}", said.word()),
            Self::Moved(session) => return format!("r:{}", session.0.simple()),
            Self::SurveyAsk(session) | Self::Survey(session) => return format!("q:{}", session.0.simple()),
            Self::SurveyRefused => "y",
            Self::SurveyLate => "i",
        };
        word.to_owned()
    }

    pub(in crate::talk) fn of_word(word: &str) -> Option<Self> {
        Some(match word.split_once(':').unwrap_or((word, "")) {
            ("w", _) => Self::Welcome,
            ("x", _) => Self::NotNow,
            ("a", _) => Self::Age,
            ("t", code) => Self::Tip(code.to_owned()),
            ("o", _) => Self::NoTip,
            ("m", _) => Self::Home,
            ("j", _) => Self::Friendly,
            ("f", _) => Self::Fixed,
            ("k", _) => Self::TalkHeard,
            ("u", _) => Self::Under18,
            ("h", _) => Self::Help,
            ("p", _) => Self::Privacy,
            ("s", _) => Self::Stopped,
            ("z", _) => Self::Paused,
            ("l", token) => Self::LinkAsk(token.to_owned()),
            ("d", _) => Self::Linked,
            ("e", _) => Self::LinkGone,
            ("v", said) => Self::Rsvp(RsvpSaid::ALL.into_iter().find(|known| known.word() == said)?),
            ("r", session) => Self::Moved(session_of(session)?),
            ("q", session) => Self::Survey(session_of(session)?),
            ("y", _) => Self::SurveyRefused,
            ("i", _) => Self::SurveyLate,
            _ => return None,
        })
    }
}
