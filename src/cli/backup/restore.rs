//! `peiban restore`: a drill that leaves nothing behind, or the real thing into a place that is empty.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Stdio;

use age::{Decryptor, Identity, IdentityFile};
use anyhow::{Context, bail};
use chrono::Utc;
use clap::Args;
use peiban_core::seal::Keys;
use peiban_store::Schema;
use peiban_store::whole::{Direct, KeyFit, Look};
use secrecy::ExposeSecret;
use serde::Serialize;

use super::bundle::{self, Kind, Manifest, Unusable};
use super::{folder_of, part_of, path_of, postgres};
use crate::cli::line;
use crate::config::Settings;

/// Prove that a backup can be restored, or restore it.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["verify", "into"]))]
pub(crate) struct Restore {
    /// The backup.
    file: PathBuf,
    /// The private key of age that opens it, as age-keygen wrote it.
    #[arg(long)]
    identity: Option<PathBuf>,
    /// A drill: restore to a temporary place, look at everything, delete it again.
    #[arg(long)]
    verify: bool,
    /// Restore to this database: a file that is not there yet, or a PostgreSQL database without tables.
    #[arg(long, value_name = "URL")]
    into: Option<String>,
    /// Tell what was found as JSON.
    #[arg(long)]
    json: bool,
}

/// What a restored database turned out to be.
#[derive(Serialize)]
struct Found {
    verified: bool,
    #[serde(flatten)]
    manifest: Manifest,
    /// Tables whose rows differ from the manifest: how many are there.
    differing: BTreeMap<String, i64>,
    /// What the database says is wrong with itself.
    faults: Vec<String>,
    /// Migrations that this program does not know.
    unknown: Vec<i64>,
    /// Whether the secret key opens what is sealed: opens, wrong, nothing sealed, or not asked.
    key: &'static str,
}

impl Restore {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let settings = Settings::load();
        let keys =
            settings.as_ref().ok().and_then(|settings| Keys::of_hex(settings.secret_key.expose_secret()));
        let manifest = self.head()?;
        let found = match (&self.into, manifest.database) {
            (Some(url), Kind::Sqlite) if url.starts_with("sqlite:") => {
                self.to_file(url, keys.as_ref()).await?
            }
            (Some(url), Kind::Postgres) if url.starts_with("postgres") => {
                self.to_server(url, keys.as_ref()).await?
            }
            (Some(_), Kind::Sqlite) => bail!(
                "this backup is of SQLite: restore it into sqlite:FILE, then take it to PostgreSQL with peiban move"
            ),
            (Some(_), Kind::Postgres) => {
                bail!("this backup is of PostgreSQL: restore it into an empty database of PostgreSQL")
            }
            (None, Kind::Sqlite) => {
                let folder = tempfile::TempDir::with_prefix("peiban-restore-")?;
                fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700))?;
                self.to_file(&format!("sqlite:{}", folder.path().join("peiban.db").display()), keys.as_ref())
                    .await?
            }
            (None, Kind::Postgres) => {
                let settings = settings?;
                self.drill_on_server(&settings.database_url, keys.as_ref()).await?
            }
        };
        self.tell(&found)
    }

    /// The manifest, after reading the file to its end: what is cut or changed is refused before anything is made.
    fn head(&self) -> anyhow::Result<Manifest> {
        let shown = self.file.display();
        self.unpacked(&mut std::io::sink()).with_context(|| format!("{shown} cannot be restored"))
    }

    fn unpacked(&self, payload: &mut impl Write) -> anyhow::Result<Manifest> {
        let file = File::open(&self.file)?;
        let mut file = BufReader::with_capacity(1 << 16, file);
        if !file.fill_buf()?.starts_with(b"age-encryption.org/") {
            return Ok(bundle::read(&mut file, payload)?);
        }
        let path = self.identity.as_ref().context("it is encrypted: name the private key with --identity")?;
        let keys = IdentityFile::from_file(path.display().to_string())
            .with_context(|| format!("reading {}", path.display()))?
            .into_identities()
            .map_err(|why| anyhow::anyhow!("{} holds no private key of age: {why}", path.display()))?;
        let sealed = Decryptor::new_buffered(file).map_err(|_| Unusable::Damaged)?;
        let opened = sealed.decrypt(keys.iter().map(|key| &**key as &dyn Identity));
        let opened = opened.map_err(|why| match why {
            age::DecryptError::NoMatchingKeys => {
                anyhow::anyhow!("{} is not the key it was made for", path.display())
            }
            _ => Unusable::Damaged.into(),
        })?;
        Ok(bundle::read(&mut BufReader::with_capacity(1 << 16, opened), payload)?)
    }

    async fn to_file(&self, url: &str, keys: Option<&Keys>) -> anyhow::Result<Found> {
        let file = path_of(url);
        if file.exists() {
            bail!("{} is there already: nothing is restored over it", file.display());
        }
        let part = part_of(&file)?;
        let manifest = self.unpacked(&mut part.as_file())?;
        part.as_file().sync_all()?;
        let found = looked_at(&format!("sqlite:{}", part.path().display()), manifest, keys).await?;
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{end}", part.path().display())); // left by looking, if at all
        }
        if found.verified {
            part.persist_noclobber(&file).with_context(|| format!("naming {}", file.display()))?;
            File::open(folder_of(&file))?.sync_all()?;
        }
        Ok(found)
    }

    async fn to_server(&self, url: &str, keys: Option<&Keys>) -> anyhow::Result<Found> {
        let mut empty = Direct::open(url).await.context("opening the database to restore into")?;
        let tables = empty.exec().tables().await?;
        empty.close().await;
        if !tables.is_empty() {
            bail!("that database has {} tables already: nothing is restored over them", tables.len());
        }
        self.load(url)?;
        let mut manifest = self.head()?;
        manifest.database = Kind::Postgres;
        looked_at(url, manifest, keys).await
    }

    /// Into a database of its own on the server of the settings, which is dropped again.
    async fn drill_on_server(&self, address: &str, keys: Option<&Keys>) -> anyhow::Result<Found> {
        let name = format!("peiban_drill_{}", Utc::now().format("%Y%m%d%H%M%S%6f"));
        let url = postgres::other_database(address, &name)?;
        let mut server = Direct::open(address).await.context("opening the database server")?;
        server
            .make_database(&name)
            .await
            .context("making a database to restore into needs the right CREATEDB")?;
        let found = self.to_server(&url, keys).await;
        server.drop_database(&name).await.with_context(|| format!("dropping the database {name}"))?;
        server.close().await;
        found
    }

    /// Feeds `pg_restore`, which does all of it in one transaction.
    fn load(&self, url: &str) -> anyhow::Result<()> {
        let environment = postgres::environment(url)?;
        let name = environment.iter().find(|(key, _)| *key == "PGDATABASE").map(|(_, name)| name.clone());
        let database = format!("--dbname={}", name.context("the address names no database")?);
        let arguments =
            ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", &database];
        let mut command = postgres::tool("pg_restore", url, &arguments)?;
        let mut tool = postgres::start(command.stdin(Stdio::piped()).stdout(Stdio::null()))?;
        let mut input = tool.stdin.take().context("pg_restore takes no input")?;
        let fed = self.unpacked(&mut input);
        drop(input);
        postgres::done("pg_restore", tool)?;
        fed.map(drop)
    }

    fn tell(&self, found: &Found) -> anyhow::Result<()> {
        if self.json {
            line(&serde_json::to_string(found)?);
        } else {
            found.tell(self.verify);
        }
        if found.verified { Ok(()) } else { bail!("this backup is not good: make another, and find out why") }
    }
}

impl Found {
    fn tell(&self, drill: bool) {
        let manifest = &self.manifest;
        let rows: i64 = manifest.tables.values().sum();
        line(&format!("made\t{}\tby version {}", manifest.made_at, manifest.program));
        line(&format!("schema\t{}", manifest.schema));
        line(&format!("tables\t{}, {rows} rows", manifest.tables.len()));
        for (table, there) in &self.differing {
            line(&format!("DIFFERS\t{table}: {there} rows are there"));
        }
        for fault in &self.faults {
            line(&format!("DAMAGED\t{fault}"));
        }
        if !self.unknown.is_empty() {
            line(&format!("NEWER\tmigrations {:?}: restore with the program that made it", self.unknown));
        }
        line(&format!("secret key\t{}", self.key));
        if self.verified {
            line(if drill { "The backup restores. Nothing was left behind." } else { "Restored." });
        }
    }
}

async fn looked_at(url: &str, manifest: Manifest, keys: Option<&Keys>) -> anyhow::Result<Found> {
    let mut database = Direct::open(url).await.context("the restored database cannot be opened")?;
    let faults =
        database.exec().faults(Look::Whole).await.unwrap_or_else(|_| vec!["it cannot be read".to_owned()]);
    if !faults.is_empty() {
        return Ok(Found::bad(manifest, faults));
    }
    let Schema { unknown, .. } = database.exec().schema().await?;
    let counts = database.exec().table_counts().await?;
    let differing: BTreeMap<_, _> = manifest
        .tables
        .iter()
        .map(|(table, rows)| (table.clone(), *rows, counts.get(table).copied().unwrap_or(0)))
        .filter(|(_, told, there)| told != there)
        .map(|(table, _, there)| (table, there))
        .collect();
    let key = match keys {
        None => "not asked: no PEIBAN_SECRET_KEY is set here",
        Some(keys) => match database.exec().key_fit(keys).await? {
            KeyFit::Opens => "opens what is sealed",
            KeyFit::Wrong => "WRONG: it does not open what is sealed",
            KeyFit::NothingSealed => "nothing is sealed yet",
        },
    };
    database.close().await;
    let verified = differing.is_empty() && unknown.is_empty() && !key.starts_with("WRONG");
    Ok(Found { verified, manifest, differing, faults, unknown, key })
}

impl Found {
    fn bad(manifest: Manifest, faults: Vec<String>) -> Self {
        let none = BTreeMap::new();
        Self { verified: false, manifest, differing: none, faults, unknown: Vec::new(), key: "not asked" }
    }
}
