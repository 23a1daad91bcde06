//! The world's sites and groups: one with a session tomorrow at 10:00, one in a county far from it.

use chrono::{Days, NaiveDateTime, NaiveTime};
use peiban_core::actor::Actor;
use peiban_core::area::AreaCode;
use peiban_core::id::{GroupId, SiteId, UserId};
use peiban_core::site::{Accessibility, Settlement, SiteKind};
use peiban_core::zone::Zone;
use peiban_store::Store;
use peiban_store::acts::groups::{OpenGroup, OpenSite, Place};

/// Longlin county, in the far west of Guangxi.
pub const LONGLIN: i64 = 451_031;
/// The group that the stories are about.
pub const LONGAN_GROUP: &str = "龙安第一组";
/// A group that the facilitators of Long'an never see.
pub const LONGLIN_GROUP: &str = "隆林夜校组";

/// One group of the world, each at a site of its own.
struct WorldGroup {
    area: i64,
    site: (&'static str, &'static str),
    code: &'static str,
    name: &'static str,
    lead: &'static str,
    second: Option<&'static str>,
}

const LONGAN_FIRST: WorldGroup = WorldGroup {
    area: super::LONGAN,
    site: ("LA-01", "龙安村活动室"),
    code: "LA-01-1",
    name: LONGAN_GROUP,
    lead: "wei.min",
    second: Some("huang.jie"),
};
const LONGLIN_FIRST: WorldGroup = WorldGroup {
    area: LONGLIN,
    site: ("LL-01", "隆林镇文化站"),
    code: "LL-01-1",
    name: LONGLIN_GROUP,
    lead: "luo.mei",
    second: None,
};

/// Opens both groups and tells the first. It meets weekly, tomorrow for the fourth time; one week was left out.
///
/// # Errors
///
/// When the database fails, or the users are not there.
pub async fn seed(store: &Store) -> anyhow::Result<GroupId> {
    let today = Zone::CHINA.day(store.clock().now());
    let ten = NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default();
    let evening = NaiveTime::from_hms_opt(19, 30, 0).unwrap_or_default();

    let tomorrow = today + Days::new(1);
    let first = (tomorrow - Days::new(28)).and_time(ten);
    let longan = open(store, &LONGAN_FIRST, (first, &[tomorrow - Days::new(14)])).await?;
    open(store, &LONGLIN_FIRST, ((today + Days::new(2)).and_time(evening), &[])).await?;
    Ok(longan)
}

async fn user(store: &Store, name: &str) -> anyhow::Result<UserId> {
    let found = store.read().await?.credentials(name).await?;
    Ok(found.ok_or_else(|| anyhow::anyhow!("there is no {name}"))?.id)
}

async fn open(
    store: &Store,
    group: &WorldGroup,
    (first, left_out): (NaiveDateTime, &[chrono::NaiveDate]),
) -> anyhow::Result<GroupId> {
    let id = || store.ids().next(store.clock().now());
    let organisation = store.read().await?.organisation().await?;
    let second = match group.second {
        Some(name) => Some(user(store, name).await?),
        None => None,
    };
    let act = OpenGroup {
        id: GroupId(id()),
        place: Place::New(OpenSite {
            id: SiteId(id()),
            area: AreaCode::new(group.area)?,
            code: group.site.0.to_owned(),
            name: group.site.1.to_owned(),
            kind: SiteKind::Community,
            settlement: Settlement::Rural,
            zone: None,
            accessibility: Accessibility::Unknown,
        }),
        name: group.name.to_owned(),
        code: group.code.to_owned(),
        curriculum: organisation.ok_or_else(|| anyhow::anyhow!("there is no organisation"))?.curriculum_id,
        first,
        left_out: left_out.to_vec(),
        lead: Some(user(store, group.lead).await?),
        second,
        capacity: 25,
    };
    Ok(store.act(&Actor::operator(), act).await?)
}
