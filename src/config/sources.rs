//! Where settings come from: `peiban.toml`, then `PEIBAN_*`, each read as it was written.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::str::FromStr;

use rocket::figment::providers::{Env, Format, Toml};
use rocket::figment::value::{Dict, Value};
use rocket::figment::{Profile, Provider};
use secrecy::SecretString;

use super::Faults;

/// The file of settings, in the folder in which the program starts.
const FILE: &str = "peiban.toml";

/// Settings by their names in `peiban.toml`, taken one by one; what is left over is unknown.
pub(super) struct Sources {
    texts: BTreeMap<String, String>,
    /// What is wrong so far.
    pub(super) faults: Faults,
}

impl Sources {
    /// Those of this machine. The tests' own and the log's two are no settings.
    pub(super) fn of_machine() -> Self {
        let mut faults = Faults::default();
        let mut texts = of_file(&mut faults);
        let env = Env::prefixed("PEIBAN_")
            .filter(|key| !key.starts_with("test_") && key != "log" && key != "log_format");
        texts.extend(env.iter().map(|(key, text)| (key.to_string(), text)));
        Self { texts, faults }
    }

    #[cfg(test)]
    pub(super) fn of(pairs: &[(&str, &str)]) -> Self {
        let texts = pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
        Self { texts, faults: Faults::default() }
    }

    /// A text without blanks around it.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        self.texts.remove(key).map(|text| text.trim().to_owned())
    }

    pub(super) fn secret(&mut self, key: &str) -> Option<SecretString> {
        self.text(key).map(SecretString::from)
    }

    /// Whatever a text can be read as.
    pub(super) fn read<T: FromStr>(&mut self, key: &str, rule: &str) -> Option<T> {
        let read = self.text(key)?.parse().ok();
        if read.is_none() {
            self.faults.add(key, rule);
        }
        read
    }

    /// A number in a range.
    pub(super) fn number(&mut self, key: &str, range: RangeInclusive<u32>, default: u32) -> u32 {
        let Some(text) = self.text(key) else { return default };
        let number = text.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            self.faults.add(key, format!("needs a number from {} to {}", range.start(), range.end()));
        }
        number.unwrap_or(default)
    }

    /// What is wrong, with every key that nobody took.
    pub(super) fn done(mut self) -> Faults {
        for key in self.texts.keys() {
            self.faults.add(key, "is no setting");
        }
        self.faults
    }
}

fn of_file(faults: &mut Faults) -> BTreeMap<String, String> {
    let dict = match Toml::file(FILE).data() {
        Ok(mut profiles) => profiles.remove(&Profile::Default).unwrap_or_default(),
        Err(error) => {
            // Only where it is: the lines below it quote the file.
            let told = error.to_string();
            faults.add(FILE, told.lines().next().unwrap_or("is no TOML"));
            Dict::new()
        }
    };
    let mut texts = BTreeMap::new();
    for (key, value) in dict {
        match value {
            Value::String(_, text) => _ = texts.insert(key, text),
            Value::Num(_, number) => match number.to_u128() {
                Some(number) => _ = texts.insert(key, number.to_string()),
                None => faults.add(&key, "needs a text in quotes or a whole number"),
            },
            _ => faults.add(&key, "needs a text in quotes or a whole number"),
        }
    }
    texts
}
