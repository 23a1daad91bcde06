//! What every chat channel can do, whatever it is called.

use std::time::Duration;

use futures::future::BoxFuture;
use peiban_core::text::Language;
use peiban_core::trouble::Trouble;
use serde::{Deserialize, Serialize};

/// A message that leaves: plain text and at most a few buttons, one under the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Plain text; `*strong*` and line breaks are the only mark-up. Channels escape it.
    pub text: String,
    /// Buttons in a column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
}

/// A button that the receiver may tap, at any time later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// What comes back: at most 64 bytes.
    pub data: String,
}

/// Something heard from a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// Which chat.
    pub chat: String,
    /// The language of the app, if it tells one.
    pub language: Option<Language>,
    /// What was heard.
    pub what: What,
}

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// The chat was started, perhaps with a payload: kind, `_`, code.
    Start(Option<String>),
    /// Typed text, commands included; a sticker is the sign it stands for, empty if it tells none.
    Text(String),
    /// Words of somebody else, passed on: they ask nothing of us and say nothing about who sent them.
    Passed(String),
    /// A button was tapped.
    Tapped(String),
    /// A voice note, never stored, and the words under it.
    Voice(Option<String>),
    /// A photo, video, file, contact or place, never stored, and the words under it.
    Photo(Option<String>),
    /// The bot was blocked.
    Blocked,
    /// The bot was unblocked.
    Unblocked,
    /// Anything else: nothing is said to it.
    Other,
}

/// Why a message did not leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The chat, or the whole bot, must be silent for so long.
    #[error("asked to wait")]
    Wait(Duration),
    /// This chat does not want messages any more, or is gone.
    #[error("blocked: {0}")]
    Blocked(String),
    /// The chat has another id now.
    #[error("moved")]
    Moved(String),
    /// The channel will never take this message.
    #[error("refused: {0}")]
    Refused(String),
    /// It certainly did not arrive, and the channel may take nothing at all.
    #[error("failed: {}", .0.word())]
    Failed(Trouble),
    /// It may or may not have arrived.
    #[error("unknown")]
    Unknown,
}

/// A way to reach a chat.
pub trait Channel: Send + Sync {
    /// The word in the database: `telegram` or `simulator`.
    fn name(&self) -> &'static str;

    /// Which bot of the channel.
    fn account(&self) -> &str;

    /// Sends, and tells what the channel calls the message.
    fn send<'a>(&'a self, chat: &'a str, message: &'a Outgoing) -> BoxFuture<'a, Result<String, SendError>>;

    /// Asks whether the channel works at all, without sending anything.
    fn probe(&self) -> BoxFuture<'_, Result<(), Trouble>> {
        Box::pin(async { Ok(()) })
    }
}
