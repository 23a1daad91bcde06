//! What came in from a chat, kept before it is acknowledged.

use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::seal::{CannotOpen, Keys, Sealed};

/// Which update: unique, so that one told twice is one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, sqlx::FromRow)]
pub struct UpdateKey {
    /// `telegram` or `simulator`.
    pub channel: String,
    /// Which bot.
    pub account: String,
    /// The channel's own number.
    pub update_id: i64,
}

/// An update as it arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Which.
    pub key: UpdateKey,
    /// The chat it belongs to, if it tells one.
    pub chat: Option<String>,
    /// The channel's own JSON.
    pub payload: String,
}

/// An update that waits to be handled.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct InboxUpdate {
    /// Which.
    #[sqlx(flatten)]
    pub key: UpdateKey,
    /// The chat it belongs to, if it tells one.
    pub chat: Option<String>,
    /// The channel's own JSON, sealed.
    pub sealed: Option<Vec<u8>>,
    /// The same in clear, of an update that an older program kept: until it is handled.
    pub payload: Option<String>,
    /// How often handling it has failed.
    pub tries: i64,
}

impl InboxUpdate {
    /// The channel's own JSON, as it came in.
    ///
    /// # Errors
    ///
    /// [`CannotOpen`] when it was sealed with another key.
    pub fn open(&self, keys: &Keys) -> Result<String, CannotOpen> {
        let Some(sealed) = &self.sealed else { return Ok(self.payload.clone().unwrap_or_default()) };
        let plain = keys.open(Sealed::Alert, seal_id(&self.key), sealed)?;
        String::from_utf8(plain).map_err(|_| CannotOpen)
    }
}

/// A bot account of a channel: one process of all asks it for updates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotAccount {
    /// `telegram` or `simulator`.
    pub channel: String,
    /// Which bot.
    pub account: String,
}

/// After so many failed tries an update is parked as dead.
pub const MOST_TRIES: i64 = 5;

/// The name under which an update's payload is sealed; made from its key, the same each time.
pub fn seal_id(key: &UpdateKey) -> Uuid {
    let named = format!("{}:{}:{}", key.channel, key.account, key.update_id);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(named)[..16]);
    Uuid::from_bytes(bytes)
}

/// What a person wrote, of an update that could not be handled: its texts and captions, each on a line.
///
/// `None` when none stands in it. A payload that is no JSON is told as it is: nobody can say what in it matters.
///
/// ```
/// use peiban_core::inbox::words_in;
///
/// let update = r#"{"update_id":7,"message":{"chat":"?","text":"help us","photo":[{"file_id":"x"}]}}"#;
/// assert_eq!(words_in(update).as_deref(), Some("help us"));
/// assert_eq!(words_in(r#"{"update_id":7}"#), None);
/// assert_eq!(words_in("help {").as_deref(), Some("help {"));
/// ```
pub fn words_in(payload: &str) -> Option<String> {
    let Ok(update) = serde_json::from_str(payload) else {
        return Some(payload.to_owned()).filter(|text| !text.trim().is_empty());
    };
    let mut words = Vec::new();
    gather(&update, &mut words);
    (!words.is_empty()).then(|| words.join("\n"))
}

fn gather<'a>(value: &'a Value, words: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| match value {
            Value::String(text)
                if ["text", "caption"].iter().any(|known| name.eq_ignore_ascii_case(known)) =>
            {
                words.push(text);
            }
            value => gather(value, words),
        }),
        Value::Array(values) => values.iter().for_each(|value| gather(value, words)),
        _ => {}
    }
}
