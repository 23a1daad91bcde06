//! What the settings say about Telegram, checked together.

use peiban_bot::telegram::{CannotBe, Telegram, account_of};
use rocket::figment::error::Error;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::Settings;

/// How updates come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TelegramMode {
    /// We ask; needs no public address.
    Poll,
    /// Telegram posts to `<public_url>/hooks/telegram`.
    Webhook,
    /// Not at all, and nothing is sent either.
    Off,
}

/// A bot that is to run.
#[derive(Debug)]
pub struct TelegramSettings {
    /// The bot; asks nobody yet.
    pub telegram: Telegram,
    /// How updates come in.
    pub mode: TelegramMode,
    /// Where Telegram posts, and the secret it sends along: in mode `webhook`.
    pub webhook: Option<(String, SecretString)>,
    /// The bot's user name, if it is set.
    pub name: Option<String>,
}

/// Shorter secrets can be guessed.
const SHORTEST_SECRET: usize = 16;

impl Settings {
    /// The bot that the settings ask for; none without a token or with mode `off`.
    ///
    /// # Errors
    ///
    /// Names the key that is missing or does not fit; never its value.
    pub fn telegram(&self) -> Result<Option<TelegramSettings>, Box<Error>> {
        let Some(token) = self.telegram_token.as_ref().filter(|_| self.telegram_mode != TelegramMode::Off)
        else {
            return match self.telegram_mode {
                TelegramMode::Webhook => {
                    Err(bad("telegram_token", "is needed when telegram_mode is webhook"))
                }
                TelegramMode::Poll | TelegramMode::Off => Ok(None),
            };
        };
        let telegram =
            Telegram::new(token.expose_secret(), &self.telegram_api_url).map_err(|error| match error {
                CannotBe::Token => bad("telegram_token", &error.to_string()),
                CannotBe::Address => bad("telegram_api_url", &error.to_string()),
            })?;
        let webhook = match self.telegram_mode {
            TelegramMode::Webhook => Some((self.webhook_address()?, self.webhook_secret()?)),
            TelegramMode::Poll | TelegramMode::Off => None,
        };
        Ok(Some(TelegramSettings { telegram, mode: self.telegram_mode, webhook, name: self.name()? }))
    }

    /// The bot whose posts are taken in, and their secret: only in mode `webhook`.
    pub(crate) fn hook(&self) -> Option<(String, SecretString)> {
        let webhook = self.telegram_mode == TelegramMode::Webhook;
        let account = account_of(self.telegram_token.as_ref()?.expose_secret())?.to_owned();
        self.webhook_secret().ok().filter(|_| webhook).map(|secret| (account, secret))
    }

    fn webhook_address(&self) -> Result<String, Box<Error>> {
        let given = self.public_url.as_deref().filter(|url| url.starts_with("https://"));
        given.ok_or_else(|| bad("public_url", "must start with https:// when telegram_mode is webhook"))?;
        Ok(format!("{}/hooks/telegram", self.public_url().0))
    }

    fn webhook_secret(&self) -> Result<SecretString, Box<Error>> {
        let safe = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let fits = |secret: &&SecretString| {
            let secret = secret.expose_secret();
            (SHORTEST_SECRET..=256).contains(&secret.len()) && secret.chars().all(safe)
        };
        let secret = self.telegram_webhook_secret.as_ref().filter(fits).cloned();
        secret.ok_or_else(|| {
            bad("telegram_webhook_secret", "needs 16 to 256 of A-Z a-z 0-9 _ - when telegram_mode is webhook")
        })
    }

    fn name(&self) -> Result<Option<String>, Box<Error>> {
        let Some(name) = &self.telegram_name else { return Ok(None) };
        let name = name.trim_start_matches('@');
        let fits = name.len() >= 5 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let name = fits.then(|| name.to_owned());
        name.map(Some).ok_or_else(|| bad("telegram_name", "is no user name of a bot"))
    }
}

pub(super) fn bad(key: &str, why: &str) -> Box<Error> {
    Box::new(Error::from(format!("{key}: {why}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            public_url: Some("https://peiban.example".into()),
            telegram_token: Some("4321:secret".to_owned().into()),
            telegram_mode: TelegramMode::Webhook,
            telegram_webhook_secret: Some("0123456789abcdef".to_owned().into()),
            telegram_name: Some("@peiban_bot".into()),
            ..Settings::for_database("sqlite:none.db".into())
        }
    }

    #[test]
    fn a_webhook_needs_an_address_a_secret_and_a_token() {
        let good = settings().telegram().unwrap().unwrap();
        assert_eq!(good.webhook.unwrap().0, "https://peiban.example/hooks/telegram");
        assert_eq!(good.name.as_deref(), Some("peiban_bot"));

        for (key, wrong) in [
            ("public_url", Settings { public_url: Some("http://peiban.example".into()), ..settings() }),
            ("public_url", Settings { public_url: None, ..settings() }),
            ("telegram_token", Settings { telegram_token: None, ..settings() }),
            ("telegram_token", Settings { telegram_token: Some("secret".to_owned().into()), ..settings() }),
            ("telegram_api_url", Settings { telegram_api_url: "ftp://x".into(), ..settings() }),
            (
                "telegram_webhook_secret",
                Settings { telegram_webhook_secret: Some("short".to_owned().into()), ..settings() },
            ),
            ("telegram_webhook_secret", Settings { telegram_webhook_secret: None, ..settings() }),
            ("telegram_name", Settings { telegram_name: Some("陪伴".into()), ..settings() }),
        ] {
            let told = wrong.telegram().map(|_| ()).unwrap_err().to_string();
            assert!(told.starts_with(key), "{told}");
            assert!(!told.contains("secret\"") && !told.contains("short"), "{told} tells a value");
        }
    }

    #[test]
    fn polling_needs_a_token_only_and_off_needs_nothing() {
        let poll = Settings { telegram_mode: TelegramMode::Poll, public_url: None, ..settings() };
        assert!(poll.telegram().unwrap().unwrap().webhook.is_none());
        assert!(poll.hook().is_none());

        let none = Settings { telegram_token: None, ..poll };
        assert!(none.telegram().unwrap().is_none());
        let off = Settings { telegram_mode: TelegramMode::Off, ..settings() };
        assert!(off.telegram().unwrap().is_none() && off.hook().is_none());
    }
}
