//! An update as Telegram tells it, made into what was heard. Only the fields that mean something are read.

use peiban_core::inbox::{Received, UpdateKey};
use peiban_core::text::Language;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::NAME;
use crate::channel::{Heard, What};
use crate::inbox::Unreadable;

/// An update, as far as it is read.
#[derive(Deserialize)]
pub struct Update {
    update_id: i64,
    message: Option<Message>,
    edited_message: Option<Message>,
    callback_query: Option<Callback>,
    my_chat_member: Option<Membership>,
}

/// All that is needed to keep an update whose rest cannot be read.
#[derive(Deserialize)]
struct Numbered {
    update_id: i64,
}

#[derive(Deserialize)]
struct Message {
    chat: Chat,
    from: Option<User>,
    text: Option<String>,
    voice: Option<IgnoredAny>,
    audio: Option<IgnoredAny>,
    photo: Option<IgnoredAny>,
    video: Option<IgnoredAny>,
    video_note: Option<IgnoredAny>,
    document: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct User {
    id: i64,
    language_code: Option<String>,
}

#[derive(Deserialize)]
struct Callback {
    id: String,
    from: User,
    message: Option<Tapped>,
    data: Option<String>,
}

/// The message under a tapped button; an old one tells nothing but its chat.
#[derive(Deserialize)]
struct Tapped {
    chat: Chat,
}

#[derive(Deserialize)]
struct Membership {
    chat: Chat,
    from: User,
    new_chat_member: Member,
}

#[derive(Deserialize)]
struct Member {
    status: String,
}

/// What was heard in an update, or `None` when it belongs to no chat.
///
/// Groups, edited messages and kinds that mean nothing here are heard as [`What::Other`].
///
/// # Errors
///
/// [`Unreadable`] when it is not of the form that Telegram promises: somebody may have written in it.
pub fn read(payload: &str) -> Result<Option<Heard>, Unreadable> {
    serde_json::from_str::<Update>(payload).map(|update| update.heard()).map_err(|_| Unreadable)
}

/// An update as the inbox keeps it, and the tap in it that waits for an answer. `None` if it has no number.
///
/// One whose inside cannot be read is kept all the same: it must not come again and again.
pub(super) fn received(account: &str, payload: &str) -> Option<(Received, Option<String>)> {
    let update = serde_json::from_str::<Update>(payload).ok();
    let update_id = match &update {
        Some(update) => update.update_id,
        None => serde_json::from_str::<Numbered>(payload).ok()?.update_id,
    };
    let chat = update.as_ref().and_then(Update::chat);
    let tap = update.and_then(|update| update.callback_query).map(|callback| callback.id);
    let key = UpdateKey { channel: NAME.into(), account: account.into(), update_id };
    Some((Received { key, chat, payload: payload.to_owned() }, tap))
}

impl Update {
    fn chat(&self) -> Option<String> {
        let message = self.message.as_ref().or(self.edited_message.as_ref()).map(|message| message.chat.id);
        let tapped = self.callback_query.as_ref().map(Callback::chat);
        let member = self.my_chat_member.as_ref().map(|member| member.chat.id);
        message.or(tapped).or(member).map(|id| id.to_string())
    }

    fn heard(&self) -> Option<Heard> {
        let chat = self.chat()?;
        let (from, what) = if let Some(message) = &self.message {
            (message.from.as_ref(), message.what())
        } else if let Some(callback) = &self.callback_query {
            (Some(&callback.from), callback.what())
        } else if let Some(member) = &self.my_chat_member {
            (Some(&member.from), member.what())
        } else {
            (None, What::Other)
        };
        let language = from.and_then(|user| user.language_code.as_deref()).and_then(Language::of_tag);
        Some(Heard { chat, language, what })
    }
}

impl Chat {
    fn is_private(&self) -> bool {
        self.kind == "private"
    }
}

impl Message {
    fn what(&self) -> What {
        if !self.chat.is_private() {
            return What::Other;
        }
        if let Some(text) = &self.text {
            return typed(text);
        }
        let voice = [&self.voice, &self.audio];
        let picture = [&self.photo, &self.video, &self.video_note, &self.document];
        if voice.iter().any(|part| part.is_some()) {
            What::Voice
        } else if picture.iter().any(|part| part.is_some()) {
            What::Photo
        } else {
            What::Other
        }
    }
}

/// `/start` with what stands behind it, or any other text.
fn typed(text: &str) -> What {
    let (command, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    if command.split('@').next() != Some("/start") {
        return What::Text(text.to_owned());
    }
    let payload = rest.trim();
    What::Start((!payload.is_empty()).then(|| payload.to_owned()))
}

impl Callback {
    fn chat(&self) -> i64 {
        self.message.as_ref().map_or(self.from.id, |message| message.chat.id)
    }

    fn what(&self) -> What {
        let private = self.message.as_ref().is_none_or(|message| message.chat.is_private());
        self.data.clone().filter(|_| private).map_or(What::Other, What::Tapped)
    }
}

impl Membership {
    fn what(&self) -> What {
        match self.new_chat_member.status.as_str() {
            _ if !self.chat.is_private() => What::Other,
            "kicked" | "left" => What::Blocked,
            "member" => What::Unblocked,
            _ => What::Other,
        }
    }
}

#[cfg(test)]
#[path = "read/tests.rs"]
mod tests;
