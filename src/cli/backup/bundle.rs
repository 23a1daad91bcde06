//! What lies in a backup's file: a first line, a line of JSON, the database, and a SHA-256 of all three.
//!
//! Whoever has lost this program still gets at it: `age -d -i KEY FILE | tail -n +3 | head -c -32`.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const FIRST_LINE: &str = "peiban-backup 1\n";
/// Longer lines are no manifest.
const MANIFEST_LIMIT: u64 = 1 << 20;
const SUM: usize = 32;

/// Which database a backup is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// The file itself.
    Sqlite,
    /// `pg_dump`'s custom format.
    Postgres,
}

/// What a backup says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The program's version.
    pub program: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Which database it is of.
    pub database: Kind,
    /// The newest migration.
    pub schema: i64,
    /// How many rows each table has.
    pub tables: BTreeMap<String, i64>,
}

/// Why a file is no backup that can be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unusable {
    /// Another kind of file.
    #[error("this is no backup of Peiban")]
    Foreign,
    /// The sum differs.
    #[error("the backup is damaged or cut short")]
    Damaged,
    /// The file could not be read, or the copy not be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes a backup of `payload`; tells its SHA-256 in hexadecimal.
///
/// # Errors
///
/// When either side fails.
pub(crate) fn write(to: &mut impl Write, manifest: &Manifest, payload: &mut impl Read) -> io::Result<String> {
    let mut to = Summed { inner: to, sum: Sha256::new() };
    to.write_all(FIRST_LINE.as_bytes())?;
    serde_json::to_writer(&mut to, manifest)?;
    to.write_all(b"\n")?;
    io::copy(payload, &mut to)?;
    let sum = to.sum.finalize();
    to.inner.write_all(&sum)?;
    Ok(sum.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Reads a backup, whose database goes to `payload`. What was written there is to be used only when this returns well.
///
/// # Errors
///
/// [`Unusable`] when it is something else, or not all of it is there.
pub(crate) fn read(from: &mut impl BufRead, payload: &mut impl Write) -> Result<Manifest, Unusable> {
    let mut sum = Sha256::new();
    let first = line(from, FIRST_LINE.len() as u64)?;
    if first != FIRST_LINE.as_bytes() {
        return Err(Unusable::Foreign);
    }
    sum.update(&first);
    let told = line(from, MANIFEST_LIMIT)?;
    let manifest = serde_json::from_slice(&told).map_err(|_| Unusable::Damaged)?;
    sum.update(&told);
    let kept = all_but_the_sum(from, |part| {
        sum.update(part);
        payload.write_all(part)
    })?;
    payload.flush()?;
    if kept != sum.finalize().as_slice() {
        return Err(Unusable::Damaged);
    }
    Ok(manifest)
}

fn line(from: &mut impl BufRead, limit: u64) -> Result<Vec<u8>, Unusable> {
    let mut line = Vec::new();
    from.take(limit).read_until(b'\n', &mut line).map_err(broken)?;
    Ok(line)
}

/// Hands on everything but the last bytes, which it returns.
fn all_but_the_sum(
    from: &mut impl BufRead,
    mut each: impl FnMut(&[u8]) -> io::Result<()>,
) -> Result<Vec<u8>, Unusable> {
    let mut held = Vec::with_capacity(1 << 17);
    loop {
        let part = from.fill_buf().map_err(broken)?;
        if part.is_empty() {
            return Ok(held);
        }
        held.extend_from_slice(part);
        let length = part.len();
        from.consume(length);
        if held.len() > SUM {
            let ready = held.len() - SUM;
            each(&held[..ready])?;
            held.drain(..ready);
        }
    }
}

/// age says so by an error of these kinds when a file was changed or cut.
fn broken(error: io::Error) -> Unusable {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Unusable::Damaged,
        _ => Unusable::Io(error),
    }
}

struct Summed<'w, W> {
    inner: &'w mut W,
    sum: Sha256,
}

impl<W: Write> Write for Summed<'_, W> {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(part)?;
        self.sum.update(&part[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            program: "0.1.0".into(),
            made_at: "2026-11-28T02:00:00Z".parse().unwrap(),
            database: Kind::Sqlite,
            schema: 36,
            tables: BTreeMap::from([("groups".to_owned(), 3)]),
        }
    }

    #[test]
    fn what_was_written_is_read_again_whatever_its_length() {
        for length in [0, 1, 31, 32, 33, 70_000] {
            let (mut file, mut back) = (Vec::new(), Vec::new());
            let payload: Vec<u8> = (0..=255).cycle().take(length).collect();
            write(&mut file, &manifest(), &mut payload.as_slice()).unwrap();

            let told = read(&mut io::BufReader::with_capacity(100, file.as_slice()), &mut back).unwrap();

            assert_eq!((told, back), (manifest(), payload));
        }
    }

    #[test]
    fn a_file_cut_anywhere_or_changed_anywhere_is_refused() {
        let mut file = Vec::new();
        write(&mut file, &manifest(), &mut b"the whole database".as_slice()).unwrap();
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(read(&mut &file[..at], &mut io::sink()).is_err(), "cut at {at}");
            assert!(read(&mut changed.as_slice(), &mut io::sink()).is_err(), "changed at {at}");
        }
        assert!(matches!(read(&mut b"SQLite format 3".as_slice(), &mut io::sink()), Err(Unusable::Foreign)));
    }
}
