//! The migrations inside the program, and how far a database has come along them.

use sqlx::migrate::Migrator;

use crate::exec::on;
use crate::{Exec, StoreError};

pub(crate) static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
pub(crate) static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

/// How far a database has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The number of the newest migration that was applied; 0 in an empty database.
    pub version: i64,
    /// Migrations of this program that the database lacks.
    pub lacks: Vec<i64>,
    /// Migrations of the database that this program does not know: it was used by a newer one.
    pub unknown: Vec<i64>,
}

impl Schema {
    /// Compares what was applied with what this program knows. Both databases know the same numbers.
    pub fn of(applied: &[i64]) -> Self {
        let known: Vec<i64> = SQLITE.iter().map(|migration| migration.version).collect();
        let without =
            |all: &[i64], some: &[i64]| all.iter().copied().filter(|one| !some.contains(one)).collect();
        Self {
            version: applied.iter().copied().max().unwrap_or(0),
            lacks: without(&known, applied),
            unknown: without(applied, &known),
        }
    }

    /// Whether it holds nothing yet.
    pub fn is_empty(&self) -> bool {
        self.version == 0
    }
}

impl Exec<'_> {
    /// How far the database has come.
    pub async fn schema(&mut self) -> Result<Schema, StoreError> {
        if !self.all_tables().await?.iter().any(|name| name == "_sqlx_migrations") {
            return Ok(Schema::of(&[]));
        }
        let applied: Vec<i64> = on!(self, db => sqlx::query_scalar(
            "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version",
        )
        .fetch_all(db)
        .await)?;
        Ok(Schema::of(&applied))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_program_left_something_that_this_one_does_not_know() {
        let known: Vec<i64> = SQLITE.iter().map(|migration| migration.version).collect();
        let (last, before) = known.split_last().unwrap();

        assert_eq!(Schema::of(&known), Schema { version: *last, lacks: vec![], unknown: vec![] });
        assert_eq!(Schema::of(before).lacks, [*last]);
        assert_eq!(Schema::of(&[&known[..], &[9999]].concat()).unknown, [9999]);
        assert!(Schema::of(&[]).is_empty());
    }
}
