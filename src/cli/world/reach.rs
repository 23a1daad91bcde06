//! What the world's campaign was seen by: a campaign, a poster's code, and six weeks of reports.

use std::fmt::Write;

use anyhow::Context;
use chrono::{Datelike, Days, NaiveDate};
use peiban_core::actor::Actor;
use peiban_core::area::AreaCode;
use peiban_core::id::CampaignId;
use peiban_core::text::Language;
use peiban_store::acts::reach::reports::{
    ImportReports, MakeJoinCode, OpenCampaign, ReportFile, check_reports,
};
use peiban_store::{JoinCode, Store};

use super::{GUANGXI, LONGAN};

/// The campaign's code.
pub const CAMPAIGN: &str = "guinan-autumn";
/// The code on the poster in Long'an.
pub const JOIN_CODE: &str = "longan26";
/// Weeks of reports before now.
const WEEKS: u32 = 6;

/// Opens the campaign, hangs the poster and imports the reports.
///
/// # Errors
///
/// When the database fails, or was not empty.
pub async fn seed(store: &Store) -> anyhow::Result<()> {
    let operator = Actor::operator();
    let campaign = campaign(store).await?;
    let code = JoinCode {
        code: JOIN_CODE.into(),
        campaign,
        place: "隆安县城厢镇卫生院".into(),
        area: Some(AreaCode::new(LONGAN)?),
        language: Some(Language::ZhHans),
    };
    store.act(&operator, MakeJoinCode(code)).await?;
    let today = today(store);
    let file = ReportFile { campaign, name: "reports.csv".into(), bytes: reports(today).into_bytes().into() };
    let checked = check_reports(store, None, &file).await?;
    store.act(&operator, ImportReports { file, checked }).await.context("importing the world's reports")?;
    Ok(())
}

/// The campaign of the world; opened when it is first asked for.
pub(super) async fn campaign(store: &Store) -> anyhow::Result<CampaignId> {
    let found = store.read().await?.campaigns(None).await?;
    if let Some(campaign) = found.into_iter().find(|campaign| campaign.code == CAMPAIGN) {
        return Ok(campaign.id);
    }
    let starts_on = today(store) - Days::new(90);
    let open =
        OpenCampaign { code: CAMPAIGN.into(), name: "桂南秋季行动".into(), partner: None, starts_on };
    Ok(store.act(&Actor::operator(), open).await?)
}

fn today(store: &Store) -> NaiveDate {
    store.clock().now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive()
}

/// What is reported of one week: channel, asset, area, measure, a base, what it grows by a week, source, definition.
const FILMS: [(&str, &str, i64, &str, u32, u32, &str); 6] = [
    ("douyin", "圩日故事短片", GUANGXI, "impressions", 60_000, 9_000, "抖音创作者中心,播放次数"),
    ("douyin", "圩日故事短片", GUANGXI, "platform_reach", 31_000, 3_000, "抖音创作者中心,观看人数"),
    ("wechat", "开营图文", GUANGXI, "impressions", 9_000, 1_000, "微信公众平台,阅读量"),
    ("wechat", "开营图文", GUANGXI, "platform_reach", 5_000, 400, "微信公众平台,阅读人数"),
    ("broadcast", "开营广播", LONGAN, "impressions", 4_000, 500, "县融媒体中心,按户数估算"),
    ("in_person", "开营日", LONGAN, "attendees", 40, 15, "活动签到,现场估数"),
];

/// The last six Mondays: films seen in Guangxi, articles read, stands at markets.
fn reports(today: NaiveDate) -> String {
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    let mut text = String::from("channel,asset,area,day,measure,value,source,definition\n");
    for week in 0..WEEKS {
        let day = monday - Days::new(7 * u64::from(week));
        for (channel, asset, area, measure, base, more, source) in FILMS {
            let value = base + more * (WEEKS - week);
            let _ = writeln!(text, "{channel},{asset},{area},{day},{measure},{value},{source}");
        }
    }
    text
}
