//! A message on its way out: how it is written for Telegram, and what a failure means for it.

use peiban_core::trouble::Trouble;
use serde::Deserialize;
use teloxide::ApiError;
use teloxide::payloads::SendMessage;
use teloxide::types::{
    ChatId, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ParseMode, ReplyMarkup,
};

use super::SEND;
use super::call::{Fault, Wire};
use crate::channel::{Outgoing, SendError};

#[derive(Deserialize)]
struct Sent {
    message_id: i64,
}

pub(super) async fn send(wire: &Wire, chat: &str, message: &Outgoing) -> Result<String, SendError> {
    let chat = chat.parse().map_err(|_| SendError::Refused("not_a_chat".into()))?;
    let sent: Result<Sent, Fault> = wire.call("sendMessage", &payload(chat, message), SEND).await;
    sent.map(|sent| sent.message_id.to_string()).map_err(meaning)
}

fn payload(chat: i64, message: &Outgoing) -> SendMessage {
    let mut payload = SendMessage::new(ChatId(chat), html(&message.text));
    payload.parse_mode = Some(ParseMode::Html);
    // A preview costs the reader's data and pushes the buttons away.
    payload.link_preview_options = Some(LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    });
    if !message.buttons.is_empty() {
        let button = |b: &crate::channel::Button| [InlineKeyboardButton::callback(&b.label, &b.data)];
        let rows = message.buttons.iter().map(button);
        payload.reply_markup = Some(ReplyMarkup::InlineKeyboard(InlineKeyboardMarkup::new(rows)));
    }
    payload
}

/// What a failed send means for the message.
///
/// - 500, 502 and 503 count as *did not arrive*: they come from a server that fails or a gateway that finds none.
///   Should one have arrived all the same, a second copy costs less than a tip that never comes.
/// - 504 is *unknown*: the gateway handed the request over and did not hear the end, like our own time-out.
/// - 401 and 404 speak of our token, not of the message: all wait until the token is mended.
fn meaning(fault: Fault) -> SendError {
    match fault {
        Fault::Wait(time) => SendError::Wait(time),
        Fault::Moved(chat) => SendError::Moved(chat.to_string()),
        Fault::NoAnswer | Fault::Server(504..) => SendError::Unknown,
        Fault::Refused(status, reason) if !is_of_token(status) => refused(status, &reason),
        fault => SendError::Failed(trouble(&fault)),
    }
}

/// What a failed call tells of the channel itself.
pub(super) fn trouble(fault: &Fault) -> Trouble {
    match fault {
        Fault::Wait(_) => Trouble::AskedToWait,
        Fault::NotSent => Trouble::NoConnection,
        Fault::Server(_) | Fault::Moved(_) => Trouble::Server,
        Fault::NoAnswer => Trouble::NoAnswer,
        Fault::Refused(status, _) => {
            if is_of_token(*status) {
                tracing::error!("Telegram does not know the token in telegram_token");
            }
            Trouble::Token
        }
    }
}

fn is_of_token(status: u16) -> bool {
    matches!(status, 401 | 404)
}

fn refused(status: u16, reason: &ApiError) -> SendError {
    let gone = match reason {
        ApiError::BotBlocked => "bot_blocked",
        ApiError::UserDeactivated => "user_deactivated",
        ApiError::ChatNotFound | ApiError::UserNotFound => "chat_not_found",
        ApiError::BotKicked | ApiError::BotKickedFromSupergroup | ApiError::BotKickedFromChannel => "kicked",
        _ if status == 403 => "forbidden",
        other => return SendError::Refused(word(status, other)),
    };
    SendError::Blocked(gone.into())
}

/// A word for the log: the kind of error, or the status. Telegram's own sentences may quote the message.
fn word(status: u16, reason: &ApiError) -> String {
    match reason {
        ApiError::Unknown(_) => format!("http_{status}"),
        known => format!("{known:?}").split('(').next().unwrap_or_default().to_owned(),
    }
}

/// The text in Telegram's HTML: everything escaped, `*strong*` in bold.
///
/// A star opens or closes only at the edge of a word of the same line, so that `5*3*2` stays a sum.
fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, strong, after)) = next_strong(text, rest) {
        escape(before, &mut out);
        out.push_str("<b>");
        escape(strong, &mut out);
        out.push_str("</b>");
        rest = after;
    }
    escape(rest, &mut out);
    out
}

/// The first strong part of `rest`, the end of `text`: what stands before it, itself, what follows.
fn next_strong<'a>(text: &'a str, rest: &'a str) -> Option<(&'a str, &'a str, &'a str)> {
    let start = text.len() - rest.len();
    for (open, _) in rest.match_indices('*') {
        let inside = &rest[open + 1..];
        let line = &inside[..inside.find('\n').unwrap_or(inside.len())];
        let preceded = text[..start + open].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '*');
        if preceded || line.starts_with(|c: char| c.is_whitespace() || c == '*') {
            continue;
        }
        let closes = |close: &usize| {
            let after = &line[close + 1..];
            !line[..*close].ends_with(char::is_whitespace)
                && !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '*')
        };
        if let Some(close) = line.match_indices('*').map(|(at, _)| at).find(closes) {
            return Some((&rest[..open], &inside[..close], &inside[close + 1..]));
        }
    }
    None
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn stars_make_words_strong_and_everything_else_stays_as_typed() {
        for (typed, written) in [
            ("*Read* aloud", "<b>Read</b> aloud"),
            ("请*按时*参加。", "请<b>按时</b>参加。"),
            ("<b>&* stays", "&lt;b&gt;&amp;* stays"),
            ("*<i>*", "<b>&lt;i&gt;</b>"),
            ("5*3*2 and 2 * 3 * 4", "5*3*2 and 2 * 3 * 4"),
            ("one *star\nand* another", "one *star\nand* another"),
            ("**", "**"),
            ("* *a* *b*", "* <b>a</b> <b>b</b>"),
            ("", ""),
        ] {
            assert_eq!(html(typed), written, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_other_tags_or_loses_a_letter(typed in "[*<>&;/a-c 好\n]{0,40}") {
            let written = html(&typed);
            let tags = written.replace("<b>", "*").replace("</b>", "*");
            prop_assert!(!tags.contains(['<', '>']));
            prop_assert_eq!(tags.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), typed);
        }
    }

    #[test]
    fn every_failure_has_one_meaning() {
        let told = |status, error| meaning(Fault::Refused(status, error));
        let blocked = |word: &str| SendError::Blocked(word.into());

        assert_eq!(told(403, ApiError::BotBlocked), blocked("bot_blocked"));
        assert_eq!(told(403, ApiError::UserDeactivated), blocked("user_deactivated"));
        assert_eq!(told(400, ApiError::ChatNotFound), blocked("chat_not_found"));
        assert_eq!(told(403, ApiError::BotKickedFromSupergroup), blocked("kicked"));
        assert_eq!(told(403, ApiError::Unknown("Forbidden: new".into())), blocked("forbidden"));
        assert_eq!(told(400, ApiError::MessageIsTooLong), SendError::Refused("MessageIsTooLong".into()));
        assert_eq!(
            told(400, ApiError::Unknown("quotes a text".into())),
            SendError::Refused("http_400".into())
        );
        assert_eq!(told(401, ApiError::InvalidToken), SendError::Failed(Trouble::Token));
        assert_eq!(meaning(Fault::Moved(-100)), SendError::Moved("-100".into()));
        assert_eq!(meaning(Fault::NotSent), SendError::Failed(Trouble::NoConnection));
        assert_eq!(meaning(Fault::Server(502)), SendError::Failed(Trouble::Server));
        assert_eq!(meaning(Fault::Server(504)), SendError::Unknown);
        assert_eq!(meaning(Fault::NoAnswer), SendError::Unknown);
    }
}
