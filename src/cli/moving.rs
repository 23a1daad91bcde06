//! `peiban move`: from SQLite to PostgreSQL, when one machine is not enough.

use anyhow::{Context, bail};
use clap::Args;
use peiban_store::whole::{Direct, move_all};

use super::backup::path_of;
use super::line;

/// Move everything from SQLite to an empty PostgreSQL database: whole and verified, or nothing. Stop the program first.
#[derive(Debug, Args)]
pub(super) struct Move {
    /// Where it is: `sqlite:FILE`. The file stays as it is.
    from: String,
    /// Where it goes: `postgres://…`, a database without rows.
    to: String,
}

impl Move {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        if !self.from.starts_with("sqlite:") || !self.to.starts_with("postgres") {
            bail!("it moves from sqlite:FILE to postgres://…, and nothing else");
        }
        if !path_of(&self.from).exists() {
            bail!("{} is not there", path_of(&self.from).display());
        }
        let mut from = Direct::open(&self.from).await.context("opening the database to move")?;
        let moved = move_all(&mut from, &self.to).await?;
        from.close().await;
        for (table, arrived) in &moved {
            line(&format!("{table}\t{}\t{}", arrived.rows, arrived.digest));
        }
        let rows: u64 = moved.values().map(|arrived| arrived.rows).sum();
        line(&format!("{} tables with {rows} rows arrived as they left.", moved.len()));
        line(
            "Set PEIBAN_DATABASE_URL to the new address, with the same secret key, and start. Keep the old file for a while.",
        );
        Ok(())
    }
}
