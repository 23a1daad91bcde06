//! Names of backups in a folder, and which of them are kept.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, Utc};

const TIME: &str = "%Y%m%dT%H%M%SZ";

/// The name of a backup made at `at`.
pub(crate) fn name(at: DateTime<Utc>, encrypted: bool) -> String {
    let end = if encrypted { ".age" } else { "" };
    format!("peiban-{}.backup{end}", at.format(TIME))
}

/// When a backup of this name was made; `None` for any name that [`name`] does not make.
pub(crate) fn made_at(name: &str) -> Option<DateTime<Utc>> {
    let stem = name.strip_suffix(".age").unwrap_or(name).strip_suffix(".backup")?.strip_prefix("peiban-")?;
    let at = NaiveDateTime::parse_from_str(stem, TIME).ok()?.and_utc();
    (at.format(TIME).to_string() == stem).then_some(at)
}

/// The backups in `folder`, newest first.
///
/// # Errors
///
/// When the folder cannot be read.
pub(crate) fn listed(folder: &Path) -> io::Result<Vec<(DateTime<Utc>, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let at = entry.file_name().to_str().and_then(made_at);
        found.extend(at.filter(|_| entry.path().is_file()).map(|at| (at, entry.path())));
    }
    found.sort_by(|one, other| other.cmp(one));
    Ok(found)
}

/// Deletes all but the `keep` newest backups in `folder`; tells how many went. Other files stay.
///
/// # Errors
///
/// When one cannot be deleted.
pub(crate) fn forget(folder: &Path, keep: usize) -> io::Result<usize> {
    let old: Vec<_> = listed(folder)?.into_iter().skip(keep.max(1)).collect();
    for (_, path) in &old {
        fs::remove_file(path)?;
    }
    Ok(old.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_our_own_are_backups() {
        let at: DateTime<Utc> = "2026-11-28T02:03:04Z".parse().unwrap();
        assert_eq!(name(at, true), "peiban-20261128T020304Z.backup.age");
        assert_eq!(made_at(&name(at, true)), Some(at));
        assert_eq!(made_at(&name(at, false)), Some(at));
        for other in
            ["peiban.db", "peiban-20261128T020304Z.backup.age.part", "my-peiban-20261128T020304Z.backup"]
        {
            assert_eq!(made_at(other), None, "{other}");
        }
    }

    #[test]
    fn the_newest_are_kept_and_what_is_not_ours_stays() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["peiban-20261101T000000Z.backup.age", "peiban-20261103T000000Z.backup", "notes.txt"] {
            fs::write(folder.path().join(file), "").unwrap();
        }
        fs::write(folder.path().join("peiban-20261102T000000Z.backup.age"), "").unwrap();

        assert_eq!(forget(folder.path(), 2).unwrap(), 1);
        assert_eq!(forget(folder.path(), 0).unwrap(), 1, "the newest always stays");

        assert_eq!(listed(folder.path()).unwrap().len(), 1);
        assert!(folder.path().join("notes.txt").exists());
    }
}
