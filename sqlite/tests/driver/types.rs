//! Every type both ways.

use std::borrow::Cow;
use std::fmt::Debug;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use peiban_sqlite::{Sqlite, SqliteConnection};
use sqlx::{Decode, Encode, FromRow, QueryBuilder, Row, Type};
use uuid::Uuid;

use crate::support::memory;

/// What is bound is read again, and so is nothing at all.
async fn comes_back<T>(db: &mut SqliteConnection, value: T)
where
    T: Clone + Debug + PartialEq + Send + Unpin + Type<Sqlite> + 'static,
    T: for<'q> Encode<'q, Sqlite> + for<'r> Decode<'r, Sqlite>,
{
    let read: T = sqlx::query_scalar("SELECT $1").bind(value.clone()).fetch_one(&mut *db).await.unwrap();
    assert_eq!(read, value);

    let both: (Option<T>, Option<T>) = sqlx::query_as("SELECT $1, $2")
        .bind(Some(value.clone()))
        .bind(None::<T>)
        .fetch_one(&mut *db)
        .await
        .unwrap();
    assert_eq!(both, (Some(value), None));
}

#[tokio::test]
async fn numbers_come_back_to_their_ends() {
    let mut db = memory("").await;

    for flag in [true, false] {
        comes_back(&mut db, flag).await;
    }
    for number in [i16::MIN, -1, 0, i16::MAX] {
        comes_back(&mut db, number).await;
    }
    for number in [i32::MIN, -1, 0, i32::MAX] {
        comes_back(&mut db, number).await;
    }
    for number in [i64::MIN, -1, 0, i64::MAX] {
        comes_back(&mut db, number).await;
    }
    comes_back(&mut db, u16::MAX).await;
    comes_back(&mut db, u32::MAX).await;
    for number in [f64::MIN, -0.5, 0.0, 1e-300, f64::MAX, f64::INFINITY] {
        comes_back(&mut db, number).await;
    }
}

#[tokio::test]
async fn text_comes_back_whatever_is_in_it() {
    let mut db = memory("").await;

    for text in ["", "tip", "陪伴 👨‍👩‍👧", "before\0after", "'; DROP TABLE people; --", &"长".repeat(100_000)]
    {
        comes_back(&mut db, text.to_owned()).await;
        comes_back(&mut db, Box::<str>::from(text)).await;
        comes_back(&mut db, Cow::<str>::Owned(text.to_owned())).await;
        let read: String = sqlx::query_scalar("SELECT $1").bind(text).fetch_one(&mut db).await.unwrap();
        assert_eq!(read, text);
    }
}

#[tokio::test]
async fn bytes_come_back_whatever_is_in_them() {
    let mut db = memory("").await;

    for bytes in [&b""[..], &[0, 255, 0], &[7; 100_000]] {
        comes_back(&mut db, bytes.to_vec()).await;
        let read: Vec<u8> = sqlx::query_scalar("SELECT $1").bind(bytes).fetch_one(&mut db).await.unwrap();
        assert_eq!(read, bytes);
    }
    for id in [Uuid::nil(), Uuid::max(), Uuid::from_u128(0x0197_1234_5678_7abc_8def_0123_4567_89ab)] {
        comes_back(&mut db, id).await;
    }
}

#[tokio::test]
async fn dates_and_instants_come_back_to_the_nanosecond() {
    let mut db = memory("").await;

    for date in ["2026-02-28", "0001-01-01", "9999-12-31"] {
        comes_back(&mut db, date.parse::<NaiveDate>().unwrap()).await;
    }
    for time in ["00:00:00", "23:59:59.999999999", "09:30:00.5"] {
        comes_back(&mut db, time.parse::<NaiveTime>().unwrap()).await;
    }
    for at in ["2026-11-28T10:00:00Z", "2026-11-28T10:00:00.000001Z", "1969-12-31T23:59:59.999999999Z"] {
        comes_back(&mut db, at.parse::<DateTime<Utc>>().unwrap()).await;
    }
}

#[tokio::test]
async fn an_instant_of_another_zone_or_of_sqlite_itself_is_read() {
    let mut db = memory("").await;
    let ten: DateTime<Utc> = "2026-11-28T10:00:00Z".parse().unwrap();

    for text in ["2026-11-28T18:00:00+08:00", "2026-11-28 10:00:00"] {
        let read: DateTime<Utc> =
            sqlx::query_scalar("SELECT $1").bind(text).fetch_one(&mut db).await.unwrap();
        assert_eq!(read, ten, "{text}");
    }
}

#[tokio::test]
async fn another_kind_is_an_error_and_so_is_nothing() {
    let mut db = memory("").await;
    async fn refusal<T>(db: &mut SqliteConnection, sql: &'static str) -> String
    where
        T: Send + Unpin + Type<Sqlite> + for<'r> Decode<'r, Sqlite> + 'static + Debug,
    {
        let read = sqlx::query_scalar::<Sqlite, T>(sql).fetch_one(db).await;
        read.unwrap_err().to_string()
    }

    assert!(refusal::<i64>(&mut db, "SELECT 'seven'").await.contains("not compatible with SQL type `TEXT`"));
    assert!(refusal::<i64>(&mut db, "SELECT 1.5").await.contains("`REAL`"));
    assert!(refusal::<f64>(&mut db, "SELECT 1").await.contains("`INTEGER`"));
    assert!(refusal::<bool>(&mut db, "SELECT 'true'").await.contains("`TEXT`"));
    assert!(refusal::<String>(&mut db, "SELECT x'00'").await.contains("`BLOB`"));
    assert!(refusal::<Uuid>(&mut db, "SELECT 'secret'").await.contains("`TEXT`"));
    assert!(refusal::<i16>(&mut db, "SELECT 32768").await.contains("out of range"));
    assert!(refusal::<u32>(&mut db, "SELECT -1").await.contains("out of range"));
    assert!(refusal::<Uuid>(&mut db, "SELECT x'00'").await.contains("length"));
    for nothing in [
        refusal::<i64>(&mut db, "SELECT NULL").await,
        refusal::<String>(&mut db, "SELECT NULL").await,
        refusal::<Vec<u8>>(&mut db, "SELECT NULL").await,
    ] {
        assert!(nothing.contains("unexpected null"), "{nothing}");
    }
    for secret in [
        refusal::<NaiveDate>(&mut db, "SELECT 'secret'").await,
        refusal::<NaiveTime>(&mut db, "SELECT 'secret'").await,
        refusal::<DateTime<Utc>>(&mut db, "SELECT 'secret'").await,
    ] {
        assert!(secret.contains("decoding column 0") && !secret.contains("secret"), "{secret}");
    }
}

#[tokio::test]
async fn text_that_is_not_utf_8_is_an_error() {
    let mut db = memory("").await;

    let read = sqlx::query("SELECT 1, CAST(x'ff' AS TEXT)").fetch_one(&mut db).await;

    assert!(matches!(read.unwrap_err(), sqlx::Error::ColumnDecode { index, .. } if index == "1"));
}

#[derive(Debug, Clone, Copy, PartialEq, sqlx::Type)]
#[sqlx(transparent)]
struct Place(i32);

#[derive(Debug, Clone, Copy, PartialEq, sqlx::Type)]
#[repr(i16)]
enum Kind {
    Sent = 7,
    Failed = 9,
}

#[derive(Debug, PartialEq, FromRow)]
struct Sending {
    place: Place,
    kind: Kind,
    #[sqlx(flatten)]
    told: Told,
}

#[derive(Debug, PartialEq, FromRow)]
struct Told {
    text: Option<String>,
}

#[tokio::test]
async fn a_struct_is_read_by_its_columns_names() {
    let mut db = memory("").await;

    let read: Sending = sqlx::query_as("SELECT $3 AS text, $2 AS kind, $1 AS place")
        .bind(Place(45))
        .bind(Kind::Failed)
        .bind("hello")
        .fetch_one(&mut db)
        .await
        .unwrap();

    let told = Told { text: Some("hello".into()) };
    assert_eq!(read, Sending { place: Place(45), kind: Kind::Failed, told });
    comes_back(&mut db, Kind::Sent).await;
    comes_back(&mut db, Place(0)).await;
}

#[tokio::test]
async fn a_builder_binds_beside_parameters_written_by_hand() {
    let mut db = memory("CREATE TABLE t (a INTEGER, b TEXT) STRICT").await;
    let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO t (a, b) ");
    insert.push_values([(1, "one"), (2, "two"), (3, "three")], |mut row, (a, b)| {
        row.push_bind(a).push_bind(b);
    });
    assert_eq!(insert.build().execute(&mut db).await.unwrap().rows_affected(), 3);

    let mut select = QueryBuilder::<Sqlite>::new("SELECT b FROM t WHERE a > ");
    select.push_bind(1).push(" AND a <> $1 + 10 AND b <> ").push_bind("two");
    let left: Vec<String> = select.build_query_scalar().fetch_all(&mut db).await.unwrap();

    assert_eq!(left, ["three"]);
}

#[tokio::test]
async fn a_column_that_is_not_there_is_an_error() {
    let mut db = memory("").await;
    let row = sqlx::query("SELECT 1 AS a, 2 AS b UNION ALL SELECT 3, 4").fetch_one(&mut db).await.unwrap();

    assert_eq!(row.try_get::<i64, _>("b").unwrap(), 2);
    assert_eq!(row.len(), 2);
    assert!(matches!(row.try_get::<i64, _>("c"), Err(sqlx::Error::ColumnNotFound(name)) if name == "c"));
    let beyond = row.try_get::<i64, _>(2);
    assert!(matches!(beyond, Err(sqlx::Error::ColumnIndexOutOfBounds { index: 2, len: 2 })));
}
