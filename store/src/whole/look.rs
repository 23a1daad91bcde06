//! Looking at a whole database: its tables, its faults, and whether our key fits.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::exec::on;
use crate::{Exec, StoreError};
use peiban_core::seal::{Keys, Sealed};

/// How closely SQLite's file is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Pages and their order; reads the file once.
    Quick,
    /// Every index entry and reference as well.
    Whole,
}

/// Whether a key opens what is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFit {
    /// It opened a sealed value.
    Opens,
    /// It did not: the database belongs to another key.
    Wrong,
    /// Nothing is sealed yet.
    NothingSealed,
}

impl Exec<'_> {
    /// Every table, also those that tools keep.
    pub(crate) async fn all_tables(&mut self) -> Result<Vec<String>, StoreError> {
        match self {
            Self::Sqlite(link) => {
                let listed = sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table'");
                Ok(listed.fetch_all(link.get()).await?)
            }
            Self::Postgres(link) => {
                let listed = sqlx::query_scalar(
                    "SELECT CAST(table_name AS TEXT) FROM information_schema.tables
                      WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'",
                );
                Ok(listed.fetch_all(link.get()).await?)
            }
        }
    }

    /// The program's own tables, by name.
    pub async fn tables(&mut self) -> Result<Vec<String>, StoreError> {
        let mut tables = self.all_tables().await?;
        tables.retain(|name| !name.starts_with("sqlite_") && !name.starts_with("_sqlx"));
        tables.sort();
        Ok(tables)
    }

    /// How many rows each table has.
    pub async fn table_counts(&mut self) -> Result<BTreeMap<String, i64>, StoreError> {
        let mut counts = BTreeMap::new();
        for table in self.tables().await? {
            let sql = format!("SELECT COUNT(*) FROM \"{table}\"");
            let count = on!(self, db => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(db).await)?;
            counts.insert(table, count);
        }
        Ok(counts)
    }

    /// What is wrong with SQLite's file, by table and page and never by value; nothing on PostgreSQL, whose own
    /// server answers for its files.
    pub async fn faults(&mut self, look: Look) -> Result<Vec<String>, StoreError> {
        let Self::Sqlite(link) = self else { return Ok(Vec::new()) };
        let check = match look {
            Look::Quick => "PRAGMA quick_check(20)",
            Look::Whole => "PRAGMA integrity_check(20)",
        };
        let mut faults: Vec<String> = sqlx::query_scalar(check).fetch_all(link.get()).await?;
        faults.retain(|line| line != "ok");
        if look == Look::Whole {
            let loose: Vec<String> = sqlx::query_scalar(
                "SELECT \"table\" || ' points to ' || COUNT(*) || ' rows of ' || parent || ' that are not there'
                   FROM pragma_foreign_key_check
                  GROUP BY \"table\", parent",
            )
            .fetch_all(link.get())
            .await?;
            faults.extend(loose);
        }
        Ok(faults)
    }

    /// The database server's clock; nothing on SQLite, which has none of its own.
    pub async fn server_time(&mut self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let Self::Postgres(link) = self else { return Ok(None) };
        Ok(Some(sqlx::query_scalar("SELECT clock_timestamp()").fetch_one(link.get()).await?))
    }

    /// Whether `keys` are those of this database: they open what was sealed last.
    pub async fn key_fit(&mut self, keys: &Keys) -> Result<KeyFit, StoreError> {
        let there = self.tables().await?.iter().any(|table| table == "key_check");
        if let Some(check) = if there { self.key_check().await? } else { None } {
            let opens = keys.open(Sealed::Check, Uuid::nil(), &check).is_ok();
            return Ok(if opens { KeyFit::Opens } else { KeyFit::Wrong });
        }
        let phones = self.some_phones().await?.into_iter().map(|row| (Sealed::Phone, row));
        let texts = self.some_alert_texts().await?.into_iter().map(|row| (Sealed::Alert, row));
        let mut any = KeyFit::NothingSealed;
        for (what, row) in phones.chain(texts) {
            if keys.open(what, row.id, &row.sealed).is_ok() {
                return Ok(KeyFit::Opens);
            }
            any = KeyFit::Wrong;
        }
        Ok(any)
    }
}
