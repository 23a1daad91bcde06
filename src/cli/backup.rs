//! `peiban backup`: a copy of everything as it is at one moment, encrypted, while work goes on.

pub(super) mod bundle;
pub(super) mod keep;
pub(super) mod restore;

mod postgres;

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use age::x25519::Recipient;
use anyhow::{Context, bail};
use chrono::Utc;
use clap::Args;
use peiban_store::whole::{Direct, Look};
use serde::Serialize;
use tempfile::NamedTempFile;

use super::line;
use crate::config::{Faults, Settings};
use bundle::{Kind, Manifest};

/// Copy the whole database to a file while work goes on, encrypted.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file to write, which must not be there yet, or a folder, where it is named by the time;
    /// `PEIBAN_BACKUP_FOLDER` unless given.
    to: Option<PathBuf>,
    /// Who can open it: a public key of age, `age1…`; `PEIBAN_BACKUP_RECIPIENT` unless given.
    #[arg(long)]
    recipient: Option<String>,
    /// Do not encrypt: names, chats and answers can be read by whoever gets the file.
    #[arg(long, conflicts_with = "recipient")]
    clear: bool,
    /// In a folder: delete older backups, all but this many.
    #[arg(long)]
    keep: Option<usize>,
    /// Tell the result as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Made {
    file: PathBuf,
    bytes: u64,
    sha256: String,
    encrypted: bool,
    forgotten: usize,
    #[serde(flatten)]
    manifest: Manifest,
}

impl Backup {
    pub(super) async fn run(self, settings: Settings) -> anyhow::Result<()> {
        let recipient = self.recipient(&settings)?;
        let place = self.to.clone().or_else(|| settings.backup_folder.clone());
        let place = place.context("where to? Name a file or a folder, or set PEIBAN_BACKUP_FOLDER")?;
        let folder = place.is_dir();
        if self.keep.is_some() && !folder {
            bail!("--keep needs a folder, not a file: {}", place.display());
        }
        let file =
            if folder { place.join(keep::name(Utc::now(), recipient.is_some())) } else { place.clone() };
        let (manifest, sha256) = written(&settings.database_url, &file, recipient.clone()).await?;
        let forgotten = self.keep.map_or(Ok(0), |keep| keep::forget(&place, keep));
        let made = Made {
            bytes: fs::metadata(&file)?.len(),
            sha256,
            encrypted: recipient.is_some(),
            forgotten: forgotten.context("the backup is made, but an older one could not be deleted")?,
            file,
            manifest,
        };
        self.tell(&made)
    }

    fn recipient(&self, settings: &Settings) -> anyhow::Result<Option<Recipient>> {
        if self.clear {
            return Ok(None);
        }
        let text = self.recipient.as_deref().or(settings.backup_recipient.as_deref());
        let Some(text) = text else {
            let told = "is not set. Make a key with age-keygen on another machine, keep it there, and \
                        tell its public half here (age1…); or say --clear to leave names readable";
            return Err(Faults::one("backup_recipient", told).into());
        };
        let read = text.trim().parse::<Recipient>();
        Ok(Some(
            read.map_err(|why| Faults::one("backup_recipient", format!("is no public key of age: {why}")))?,
        ))
    }

    fn tell(&self, made: &Made) -> anyhow::Result<()> {
        if self.json {
            line(&serde_json::to_string(made)?);
            return Ok(());
        }
        let rows: i64 = made.manifest.tables.values().sum();
        let how = if made.encrypted { "encrypted" } else { "NOT encrypted" };
        line(&format!("{}\t{} bytes, {rows} rows, {how}", made.file.display(), made.bytes));
        if made.forgotten > 0 {
            line(&format!("{} older backups deleted", made.forgotten));
        }
        Ok(())
    }
}

/// Writes a backup of the database at `url` to `file`: all of it under its name, or nothing.
async fn written(url: &str, file: &Path, recipient: Option<Recipient>) -> anyhow::Result<(Manifest, String)> {
    if file.exists() {
        bail!("{} is there already; a backup is never overwritten", file.display());
    }
    let part = part_of(file)?;
    let done = match url.starts_with("sqlite:") {
        true => sqlite(url, part.path(), recipient).await,
        false => postgres(url, part.path(), recipient).await,
    }?;
    part.persist_noclobber(file).with_context(|| format!("naming {}", file.display()))?;
    File::open(folder_of(file))?.sync_all()?;
    Ok(done)
}

/// Beside the file, readable by its owner only, and gone unless it gets its name.
pub(super) fn part_of(file: &Path) -> anyhow::Result<NamedTempFile> {
    let beside = tempfile::Builder::new().prefix(".peiban-").suffix(".part").tempfile_in(folder_of(file));
    beside.with_context(|| format!("the folder of {} cannot be written to", file.display()))
}

pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// The path in SQLite's address.
pub(super) fn path_of(url: &str) -> PathBuf {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    PathBuf::from(path.split('?').next().unwrap_or(path))
}

/// The copy lies beside the database while it is encrypted: readable names stay on the disk that holds them anyway.
async fn sqlite(url: &str, part: &Path, recipient: Option<Recipient>) -> anyhow::Result<(Manifest, String)> {
    let copy = part_of(&path_of(url))?;
    let mut database = Direct::open(url).await.context("opening the database")?;
    database.copy_to(copy.path()).await.context("copying the database")?;
    database.close().await;

    let mut copied = Direct::open(&format!("sqlite:{}", copy.path().display())).await?;
    let faults = copied.exec().faults(Look::Whole).await?;
    if !faults.is_empty() {
        bail!("the database is damaged, so there is no backup of it: {}", faults.join("; "));
    }
    let manifest = described(&mut copied, Kind::Sqlite).await?;
    copied.close().await;
    let (part, told) = (part.to_owned(), manifest.clone());
    let sum =
        tokio::task::spawn_blocking(move || packed(&part, &told, &mut copy.as_file(), recipient)).await??;
    Ok((manifest, sum))
}

/// Streams from `pg_dump`: nothing readable touches a disk. Counts are of the moment that is dumped.
async fn postgres(
    url: &str,
    part: &Path,
    recipient: Option<Recipient>,
) -> anyhow::Result<(Manifest, String)> {
    let mut database = Direct::open(url).await.context("opening the database")?;
    let moment = database.snapshot().await?.context("the database is no PostgreSQL")?;
    let manifest = described(&mut database, Kind::Postgres).await?;
    let snapshot = format!("--snapshot={moment}");
    let arguments = ["--format=custom", "--no-owner", "--no-privileges", snapshot.as_str()];
    let mut command = postgres::tool("pg_dump", url, &arguments)?;
    let mut dump = postgres::start(command.stdin(Stdio::null()).stdout(Stdio::piped()))?;
    let (part, told) = (part.to_owned(), manifest.clone());
    let sum = tokio::task::spawn_blocking(move || {
        let mut out = dump.stdout.take().context("pg_dump has no output")?;
        let packed = packed(&part, &told, &mut out, recipient);
        drop(out);
        postgres::done("pg_dump", dump)?;
        packed
    })
    .await??;
    database.close().await;
    Ok((manifest, sum))
}

async fn described(database: &mut Direct, kind: Kind) -> anyhow::Result<Manifest> {
    let schema = database.exec().schema().await?;
    if schema.is_empty() {
        bail!("there is nothing to back up: the database has no tables yet");
    }
    Ok(Manifest {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: Utc::now(),
        database: kind,
        schema: schema.version,
        tables: database.exec().table_counts().await?,
    })
}

/// Writes and syncs the backup.
fn packed(
    part: &Path,
    manifest: &Manifest,
    payload: &mut impl Read,
    recipient: Option<Recipient>,
) -> anyhow::Result<String> {
    let file = OpenOptions::new().write(true).truncate(true).mode(0o600).open(part)?;
    let mut out = std::io::BufWriter::with_capacity(1 << 16, &file);
    let sum = match recipient {
        None => bundle::write(&mut out, manifest, payload)?,
        Some(recipient) => {
            let all = std::iter::once(&recipient as &dyn age::Recipient);
            let mut sealed = age::Encryptor::with_recipients(all)?.wrap_output(&mut out)?;
            let sum = bundle::write(&mut sealed, manifest, payload)?;
            sealed.finish()?;
            sum
        }
    };
    out.flush()?;
    drop(out);
    file.sync_all()?;
    Ok(sum)
}
