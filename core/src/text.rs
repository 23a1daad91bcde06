//! Every sentence people read, in both languages.

mod format;
mod language;

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;
use serde::Serialize;

pub use format::{date, day, month, month_day, number, percent};
pub use language::Language;

/// The name of a message: `area-place-purpose`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct MessageKey(pub &'static str);

impl fmt::Display for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Values for a message's variables.
pub type Args<'a> = FluentArgs<'a>;

#[derive(RustEmbed)]
#[folder = "../content/locales"]
#[include = "*.ftl"]
struct Locales;

type Bundle = FluentBundle<FluentResource>;

/// Messages that cannot be read; reported by `content check` and held by a test.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub struct LocaleFault {
    /// The file, from `content/locales/`.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
}

struct Catalogue {
    bundles: HashMap<Language, Bundle>,
    faults: Vec<LocaleFault>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut faults = Vec::new();
    let bundles =
        Language::ALL.into_iter().map(|language| (language, bundle(language, &mut faults))).collect();
    Catalogue { bundles, faults }
});

fn bundle(language: Language, faults: &mut Vec<LocaleFault>) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
    bundle.set_use_isolating(false); // the marks would travel into chats, sheets and file names
    bundle.set_formatter(Some(format::grouped));
    let folder = format!("{}/", language.tag());
    for file in Locales::iter().filter(|file| file.starts_with(&folder)) {
        let text = Locales::get(&file).map(|file| String::from_utf8_lossy(&file.data).into_owned());
        let resource =
            FluentResource::try_new(text.unwrap_or_default()).unwrap_or_else(|(readable, errors)| {
                faults.extend(
                    errors
                        .iter()
                        .map(|error| LocaleFault { file: file.to_string(), what: error.to_string() }),
                );
                readable
            });
        if let Err(errors) = bundle.add_resource(resource) {
            faults.extend(
                errors.iter().map(|error| LocaleFault { file: file.to_string(), what: error.to_string() }),
            );
        }
    }
    bundle
}

/// What is wrong with the embedded messages: nothing, in a tested build.
pub fn locale_faults() -> &'static [LocaleFault] {
    &CATALOGUE.faults
}

/// The sentence behind `key`; a key that nobody wrote shows itself in brackets.
///
/// ```
/// use peiban_core::text::{Args, Language, say};
///
/// assert_eq!(say(Language::En, "shell-language-en", &Args::new()), "English");
/// ```
pub fn say(language: Language, key: &str, args: &Args<'_>) -> String {
    let pattern =
        CATALOGUE.bundles.get(&language).and_then(|bundle| Some((bundle, bundle.get_message(key)?.value()?)));
    let Some((bundle, pattern)) = pattern else { return format!("[{key}]") };
    bundle.format_pattern(pattern, Some(args), &mut vec![]).into_owned()
}

/// [`say`] without variables.
pub fn tell(language: Language, key: MessageKey) -> String {
    say(language, key.0, &Args::new())
}

/// [`say`] with variables from a page.
pub fn say_json<'a>(
    language: Language,
    key: &str,
    args: impl Iterator<Item = (&'a str, &'a serde_json::Value)>,
) -> String {
    let args: Args<'_> = args.map(|(name, value)| (name, fluent(value))).collect();
    say(language, key, &args)
}

fn fluent(value: &serde_json::Value) -> FluentValue<'_> {
    match value {
        serde_json::Value::String(text) => text.as_str().into(),
        serde_json::Value::Number(number) => number.as_f64().into(),
        serde_json::Value::Null => "".into(),
        other => other.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_messages_can_be_read() {
        assert_eq!(locale_faults(), []);
    }

    #[test]
    fn a_missing_message_shows_its_key() {
        assert_eq!(say(Language::En, "nobody-wrote-this", &Args::new()), "[nobody-wrote-this]");
    }
}
