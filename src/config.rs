//! The settings: `peiban.toml` and `PEIBAN_*`, unknown keys refused, made into Rocket's configuration.

use std::net::IpAddr;
use std::path::Path;

use peiban_core::seal::Keys;
use rocket::data::{Limits, ToByteUnit};
use rocket::figment::providers::{Format, Serialized, Toml};
use rocket::figment::{Figment, error::Error};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::public_url::PublicUrl;
use crate::secret;

mod sources;
mod telegram;

use sources::Variables;
use telegram::bad;
pub use telegram::{TelegramMode, TelegramSettings};

/// Everything an operator can set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `sqlite:FILE` or `postgres://…`.
    pub database_url: String,
    /// Where people reach the pages, for links and QR codes.
    pub public_url: Option<String>,
    /// 32 random bytes in hexadecimal: seals phones and alert texts.
    pub secret_key: SecretString,
    /// The address to listen on.
    pub address: String,
    /// The port to listen on; 0 takes a free one.
    pub port: u16,
    /// The address of a reverse proxy on another machine, whose `X-Forwarded-For` is believed.
    pub proxy: Option<IpAddr>,
    /// Connections that read at the same time.
    pub readers: u32,
    /// The bot's token, as BotFather shows it; without one there is no Telegram.
    pub telegram_token: Option<SecretString>,
    /// Where Telegram is reached.
    pub telegram_api_url: String,
    /// How updates come in.
    pub telegram_mode: TelegramMode,
    /// What Telegram sends with every post to our address: 16 to 256 of `A-Za-z0-9_-`.
    pub telegram_webhook_secret: Option<SecretString>,
    /// The bot's user name, for links of the form `t.me/<name>`; asked of Telegram when not given.
    pub telegram_name: Option<String>,
    /// Messages a second that the bot may send.
    pub send_rate: u32,
}

#[derive(Serialize)]
struct Defaults {
    database_url: &'static str,
    address: &'static str,
    port: u16,
    readers: u32,
    telegram_api_url: &'static str,
    telegram_mode: TelegramMode,
    send_rate: u32,
}

const DEFAULTS: Defaults = Defaults {
    database_url: "sqlite:peiban.db",
    address: "127.0.0.1",
    port: 8000,
    readers: 4,
    telegram_api_url: "https://api.telegram.org",
    telegram_mode: TelegramMode::Poll,
    send_rate: 30,
};

impl Settings {
    /// Where people reach the pages; the address itself unless told otherwise, with the port as it was asked for.
    pub(crate) fn public_url(&self) -> PublicUrl {
        PublicUrl::of(self.public_url.as_deref(), &self.address, self.port)
    }

    /// The settings of this machine: defaults, then `peiban.toml`, then `PEIBAN_*`.
    ///
    /// # Errors
    ///
    /// One error for each key that is unknown or whose value does not fit; it names the key.
    pub fn load() -> Result<Self, Box<Error>> {
        let file = Figment::from(Serialized::defaults(DEFAULTS)).merge(Toml::file("peiban.toml"));
        Self::of(file.merge(Variables::of_process()))
    }

    fn of(figment: Figment) -> Result<Self, Box<Error>> {
        let settings: Self = figment.extract().map_err(Box::new)?;
        settings.check()?;
        settings.telegram()?;
        Ok(settings)
    }

    /// What a type cannot tell, before anything is opened.
    fn check(&self) -> Result<(), Box<Error>> {
        let starts = |text: &str, schemes: &[&str]| schemes.iter().any(|scheme| text.starts_with(scheme));
        let url = self.public_url.as_deref();
        let faults = [
            (
                "secret_key",
                "needs 64 hexadecimal digits",
                Keys::of_hex(self.secret_key.expose_secret()).is_some(),
            ),
            (
                "database_url",
                "starts with sqlite: or postgres:",
                starts(&self.database_url, &["sqlite:", "postgres:", "postgresql:"]),
            ),
            ("address", "is no IP address", self.address.parse::<IpAddr>().is_ok()),
            (
                "public_url",
                "starts with https:// or http://",
                url.is_none_or(|url| starts(url, &["https://", "http://"])),
            ),
            ("readers", "is at least 1", self.readers > 0),
            ("send_rate", "is at least 1", self.send_rate > 0),
        ];
        match faults.iter().find(|(.., fits)| !fits) {
            Some((key, rule, _)) => Err(bad(key, rule)),
            None => Ok(()),
        }
    }

    /// Settings for a database of its own: the demo and tests.
    pub fn for_database(database_url: String) -> Self {
        Self {
            database_url,
            public_url: None,
            secret_key: secret::token().into(),
            address: DEFAULTS.address.into(),
            port: 0,
            proxy: None,
            readers: 4,
            telegram_token: None,
            telegram_api_url: DEFAULTS.telegram_api_url.into(),
            telegram_mode: DEFAULTS.telegram_mode,
            telegram_webhook_secret: None,
            telegram_name: None,
            send_rate: DEFAULTS.send_rate,
        }
    }

    /// What Rocket and the pool read of them. `template_dir` must exist; pages come from the program itself.
    pub fn rocket(&self, template_dir: &Path) -> Figment {
        let limits = Limits::default()
            .limit("form", 256.kibibytes())
            .limit("data-form", 12.mebibytes())
            .limit("file", 10.mebibytes())
            .limit("bytes", 10.mebibytes()) // a roster is read in memory: it must not lie on a disk unsealed
            .limit("json", 512.kibibytes());
        Figment::from(rocket::Config::default())
            .merge(("address", &self.address))
            .merge(("port", self.port))
            .merge(("log_level", "off"))
            .merge(("ip_header", false)) // a header that anybody can send
            .merge(("limits", limits))
            .merge(("shutdown.grace", 20))
            .merge(("shutdown.mercy", 5))
            .merge(("shutdown.ctrlc", true))
            .merge(("template_dir", template_dir))
            .merge(("databases.peiban.url", &self.database_url))
            .merge(("databases.peiban.max_connections", self.readers))
            .merge(("databases.peiban.secret_key", self.secret_key.expose_secret()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789012345678901234567890123456789012345678901234567890123";

    fn of(pairs: &[(&str, &str)]) -> Result<Settings, String> {
        let pairs = [&[("secret_key", KEY)], pairs].concat();
        let figment = Figment::from(Serialized::defaults(DEFAULTS)).merge(Variables::of(&pairs));
        Settings::of(figment).map_err(|error| error.to_string())
    }

    #[test]
    fn a_secret_of_digits_only_stays_as_it_was_written() {
        let settings = of(&[
            ("telegram_mode", "webhook"),
            ("telegram_token", "4321:0001"),
            ("telegram_webhook_secret", "0000000000000000000042"),
            ("public_url", "https://peiban.example"),
            ("port", "8080"),
        ]);

        let settings = settings.unwrap();
        assert_eq!(settings.secret_key.expose_secret(), KEY);
        let (_, secret) = settings.hook().unwrap();
        assert_eq!(secret.expose_secret(), "0000000000000000000042");
        assert_eq!(settings.port, 8080);
    }

    #[test]
    fn a_wrong_key_or_value_is_named_and_no_secret_is_told() {
        for (key, text) in [
            ("prot", "1"),
            ("port", "many"),
            ("readers", "0"),
            ("send_rate", "-1"),
            ("secret_key", "0123456789"),
            ("secret_key", "not hexadecimal 0123456789"),
            ("database_url", "mysql://localhost"),
            ("address", "localhost"),
            ("proxy", "our proxy"),
            ("public_url", "peiban.example"),
            ("telegram_mode", "sometimes"),
        ] {
            let told = of(&[(key, text)]).map(|_| ()).unwrap_err();
            assert!(told.to_lowercase().contains(key), "{key}={text}: {told}");
            assert!(!told.contains("0123456789"), "{told}");
        }
    }
}
