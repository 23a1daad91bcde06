//! SQL on impression reports as programs read them: page by page, by id.

use chrono::NaiveDate;

use crate::exec::on;
use crate::list::PageOf;
use crate::{Exec, StoreError};
use peiban_core::id::{CampaignId, ReportId, UserId};
use peiban_core::impressions::ImpressionReport;

/// A report that counts.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ReportItem {
    /// Its id.
    pub id: ReportId,
    /// Of which campaign.
    pub campaign_id: CampaignId,
    /// What it says.
    #[sqlx(flatten)]
    pub report: ImpressionReport,
}

/// Which reports are asked for; what is not given is not asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReportsAsked {
    /// Of this campaign.
    pub campaign: Option<CampaignId>,
    /// On this day or later.
    pub from: Option<NaiveDate>,
    /// On this day or earlier.
    pub to: Option<NaiveDate>,
}

impl Exec<'_> {
    /// Reports that count, from areas and campaigns that `user` may report for.
    pub async fn reports_page(
        &mut self,
        user: UserId,
        asked: ReportsAsked,
        page: PageOf,
    ) -> Result<Vec<ReportItem>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT r.id, r.campaign_id, r.channel, r.asset, r.area, r.day, r.measure, r.source, r.external_id, r.value,
                    r.definition
               FROM impression_reports r
               JOIN campaigns c ON c.id = r.campaign_id
              WHERE r.id > $2 AND r.state <> 'superseded'
                AND ($4 IS NULL OR r.campaign_id = $4)
                AND ($5 IS NULL OR r.day >= $5) AND ($6 IS NULL OR r.day <= $6)
                AND EXISTS (SELECT 1 FROM user_permissions p
                             WHERE p.user_id = $1 AND p.permission = 'import_reports'
                               AND r.area BETWEEN p.area_from AND p.area_to
                               AND (p.partner_id IS NULL OR p.partner_id = c.partner_id))
              ORDER BY r.id
              LIMIT $3",
        )
        .bind(user)
        .bind(page.after)
        .bind(page.most)
        .bind(asked.campaign)
        .bind(asked.from)
        .bind(asked.to)
        .fetch_all(db)
        .await)
    }
}
