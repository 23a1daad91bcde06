//! Impression reports that count: aggregates of platforms and partners, never people.

use chrono::NaiveDate;
use peiban_core::id::CampaignId;
use peiban_core::reach::{Channel, Measure};
use peiban_core::user::Permission;
use peiban_store::{ReportItem, ReportsAsked};
use rocket::get;
use rocket::serde::json::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Page, PageQuery, Paged, asked};
use super::words;
use crate::db::Db;
use crate::error::Error;
use crate::guard::SignedIn;

/// One reported figure. Measures are never mixed, uniques never summed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportAnswer {
    /// Its id.
    pub id: Uuid,
    /// Of which campaign.
    pub campaign: Uuid,
    /// Where it was seen.
    #[schema(schema_with = words::channel)]
    pub channel: Channel,
    /// Which post, film or poster, as the reporter calls it.
    pub asset: String,
    /// Where the people were: six digits of GB/T 2260, 0 for the country.
    pub area: i64,
    /// When.
    pub day: NaiveDate,
    /// What was counted.
    #[schema(schema_with = words::measure)]
    pub measure: Measure,
    /// How many.
    pub value: i64,
    /// Who says so.
    pub source: String,
    /// What the source counts, or empty.
    pub definition: String,
}

impl From<ReportItem> for ReportAnswer {
    fn from(row: ReportItem) -> Self {
        let key = row.report.key;
        Self {
            id: row.id.0,
            campaign: row.campaign_id.0,
            channel: key.channel,
            asset: key.asset,
            area: key.area.get(),
            day: key.day,
            measure: key.measure,
            value: row.report.value,
            source: key.source,
            definition: row.report.definition,
        }
    }
}

/// Reports of areas and campaigns that one may report for.
#[utoipa::path(get, path = "/api/v1/reports", tag = "reports",
    params(PageQuery, ("campaign" = Option<Uuid>, Query, description = "Of this campaign"),
        ("from" = Option<NaiveDate>, Query, description = "On this day or later"),
        ("to" = Option<NaiveDate>, Query, description = "On this day or earlier")),
    responses((status = 200, description = "One page", body = Page<ReportAnswer>)))]
#[get("/reports?<campaign>&<from>&<to>&<cursor>&<limit>")]
pub async fn index(
    campaign: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
    cursor: Option<&str>,
    limit: Option<&str>,
    person: &SignedIn,
    db: &Db,
) -> Result<Json<Page<ReportAnswer>>, Error> {
    person.needs(Permission::ImportReports)?;
    let wanted = ReportsAsked {
        campaign: asked("campaign", campaign)?.map(CampaignId),
        from: asked("from", from)?,
        to: asked("to", to)?,
    };
    let paged = Paged::of(cursor, limit)?;
    let rows = db.read().await?.reports_page(person.user(), wanted, paged.rows()).await?;
    Ok(Json(paged.page(rows, |row| row.id.0, ReportAnswer::from)))
}
