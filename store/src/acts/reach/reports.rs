//! Writes on campaigns and impression reports.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::act::{Act, ActError};
use crate::acts::scope::permitted;
use crate::{Campaign, Cell, Exec, JoinCode, LONG_READ, Store, StoreError, Tx};
use peiban_core::area::AreaCode;
use peiban_core::id::{CampaignId, PartnerId, ReportId, UserId};
use peiban_core::impressions::{Changes, ImpressionReport, ReadReports, ReportScope, compare, read_file};
use peiban_core::sheet::Fault;
use peiban_core::text::MessageKey;
use peiban_core::user::Permission;

/// Opens a campaign.
pub struct OpenCampaign {
    /// Short code, unique.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whose it is, if a partner's.
    pub partner: Option<PartnerId>,
    /// Its first day.
    pub starts_on: NaiveDate,
}

impl Act for OpenCampaign {
    type Out = CampaignId;
    const NAME: &'static str = "campaign.open";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<CampaignId, ActError> {
        permitted(tx, Permission::ImportReports, AreaCode::COUNTRY).await?;
        let campaign = Campaign {
            id: CampaignId(tx.new_id()),
            code: self.code.clone(),
            name: self.name.clone(),
            partner_id: self.partner,
        };
        match tx.insert_campaign(&campaign, self.starts_on).await {
            Err(error) if error.is_twice() => Err(MessageKey("reports-error-campaign-taken").into()),
            done => Ok(done.map(|()| campaign.id)?),
        }
    }
}

/// Makes a code for a poster.
pub struct MakeJoinCode(pub JoinCode);

impl Act for MakeJoinCode {
    type Out = ();
    const NAME: &'static str = "join_code.make";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        permitted(tx, Permission::ImportReports, self.0.area.unwrap_or(AreaCode::COUNTRY)).await?;
        let clean = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if self.0.code.is_empty() || self.0.code.len() > 40 || !self.0.code.chars().all(clean) {
            return Err(MessageKey("talk-error-code").into());
        }
        match tx.insert_join_code(&self.0).await {
            Err(error) if error.is_twice() => Err(MessageKey("talk-error-code-taken").into()),
            done => Ok(done?),
        }
    }

    fn detail(&self) -> String {
        self.0.code.clone()
    }
}

/// A file of reports for one campaign.
#[derive(Clone)]
pub struct ReportFile {
    /// Of which campaign.
    pub campaign: CampaignId,
    /// What the file is called.
    pub name: String,
    /// CSV or an Excel workbook.
    pub bytes: Arc<[u8]>,
}

/// What an import would do, and what was read for it. Files are read before an act, never inside one: on SQLite
/// everybody who records would wait.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Checked {
    /// Rows by what would become of them.
    pub changes: Changes,
    /// What is wrong; with one fault, nothing is imported.
    pub faults: Vec<Fault>,
    /// How many rows have faults.
    pub wrong: usize,
    #[serde(skip)]
    rows: Arc<Vec<ImpressionReport>>,
    /// SHA-256 of the file that the rows stand in.
    #[serde(skip)]
    hash: Vec<u8>,
}

/// Reads a file and compares it with what is stored, aside. `user` limits campaign and areas; without one, all are open.
///
/// # Errors
///
/// When the file is no table, or the campaign is not in the user's scope.
pub async fn check_reports(
    store: &Store,
    user: Option<UserId>,
    file: &ReportFile,
) -> Result<Checked, ActError> {
    let (file, now) = (file.clone(), store.clock().now());
    let checked = store
        .aside(LONG_READ, move |mut read| Box::pin(async move { check(&mut read, user, &file, now).await }));
    checked.await
}

async fn check(
    read: &mut Exec<'_>,
    user: Option<UserId>,
    file: &ReportFile,
    now: DateTime<Utc>,
) -> Result<Checked, ActError> {
    let campaign = read.campaign(user, file.campaign).await?.ok_or(ActError::NotFound)?;
    let areas = read.reportable_areas(user, campaign.partner_id).await?;
    let (found, hash) = read_aside(file, areas, now.with_timezone(&Shanghai).date_naive()).await?;
    let stored = read.live_reports(campaign.id, &found.rows).await?;
    let (_, _, changes) = compare(&found.rows, &stored);
    let wrong = found.faults.iter().map(|fault| fault.row).collect::<BTreeSet<_>>().len();
    Ok(Checked { changes, faults: found.faults, wrong, rows: Arc::new(found.rows), hash })
}

/// Reads a file off the async threads: a large one takes a while.
async fn read_aside(
    file: &ReportFile,
    areas: HashSet<i64>,
    today: NaiveDate,
) -> Result<(ReadReports, Vec<u8>), ActError> {
    let bytes = Arc::clone(&file.bytes);
    let work = move || {
        let found = read_file(&bytes, &ReportScope { areas: &areas, today });
        found.map(|found| (found, Sha256::digest(&bytes).to_vec()))
    };
    Ok(spawn_blocking(work).await.map_err(|_| StoreError::Closed)??)
}

/// Keeps a file that was checked until somebody has seen what it would change; nothing is counted yet.
pub struct StageReports {
    /// The file.
    pub file: ReportFile,
    /// What was read in it.
    pub checked: Checked,
}

impl Act for StageReports {
    type Out = Uuid;
    const NAME: &'static str = "report.stage";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Uuid, ActError> {
        let user = tx.actor().user();
        tx.campaign(user, self.file.campaign).await?.ok_or(ActError::NotFound)?;
        tx.delete_stale_imports().await?;
        let id = tx.new_id();
        tx.insert_import(id, &self.file, &self.checked.hash, self.checked.changes).await?;
        Ok(id)
    }
}

/// Imports a staged file that was checked again: all of it or nothing.
pub struct ImportStaged {
    /// Which.
    pub id: Uuid,
    /// What was read in it.
    pub checked: Checked,
}

impl Act for ImportStaged {
    type Out = Changes;
    const NAME: &'static str = "report.import";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Changes, ActError> {
        let user = tx.actor().user().ok_or(ActError::NotFound)?;
        let campaign = tx.staged_campaign(self.id, user, &self.checked.hash).await?;
        import(tx, self.id, (campaign.ok_or(ActError::NotFound)?, &self.checked)).await
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.id)
    }
}

/// Imports a file that was checked at once: from the shell, and for the demo.
pub struct ImportReports {
    /// The file.
    pub file: ReportFile,
    /// What was read in it.
    pub checked: Checked,
}

impl Act for ImportReports {
    type Out = Changes;
    const NAME: &'static str = "report.import";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Changes, ActError> {
        let id = tx.new_id();
        tx.insert_import(id, &self.file, &self.checked.hash, Changes::default()).await?;
        import(tx, id, (self.file.campaign, &self.checked)).await
    }
}

async fn import(
    tx: &mut Tx<'_>,
    id: Uuid,
    (campaign, checked): (CampaignId, &Checked),
) -> Result<Changes, ActError> {
    let user = tx.actor().user();
    let campaign = tx.campaign(user, campaign).await?.ok_or(ActError::NotFound)?;
    let areas = tx.reportable_areas(user, campaign.partner_id).await?; // they may be others than when it was read
    let is_in_scope = |row: &ImpressionReport| areas.contains(&row.key.area.get());
    if !checked.faults.is_empty() || !checked.rows.iter().all(is_in_scope) {
        return Err(MessageKey("reports-error-faults").into());
    }
    let stored = tx.live_reports(campaign.id, &checked.rows).await?;
    let (added, updated, changes) = compare(&checked.rows, &stored);
    for report in &updated {
        tx.supersede_report(campaign.id, &report.key).await?;
    }
    let new: Vec<_> =
        added.into_iter().chain(updated).map(|report| (ReportId(tx.new_id()), report)).collect();
    tx.insert_reports(campaign.id, id, &new).await?;
    let cells = new.iter().map(|(_, report)| Cell::new(report.key.day, report.key.area, campaign.partner_id));
    tx.mark_rollup_dirty(&cells.collect::<Vec<_>>()).await?;
    tx.finish_import(id, changes).await?;
    Ok(changes)
}
