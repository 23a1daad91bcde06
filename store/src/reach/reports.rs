//! SQL on impression reports and their imports.

use std::collections::HashMap;

use chrono::TimeDelta;
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::acts::reach::reports::ReportFile;
use crate::exec::on;
use crate::{CHUNK, Exec, StoreError, Tx};
use peiban_core::id::{CampaignId, ReportId, UserId};
use peiban_core::impressions::{Changes, ImpressionReport, ReportKey};

#[derive(sqlx::FromRow)]
struct Staged {
    campaign_id: CampaignId,
    file_name: String,
    file: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct Live {
    #[sqlx(flatten)]
    key: ReportKey,
    value: i64,
    definition: String,
}

impl Exec<'_> {
    /// What is known on the days of `rows`, by key.
    pub async fn live_reports(
        &mut self,
        campaign: CampaignId,
        rows: &[ImpressionReport],
    ) -> Result<HashMap<ReportKey, (i64, String)>, StoreError> {
        let first = rows.iter().map(|row| row.key.day).min().unwrap_or_default();
        let last = rows.iter().map(|row| row.key.day).max().unwrap_or_default();
        let live: Vec<Live> = on!(self, db => sqlx::query_as(
            "SELECT channel, asset, area, day, measure, source, external_id, value, definition
               FROM impression_reports
              WHERE campaign_id = $1 AND day BETWEEN $2 AND $3 AND state <> 'superseded'",
        )
        .bind(campaign)
        .bind(first)
        .bind(last)
        .fetch_all(db)
        .await)?;
        Ok(live.into_iter().map(|live| (live.key, (live.value, live.definition))).collect())
    }

    /// A file that `user` uploaded and has not imported yet.
    pub async fn staged_file(&mut self, id: Uuid, user: UserId) -> Result<Option<ReportFile>, StoreError> {
        let staged: Option<Staged> = on!(self, db => sqlx::query_as(
            "SELECT campaign_id, file_name, file
               FROM report_imports
              WHERE id = $1 AND made_by = $2 AND imported_at IS NULL AND file IS NOT NULL",
        )
        .bind(id)
        .bind(user)
        .fetch_optional(db)
        .await)?;
        Ok(staged.map(|staged| ReportFile {
            campaign: staged.campaign_id,
            name: staged.file_name,
            bytes: staged.file.into(),
        }))
    }

    /// Of which campaign the file with this hash is that `user` uploaded and has not imported yet.
    pub(crate) async fn staged_campaign(
        &mut self,
        id: Uuid,
        user: UserId,
        hash: &[u8],
    ) -> Result<Option<CampaignId>, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "SELECT campaign_id FROM report_imports
              WHERE id = $1 AND made_by = $2 AND file_hash = $3 AND imported_at IS NULL AND file IS NOT NULL",
        )
        .bind(id)
        .bind(user)
        .bind(hash)
        .fetch_optional(db)
        .await)
    }
}

impl Tx<'_> {
    /// Forgets files that nobody confirmed within a day.
    pub async fn delete_stale_imports(&mut self) -> Result<(), StoreError> {
        let before = self.now - TimeDelta::days(1);
        on!(self, db => sqlx::query("DELETE FROM report_imports WHERE imported_at IS NULL AND made_at < $1")
            .bind(before)
            .execute(db)
            .await
            .map(drop))
    }

    /// Keeps a file that is not imported yet.
    pub async fn insert_import(
        &mut self,
        id: Uuid,
        file: &ReportFile,
        hash: &[u8],
        changes: Changes,
    ) -> Result<(), StoreError> {
        let (now, user) = (self.now, self.actor().user());
        on!(self, db => sqlx::query(
            "INSERT INTO report_imports (id, campaign_id, file_name, file, file_hash, added, updated, same, made_by, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(id)
        .bind(file.campaign)
        .bind(&file.name)
        .bind(&*file.bytes)
        .bind(hash)
        .bind(count(changes.added))
        .bind(count(changes.updated))
        .bind(count(changes.same))
        .bind(user)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Notes what an import did; the file itself goes.
    pub async fn finish_import(&mut self, id: Uuid, changes: Changes) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "UPDATE report_imports SET file = NULL, added = $2, updated = $3, same = $4, imported_at = $5 WHERE id = $1",
        )
        .bind(id)
        .bind(count(changes.added))
        .bind(count(changes.updated))
        .bind(count(changes.same))
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Keeps the live report of a key as what was known before.
    pub async fn supersede_report(
        &mut self,
        campaign: CampaignId,
        key: &ReportKey,
    ) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "UPDATE impression_reports
                SET state = 'superseded', superseded_at = $9
              WHERE campaign_id = $1 AND channel = $2 AND asset = $3 AND area = $4 AND day = $5 AND measure = $6
                AND source = $7 AND external_id = $8 AND state <> 'superseded'",
        )
        .bind(campaign)
        .bind(key.channel)
        .bind(&key.asset)
        .bind(key.area)
        .bind(key.day)
        .bind(key.measure)
        .bind(&key.source)
        .bind(&key.external_id)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Adds reports.
    pub async fn insert_reports(
        &mut self,
        campaign: CampaignId,
        import: Uuid,
        reports: &[(ReportId, &ImpressionReport)],
    ) -> Result<(), StoreError> {
        let now = self.now;
        for chunk in reports.chunks(CHUNK) {
            on!(self, db => {
                QueryBuilder::new(
                    "INSERT INTO impression_reports (id, campaign_id, channel, asset, area, day, measure, value,
                                                     source, external_id, definition, state, import_id, made_at) ",
                )
                .push_values(chunk, |mut row, (id, report)| {
                    row.push_bind(*id).push_bind(campaign);
                    row.push_bind(report.key.channel).push_bind(&report.key.asset).push_bind(report.key.area);
                    row.push_bind(report.key.day).push_bind(report.key.measure).push_bind(report.value);
                    row.push_bind(&report.key.source).push_bind(&report.key.external_id);
                    row.push_bind(&report.definition).push("'submitted'").push_bind(import).push_bind(now);
                })
                .build()
                .execute(db)
                .await
                .map(drop)
            })?;
        }
        Ok(())
    }
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}
