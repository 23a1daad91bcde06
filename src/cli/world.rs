//! The named world that the demo and the tests share: made-up people in real counties.

pub mod chats;
pub mod groups;
pub mod history;
pub mod people;
pub mod reach;

use chrono::Days;
use peiban_core::actor::Actor;
use peiban_core::area::AreaCode;
use peiban_core::id::GroupId;
use peiban_core::user::{Grant, Role};
use peiban_core::zone::Zone;
use peiban_store::Store;
use peiban_store::acts::accounts::{AddUser, SetUpOrganisation};
use peiban_store::acts::reach::rollups::rebuild;

/// Somebody who signs in.
pub struct WorldUser {
    /// The name typed at sign-in.
    pub name: &'static str,
    /// What colleagues read.
    pub display_name: &'static str,
    /// What for.
    pub role: Role,
    /// Where: a GB/T 2260 code, 0 for everywhere.
    pub area: i64,
}

const fn user(name: &'static str, display_name: &'static str, role: Role, area: i64) -> WorldUser {
    WorldUser { name, display_name, role, area }
}

/// Guangxi, and Long'an county in it.
pub const GUANGXI: i64 = 450_000;
/// Long'an county.
pub const LONGAN: i64 = 450_123;

/// Guizhou, the province next door: nobody there sees Guangxi.
pub const GUIZHOU: i64 = 520_000;

/// Everybody who signs in.
pub const USERS: [WorldUser; 9] = [
    user("admin", "管理员", Role::Admin, 0),
    user("qin.lan", "覃兰", Role::Coordinator, GUANGXI),
    user("wei.min", "韦敏", Role::Facilitator, LONGAN),
    user("huang.jie", "黄杰", Role::Facilitator, LONGAN),
    user("luo.mei", "罗梅", Role::Facilitator, groups::LONGLIN),
    user("yang.hui", "杨慧", Role::Coordinator, GUIZHOU),
    user("lu.yan", "陆燕", Role::SafeguardingLead, GUANGXI),
    user("chen.bo", "陈博", Role::CampaignStaff, 0),
    user("guest", "访客", Role::Viewer, 0),
];

/// Fills an empty database with users, sites and groups, and tells the group that the stories are about.
/// Every password has this hash.
///
/// # Errors
///
/// When the database fails, or was not empty.
pub async fn seed(store: &Store, password_hash: &str) -> anyhow::Result<GroupId> {
    let operator = Actor::operator();
    for WorldUser { name, display_name, role, area } in &USERS {
        let act = AddUser {
            name: (*name).to_owned(),
            display_name: (*display_name).to_owned(),
            password_hash: password_hash.to_owned(),
            grant: Grant { role: *role, area: AreaCode::new(*area)?, partner: None },
        };
        store.act(&operator, act).await?;
    }
    let curricula = store.read().await?.published_curricula().await?;
    let curriculum = curricula.first().ok_or_else(|| anyhow::anyhow!("there is no curriculum"))?.id;
    let act =
        SetUpOrganisation {
            name: "桂南陪伴项目".to_owned(), area: AreaCode::new(GUANGXI)?, curriculum
        };
    store.act(&operator, act).await?;
    let group = groups::seed(store).await?;
    reach::seed(store).await?;
    chats::seed(store).await?;
    Ok(group)
}

/// How many follow the first group from its first day.
pub const MEMBERS: usize = 18;

/// Lets people into the world, and what became of them so far.
///
/// # Errors
///
/// When the database fails.
pub async fn populate(store: &Store, group: GroupId) -> anyhow::Result<()> {
    let first = Zone::CHINA.day(store.clock().now()) - Days::new(27);
    people::enrol(store, group, MEMBERS, first).await?;
    history::seed(store, group).await?;
    // The figures of the past stand at once, whichever acts marked their days.
    rebuild(store).await?;
    super::fold_all(store).await
}
