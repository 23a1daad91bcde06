//! Which file is opened, and how.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use log::LevelFilter;
use percent_encoding::percent_decode_str;
use sqlx_core::connection::ConnectOptions;
use sqlx_core::error::Error;
use url::{Url, form_urlencoded};

use crate::SqliteConnection;

/// Which file is opened, and how.
///
/// Read from `sqlite:peiban.db`, `sqlite://peiban.db` (the same), `sqlite:///var/lib/peiban.db` or `sqlite::memory:`;
/// `%3F` and the like stand for themselves. After `?` only `mode` is known: `ro`, `rw` (the default), `rwc` and
/// `memory`. A database in memory belongs to its connection alone.
#[derive(Debug, Clone)]
pub struct SqliteConnectOptions {
    pub(crate) place: Place,
    pub(crate) read_only: bool,
    pub(crate) create_if_missing: bool,
    pub(crate) busy_timeout: Duration,
    pub(crate) statement_cache_capacity: usize,
    pub(crate) pragmas: Vec<(&'static str, String)>,
}

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Memory,
    File(PathBuf),
}

impl SqliteConnectOptions {
    /// The file at `path`, which is there; five seconds' wait for a lock, 200 prepared statements.
    pub fn new(path: impl AsRef<Path>) -> Self {
        Self::at(Place::File(path.as_ref().to_owned()))
    }

    fn at(place: Place) -> Self {
        Self {
            place,
            read_only: false,
            create_if_missing: false,
            busy_timeout: Duration::from_secs(5),
            statement_cache_capacity: 200,
            pragmas: Vec::new(),
        }
    }

    /// Whether writes are refused (code 8).
    pub fn read_only(mut self, yes: bool) -> Self {
        self.read_only = yes;
        self
    }

    /// Whether a missing file is made; on Unix for its owner's eyes only (mode 0600, which SQLite gives to the files
    /// beside it as well).
    pub fn create_if_missing(mut self, yes: bool) -> Self {
        self.create_if_missing = yes;
        self
    }

    /// How long a statement waits for another connection's lock before it fails with code 5.
    pub fn busy_timeout(mut self, wait: Duration) -> Self {
        self.busy_timeout = wait;
        self
    }

    /// How many prepared statements a connection keeps, the last used ones.
    pub fn statement_cache_capacity(mut self, statements: usize) -> Self {
        self.statement_cache_capacity = statements;
        self
    }

    /// Runs `PRAGMA name = value` on every new connection, in the order they are given.
    ///
    /// Both become SQL as they are.
    pub fn pragma(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.pragmas.push((name, value.into()));
        self
    }

    fn mode(self, mode: &str) -> Result<Self, Error> {
        match mode {
            "ro" => Ok(self.read_only(true)),
            "rw" => Ok(self),
            "rwc" => Ok(self.create_if_missing(true)),
            "memory" => Ok(Self { place: Place::Memory, ..self }),
            _ => Err(unclear(format!("mode={mode} is not ro, rw, rwc or memory"))),
        }
    }
}

fn unclear(why: String) -> Error {
    Error::Configuration(format!("in the address of the SQLite database, {why}").into())
}

impl FromStr for SqliteConnectOptions {
    type Err = Error;

    fn from_str(url: &str) -> Result<Self, Error> {
        let rest = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
        let (file, query) = rest.split_once('?').unwrap_or((rest, ""));
        let place = match file {
            ":memory:" => Place::Memory,
            file => {
                Place::File(percent_decode_str(file).decode_utf8().map_err(Error::config)?.as_ref().into())
            }
        };
        let mut options = Self::at(place);
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            options = match &*key {
                "mode" => options.mode(&value)?,
                key => return Err(unclear(format!("{key} is not known, only mode"))),
            };
        }
        if options.place == Place::File(PathBuf::new()) {
            return Err(unclear("no file is named".into()));
        }
        Ok(options)
    }
}

impl ConnectOptions for SqliteConnectOptions {
    type Connection = SqliteConnection;

    fn from_url(url: &Url) -> Result<Self, Error> {
        url.as_str().parse()
    }

    async fn connect(&self) -> Result<SqliteConnection, Error> {
        SqliteConnection::open(self)
    }

    /// Changes nothing: only statements slower than a second are told of.
    fn log_statements(self, _: LevelFilter) -> Self {
        self
    }

    /// Changes nothing: only statements slower than a second are told of.
    fn log_slow_statements(self, _: LevelFilter, _: Duration) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> SqliteConnectOptions {
        url.parse().unwrap()
    }

    fn refusal(url: &str) -> String {
        url.parse::<SqliteConnectOptions>().unwrap_err().to_string()
    }

    #[test]
    fn an_address_names_a_file() {
        for (url, file) in [
            ("sqlite:peiban.db", "peiban.db"),
            ("sqlite://peiban.db", "peiban.db"),
            ("sqlite:///var/lib/peiban.db", "/var/lib/peiban.db"),
            ("sqlite:/var/lib/peiban.db?mode=rw", "/var/lib/peiban.db"),
            ("sqlite:what%3F%20here.db", "what? here.db"),
            ("sqlite:陪伴.db", "陪伴.db"),
        ] {
            assert_eq!(read(url).place, Place::File(file.into()), "{url}");
        }
        assert_eq!(read("sqlite::memory:").place, Place::Memory);
        assert_eq!(read("sqlite://x?mode=memory").place, Place::Memory);
    }

    #[test]
    fn a_mode_says_what_may_be_done() {
        let may = |url: &str| (read(url).read_only, read(url).create_if_missing);

        assert_eq!(may("sqlite:a.db"), (false, false));
        assert_eq!(may("sqlite:a.db?mode=rw"), (false, false));
        assert_eq!(may("sqlite:a.db?mode=rwc"), (false, true));
        assert_eq!(may("sqlite:a.db?mode=ro"), (true, false));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        assert!(refusal("sqlite:a.db?mode=rx").ends_with("mode=rx is not ro, rw, rwc or memory"));
        assert!(refusal("sqlite:a.db?cache=shared").ends_with("cache is not known, only mode"));
        assert!(refusal("sqlite:").ends_with("no file is named"));
        assert!(refusal("sqlite:%FF.db").contains("utf-8"));
    }
}
