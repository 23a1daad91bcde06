//! Types of Rust both ways. What is stored is byte for byte what sqlx's own driver stores.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc};
use sqlx_core::decode::Decode;
use sqlx_core::encode::{Encode, IsNull};
use sqlx_core::error::{BoxDynError, UnexpectedNullError};
use sqlx_core::type_info::TypeInfo;
use sqlx_core::types::Type;
use sqlx_core::value::ValueRef;
use uuid::Uuid;

use crate::{Sqlite, SqliteTypeInfo, SqliteValueRef, Values};

sqlx_core::impl_encode_for_option!(Sqlite);

/// The error for a value of another kind; it tells kinds, never the value.
fn other(value: SqliteValueRef<'_>) -> BoxDynError {
    if value.is_null() {
        return UnexpectedNullError.into();
    }
    format!("unexpected {}", value.type_info().name()).into()
}

fn integer(value: SqliteValueRef<'_>) -> Result<i64, BoxDynError> {
    match value {
        SqliteValueRef::Integer(number) => Ok(number),
        value => Err(other(value)),
    }
}

fn text(value: SqliteValueRef<'_>) -> Result<&str, BoxDynError> {
    match value {
        SqliteValueRef::Text(text) => Ok(text),
        value => Err(other(value)),
    }
}

fn bytes(value: SqliteValueRef<'_>) -> Result<&[u8], BoxDynError> {
    match value {
        SqliteValueRef::Blob(bytes) => Ok(bytes),
        SqliteValueRef::Text(text) => Ok(text.as_bytes()),
        value => Err(other(value)),
    }
}

fn push(values: &mut Values, value: SqliteValueRef<'_>) -> Result<IsNull, BoxDynError> {
    values.push(value);
    Ok(IsNull::No)
}

/// One kind of value, and how a type is written as it.
macro_rules! stored {
    ($($type:ty as $kind:ident: |$self:ident, $values:ident| $push:expr;)+) => {$(
        impl Type<Sqlite> for $type {
            fn type_info() -> SqliteTypeInfo {
                SqliteTypeInfo::$kind
            }
        }

        written!($type: |$self, $values| $push);
    )+};
}

macro_rules! written {
    ($type:ty: |$self:ident, $values:ident| $push:expr) => {
        impl Encode<'_, Sqlite> for $type {
            fn encode_by_ref(&self, $values: &mut Values) -> Result<IsNull, BoxDynError> {
                let $self = self;
                $push
            }
        }
    };
}

macro_rules! read {
    ($($type:ty: |$value:ident| $get:expr;)+) => {$(
        impl<'r> Decode<'r, Sqlite> for $type {
            fn decode($value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
                $get
            }
        }
    )+};
}

stored! {
    bool as Integer: |flag, values| push(values, SqliteValueRef::Integer(i64::from(*flag)));
    i16 as Integer: |number, values| push(values, SqliteValueRef::Integer(i64::from(*number)));
    i32 as Integer: |number, values| push(values, SqliteValueRef::Integer(i64::from(*number)));
    i64 as Integer: |number, values| push(values, SqliteValueRef::Integer(*number));
    u16 as Integer: |number, values| push(values, SqliteValueRef::Integer(i64::from(*number)));
    u32 as Integer: |number, values| push(values, SqliteValueRef::Integer(i64::from(*number)));
    f64 as Real: |number, values| push(values, SqliteValueRef::Real(*number));
    String as Text: |text, values| push(values, SqliteValueRef::Text(text));
    Uuid as Blob: |id, values| push(values, SqliteValueRef::Blob(id.as_bytes()));
    NaiveDate as Text: |date, values| { values.push_display(date)?; Ok(IsNull::No) };
    NaiveTime as Text: |time, values| { values.push_display(time)?; Ok(IsNull::No) };
    DateTime<Utc> as Text: |at, values| {
        push(values, SqliteValueRef::Text(&at.to_rfc3339_opts(SecondsFormat::AutoSi, false)))
    };
}

written!(&str: |text, values| push(values, SqliteValueRef::Text(text)));
written!(Cow<'_, str>: |text, values| push(values, SqliteValueRef::Text(text)));
written!(Box<str>: |text, values| push(values, SqliteValueRef::Text(text)));
written!(&[u8]: |bytes, values| push(values, SqliteValueRef::Blob(bytes)));
written!(Cow<'_, [u8]>: |bytes, values| push(values, SqliteValueRef::Blob(bytes)));
written!(Vec<u8>: |bytes, values| push(values, SqliteValueRef::Blob(bytes)));

read! {
    bool: |value| Ok(integer(value)? != 0);
    i16: |value| Ok(integer(value)?.try_into()?);
    i32: |value| Ok(integer(value)?.try_into()?);
    i64: |value| integer(value);
    u16: |value| Ok(integer(value)?.try_into()?);
    u32: |value| Ok(integer(value)?.try_into()?);
    &'r str: |value| text(value);
    String: |value| text(value).map(str::to_owned);
    &'r [u8]: |value| bytes(value);
    Vec<u8>: |value| bytes(value).map(<[u8]>::to_vec);
    Uuid: |value| Ok(Uuid::from_slice(bytes(value)?)?);
    NaiveDate: |value| Ok(text(value)?.parse()?);
    NaiveTime: |value| Ok(text(value)?.parse()?);
    DateTime<Utc>: |value| instant(text(value)?);
    f64: |value| match value {
        SqliteValueRef::Real(number) => Ok(number),
        value => Err(other(value)),
    };
}

/// RFC 3339 as bound by this program, or UTC as written by SQLite's `CURRENT_TIMESTAMP`.
fn instant(text: &str) -> Result<DateTime<Utc>, BoxDynError> {
    match DateTime::parse_from_rfc3339(text) {
        Ok(at) => Ok(at.to_utc()),
        Err(error) => match NaiveDateTime::parse_from_str(text, "%F %T%.f") {
            Ok(at) => Ok(at.and_utc()),
            Err(_) => Err(error.into()),
        },
    }
}

impl Type<Sqlite> for str {
    fn type_info() -> SqliteTypeInfo {
        SqliteTypeInfo::Text
    }
}

/// Text reads as its bytes too.
impl Type<Sqlite> for [u8] {
    fn type_info() -> SqliteTypeInfo {
        SqliteTypeInfo::Blob
    }

    fn compatible(kind: &SqliteTypeInfo) -> bool {
        matches!(kind, SqliteTypeInfo::Blob | SqliteTypeInfo::Text)
    }
}

impl Type<Sqlite> for Vec<u8> {
    fn type_info() -> SqliteTypeInfo {
        <[u8] as Type<Sqlite>>::type_info()
    }

    fn compatible(kind: &SqliteTypeInfo) -> bool {
        <[u8] as Type<Sqlite>>::compatible(kind)
    }
}
