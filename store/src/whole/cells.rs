//! Any row of any table as texts, the same from both databases.

use chrono::{DateTime, SecondsFormat};
use futures::TryStreamExt;
use sqlx::AssertSqlSafe;

use crate::{CHUNK, Exec, StoreError};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// An id: 32 hexadecimal digits.
    Id,
    /// Bytes: hexadecimal digits.
    Bytes,
    /// A text, as it is.
    Text,
    /// A whole number.
    Number,
    /// Yes or no: `1` or `0`.
    YesNo,
    /// A day: `2026-11-25`.
    Day,
    /// An instant in UTC: `2026-11-25T02:00:00.000000Z`.
    Instant,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in both databases.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
}

/// The cells of one row; `None` is empty.
pub type Cells = Vec<Option<String>>;

impl Holds {
    /// By PostgreSQL's name of a type.
    pub fn of_postgres(kind: &str) -> Option<Self> {
        Some(match kind {
            "uuid" => Self::Id,
            "bytea" => Self::Bytes,
            "text" => Self::Text,
            "bigint" | "integer" => Self::Number,
            "boolean" => Self::YesNo,
            "date" => Self::Day,
            "timestamp with time zone" => Self::Instant,
            _ => return None,
        })
    }

    /// By the type that a column of SQLite was declared with.
    fn of_sqlite(kind: &str) -> Self {
        match kind {
            "BLOB" => Self::Bytes,
            "INTEGER" => Self::Number,
            _ => Self::Text,
        }
    }

    /// Its word in the dictionary.
    pub fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Bytes => "bytes",
            Self::Text => "text",
            Self::Number => "number",
            Self::YesNo => "yes_no",
            Self::Day => "day",
            Self::Instant => "instant",
        }
    }

    /// The two databases keep these differently: each side says how its column becomes our text.
    fn sqlite_text(self, name: &str) -> String {
        match self {
            Self::Id | Self::Bytes => {
                format!("CASE WHEN \"{name}\" IS NOT NULL THEN lower(hex(\"{name}\")) END")
            }
            Self::Number | Self::YesNo => format!("CAST(\"{name}\" AS TEXT)"),
            Self::Text | Self::Day | Self::Instant => format!("\"{name}\""),
        }
    }

    fn postgres_text(self, name: &str) -> String {
        match self {
            Self::Id => format!("replace(CAST(\"{name}\" AS TEXT), '-', '')"),
            Self::Bytes => format!("encode(\"{name}\", 'hex')"),
            Self::Text => format!("\"{name}\""),
            Self::Number => format!("CAST(\"{name}\" AS TEXT)"),
            Self::YesNo => format!("CAST(CAST(\"{name}\" AS INTEGER) AS TEXT)"),
            Self::Day => format!("to_char(\"{name}\", 'YYYY-MM-DD')"),
            Self::Instant => {
                format!("to_char(\"{name}\" AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
            }
        }
    }

    /// How PostgreSQL reads our text, which is the `index`th of the array `v`.
    pub(super) fn postgres_value(self, index: usize) -> String {
        match self {
            Self::Id => format!("CAST(v->>{index} AS UUID)"),
            Self::Bytes => format!("decode(v->>{index}, 'hex')"),
            Self::Text => format!("v->>{index}"),
            Self::Number => format!("CAST(v->>{index} AS BIGINT)"),
            Self::YesNo => format!("CAST(CAST(v->>{index} AS INTEGER) AS BOOLEAN)"),
            Self::Day => format!("CAST(v->>{index} AS DATE)"),
            Self::Instant => format!("CAST(v->>{index} AS TIMESTAMPTZ)"),
        }
    }
}

impl Exec<'_> {
    /// The columns of a table, in their order. SQLite keeps few types apart: texts, numbers and bytes.
    pub async fn columns(&mut self, table: &str) -> Result<Vec<Column>, StoreError> {
        if let Self::Sqlite(link) = self {
            let rows: Vec<(String, String)> =
                sqlx::query_as("SELECT name, type FROM pragma_table_info($1) ORDER BY cid")
                    .bind(table)
                    .fetch_all(link.get())
                    .await?;
            let column = |(name, kind): (String, String)| Column { name, holds: Holds::of_sqlite(&kind) };
            return Ok(rows.into_iter().map(column).collect());
        }
        let Self::Postgres(link) = self else { return Ok(Vec::new()) };
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT)
               FROM information_schema.columns
              WHERE table_schema = current_schema() AND table_name = $1
              ORDER BY ordinal_position",
        )
        .bind(table)
        .fetch_all(link.get())
        .await?;
        let typed = |(name, kind): (String, String)| {
            let holds = Holds::of_postgres(&kind).ok_or(StoreError::Unreadable("type of a column"))?;
            Ok(Column { name, holds })
        };
        rows.into_iter().map(typed).collect()
    }

    /// Hands every row of a table to `each`, until it says `false`. Order is the database's own.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails or a cell is not what its column holds.
    pub async fn each_row(
        &mut self,
        table: &str,
        columns: &[Column],
        mut each: impl FnMut(Cells) -> bool,
    ) -> Result<(), StoreError> {
        if let Self::Sqlite(_) = self {
            let mut after = i64::MIN;
            loop {
                let page = self.page_of(table, columns, after).await?;
                let Some((last, _)) = page.last() else { return Ok(()) };
                after = *last;
                if !page.into_iter().all(|(_, cells)| each(cells)) {
                    return Ok(());
                }
            }
        }
        let Self::Postgres(link) = self else { return Ok(()) };
        let cells = list(columns, |column| column.holds.postgres_text(&column.name));
        let sql = format!("SELECT CAST(json_build_array({cells}) AS TEXT) FROM \"{table}\"");
        let mut rows = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).fetch(link.get());
        while let Some(row) = rows.try_next().await? {
            if !each(read(&row, columns)?) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// On SQLite: some rows after the one numbered `after`, each with its number.
    pub(super) async fn page_of(
        &mut self,
        table: &str,
        columns: &[Column],
        after: i64,
    ) -> Result<Vec<(i64, Cells)>, StoreError> {
        let Self::Sqlite(link) = self else { return Ok(Vec::new()) };
        let cells = list(columns, |column| column.holds.sqlite_text(&column.name));
        let sql = format!(
            "SELECT rowid, json_array({cells}) FROM \"{table}\" WHERE rowid > $1 ORDER BY rowid LIMIT {CHUNK}"
        );
        let page: Vec<(i64, String)> =
            sqlx::query_as(AssertSqlSafe(sql)).bind(after).fetch_all(link.get()).await?;
        page.into_iter().map(|(number, row)| Ok((number, read(&row, columns)?))).collect()
    }
}

pub(super) fn list(columns: &[Column], text: impl Fn(&Column) -> String) -> String {
    columns.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// The cells of a row, with every instant written in one way.
fn read(row: &str, columns: &[Column]) -> Result<Cells, StoreError> {
    let mut cells: Cells = serde_json::from_str(row).map_err(|_| StoreError::Unreadable("row"))?;
    for (cell, _) in cells.iter_mut().zip(columns).filter(|(_, column)| column.holds == Holds::Instant) {
        if let Some(text) = cell {
            let at = DateTime::parse_from_rfc3339(text).map_err(|_| StoreError::Unreadable("instant"))?;
            *text = at.to_utc().to_rfc3339_opts(SecondsFormat::Micros, true);
        }
    }
    Ok(cells)
}
