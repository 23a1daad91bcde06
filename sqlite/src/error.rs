//! What SQLite refused, by its extended code.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use rusqlite::ffi;
use sqlx_core::error::{DatabaseError, Error, ErrorKind};

/// SQLite's refusal. Its message never quotes a value that was bound.
///
/// Codes: <https://www.sqlite.org/rescode.html>.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteError {
    code: i32,
    message: Cow<'static, str>,
}

impl SqliteError {
    /// The extended result code, 2067 for instance.
    pub fn extended_code(&self) -> i32 {
        self.code
    }

    /// Someone interrupted the statement: nothing is wrong with it.
    pub fn is_interrupted(&self) -> bool {
        self.primary() == ffi::SQLITE_INTERRUPT
    }

    fn primary(&self) -> i32 {
        self.code & 0xff
    }

    /// For statements of a transaction that SQLite rolled back after an earlier error.
    pub(crate) fn rolled_back() -> Self {
        Self {
            code: ffi::SQLITE_ABORT_ROLLBACK,
            message: "the transaction was rolled back by an earlier error".into(),
        }
    }
}

/// The statement was ended by an [`InterruptHandle`](crate::InterruptHandle).
pub fn is_interrupted(error: &Error) -> bool {
    let driver = error.as_database_error().and_then(|error| error.try_downcast_ref::<SqliteError>());
    driver.is_some_and(SqliteError::is_interrupted)
}

/// For what failed before values were bound: all that SQLite says, at most it quotes the SQL.
pub(crate) fn unbound(error: rusqlite::Error) -> Error {
    match error {
        rusqlite::Error::SqliteFailure(error, message) => SqliteError {
            code: error.extended_code,
            message: message.map_or_else(|| words(error.extended_code), Cow::Owned),
        }
        .into(),
        rusqlite::Error::SqlInputError { error, msg, .. } => {
            SqliteError { code: error.extended_code, message: msg.into() }.into()
        }
        rusqlite::Error::MultipleStatement => {
            Error::Protocol("only one statement may be given with arguments".into())
        }
        other => Error::Protocol(other.to_string()),
    }
}

/// For what failed with values bound. Under its general code SQLite may quote them (a JSON path, a search), so of that
/// only the code's own words stay; constraints name tables and columns.
pub(crate) fn bound(error: rusqlite::Error) -> Error {
    match error {
        rusqlite::Error::SqliteFailure(error, _) if error.extended_code == ffi::SQLITE_ERROR => {
            SqliteError { code: error.extended_code, message: words(error.extended_code) }.into()
        }
        other => unbound(other),
    }
}

fn words(code: i32) -> Cow<'static, str> {
    Cow::Borrowed(ffi::code_to_str(code))
}

impl fmt::Display for SqliteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(code: {}) {}", self.code, self.message)
    }
}

impl StdError for SqliteError {}

impl DatabaseError for SqliteError {
    fn message(&self) -> &str {
        &self.message
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn as_error(&self) -> &(dyn StdError + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn StdError + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn StdError + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        match self.code {
            ffi::SQLITE_CONSTRAINT_UNIQUE
            | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            | ffi::SQLITE_CONSTRAINT_ROWID => ErrorKind::UniqueViolation,
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ErrorKind::ForeignKeyViolation,
            ffi::SQLITE_CONSTRAINT_CHECK => ErrorKind::CheckViolation,
            ffi::SQLITE_CONSTRAINT_NOTNULL => ErrorKind::NotNullViolation,
            _ => ErrorKind::Other,
        }
    }
}
