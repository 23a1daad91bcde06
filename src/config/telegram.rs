//! What the settings say about Telegram, checked together.

use std::str::FromStr;

use peiban_bot::telegram::{CannotBe, Telegram, account_of};
use secrecy::{ExposeSecret, SecretString};

use super::{Faults, Settings};

/// How updates come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TelegramMode {
    /// We ask; needs no public address.
    Poll,
    /// Telegram posts to `<public_url>/hooks/telegram`.
    Webhook,
    /// Not at all, and nothing is sent either.
    Off,
}

impl FromStr for TelegramMode {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        match word {
            "poll" => Ok(Self::Poll),
            "webhook" => Ok(Self::Webhook),
            "off" => Ok(Self::Off),
            _ => Err(()),
        }
    }
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
    /// Names the keys that are missing or do not fit; never a value.
    pub fn telegram(&self) -> Result<Option<TelegramSettings>, Faults> {
        let mut faults = Faults::default();
        self.check_telegram(&mut faults);
        let faulty = |key, error: CannotBe| {
            let mut faults = Faults::default();
            faults.add(key, error.to_string());
            faults
        };
        let found = self.telegram_token.as_ref().filter(|_| self.telegram_mode != TelegramMode::Off);
        let Some(token) = found else { return faults.none_or(None) };
        faults.none_or(())?;
        let telegram = Telegram::new(token.expose_secret(), &self.telegram_api_url)
            .map_err(|error| faulty(key_of(error), error))?;
        let webhook = self.webhook_secret().filter(|_| self.telegram_mode == TelegramMode::Webhook);
        let webhook = webhook.map(|secret| (format!("{}/hooks/telegram", self.public_url().0), secret));
        let name = self.telegram_name.as_deref().map(|name| name.trim_start_matches('@').to_owned());
        Ok(Some(TelegramSettings { telegram, mode: self.telegram_mode, webhook, name }))
    }

    /// What does not fit, also of what is not used now: it would be a surprise later.
    pub(super) fn check_telegram(&self, faults: &mut Faults) {
        let token = self.telegram_token.as_ref().map(|token| token.expose_secret());
        if token.is_some_and(|token| account_of(token).is_none()) {
            faults.add("telegram_token", CannotBe::Token.to_string());
        }
        // A token of the right form stands in for one that is not given: the address is looked at all the same.
        if let Err(error @ CannotBe::Address) = Telegram::new("1:1", &self.telegram_api_url) {
            faults.add("telegram_api_url", error.to_string());
        }
        if self.telegram_name.as_deref().is_some_and(|name| !is_bot_name(name)) {
            faults.add("telegram_name", "is no user name of a bot: 5 to 32 of A-Z a-z 0-9 _");
        }
        let webhook = self.telegram_mode == TelegramMode::Webhook;
        if webhook && token.is_none() {
            faults.add("telegram_token", "is needed when telegram_mode is webhook");
        }
        if webhook && !self.public_url.as_deref().is_some_and(|url| url.starts_with("https://")) {
            faults.add("public_url", "must start with https:// when telegram_mode is webhook");
        }
        if (webhook || self.telegram_webhook_secret.is_some()) && self.webhook_secret().is_none() {
            faults.add(
                "telegram_webhook_secret",
                "needs 16 to 256 of A-Z a-z 0-9 _ - for telegram_mode webhook",
            );
        }
    }

    /// The bot whose posts are taken in, and their secret: only in mode `webhook`.
    pub(crate) fn hook(&self) -> Option<(String, SecretString)> {
        let webhook = self.telegram_mode == TelegramMode::Webhook;
        let account = account_of(self.telegram_token.as_ref()?.expose_secret())?.to_owned();
        self.webhook_secret().filter(|_| webhook).map(|secret| (account, secret))
    }

    /// The secret of posts, if it is one.
    fn webhook_secret(&self) -> Option<SecretString> {
        let safe = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let fits = |secret: &&SecretString| {
            let secret = secret.expose_secret();
            (SHORTEST_SECRET..=256).contains(&secret.len()) && secret.chars().all(safe)
        };
        self.telegram_webhook_secret.as_ref().filter(fits).cloned()
    }
}

fn is_bot_name(name: &str) -> bool {
    let name = name.trim_start_matches('@');
    (5..=32).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn key_of(error: CannotBe) -> &'static str {
    match error {
        CannotBe::Token => "telegram_token",
        CannotBe::Address => "telegram_api_url",
    }
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
