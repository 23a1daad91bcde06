//! The list of commands that Telegram shows beside the field to type in.

use peiban_core::text::{Args, Language, say};
use serde_json::{Value, json};

use super::{Fault, Telegram};

/// Commands in the list, in its order: what people need most, and how to end it. `/safe` is a quiet word and stands
/// nowhere.
pub const COMMANDS: [&str; 7] = ["tip", "menu", "language", "pause", "privacy", "stop", "help"];

/// What each command does, in one language.
fn described(language: Language) -> Value {
    let line = |command: &str| {
        let what = say(language, &format!("talk-command-{command}"), &Args::new());
        json!({ "command": command, "description": what })
    };
    COMMANDS.iter().map(|command| line(command)).collect()
}

/// The two letters that Telegram knows a language by.
fn letters(language: Language) -> &'static str {
    match language {
        Language::ZhHans => "zh",
        Language::En => "en",
    }
}

/// Tells Telegram the commands in each language, and for apps in any other.
///
/// # Errors
///
/// Whatever Telegram or the network answers first; what was told before stays.
async fn tell(telegram: &Telegram) -> Result<(), Fault> {
    telegram.set_commands(json!({ "commands": described(Language::default()) })).await?;
    for language in [Language::ZhHans, Language::En] {
        let told = json!({ "commands": described(language), "language_code": letters(language) });
        telegram.set_commands(told).await?;
    }
    Ok(())
}

/// Tells Telegram the commands, once. Without the list all of them work, so a failure is only told.
pub async fn announce(telegram: &Telegram) {
    if let Err(fault) = tell(telegram).await {
        tracing::warn!(%fault, "Telegram does not show the commands of this version until the next start");
    }
}
