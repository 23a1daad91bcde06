//! `peiban export all`: every table as CSV with a data dictionary, for leaving.

use std::collections::HashMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::BufWriter;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Subcommand;
use peiban_core::content::{Embedded, Files};
use peiban_core::seal::{Keys, Sealed};
use peiban_store::whole::{Cells, Column, Direct};
use secrecy::ExposeSecret;
use serde::Deserialize;
use uuid::Uuid;

use super::line;
use crate::config::Settings;

/// Take everything along.
#[derive(Debug, Subcommand)]
pub(super) enum Export {
    /// Every table as a CSV of its own, and dictionary.csv, which says what each column means.
    All {
        /// A folder that is not there yet.
        folder: PathBuf,
        /// People as well: names, phones, who came, what was answered. Disclosures never.
        #[arg(long)]
        with_people: bool,
    },
}

/// Who a table or a column may leave with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Class {
    Open,
    People,
    Sealed,
    Never,
}

/// A line of `dictionary.csv`. Table `*` is for columns that mean the same everywhere, column `*` for a whole table.
#[derive(Debug, Clone, Deserialize)]
struct Entry {
    table: String,
    column: String,
    class: Option<Class>,
    #[serde(rename = "meaning.en")]
    en: String,
    #[serde(rename = "meaning.zh-Hans")]
    zh: String,
}

/// What each table and column means, and whether it may leave.
pub struct Dictionary(HashMap<(String, String), Entry>);

/// A column that leaves.
struct Leaving<'d> {
    at: usize,
    name: &'d str,
    holds: &'static str,
    entry: &'d Entry,
    sealed: bool,
}

impl Dictionary {
    /// The one inside the program.
    ///
    /// # Errors
    ///
    /// When it cannot be read; never, in a tested build.
    pub fn embedded() -> anyhow::Result<Self> {
        let file = Files::get(&Embedded, "dictionary.csv").context("the dictionary is missing")?;
        let entries = csv::Reader::from_reader(&*file).into_deserialize::<Entry>();
        let all: Result<_, _> = entries
            .map(|entry| entry.map(|entry| ((entry.table.clone(), entry.column.clone()), entry)))
            .collect();
        Ok(Self(all.context("the dictionary cannot be read")?))
    }

    fn of(&self, table: &str, column: &str) -> Option<&Entry> {
        let find = |table: &str| self.0.get(&(table.to_owned(), column.to_owned()));
        find(table).or_else(|| find("*"))
    }

    /// The class of a table; nothing that is not described may leave.
    fn table(&self, table: &str) -> Option<Class> {
        self.0.get(&(table.to_owned(), "*".to_owned()))?.class
    }

    /// Columns that nobody has described: they stay behind.
    pub fn undescribed(&self, table: &str, columns: &[Column]) -> Vec<String> {
        match self.table(table) {
            Some(Class::Never) => Vec::new(),
            None => vec![format!("{table}.*")],
            Some(_) => columns
                .iter()
                .filter(|column| self.of(table, &column.name).is_none())
                .map(|column| format!("{table}.{}", column.name))
                .collect(),
        }
    }

    fn leaving<'d>(&'d self, table: &str, columns: &'d [Column], people: bool) -> Vec<Leaving<'d>> {
        let may = |class| match class {
            None | Some(Class::Open) => true,
            Some(Class::People | Class::Sealed) => people,
            Some(Class::Never) => false,
        };
        let described = columns.iter().enumerate();
        described
            .filter_map(|(at, column)| {
                let entry = self.of(table, &column.name).filter(|entry| may(entry.class))?;
                let sealed = entry.class == Some(Class::Sealed);
                Some(Leaving { at, name: &column.name, holds: column.holds.word(), entry, sealed })
            })
            .collect()
    }
}

impl Export {
    pub(super) async fn run(self, settings: Settings) -> anyhow::Result<()> {
        let Self::All { folder, with_people } = self;
        let keys =
            Keys::of_hex(settings.secret_key.expose_secret()).context("the secret key cannot be read")?;
        DirBuilder::new()
            .mode(0o700)
            .create(&folder)
            .with_context(|| format!("making {}", folder.display()))?;
        let done = all(&settings, &folder, with_people.then_some(&keys)).await;
        if done.is_err() {
            fs::remove_dir_all(&folder)?; // half of it is worse than nothing
        }
        let (tables, rows, left) = done?;
        for undescribed in left {
            line(&format!("left out, since nothing says what it means\t{undescribed}"));
        }
        let people =
            if with_people { "with people" } else { "without people: --with-people takes them along" };
        line(&format!("{}\t{tables} tables, {rows} rows, {people}", folder.display()));
        Ok(())
    }
}

/// Writes what may leave, as it is at one moment. `keys` come with people.
async fn all(
    settings: &Settings,
    folder: &Path,
    keys: Option<&Keys>,
) -> anyhow::Result<(usize, usize, Vec<String>)> {
    let dictionary = Dictionary::embedded()?;
    let mut database = Direct::open(&settings.database_url).await.context("opening the database")?;
    database.hold().await?;
    let (mut tables, mut rows, mut left) = (0, 0, Vec::new());
    let mut told = csv::Writer::from_writer(created(&folder.join("dictionary.csv"))?);
    told.write_record(["table", "column", "type", "meaning.en", "meaning.zh-Hans"])?;
    let people = keys.is_some();
    for table in database.exec().tables().await? {
        let columns = database.exec().columns(&table).await?;
        left.extend(dictionary.undescribed(&table, &columns));
        let may = match dictionary.table(&table) {
            Some(Class::Open) => true,
            Some(Class::People) => people,
            _ => false,
        };
        if !may {
            continue;
        }
        let leaving = dictionary.leaving(&table, &columns, people);
        for column in &leaving {
            let entry = column.entry;
            told.write_record([table.as_str(), column.name, column.holds, &entry.en, &entry.zh])?;
        }
        rows +=
            written(&mut database, folder, Table { name: &table, columns: &columns, leaving, keys }).await?;
        tables += 1;
    }
    told.flush()?;
    database.close().await;
    Ok((tables, rows, left))
}

/// A table on its way out.
struct Table<'t> {
    name: &'t str,
    columns: &'t [Column],
    leaving: Vec<Leaving<'t>>,
    keys: Option<&'t Keys>,
}

async fn written(database: &mut Direct, folder: &Path, table: Table<'_>) -> anyhow::Result<usize> {
    let mut file = csv::Writer::from_writer(created(&folder.join(format!("{}.csv", table.name)))?);
    file.write_record(table.leaving.iter().map(|column| column.name))?;
    let (mut rows, mut failed) = (0, None);
    let each = |cells: Cells| {
        let record: anyhow::Result<Vec<String>> =
            table.leaving.iter().map(|column| told(column, &cells, table.keys)).collect();
        failed = record.and_then(|record| Ok(file.write_record(record)?)).err();
        rows += 1;
        failed.is_none()
    };
    database.exec().each_row(table.name, table.columns, each).await.with_context(|| table.name.to_owned())?;
    if let Some(error) = failed {
        return Err(error.context(table.name.to_owned()));
    }
    file.flush()?;
    Ok(rows)
}

/// A cell as it leaves: what is sealed is opened in its own row.
fn told(column: &Leaving<'_>, cells: &Cells, keys: Option<&Keys>) -> anyhow::Result<String> {
    let Some(cell) = cells.get(column.at).cloned().flatten() else { return Ok(String::new()) };
    let Some(keys) = keys.filter(|_| column.sealed) else { return Ok(cell) };
    let row = cells
        .first()
        .cloned()
        .flatten()
        .and_then(|id| Uuid::try_parse(&id).ok())
        .context("a row has no id")?;
    let bytes =
        (0..cell.len() / 2).map(|at| u8::from_str_radix(cell.get(at * 2..at * 2 + 2).unwrap_or(""), 16));
    let bytes: Vec<u8> = bytes.collect::<Result<_, _>>()?;
    let Ok(plain) = keys.open(Sealed::Phone, row, &bytes) else {
        bail!("the secret key does not open what is sealed: it belongs to another database")
    };
    Ok(String::from_utf8_lossy(&plain).into_owned())
}

fn created(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    Ok(BufWriter::new(file.with_context(|| format!("making {}", path.display()))?))
}
