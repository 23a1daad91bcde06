//! `peiban import impressions FILE`: what platforms reported, from the shell.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use peiban_core::actor::Actor;
use peiban_core::text::{Language, tell};
use peiban_store::ActError;
use peiban_store::acts::reach::reports::{Checked, ImportReports, ReportFile, check_reports};
use peiban_store::{Campaign, Store};

use super::line;

/// Import an impression report.
#[derive(Debug, Args)]
pub(super) struct Impressions {
    /// CSV or Excel file: channel, asset, area, day, measure, value, source.
    file: PathBuf,
    /// The campaign's code; not needed where there is only one.
    #[arg(long)]
    campaign: Option<String>,
    /// Tell what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

impl Impressions {
    pub(super) async fn run(self, store: &Store) -> anyhow::Result<()> {
        let bytes = std::fs::read(&self.file).with_context(|| format!("reading {}", self.file.display()))?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let campaign = self.campaign(store).await?;
        let file = ReportFile { campaign: campaign.id, name, bytes: bytes.into() };
        let checked = check_reports(store, None, &file).await.map_err(told)?;
        self.tell(&checked)?;
        if !checked.faults.is_empty() {
            bail!("nothing was imported: {} rows need a fix", checked.wrong);
        }
        if !self.dry_run {
            store.act(&Actor::operator(), ImportReports { file, checked }).await.map_err(told)?;
            super::rollup::fold_all(store).await?;
        }
        Ok(())
    }

    async fn campaign(&self, store: &Store) -> anyhow::Result<Campaign> {
        let mut campaigns = store.read().await?.campaigns(None).await?;
        if let Some(code) = &self.campaign {
            campaigns.retain(|campaign| campaign.code == *code);
        }
        match campaigns.pop() {
            Some(campaign) if campaigns.is_empty() => Ok(campaign),
            Some(_) => bail!("there are several campaigns: name one with --campaign"),
            None => bail!("there is no such campaign"),
        }
    }

    fn tell(&self, checked: &Checked) -> anyhow::Result<()> {
        if self.json {
            line(&serde_json::to_string(checked)?);
            return Ok(());
        }
        let changes = checked.changes;
        line(&format!("to add {}, to correct {}, the same {}", changes.added, changes.updated, changes.same));
        for fault in &checked.faults {
            let file = self.file.display();
            let rule = tell(Language::En, fault.rule);
            line(&format!("{file}:{} {}: «{}» {rule}", fault.row, fault.column, fault.found));
        }
        Ok(())
    }
}

/// A refusal in words.
fn told(error: ActError) -> anyhow::Error {
    match error {
        ActError::Refused(refused) => anyhow::anyhow!(tell(Language::En, refused.rule)),
        other => other.into(),
    }
}
