//! Which of the few things we understand a typed message is: always the whole message, never a part of it.

use peiban_core::safety::alike;
use peiban_core::text::Language;

/// What a typed message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Words {
    /// A word after a slash, without the bot's name.
    Command(String),
    /// No more messages.
    Stop,
    /// A word that does what a command does.
    WordCommand(WordCommand),
    /// Thanks, a greeting, a thumb up: nobody needs to look.
    Friendly,
    /// Nothing but punctuation: perhaps at a loss.
    Lost,
    /// All else: it may need a person.
    Free,
}

/// Words that need no slash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordCommand {
    Menu,
    Tip,
    Language,
    Privacy,
    Pause,
    Safe,
    Speak(Language),
}

/// Words that stop all messages.
const STOP: [&str; 30] = [
    "stop",
    "stopall",
    "stop all",
    "unsubscribe",
    "cancel",
    "end",
    "quit",
    "opt out",
    "optout",
    "stop messages",
    "stop sending",
    "no more messages",
    "td",
    "t",
    "停止",
    "停",
    "停发",
    "取消",
    "取消订阅",
    "退出",
    "拒收",
    "不要再发了",
    "不要再发",
    "不要发了",
    "别发了",
    "别再发了",
    "不用发了",
    "不用再发了",
    "不收了",
    "不想收了",
];

/// Thanks and greetings that say nothing else.
const FRIENDLY: [&str; 30] = [
    "谢谢",
    "谢谢您",
    "谢谢你",
    "谢谢了",
    "多谢",
    "谢了",
    "感谢",
    "好",
    "好的",
    "好的谢谢",
    "嗯",
    "嗯嗯",
    "收到",
    "收到了",
    "知道了",
    "您好",
    "你好",
    "早上好",
    "晚上好",
    "thanks",
    "thank you",
    "thank you very much",
    "many thanks",
    "ok",
    "okay",
    "got it",
    "hello",
    "hi",
    "good morning",
    "good evening",
];

/// Signs that are meant kindly. Any other, such as tears, is looked at by a person.
const KIND_SIGNS: &str =
    "👍👌🙏👏🤝💪🌹🌷🌸🌺🌻💐🎉🎊❤♥💕💖💗🧡💛💚💙💜😀😃😄😁😆😊🙂😍🥰😘🤗😉😎✅✔☀🌞🍀✨💯";

/// What a typed message is.
pub(super) fn understand(text: &str) -> Words {
    let alike = alike(text);
    let plain = alike.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    if let Some(command) = plain.strip_prefix('/') {
        let word = command.split(|c: char| c == '@' || c.is_whitespace()).next().unwrap_or_default();
        return if stops(word) { Words::Stop } else { Words::Command(word.to_owned()) };
    }
    if plain.is_empty() {
        return signs(&alike);
    }
    if stops(plain) {
        return Words::Stop;
    }
    match known(plain) {
        Some(known) => Words::WordCommand(known),
        // Kind words beside a cry in signs are no kind message.
        None if FRIENDLY.contains(&plain) && signs(&alike.replace(plain, "")) != Words::Free => {
            Words::Friendly
        }
        None => Words::Free,
    }
}

/// Words that stop all messages, made alike: the whole message, or 退订 in a short one that does not deny it.
fn stops(plain: &str) -> bool {
    let short = plain.chars().count() <= 8;
    STOP.contains(&plain)
        || (short && plain.contains("退订") && !plain.contains(['不', '没', '别', '?', '吗']))
}

fn known(plain: &str) -> Option<WordCommand> {
    Some(match plain {
        "菜单" | "menu" => WordCommand::Menu,
        "小贴士" | "贴士" | "tip" | "tips" => WordCommand::Tip,
        "语言" | "language" => WordCommand::Language,
        "隐私" | "privacy" => WordCommand::Privacy,
        "暂停" | "pause" => WordCommand::Pause,
        "安全" | "safe" => WordCommand::Safe,
        "中文" | "chinese" => WordCommand::Speak(Language::ZhHans),
        "英文" | "english" => WordCommand::Speak(Language::En),
        _ => return None,
    })
}

/// What a message without a letter means.
fn signs(text: &str) -> Words {
    let joins = |c: &char| matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}');
    let marks =
        |c: &char| c.is_ascii_punctuation() || matches!(c, '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{303f}');
    let seen = || text.chars().filter(|c| !c.is_whitespace() && !joins(c));
    let mut signs = seen().filter(|c| !marks(c)).peekable();
    if signs.peek().is_none() && seen().next().is_some() {
        return Words::Lost;
    }
    if signs.all(|c| KIND_SIGNS.contains(c)) { Words::Friendly } else { Words::Free }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_stop_in_both_languages_and_a_doubt_or_a_sentence_does_not() {
        for text in [
            "退订",
            "我要退订。",
            "停止",
            "STOP!",
            "ＳＴＯＰ",
            "/stop@peiban_bot",
            "/退订",
            "TD",
            "别再发了",
            "Stop all",
        ] {
            assert_eq!(understand(text), Words::Stop, "{text}");
        }
        for text in
            ["我不想退订", "怎么退订吗", "stop hitting", "he did not stop", "退订之后还能不能回来上课呢"]
        {
            assert_eq!(understand(text), Words::Free, "{text}");
        }
    }

    #[test]
    fn kind_signs_need_nobody_and_any_other_sign_is_looked_at() {
        for text in ["", "👍🏽", "❤️ ❤️", "🙏!", "谢谢🌹", "Thank you!", "好的。"] {
            assert_eq!(understand(text), Words::Friendly, "{text}");
        }
        for text in ["😭", "👍😭", "🆘", "谢谢😭", "谢谢你救我", "1️⃣1️⃣0️⃣", "hi he is back"]
        {
            assert_eq!(understand(text), Words::Free, "{text}");
        }
        for text in ["?", "？？", "...", "。。。", "……"] {
            assert_eq!(understand(text), Words::Lost, "{text}");
        }
    }

    #[test]
    fn commands_are_told_without_the_name_of_the_bot() {
        for (text, word) in [("/help", "help"), ("／MENU", "menu"), ("/tip@peiban_bot now", "tip"), ("/", "")]
        {
            assert_eq!(understand(text), Words::Command(word.into()), "{text}");
        }
    }
}
