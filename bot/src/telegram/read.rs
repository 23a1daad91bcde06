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
    /// When its words were last changed; a reaction to a message comes as an edited one without it.
    edit_date: Option<i64>,
    text: Option<String>,
    caption: Option<String>,
    /// Set when somebody passes on what another wrote; the second by older servers.
    forward_origin: Option<IgnoredAny>,
    forward_date: Option<IgnoredAny>,
    sticker: Option<Sticker>,
    dice: Option<IgnoredAny>,
    game: Option<IgnoredAny>,
    voice: Option<IgnoredAny>,
    audio: Option<IgnoredAny>,
    photo: Option<IgnoredAny>,
    video: Option<IgnoredAny>,
    video_note: Option<IgnoredAny>,
    document: Option<IgnoredAny>,
    animation: Option<IgnoredAny>,
    paid_media: Option<IgnoredAny>,
    story: Option<IgnoredAny>,
    poll: Option<IgnoredAny>,
    contact: Option<IgnoredAny>,
    location: Option<IgnoredAny>,
    venue: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Sticker {
    emoji: Option<String>,
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
/// Groups, channels and kinds that mean nothing here are heard as [`What::Other`].
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
        } else if let Some(message) = &self.edited_message {
            (message.from.as_ref(), message.what_now())
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
    /// An edited message is heard again for its words alone: a place that moves is no new message, nor is one that
    /// somebody only reacted to.
    fn what_now(&self) -> What {
        let said = self.text.is_some() || self.caption.is_some();
        let is_edited = self.edit_date.is_some_and(|at| at > 0);
        if said && is_edited { self.what() } else { What::Other }
    }

    /// Groups and channels are heard as nothing: what is said there is not said to us.
    fn what(&self) -> What {
        if !self.chat.is_private() {
            return What::Other;
        }
        let words = self.text.as_ref().or(self.caption.as_ref());
        let passed_on = self.forward_origin.is_some() || self.forward_date.is_some();
        if let Some(words) = words.filter(|_| passed_on) {
            return What::Passed(words.clone());
        }
        if let Some(text) = &self.text {
            return typed(text);
        }
        if let Some(sticker) = &self.sticker {
            return What::Text(sticker.emoji.clone().unwrap_or_default());
        }
        if self.voice.is_some() || self.audio.is_some() {
            return What::Voice(self.caption.clone());
        }
        if self.holds_media() {
            return What::Photo(self.caption.clone());
        }
        let plays = self.dice.is_some() || self.game.is_some();
        // A pinned message, a changed picture: nobody said anything.
        if plays { What::Text(String::new()) } else { What::Other }
    }

    /// Anything else that can be sent, words under it or not.
    fn holds_media(&self) -> bool {
        let pictures = [&self.photo, &self.video, &self.video_note, &self.animation, &self.paid_media];
        let others = [&self.document, &self.story, &self.poll, &self.contact, &self.location, &self.venue];
        self.caption.is_some() || pictures.into_iter().chain(others).any(Option::is_some)
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
