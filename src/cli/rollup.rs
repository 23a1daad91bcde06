//! `peiban rollup`: counting again, and proving that the counts are right.

use std::time::{Duration, Instant};

use anyhow::bail;
use clap::Subcommand;
use peiban_core::actor::Actor;
use peiban_store::Store;
use peiban_store::acts::reach::rollups::{Folded, RebuildRollups, fold_some};

use super::line;

/// How often dirty cells are looked for.
const EVERY: Duration = Duration::from_secs(2);

/// The figures behind the overview.
#[derive(Debug, Subcommand)]
pub(super) enum Rollup {
    /// Forget every figure and count all facts again.
    Rebuild,
    /// Count all facts again and compare; fails where a figure was wrong. The right ones stay.
    Verify,
}

impl Rollup {
    pub(super) async fn run(self, store: &Store) -> anyhow::Result<()> {
        fold_all(store).await?;
        let before = figures(store).await?;
        store.act(&Actor::operator(), RebuildRollups).await?;
        fold_all(store).await?;
        let after = figures(store).await?;
        line(&format!("{} figures", after.len()));
        let wrong = before.symmetric_difference(&after).count();
        match self {
            Self::Verify if wrong > 0 => bail!("{wrong} figures were wrong and are right now"),
            Self::Verify | Self::Rebuild => Ok(()),
        }
    }
}

/// Every figure of days and periods, as text that can be compared.
async fn figures(store: &Store) -> anyhow::Result<std::collections::BTreeSet<String>> {
    let mut read = store.read().await?;
    let days = read.rollup_days().await?.into_iter().map(|row| format!("{row:?}"));
    let mut all: std::collections::BTreeSet<String> = days.collect();
    all.extend(read.rollup_periods().await?.into_iter().map(|row| format!("{row:?}")));
    Ok(all)
}

/// Folds until nothing waits.
///
/// # Errors
///
/// When the database fails.
pub async fn fold_all(store: &Store) -> anyhow::Result<()> {
    while store.read().await?.uncounted_since().await?.is_some() {
        fold_some(store).await?;
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
