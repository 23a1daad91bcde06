//! sqlx's own driver on the same file: what one writes the other reads, byte for byte the same.

use std::fmt::Debug;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use peiban_sqlite::{Sqlite as New, SqliteConnection};
use sqlx::{ConnectOptions, Decode, Encode, Type};
use sqlx_sqlite::{Sqlite as Old, SqliteConnectOptions};
use uuid::Uuid;

use crate::support::Folder;

struct Both {
    old: sqlx_sqlite::SqliteConnection,
    new: SqliteConnection,
    _folder: Folder,
}

impl Both {
    async fn open() -> Self {
        let folder = Folder::new();
        let options = SqliteConnectOptions::new().filename(folder.file()).create_if_missing(true);
        let mut old = options.connect().await.unwrap();
        sqlx::raw_sql("CREATE TABLE t (by TEXT PRIMARY KEY, value ANY) STRICT")
            .execute(&mut old)
            .await
            .unwrap();
        let new = folder.options().connect().await.unwrap();
        Self { old, new, _folder: folder }
    }

    /// Both write `value`; SQLite finds the same kind and bytes; each reads what the other wrote.
    async fn agree<T>(&mut self, value: T)
    where
        T: Clone + Debug + PartialEq + Send + Unpin + 'static,
        T: Type<Old> + for<'q> Encode<'q, Old> + for<'r> Decode<'r, Old>,
        T: Type<New> + for<'q> Encode<'q, New> + for<'r> Decode<'r, New>,
    {
        let (old, new) = (&mut self.old, &mut self.new);
        let insert = "INSERT OR REPLACE INTO t VALUES ($1, $2)";
        sqlx::query(insert).bind("old").bind(value.clone()).execute(&mut *old).await.unwrap();
        sqlx::query(insert).bind("new").bind(value.clone()).execute(&mut *new).await.unwrap();

        let stored: Vec<(String, Vec<u8>)> =
            sqlx::query_as("SELECT typeof(value), CAST(value AS BLOB) FROM t")
                .fetch_all(&mut *old)
                .await
                .unwrap();
        assert_eq!(stored[0], stored[1], "{value:?}");
        let read = "SELECT value FROM t WHERE by = $1";
        let by_old: T = sqlx::query_scalar(read).bind("new").fetch_one(&mut *old).await.unwrap();
        let by_new: T = sqlx::query_scalar(read).bind("old").fetch_one(&mut *new).await.unwrap();
        assert_eq!((&by_old, &by_new), (&value, &value));
    }
}

#[tokio::test]
async fn numbers_and_text_are_stored_alike() {
    let mut both = Both::open().await;

    both.agree(true).await;
    both.agree(false).await;
    both.agree(i16::MIN).await;
    both.agree(i32::MAX).await;
    both.agree(i64::MIN).await;
    both.agree(u32::MAX).await;
    both.agree(0.1_f64).await;
    both.agree(f64::MAX).await;
    for text in ["", "陪伴", "before\0after"] {
        both.agree(text.to_owned()).await;
        both.agree(Box::<str>::from(text)).await;
        both.agree(Some(text.to_owned())).await;
    }
    both.agree(None::<String>).await;
    both.agree(vec![0_u8, 255]).await;
    both.agree(Vec::<u8>::new()).await;
}

#[tokio::test]
async fn ids_dates_and_instants_are_stored_alike() {
    let mut both = Both::open().await;

    both.agree(Uuid::from_u128(0x0197_1234_5678_7abc_8def_0123_4567_89ab)).await;
    for date in [NaiveDate::MIN, NaiveDate::MAX, "2026-02-03".parse().unwrap(), "0099-12-31".parse().unwrap()]
    {
        both.agree(date).await;
    }
    for time in ["00:00:00", "23:59:60", "09:30:00.5", "09:30:00.000001", "09:30:00.000000001"] {
        both.agree(time.parse::<NaiveTime>().unwrap()).await;
    }
    for at in ["2026-11-28T10:00:00Z", "2026-11-28T10:00:00.5Z", "2026-11-28T10:00:00.000001Z"] {
        both.agree(at.parse::<DateTime<Utc>>().unwrap()).await;
    }
    both.agree(DateTime::from_timestamp_nanos(i64::MIN)).await;
    both.agree(DateTime::from_timestamp_nanos(i64::MAX)).await;
}

#[tokio::test]
async fn an_instant_is_stored_as_rfc_3339_with_its_offset() {
    let mut both = Both::open().await;
    let at: DateTime<Utc> = "2026-11-28T10:00:00.25Z".parse().unwrap();

    let text: (String, String) = sqlx::query_as("SELECT CAST($1 AS TEXT), typeof($2)")
        .bind(at)
        .bind(Uuid::nil())
        .fetch_one(&mut both.new)
        .await
        .unwrap();

    assert_eq!(text, ("2026-11-28T10:00:00.250+00:00".to_owned(), "blob".to_owned()));
}
