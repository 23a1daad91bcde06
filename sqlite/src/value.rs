//! Values as SQLite holds them, and the buffer that arguments and rows lie in.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};
use std::ops::Range;

use rusqlite::types::{ToSqlOutput, ValueRef as Raw};
use sqlx_core::type_info::TypeInfo;
use sqlx_core::value::{Value, ValueRef};

use crate::Sqlite;

/// SQLite's five kinds of value; each value has its own, whatever its column was declared as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SqliteTypeInfo {
    /// Nothing.
    Null,
    /// A whole number of 64 bits.
    Integer,
    /// A number of 64 bits with a fraction.
    Real,
    /// UTF-8.
    Text,
    /// Bytes.
    Blob,
}

impl Display for SqliteTypeInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl TypeInfo for SqliteTypeInfo {
    fn is_null(&self) -> bool {
        *self == Self::Null
    }

    fn name(&self) -> &str {
        match self {
            Self::Null => "NULL",
            Self::Integer => "INTEGER",
            Self::Real => "REAL",
            Self::Text => "TEXT",
            Self::Blob => "BLOB",
        }
    }
}

/// A value, borrowed from a row. It has no `Debug`, so that it cannot slip into a log.
#[derive(Clone, Copy)]
pub enum SqliteValueRef<'r> {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// Text; it may hold NUL.
    Text(&'r str),
    /// Bytes.
    Blob(&'r [u8]),
}

impl<'r> SqliteValueRef<'r> {
    fn kind(&self) -> SqliteTypeInfo {
        match self {
            Self::Null => SqliteTypeInfo::Null,
            Self::Integer(_) => SqliteTypeInfo::Integer,
            Self::Real(_) => SqliteTypeInfo::Real,
            Self::Text(_) => SqliteTypeInfo::Text,
            Self::Blob(_) => SqliteTypeInfo::Blob,
        }
    }

    /// As a parameter of a statement.
    pub(crate) fn bound(self) -> ToSqlOutput<'r> {
        ToSqlOutput::Borrowed(match self {
            Self::Null => Raw::Null,
            Self::Integer(number) => Raw::Integer(number),
            Self::Real(number) => Raw::Real(number),
            Self::Text(text) => Raw::Text(text.as_bytes()),
            Self::Blob(bytes) => Raw::Blob(bytes),
        })
    }
}

impl<'r> ValueRef<'r> for SqliteValueRef<'r> {
    type Database = Sqlite;

    fn to_owned(&self) -> SqliteValue {
        let mut values = Values::default();
        values.push(*self);
        SqliteValue(values)
    }

    fn type_info(&self) -> Cow<'_, SqliteTypeInfo> {
        Cow::Owned(self.kind())
    }

    fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// A value of its own.
#[derive(Clone)]
pub struct SqliteValue(Values);

impl Value for SqliteValue {
    type Database = Sqlite;

    fn as_ref(&self) -> SqliteValueRef<'_> {
        self.0.get(0).unwrap_or(SqliteValueRef::Null)
    }

    fn type_info(&self) -> Cow<'_, SqliteTypeInfo> {
        Cow::Owned(self.as_ref().kind())
    }

    fn is_null(&self) -> bool {
        self.as_ref().is_null()
    }
}

/// Values one behind the other: a statement's arguments, or all of its rows.
///
/// Their texts share one buffer and their bytes another, so that a row costs no allocation of its own.
#[derive(Clone, Default)]
pub struct Values {
    slots: Vec<Slot>,
    texts: String,
    blobs: Vec<u8>,
}

#[derive(Clone)]
enum Slot {
    Null,
    Integer(i64),
    Real(f64),
    Text(Range<usize>),
    Blob(Range<usize>),
}

impl Values {
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn reserve(&mut self, more: usize) {
        self.slots.reserve(more);
    }

    /// Forgets all but the first `len` values.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.slots.truncate(len);
    }

    pub(crate) fn get(&self, index: usize) -> Option<SqliteValueRef<'_>> {
        Some(match self.slots.get(index)? {
            Slot::Null => SqliteValueRef::Null,
            Slot::Integer(number) => SqliteValueRef::Integer(*number),
            Slot::Real(number) => SqliteValueRef::Real(*number),
            Slot::Text(range) => SqliteValueRef::Text(self.texts.get(range.clone())?),
            Slot::Blob(range) => SqliteValueRef::Blob(self.blobs.get(range.clone())?),
        })
    }

    pub(crate) fn push(&mut self, value: SqliteValueRef<'_>) {
        let slot = match value {
            SqliteValueRef::Null => Slot::Null,
            SqliteValueRef::Integer(number) => Slot::Integer(number),
            SqliteValueRef::Real(number) => Slot::Real(number),
            SqliteValueRef::Text(text) => {
                let start = self.texts.len();
                self.texts.push_str(text);
                Slot::Text(start..self.texts.len())
            }
            SqliteValueRef::Blob(bytes) => {
                let start = self.blobs.len();
                self.blobs.extend_from_slice(bytes);
                Slot::Blob(start..self.blobs.len())
            }
        };
        self.slots.push(slot);
    }

    /// Adds what `text` writes, without a text of its own between.
    pub(crate) fn push_display(&mut self, text: impl Display) -> fmt::Result {
        let start = self.texts.len();
        write!(self.texts, "{text}")?;
        self.slots.push(Slot::Text(start..self.texts.len()));
        Ok(())
    }
}
