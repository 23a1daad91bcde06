//! Writes on campaigns and impression reports.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::act::{Act, ActError};
use crate::acts::scope::permitted;
use crate::{Campaign, Cell, Exec, JoinCode, Tx};
use peiban_core::area::AreaCode;
use peiban_core::id::{CampaignId, PartnerId, ReportId, UserId};
use peiban_core::impressions::{Changes, ImpressionReport, ReportScope, compare, read_file};
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
        tx.insert_campaign(&campaign, self.starts_on).await?;
        Ok(campaign.id)
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
    pub bytes: Vec<u8>,
}

/// What an import would do.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Checked {
    /// Rows by what would become of them.
    pub changes: Changes,
    /// What is wrong; with one fault, nothing is imported.
    pub faults: Vec<Fault>,
    /// How many rows have faults.
    pub wrong: usize,
    #[serde(skip)]
    rows: Vec<ImpressionReport>,
}

/// Reads a file and compares it with what is stored. `user` limits campaign and areas; without one, all are open.
///
/// # Errors
///
/// When the file is no table, or the campaign is not in the user's scope.
pub async fn check_reports(
    read: &mut Exec<'_>,
    user: Option<UserId>,
    file: &ReportFile,
    now: DateTime<Utc>,
) -> Result<Checked, ActError> {
    let campaign = read.campaign(user, file.campaign).await?.ok_or(ActError::NotFound)?;
    let areas = read.reportable_areas(user, campaign.partner_id).await?;
    let today = now.with_timezone(&Shanghai).date_naive();
    let found = read_file(&file.bytes, &ReportScope { areas: &areas, today })?;
    let stored = read.live_reports(campaign.id, &found.rows).await?;
    let (_, _, changes) = compare(&found.rows, &stored);
    let wrong = found.faults.iter().map(|fault| fault.row).collect::<BTreeSet<_>>().len();
    Ok(Checked { changes, faults: found.faults, wrong, rows: found.rows })
}

/// Keeps a file until somebody has seen what it would change; nothing is counted yet.
pub struct StageReports(pub ReportFile);

impl Act for StageReports {
    type Out = Uuid;
    const NAME: &'static str = "report.stage";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Uuid, ActError> {
        let (user, now) = (tx.actor().user(), tx.now);
        let checked = check_reports(tx, user, &self.0, now).await?;
        tx.delete_stale_imports().await?;
        let id = tx.new_id();
        tx.insert_import(id, &self.0, &Sha256::digest(&self.0.bytes), checked.changes).await?;
        Ok(id)
    }
}

/// Imports a staged file: all of it or nothing.
pub struct ImportStaged(pub Uuid);

impl Act for ImportStaged {
    type Out = Changes;
    const NAME: &'static str = "report.import";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Changes, ActError> {
        let user = tx.actor().user().ok_or(ActError::NotFound)?;
        let file = tx.staged_file(self.0, user).await?.ok_or(ActError::NotFound)?;
        import(tx, self.0, &file).await
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.0)
    }
}

/// Imports a file at once: from the shell, and for the demo.
pub struct ImportReports(pub ReportFile);

impl Act for ImportReports {
    type Out = Changes;
    const NAME: &'static str = "report.import";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Changes, ActError> {
        let id = tx.new_id();
        tx.insert_import(id, &self.0, &Sha256::digest(&self.0.bytes), Changes::default()).await?;
        import(tx, id, &self.0).await
    }
}

async fn import(tx: &mut Tx<'_>, id: Uuid, file: &ReportFile) -> Result<Changes, ActError> {
    let (user, now) = (tx.actor().user(), tx.now);
    let checked = check_reports(tx, user, file, now).await?;
    if !checked.faults.is_empty() {
        return Err(MessageKey("reports-error-faults").into());
    }
    let campaign = tx.campaign(user, file.campaign).await?.ok_or(ActError::NotFound)?;
    let stored = tx.live_reports(file.campaign, &checked.rows).await?;
    let (added, updated, changes) = compare(&checked.rows, &stored);
    for report in &updated {
        tx.supersede_report(file.campaign, &report.key).await?;
    }
    let new: Vec<_> =
        added.into_iter().chain(updated).map(|report| (ReportId(tx.new_id()), report)).collect();
    tx.insert_reports(file.campaign, id, &new).await?;
    let cells = new.iter().map(|(_, report)| Cell::new(report.key.day, report.key.area, campaign.partner_id));
    tx.mark_rollup_dirty(&cells.collect::<Vec<_>>()).await?;
    tx.finish_import(id, changes).await?;
    Ok(changes)
}
