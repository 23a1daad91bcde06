//! Everything from SQLite to PostgreSQL: whole and verified, or nothing.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use super::Direct;
use super::cells::{Cells, Column, list};
use crate::migrations::POSTGRES;
use crate::{CHUNK, Exec, Schema, StoreError};

/// Tables that migrations fill: what is in a database that nobody has used.
const FILLED: [&str; 3] = ["content_settings", "role_permissions", "rollup_state"];

/// Why nothing was moved.
#[derive(Debug, thiserror::Error)]
pub enum CannotMove {
    /// The source is not of this program's schema.
    #[error(
        "the source has other tables than this program (schema {0}): start this version on it once, then stop it"
    )]
    OtherSchema(i64),
    /// The target has rows.
    #[error("the target is not empty: {0} has rows. Nothing is moved into a database that is in use")]
    NotEmpty(String),
    /// The target is of a newer program.
    #[error("a newer program used the target")]
    Newer,
    /// What arrived differs from what left.
    #[error("{0} did not arrive as it left; nothing was moved")]
    Differs(String),
    /// Somebody wrote while it was moved.
    #[error("the source was written to meanwhile: stop the program first. Nothing was moved")]
    Written,
    /// A database failed; at which table.
    #[error("{0} could not be moved; nothing was")]
    Table(String, #[source] StoreError),
    /// A database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for CannotMove {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A table, as it left and as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// How many rows.
    pub rows: u64,
    /// SHA-256 over the sum of all rows' hashes: whatever their order.
    pub digest: String,
}

/// Rows counted and hashed, whatever their order.
#[derive(Default, PartialEq, Eq)]
struct Tally {
    rows: u64,
    sum: [u64; 4],
}

impl Tally {
    fn add(&mut self, cells: &Cells) {
        let mut hash = Sha256::new();
        for cell in cells {
            match cell {
                None => hash.update([0]),
                Some(text) => {
                    hash.update([1]);
                    hash.update((text.len() as u64).to_le_bytes());
                    hash.update(text.as_bytes());
                }
            }
        }
        let bytes = hash.finalize();
        for (sum, part) in self.sum.iter_mut().zip(bytes.chunks_exact(8)) {
            *sum = sum.wrapping_add(part.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)));
        }
        self.rows += 1;
    }

    fn told(&self) -> Moved {
        let digest = self.sum.iter().map(|part| format!("{part:016x}")).collect();
        Moved { rows: self.rows, digest }
    }
}

/// Moves every row of `from`, a SQLite database that nobody writes to, to the empty PostgreSQL database at `to`, in one
/// transaction, and reads it again there before it counts.
///
/// # Errors
///
/// [`CannotMove`]; then the target is as empty as it was.
pub async fn move_all(from: &mut Direct, to: &str) -> Result<BTreeMap<String, Moved>, CannotMove> {
    from.hold().await?;
    let schema = from.exec().schema().await?;
    if !schema.lacks.is_empty() || !schema.unknown.is_empty() {
        return Err(CannotMove::OtherSchema(schema.version));
    }
    let mut target = ready(to).await?;
    let mut all = target.begin().await?;
    let tables = Exec::from(&mut *all).tables().await?;
    emptied(&mut all, &tables).await?;
    let references = references(&mut all).await?;
    later(&mut all, &references, "DEFERRABLE INITIALLY DEFERRED").await?;
    let mut moved = BTreeMap::new();
    for table in tables {
        let arrived = table_moved(from, &mut all, &table).await?;
        moved.insert(table, arrived);
    }
    sqlx::query("SET CONSTRAINTS ALL IMMEDIATE").execute(&mut *all).await?;
    later(&mut all, &references, "NOT DEFERRABLE").await?;
    numbered_on(&mut all).await?;
    if !from.unchanged().await? {
        return Err(CannotMove::Written);
    }
    all.commit().await?;
    target.close().await?;
    Ok(moved)
}

/// The target with the tables of this program.
async fn ready(to: &str) -> Result<PgConnection, CannotMove> {
    let mut target = to.parse::<PgConnectOptions>()?.connect().await?;
    let Schema { unknown, .. } = Exec::from(&mut target).schema().await?;
    if !unknown.is_empty() {
        return Err(CannotMove::Newer);
    }
    POSTGRES.run_direct(None, &mut target, false).await.map_err(StoreError::from)?;
    Ok(target)
}

/// Takes away what migrations put there; anything else is somebody's.
async fn emptied(all: &mut PgConnection, tables: &[String]) -> Result<(), CannotMove> {
    for table in tables.iter().filter(|table| !FILLED.contains(&table.as_str())) {
        let any = format!("SELECT EXISTS (SELECT 1 FROM \"{table}\")");
        if sqlx::query_scalar(AssertSqlSafe(any)).fetch_one(&mut *all).await? {
            return Err(CannotMove::NotEmpty(table.clone()));
        }
    }
    for table in FILLED {
        let forget = format!("DELETE FROM \"{table}\"");
        sqlx::query(AssertSqlSafe(forget)).execute(&mut *all).await?;
    }
    Ok(())
}

/// Every foreign key: its table and its name.
async fn references(all: &mut PgConnection) -> Result<Vec<(String, String)>, CannotMove> {
    Ok(sqlx::query_as(
        "SELECT CAST(r.relname AS TEXT), CAST(c.conname AS TEXT)
           FROM pg_constraint c
           JOIN pg_class r ON r.oid = c.conrelid
           JOIN pg_namespace n ON n.oid = r.relnamespace
          WHERE c.contype = 'f' AND n.nspname = current_schema()",
    )
    .fetch_all(all)
    .await?)
}

/// References are looked at when all rows are there: some point into their own table, and some in a circle.
async fn later(
    all: &mut PgConnection,
    references: &[(String, String)],
    when: &str,
) -> Result<(), CannotMove> {
    for (table, name) in references {
        let alter = format!("ALTER TABLE \"{table}\" ALTER CONSTRAINT \"{name}\" {when}");
        sqlx::query(AssertSqlSafe(alter)).execute(&mut *all).await?;
    }
    Ok(())
}

/// Moves one table and reads it again.
async fn table_moved(from: &mut Direct, all: &mut PgConnection, table: &str) -> Result<Moved, CannotMove> {
    let failed = |error: StoreError| CannotMove::Table(table.to_owned(), error);
    let columns = Exec::from(&mut *all).columns(table).await.map_err(failed)?;
    let mut left = Tally::default();
    let mut after = i64::MIN;
    loop {
        let page = from.exec().page_of(table, &columns, after).await.map_err(failed)?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        let rows: Vec<Cells> = page.into_iter().map(|(_, cells)| cells).collect();
        rows.iter().for_each(|cells| left.add(cells));
        put(all, table, &columns, &rows).await.map_err(failed)?;
    }
    let mut arrived = Tally::default();
    let mut there = Exec::from(&mut *all);
    let count = |cells| {
        arrived.add(&cells);
        true
    };
    there.each_row(table, &columns, count).await.map_err(failed)?;
    if left == arrived { Ok(left.told()) } else { Err(CannotMove::Differs(table.to_owned())) }
}

async fn put(
    all: &mut PgConnection,
    table: &str,
    columns: &[Column],
    rows: &[Cells],
) -> Result<(), StoreError> {
    let names = list(columns, |column| format!("\"{}\"", column.name));
    let cells: Vec<String> =
        columns.iter().enumerate().map(|(index, column)| column.holds.postgres_value(index)).collect();
    let sql = format!(
        "INSERT INTO \"{table}\" ({names}) OVERRIDING SYSTEM VALUE
         SELECT {} FROM json_array_elements(CAST($1 AS JSON)) AS rows(v)",
        cells.join(", ")
    );
    let json = serde_json::to_string(rows).map_err(|_| StoreError::Unreadable("row"))?;
    debug_assert!(rows.len() <= CHUNK);
    sqlx::query(AssertSqlSafe(sql)).bind(json).execute(all).await?;
    Ok(())
}

/// Numbers that PostgreSQL gives out go on after the highest that came along.
async fn numbered_on(all: &mut PgConnection) -> Result<(), CannotMove> {
    let numbered: Vec<(String, String)> = sqlx::query_as(
        "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT)
           FROM information_schema.columns
          WHERE table_schema = current_schema() AND is_identity = 'YES'",
    )
    .fetch_all(&mut *all)
    .await?;
    for (table, column) in numbered {
        let set = format!(
            "SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'),
                           COALESCE((SELECT MAX(\"{column}\") FROM \"{table}\"), 0) + 1, FALSE)"
        );
        sqlx::query(AssertSqlSafe(set)).execute(&mut *all).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(rows: &[&[Option<&str>]]) -> Tally {
        let mut tally = Tally::default();
        for row in rows {
            tally.add(&row.iter().map(|cell| cell.map(str::to_owned)).collect());
        }
        tally
    }

    #[test]
    fn order_does_not_matter_and_everything_else_does() {
        let (one, other): (&[_], &[_]) = (&[Some("a"), None], &[Some("b"), Some("")]);
        assert!(tally(&[one, other]) == tally(&[other, one]));
        assert!(tally(&[one, one]) != tally(&[one]));
        assert!(tally(&[&[Some("ab"), Some("c")]]) != tally(&[&[Some("a"), Some("bc")]]));
        assert!(tally(&[&[None]]) != tally(&[&[Some("")]]));
    }
}
