//! Before the tables of an existing database are changed: a copy beside SQLite's file, a word on PostgreSQL.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use peiban_store::Schema;
use peiban_store::whole::Direct;

use super::backup::{folder_of, part_of, path_of};

/// Copies kept: of this upgrade and of the one before.
const KEPT: usize = 2;

/// Looks whether opening the database will change its tables, and keeps what was there.
///
/// # Errors
///
/// When the copy cannot be made: then nothing was changed.
pub(super) async fn ahead(url: &str) -> anyhow::Result<()> {
    let file = path_of(url);
    if url.starts_with("sqlite:") && !file.exists() {
        return Ok(()); // nothing to keep
    }
    // What does not open here does not open afterwards either, and is told there.
    let Ok(mut database) = Direct::open(url).await else { return Ok(()) };
    let schema = database.exec().schema().await?;
    let newest = schema.lacks.last().copied().filter(|_| !schema.is_empty() && schema.unknown.is_empty());
    if let Some(newest) = newest {
        if url.starts_with("sqlite:") {
            copied(&mut database, &file, &schema, newest).await?;
        } else {
            told(&format!(
                "bringing the database from schema {} to {newest}. PostgreSQL's own backup is yours to make: \
                 peiban backup, and if this goes wrong, peiban restore into an empty database",
                schema.version
            ));
        }
    }
    database.close().await;
    Ok(())
}

async fn copied(database: &mut Direct, file: &Path, schema: &Schema, newest: i64) -> anyhow::Result<()> {
    let copy = PathBuf::from(format!("{}.schema-{}", file.display(), schema.version));
    let part = part_of(&copy)?;
    let made = database.copy_to(part.path()).await;
    made.context(
        "before the upgrade a copy of the database is made, and it could not be; nothing was changed",
    )?;
    part.as_file().sync_all()?;
    part.persist(&copy)?;
    fs::File::open(folder_of(&copy))?.sync_all()?;
    forget(file)?;
    told(&format!(
        "bringing the database from schema {} to {newest}; as it was: {}",
        schema.version,
        copy.display()
    ));
    Ok(())
}

/// Deletes all but the newest copies beside `file`.
fn forget(file: &Path) -> std::io::Result<()> {
    let stem = format!("{}.schema-", file.file_name().unwrap_or_default().to_string_lossy());
    let mut copies: Vec<(i64, PathBuf)> = fs::read_dir(folder_of(file))?
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            Some((name.strip_prefix(&stem)?.parse().ok()?, entry.path()))
        })
        .collect();
    copies.sort_unstable_by(|one, other| other.cmp(one));
    copies.into_iter().skip(KEPT).try_for_each(|(_, path)| fs::remove_file(path))
}

/// On the error stream: what a command prints stays what its reader expects.
fn told(text: &str) {
    let _ = writeln!(std::io::stderr(), "peiban: {text}"); // nobody reads: nothing to do about it
}
