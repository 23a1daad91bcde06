//! `PEIBAN_*`, read as it was written.

use rocket::figment::providers::Env;
use rocket::figment::value::{Dict, Map, Value};
use rocket::figment::{Error, Metadata, Profile, Provider};

/// The settings that are numbers. All others are texts: figment's own reading of the environment takes a text of
/// digits for a number, and a key of digits would lose its zeros.
const NUMBERS: [&str; 3] = ["port", "readers", "send_rate"];

/// Settings from the environment, by their names in `peiban.toml`.
pub(super) struct Variables(Vec<(String, String)>);

impl Variables {
    /// Those of this process. The tests' own and the log's are no settings.
    pub(super) fn of_process() -> Self {
        let env = Env::prefixed("PEIBAN_").filter(|key| !key.starts_with("test_") && key != "log");
        Self(env.iter().map(|(key, text)| (key.to_string(), text)).collect())
    }

    #[cfg(test)]
    pub(super) fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect())
    }
}

impl Provider for Variables {
    fn metadata(&self) -> Metadata {
        Metadata::named("environment").interpolater(|_, keys| {
            let keys: Vec<_> = keys.iter().map(|key| key.to_ascii_uppercase()).collect();
            format!("PEIBAN_{}", keys.join("_"))
        })
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        let value = |key: &str, text: &str| {
            if NUMBERS.contains(&key) {
                let Ok(value) = text.parse::<Value>();
                value
            } else {
                Value::from(text.trim())
            }
        };
        let dict: Dict = self.0.iter().map(|(key, text)| (key.clone(), value(key, text))).collect();
        Ok(Profile::Default.collect(dict))
    }
}
