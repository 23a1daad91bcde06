//! A chat and whose it is: what a conversation may know, and what it may want done.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::alert::AlertKind;
use crate::area::AreaCode;
use crate::caregiver::AgeBand;
use crate::consent::{ConsentStatus, ConsentText, Purpose};
use crate::id::{CaregiverId, LinkId, SessionId};
use crate::rsvp::{Reminded, RsvpTap};
use crate::safety::{EmergencyNumber, Matcher, SafetyReply};
use crate::survey::{Feedback, Tap};
use crate::text::Language;
use crate::tip::Tip;
use crate::word::words;

/// How long a link token can be used. A village sees its facilitator once a day.
pub const TOKEN_HOURS: i64 = 24;

words! {
    /// Where a link stands.
    LinkState {
        /// Shown, not taken up.
        Pending = "pending",
        /// Messages go here.
        Linked = "linked",
        /// Ended by the person, or replaced.
        Revoked = "revoked",
        /// The person blocked the bot.
        Blocked = "blocked",
    }
}

/// What a start payload asks for: kind, `_`, code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// `j_…`: the code of a poster.
    Join(String),
    /// `l_…`: a one-time token that a facilitator showed.
    Link(String),
}

impl Payload {
    /// Reads a payload; `None` for other kinds and foreign signs.
    ///
    /// ```
    /// use peiban_core::chat::Payload;
    ///
    /// assert_eq!(Payload::of("j_LONGAN-7"), Some(Payload::Join("LONGAN-7".into())));
    /// assert_eq!(Payload::of("x_1"), None);
    /// ```
    pub fn of(text: &str) -> Option<Self> {
        let clean = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let (kind, code) = text.split_once('_')?;
        if code.is_empty() || text.len() > 64 || !code.chars().all(clean) {
            return None;
        }
        match kind {
            "j" => Some(Self::Join(code.to_owned())),
            "l" => Some(Self::Link(code.to_owned())),
            _ => None,
        }
    }
}

/// What is kept of a link token.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// A poster's code.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct JoinCode {
    /// The code itself.
    pub code: String,
    /// Where the poster hangs, in words.
    pub place: String,
    /// Where it hangs, if told.
    pub area: Option<AreaCode>,
    /// The language of the poster, if it has one.
    pub language: Option<Language>,
}

/// Everything the chat sends, as the database holds it.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// Tips that may be sent, in order.
    pub tips: Vec<Tip>,
    /// The current version of each consent text.
    pub consents: Vec<ConsentText>,
    /// Fixed replies.
    pub replies: Vec<SafetyReply>,
    /// Phone lines.
    pub numbers: Vec<EmergencyNumber>,
    /// Who says to be under 18.
    pub under_18: Matcher,
}

impl Book {
    /// The current text of a consent.
    pub fn consent(&self, purpose: Purpose) -> Option<&ConsentText> {
        self.consents.iter().find(|text| text.purpose == purpose)
    }
}

/// What is known of whoever is behind a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatPerson {
    /// Who.
    pub caregiver: CaregiverId,
    /// The chat's link.
    pub link: LinkId,
    /// Where the link stands.
    pub state: LinkState,
    /// The language she reads.
    pub language: Language,
    /// Where she lives, or where her poster hung; the country while not known.
    pub area: AreaCode,
    /// On the roster, not only in the chat.
    pub registered: bool,
    /// Who she is to the child, as the database has it.
    pub relation: Option<String>,
    /// The age of her youngest child that was told.
    pub band: Option<AgeBand>,
    /// The latest word on each purpose.
    pub consents: Vec<(Purpose, ConsentStatus)>,
    /// Tips given, the oldest first.
    pub given: Vec<String>,
    /// Said to be under 18.
    pub under_18: bool,
    /// Kinds of alerts that nobody has looked at yet.
    pub waiting: Vec<AlertKind>,
}

impl ChatPerson {
    /// The latest word on `purpose`, if any.
    pub fn said(&self, purpose: Purpose) -> Option<ConsentStatus> {
        self.consents.iter().find(|(about, _)| *about == purpose).map(|(_, said)| *said)
    }

    /// Whether `purpose` is agreed to.
    pub fn agreed(&self, purpose: Purpose) -> bool {
        self.said(purpose) == Some(ConsentStatus::Given)
    }
}

/// Whom a usable link token belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenOwner {
    /// The enrolled caregiver.
    pub caregiver: CaregiverId,
    /// Her latest word on each purpose, as recorded before.
    pub consents: Vec<(Purpose, ConsentStatus)>,
}

impl TokenOwner {
    /// Whether she agreed to `purpose` before.
    pub fn agreed(&self, purpose: Purpose) -> bool {
        self.consents.contains(&(purpose, ConsentStatus::Given))
    }
}

/// What an update needs beside the chat's own facts; told by its text alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// A poster's code.
    pub code: Option<String>,
    /// A link token, hashed.
    pub token: Option<Vec<u8>>,
    /// The session that a reminder's answer is about.
    pub rsvp: Option<SessionId>,
    /// The session that a survey's button is about.
    pub feedback: Option<SessionId>,
}

/// Everything that an answer is decided by.
#[derive(Debug, Clone, Default)]
pub struct ChatFacts {
    /// Where the conversation stands: JSON of the bot's own.
    pub talk: Option<String>,
    /// Whose chat it is; `None` for a new one.
    pub person: Option<ChatPerson>,
    /// The poster's code, if it is in use.
    pub code: Option<JoinCode>,
    /// The owner of the token, if it can be used.
    pub token: Option<TokenOwner>,
    /// The session of the reminder as it is now; `None` where it is not of her group.
    pub rsvp: Option<Reminded>,
    /// How far she is with the survey; `None` where the session is not of her group.
    pub feedback: Option<Feedback>,
    /// What may be sent.
    pub book: Arc<Book>,
}

/// What an answer wants done, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// A new chat: a provisional caregiver, a household and the link.
    Begin(Language),
    /// Keep the language.
    Speak(Language),
    /// Keep what was said, by tap.
    Consent(Purpose, ConsentStatus),
    /// Keep the child's age band.
    Band(AgeBand),
    /// A tip is in the reply.
    Give(String),
    /// Keep whether she is coming to a session.
    Rsvp(RsvpTap),
    /// Keep an answer to the survey.
    Answer(Tap),
    /// Tie the chat to the token's owner.
    Link,
    /// Somebody may need a person; rests tips and surveys. The text is sealed.
    Alert(AlertKind, Option<String>),
    /// Rest tips and surveys without an alert.
    Rest,
    /// Said to be under 18, or not after all.
    Under18(bool),
    /// Send nothing until then; `None` goes on.
    Pause(Option<DateTime<Utc>>),
    /// Cancel what is planned: nothing leaves any more.
    CancelPlanned,
    /// The bot was blocked (true) or unblocked.
    Blocked(bool),
}

impl Intent {
    /// Whether something else may be planned for her afterwards.
    pub fn changes_plans(&self) -> bool {
        !matches!(self, Self::Begin(_) | Self::Give(_))
    }
}

/// What was decided: pure data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TalkDecision {
    /// Where the conversation stands now: JSON of the bot's own.
    pub talk: String,
    /// Messages to send, each as JSON.
    pub replies: Vec<String>,
    /// What to do.
    pub intents: Vec<Intent>,
}
