//! `peiban import`: tables from the shell.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand};
use peiban_core::actor::Actor;
use peiban_core::roster::{Preview, Rows, read};
use peiban_core::text::{Args as Values, Language, MessageKey, say, tell};
use peiban_store::Store;
use peiban_store::acts::people::{ImportRoster, StageRoster, preview_roster};

use super::impressions::Impressions;
use super::line;
use crate::secret;

/// What to import.
#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// Caregivers of a roster (.xlsx or .csv).
    People(People),
    /// What platforms and partners reported of a campaign.
    Impressions(Impressions),
}

#[derive(Debug, Args)]
pub(super) struct People {
    /// The roster.
    file: PathBuf,
    /// Only tell what would happen.
    #[arg(long)]
    dry_run: bool,
    /// Tell it as JSON.
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(super) async fn run(self, store: &Store) -> anyhow::Result<()> {
        match self {
            Self::People(people) => people.run(store).await,
            Self::Impressions(impressions) => impressions.run(store).await,
        }
    }
}

impl People {
    async fn run(&self, store: &Store) -> anyhow::Result<()> {
        let file = std::fs::read(&self.file).with_context(|| format!("reading {}", self.file.display()))?;
        let told = |key: MessageKey| anyhow::anyhow!(tell(Language::En, key));
        let rows = Arc::new(read(&file, store.keys()).map_err(told)?);
        let preview = preview_roster(store, None, &rows).await?;
        self.tell(&preview)?;
        anyhow::ensure!(preview.error == 0, "{}", tell(Language::En, MessageKey("people-error-faults")));
        if !self.dry_run {
            import(store, file.into(), rows).await?;
        }
        Ok(())
    }

    fn tell(&self, preview: &Preview) -> anyhow::Result<()> {
        if self.json {
            line(&serde_json::to_string(preview)?);
            return Ok(());
        }
        let Preview { add, update, same, error, waitlisted, faults, .. } = preview;
        line(&format!(
            "add\t{add}\nupdate\t{update}\nsame\t{same}\nerror\t{error}\nwaitlisted\t{waitlisted}"
        ));
        for fault in faults {
            let mut values = Values::new();
            values.set("other", fault.other.unwrap_or_default());
            let rule = say(Language::En, fault.rule.0, &values);
            line(&format!("{}\t{}\t{}\t{rule}", fault.cell, fault.column, fault.found));
        }
        Ok(())
    }
}

async fn import(store: &Store, file: Arc<[u8]>, rows: Arc<Rows>) -> anyhow::Result<()> {
    let operator = Actor::operator();
    let file_hash = secret::hash_of(&file);
    let stage = StageRoster { file, file_hash: file_hash.clone(), rows: Arc::clone(&rows) };
    let id = store.act(&operator, stage).await?;
    store.act(&operator, ImportRoster { id, file_hash, rows }).await?;
    Ok(())
}
