//! The settings: `peiban.toml` and `PEIBAN_*`, unknown keys refused, made into Rocket's configuration.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use peiban_core::seal::Keys;
use rocket::data::{Limits, ToByteUnit};
use rocket::figment::Figment;
use secrecy::{ExposeSecret, SecretString};

use crate::public_url::{self, PublicUrl};
use crate::secret;

mod faults;
mod key_file;
mod sources;
mod telegram;

pub use faults::Faults;
pub use key_file::write_new as write_new_key;
use sources::Sources;
pub use telegram::{TelegramMode, TelegramSettings};

/// Everything an operator can set.
#[derive(Debug, Clone)]
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
    /// Seconds to wait at the start for a database server that does not answer.
    pub database_wait: u32,
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
    /// Who can open backups: a public key of age, `age1…`.
    pub backup_recipient: Option<String>,
    /// Where backups go and are looked for.
    pub backup_folder: Option<PathBuf>,
    /// The port of loopback where a monitor reads figures; none without one.
    pub metrics_port: Option<u16>,
}

const DATABASE_URL: &str = "sqlite:peiban.db";
const ADDRESS: &str = "127.0.0.1";
const PORT: u16 = 8000;
const READERS: u32 = 4;
/// In seconds: a server that starts with the machine is there by then.
const DATABASE_WAIT: u32 = 30;
const TELEGRAM_API_URL: &str = "https://api.telegram.org";
/// What Telegram allows a bot without paying.
const SEND_RATE: u32 = 30;
/// Telegram allows 1,000 to a bot that pays; the rest is for a server of one's own and for measuring. More is a slip.
const FASTEST_RATE: u32 = 30_000;

impl Settings {
    /// Where people reach the pages; the address itself unless told otherwise, with the port as it was asked for.
    pub(crate) fn public_url(&self) -> PublicUrl {
        PublicUrl::of(self.public_url.as_deref(), &self.address, self.port)
    }

    /// The settings of this machine: defaults, then `peiban.toml`, then `PEIBAN_*`.
    ///
    /// # Errors
    ///
    /// Every key that is unknown, missing or whose value does not fit, and why; never a value.
    pub fn load() -> Result<Self, Faults> {
        Self::of(Sources::of_machine())
    }

    fn of(mut from: Sources) -> Result<Self, Faults> {
        let secret_key = secret_key(&mut from);
        let mode = from.read("telegram_mode", "is poll, webhook or off");
        let settings = Self {
            secret_key: secret_key.unwrap_or_default(),
            database_url: from.text("database_url").unwrap_or_else(|| DATABASE_URL.into()),
            public_url: from.text("public_url"),
            address: from.text("address").unwrap_or_else(|| ADDRESS.into()),
            port: from.read("port", "needs a number from 0 to 65535").unwrap_or(PORT),
            proxy: from.read("proxy", "is no IP address"),
            readers: from.number("readers", 1..=100, READERS),
            database_wait: from.number("database_wait", 0..=3_600, DATABASE_WAIT),
            telegram_token: from.secret("telegram_token"),
            telegram_api_url: from.text("telegram_api_url").unwrap_or_else(|| TELEGRAM_API_URL.into()),
            telegram_mode: mode.unwrap_or(TelegramMode::Poll),
            telegram_webhook_secret: from.secret("telegram_webhook_secret"),
            telegram_name: from.text("telegram_name"),
            send_rate: from.number("send_rate", 1..=FASTEST_RATE, SEND_RATE),
            backup_recipient: from.text("backup_recipient"),
            backup_folder: from.text("backup_folder").map(PathBuf::from),
            metrics_port: from.read("metrics_port", "needs a number from 1 to 65535"),
        };
        let mut faults = from.done();
        settings.check(&mut faults);
        settings.check_telegram(&mut faults);
        faults.none_or(settings)
    }

    /// What a type cannot tell, before anything is opened.
    fn check(&self, faults: &mut Faults) {
        let file = self.database_url.strip_prefix("sqlite:").map(|rest| rest.trim_start_matches('/'));
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| self.database_url.starts_with(scheme))
        {
            faults.add("database_url", "starts with sqlite: or postgres:");
        } else if file.is_some_and(|file| file.is_empty() || file.starts_with(":memory:")) {
            faults.add("database_url", "names no file");
        }
        if self.address.parse::<IpAddr>().is_err() {
            faults.add("address", "is no IP address");
        }
        if let Some(rule) = self.public_url.as_deref().and_then(public_url::fault) {
            faults.add("public_url", rule);
        }
    }

    /// Settings for a database of its own: the demo and tests.
    pub fn for_database(database_url: String) -> Self {
        Self {
            database_url,
            public_url: None,
            secret_key: secret::token().into(),
            address: ADDRESS.into(),
            port: 0,
            proxy: None,
            readers: READERS,
            database_wait: DATABASE_WAIT,
            telegram_token: None,
            telegram_api_url: TELEGRAM_API_URL.into(),
            telegram_mode: TelegramMode::Poll,
            telegram_webhook_secret: None,
            telegram_name: None,
            send_rate: SEND_RATE,
            backup_recipient: None,
            backup_folder: None,
            metrics_port: None,
        }
    }

    /// What Rocket reads of them. `template_dir` must exist; pages come from the program itself.
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
    }
}

/// The key itself, or the one in its file.
fn secret_key(from: &mut Sources) -> Option<SecretString> {
    let (key, file) = (from.secret("secret_key"), from.text("secret_key_file").map(PathBuf::from));
    let (name, read) = match (key, file) {
        (Some(_), Some(_)) => ("secret_key", Err("stands beside secret_key_file: only one may".to_owned())),
        (None, None) => ("secret_key", Err(key_file::NO_KEY.to_owned())),
        (None, Some(file)) => ("secret_key_file", key_file::read(&file)),
        (Some(key), None) if Keys::of_hex(key.expose_secret()).is_some() => return Some(key),
        (Some(_), None) => ("secret_key", Err(key_file::DIGITS.to_owned())),
    };
    read.map_err(|rule| from.faults.add(name, rule)).ok()
}

#[cfg(test)]
mod tests;
