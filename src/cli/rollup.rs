//! `peiban rollup`: counting again, and proving that the counts are right.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::bail;
use clap::{Args, Subcommand};
use peiban_store::Store;
use peiban_store::acts::reach::rollups::{Difference, Folded, Place, Recounted, fold_some, rebuild, verify};
use serde::Serialize;
use uuid::Uuid;

use super::line;

/// How often dirty cells are looked for.
const EVERY: Duration = Duration::from_secs(2);

/// The figures behind the overview.
#[derive(Debug, Subcommand)]
pub(super) enum Rollup {
    /// Count all facts again and replace every figure that was wrong, at once.
    Rebuild(Told),
    /// Count all facts again and compare; names each figure that is wrong, and fails. Nothing is changed.
    Verify(Told),
}

/// How it is told.
#[derive(Debug, Args)]
pub(super) struct Told {
    /// Tell it as one line of JSON.
    #[arg(long)]
    json: bool,
}

impl Rollup {
    pub(super) async fn run(self, store: &Store) -> anyhow::Result<()> {
        match self {
            Self::Rebuild(told) => {
                told.tell(&rebuild(store).await?);
                fold_all(store).await
            }
            Self::Verify(told) => {
                let counted = verify(store).await?;
                told.tell(&counted);
                match counted.wrong.len() {
                    0 => Ok(()),
                    wrong => bail!("{wrong} figures are wrong: `peiban rollup rebuild` replaces them"),
                }
            }
        }
    }
}

impl Told {
    fn tell(&self, Recounted { figures, waiting, wrong }: &Recounted) {
        let wrong = wrong.iter().map(Wrong::from);
        if self.json {
            let wrong: Vec<_> = wrong.collect();
            line(&serde_json::json!({ "figures": figures, "waiting": waiting, "wrong": wrong }).to_string());
        } else {
            wrong.for_each(|wrong| line(&wrong.to_string()));
            line(&format!("{figures} figures; {waiting} cells waited to be counted"));
        }
    }
}

/// A figure that differs, as it is told.
#[derive(Serialize)]
struct Wrong {
    /// A day or a period, as people write it.
    when: String,
    area: i64,
    partner: Option<Uuid>,
    figure: &'static str,
    part: String,
    stored: Option<i64>,
    counted: Option<i64>,
}

impl From<&Difference> for Wrong {
    fn from(Difference { place, figure, part, stored, counted }: &Difference) -> Self {
        let (when, area, partner) = match place {
            Place::Day(cell) => (cell.day.to_string(), cell.area, cell.partner),
            Place::Period(spot) => (spot.period.to_string(), spot.area, spot.partner),
        };
        let partner = (!partner.is_nil()).then_some(partner);
        let (stored, counted) = (*stored, *counted);
        Self { when, area, partner, figure: figure.word(), part: part.clone(), stored, counted }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { when, area, partner, figure, part, stored, counted } = self;
        let value = |value: &Option<i64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
        write!(f, "{when} area {area}")?;
        if let Some(partner) = partner {
            write!(f, " partner {partner}")?;
        }
        write!(f, " {figure}")?;
        if !part.is_empty() {
            write!(f, " {part}")?;
        }
        write!(f, ": stored {}, counted {}", value(stored), value(counted))?;
        if stored == counted { f.write_str(" (other people)") } else { Ok(()) }
    }
}

/// Folds until nothing waits.
///
/// # Errors
///
/// When the database fails.
pub async fn fold_all(store: &Store) -> anyhow::Result<()> {
    while store.read().await?.uncounted_since().await?.is_some() {
        if fold_some(store).await? == Folded::Held {
            tokio::time::sleep(EVERY).await;
        }
    }
    Ok(())
}

/// Folds what changes for as long as the program runs; goes on after a failure.
///
/// While much waits it rests as long as it works, so that whoever records or asks has the rest of the machine; else it
/// lets changes gather, since days counted together share the periods that they lie in.
pub(super) async fn keep_folding(store: Store) {
    loop {
        let began = Instant::now();
        let folded = fold_some(&store).await;
        if let Err(error) = &folded {
            tracing::warn!(?error, "figures could not be folded");
        }
        let rest = if matches!(folded, Ok(Folded::Some)) { began.elapsed() } else { EVERY };
        tokio::time::sleep(rest).await;
    }
}
