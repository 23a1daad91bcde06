//! The files of SQLite: for their owner's eyes only, and served by one process at a time.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::StoreError;

/// Read and written by the owner only.
const OWNERS: u32 = 0o600;
/// The same for a folder.
const OWNERS_FOLDER: u32 = 0o700;
/// Names of the files that SQLite keeps beside a database, after its own.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

/// The right to serve a database file: this process has it, and no other while it runs.
///
/// It is an operating system's lock on a file beside the database, so it ends with the process, however that ends.
/// SQLite's own locks are another matter: a command that writes for a moment works beside whoever serves.
#[derive(Debug)]
pub struct Hold {
    /// Closed, and with that unlocked, when dropped.
    _locked: File,
}

impl Hold {
    /// Takes the hold on the database at `url`; `None` where many may serve at a time (PostgreSQL) or nobody else
    /// can (in memory).
    ///
    /// # Errors
    ///
    /// [`StoreError::Held`] when another process has it; [`StoreError::File`] when there is no place for the lock.
    pub fn take(url: &str) -> Result<Option<Self>, StoreError> {
        let Some(database) = file_of(url) else { return Ok(None) };
        make_folder(&database)?;
        let path = beside(&real(&database), "-lock");
        let mut file = private()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|why| failed(&path, why))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Held(holder(&mut file))),
            Err(TryLockError::Error(why)) => return Err(failed(&path, why)),
        }
        let noted = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
        noted.map_err(|why| failed(&path, why))?;
        Ok(Some(Self { _locked: file }))
    }
}

/// The process that wrote its number into the lock, if it is told.
fn holder(lock: &mut File) -> Option<u32> {
    let mut text = String::new();
    lock.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

/// The file of `sqlite:FILE` or `sqlite://FILE`; `None` for one in memory and for other schemes.
fn file_of(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (file, query) = rest.split_once('?').unwrap_or((rest, ""));
    let file = percent_decode_str(file).decode_utf8().ok()?;
    (!file.is_empty() && file != ":memory:" && !query.contains("mode=memory")).then(|| PathBuf::from(&*file))
}

/// Makes an empty file for a new database, its folder if need be, and takes rights of others away from an old one. True
/// for a new one.
///
/// An existing file is never opened here: closing it would end the locks that SQLite holds on it in this process.
///
/// # Errors
///
/// [`StoreError::File`] when there is none and none can be made.
pub(crate) fn prepare(url: &str) -> Result<bool, StoreError> {
    let Some(database) = file_of(url) else { return Ok(false) };
    make_folder(&database)?;
    let made = private().write(true).create_new(true).open(&database);
    let is_new = match made {
        Ok(_) => true,
        Err(why) if why.kind() == io::ErrorKind::AlreadyExists => false,
        Err(why) => return Err(failed(&database, why)),
    };
    for end in BESIDE {
        narrow(&beside(&database, end));
    }
    Ok(is_new)
}

/// A new file with mode 0600, whatever the process's mask says.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.mode(OWNERS);
    options
}

fn make_folder(file: &Path) -> Result<(), StoreError> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => DirBuilder::new()
            .recursive(true)
            .mode(OWNERS_FOLDER)
            .create(folder)
            .map_err(|why| failed(folder, why)),
        _ => Ok(()),
    }
}

fn narrow(path: &Path) {
    let Ok(found) = fs::metadata(path) else { return };
    if found.permissions().mode() & 0o077 == 0 {
        return;
    }
    let file = path.display();
    match fs::set_permissions(path, Permissions::from_mode(OWNERS)) {
        Ok(()) => tracing::warn!(%file, "others could read this file; now only its owner can"),
        Err(_) => tracing::warn!(%file, "others can read this file; give it to its owner alone: chmod 600"),
    }
}

/// The same path for one file, by whatever way it was named.
fn real(database: &Path) -> PathBuf {
    if let Ok(path) = fs::canonicalize(database) {
        return path;
    }
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = fs::canonicalize(folder.unwrap_or(Path::new(".")));
    match (folder, database.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => database.to_owned(),
    }
}

fn beside(database: &Path, end: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn failed(path: &Path, why: io::Error) -> StoreError {
    StoreError::File { file: path.display().to_string(), why: Arc::new(why) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn an_address_names_its_file() {
        for (url, file) in [
            ("sqlite:peiban.db", Some("peiban.db")),
            ("sqlite:///var/lib/peiban.db?mode=rwc", Some("/var/lib/peiban.db")),
            ("sqlite:what%3F.db", Some("what?.db")),
            ("sqlite::memory:", None),
            ("sqlite:x?mode=memory", None),
            ("postgres://localhost/peiban", None),
        ] {
            assert_eq!(file_of(url), file.map(PathBuf::from), "{url}");
        }
    }

    #[test]
    fn one_at_a_time_holds_a_file_by_whatever_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new/data.db");
        let url = format!("sqlite:{}", file.display());
        let roundabout = format!("sqlite:{}/new/../new/data.db", folder.path().display());

        let first = Hold::take(&url).unwrap();
        let second = Hold::take(&roundabout);
        drop(first);
        let third = Hold::take(&url);

        assert!(
            matches!(second, Err(StoreError::Held(Some(pid))) if pid == std::process::id()),
            "{second:?}"
        );
        assert!(matches!(third, Ok(Some(_))));
        assert!(matches!(Hold::take("postgres://localhost/peiban"), Ok(None)));
        assert_eq!((mode(file.parent().unwrap()), mode(&beside(&file, "-lock"))), (0o700, 0o600));
    }

    #[test]
    fn new_files_are_the_owners_and_old_ones_become_so() {
        let folder = tempfile::tempdir().unwrap();
        let (new, old) = (folder.path().join("new.db"), folder.path().join("old.db"));
        fs::write(&old, "kept").unwrap();
        fs::write(beside(&old, "-wal"), "").unwrap();
        fs::set_permissions(&old, Permissions::from_mode(0o644)).unwrap();

        prepare(&format!("sqlite:{}", new.display())).unwrap();
        prepare(&format!("sqlite:{}", old.display())).unwrap();

        assert_eq!((mode(&new), mode(&old), mode(&beside(&old, "-wal"))), (0o600, 0o600, 0o600));
        assert_eq!(fs::read_to_string(&old).unwrap(), "kept");
    }
}
