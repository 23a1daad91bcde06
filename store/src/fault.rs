//! What a driver says when it fails, without a single value of a row.

use std::fmt;
use std::sync::Arc;

use sqlx::Error;
use sqlx::error::{DatabaseError, ErrorKind};
use sqlx::migrate::MigrateError;
use sqlx::postgres::PgDatabaseError;

/// Why the database failed: codes, and names of tables, columns and rules.
///
/// The driver's own error ends here. PostgreSQL's detail quotes the whole row ("Failing row contains …"), and a value
/// that cannot be decoded is quoted too; a log must hold neither, however it prints this.
#[derive(Clone)]
pub struct Fault(Arc<Inner>);

struct Inner {
    kind: Kind,
    code: Option<String>,
    said: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A unique rule refused the row.
    Twice,
    /// No connection came free in time.
    Late,
    /// There is no connection to the server.
    Away,
    Other,
}

impl Fault {
    pub(crate) fn is_twice(&self) -> bool {
        self.0.kind == Kind::Twice
    }

    pub(crate) fn is_late(&self) -> bool {
        self.0.kind == Kind::Late
    }

    /// The server does not take connections; it may in a moment.
    pub(crate) fn is_away(&self) -> bool {
        // 57P03: it is starting or stopping; 53300: too many are connected
        self.0.kind == Kind::Away || self.has_code(&["57P03", "53300"])
    }

    pub(crate) fn has_code(&self, codes: &[&str]) -> bool {
        self.0.code.as_deref().is_some_and(|code| codes.contains(&code))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.said)
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.said)
    }
}

impl From<&Error> for Fault {
    fn from(error: &Error) -> Self {
        let driver = error.as_database_error();
        let kind = match error {
            Error::PoolTimedOut => Kind::Late,
            Error::Io(_) => Kind::Away,
            _ if driver.is_some_and(DatabaseError::is_unique_violation) => Kind::Twice,
            _ => Kind::Other,
        };
        let code = driver.and_then(|error| error.code()).map(|code| code.into_owned());
        Self(Arc::new(Inner { kind, code, said: without_values(error) }))
    }
}

/// What of an error may be told. What is not known to be free of values is told by its kind alone.
fn without_values(error: &Error) -> String {
    match error {
        Error::Database(refusal) => refused(&**refusal),
        Error::ColumnDecode { index, .. } => format!("column {index} cannot be read"),
        Error::Decode(_) => "a value cannot be read".into(),
        Error::Encode(_) | Error::InvalidArgument(_) => "a value cannot be bound".into(),
        Error::Protocol(_) => "the server and the driver do not understand each other".into(),
        Error::Migrate(error) => migrating(error),
        Error::Configuration(_)
        | Error::Io(_)
        | Error::Tls(_)
        | Error::RowNotFound
        | Error::TypeNotFound { .. }
        | Error::ColumnIndexOutOfBounds { .. }
        | Error::ColumnNotFound(_)
        | Error::PoolTimedOut
        | Error::PoolClosed => error.to_string(),
        _ => "the driver failed".into(),
    }
}

fn refused(error: &dyn DatabaseError) -> String {
    let code = error.code().unwrap_or_default();
    if let Some(error) = error.try_downcast_ref::<PgDatabaseError>() {
        // Data exceptions (class 22) and errors raised by hand (P0) quote values, the others name what is theirs.
        let quotes = code.starts_with("22") || code.starts_with("P0");
        let message = if quotes { "a value is refused" } else { error.message() };
        let names = [error.table(), error.column(), error.constraint()];
        let names: Vec<_> = names.into_iter().flatten().collect();
        return format!("{code} {message} {}", names.join(" ")).trim_end().to_owned();
    }
    let rule = matches!(
        error.kind(),
        ErrorKind::UniqueViolation
            | ErrorKind::ForeignKeyViolation
            | ErrorKind::NotNullViolation
            | ErrorKind::CheckViolation
    );
    // SQLite's general error may quote a value: a search, a path into JSON. Its other messages are its own words.
    let message = if rule || code != "1" { error.message() } else { "the statement failed" };
    format!("{code} {message}")
}

/// What of a migration's error may be told.
pub(crate) fn migrating(error: &MigrateError) -> String {
    match error {
        MigrateError::Execute(error) => without_values(error),
        MigrateError::ExecuteMigration(error, number) => {
            format!("migration {number}: {}", without_values(error))
        }
        MigrateError::VersionMissing(number) => {
            format!("they are of a newer peiban (migration {number}): use that one")
        }
        MigrateError::VersionMismatch(number) => {
            format!("migration {number} is another than the one in this program")
        }
        MigrateError::Dirty(number) => format!("migration {number} was interrupted"),
        _ => "the migrations do not fit".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_cannot_be_read_is_not_quoted() {
        let quote = || "invalid value \"韦敏\"".into();
        for error in [
            Error::ColumnDecode { index: "name".into(), source: quote() },
            Error::Decode(quote()),
            Error::Encode(quote()),
            Error::Protocol("韦敏".into()),
            Error::Migrate(Box::new(MigrateError::Source(quote()))),
        ] {
            let fault = Fault::from(&error);
            let told = format!("{fault} {fault:?}");
            assert!(!told.contains("韦敏"), "{told}");
        }
    }
}
