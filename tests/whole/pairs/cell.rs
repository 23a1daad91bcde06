//! A small county of its own for every run: two groups, their people, chats and staff, written past the acts; and what
//! is left of it afterwards, without ids and instants.

use peiban_core::id::{
    AlertId, ApiTokenId, CampaignId, CaregiverId, CurriculumId, EnrolmentId, GroupId, MessageId, RoleId,
    RosterId, SessionId, SiteId, UserId,
};
use peiban_core::inbox::{BotAccount, UpdateKey};
use peiban_core::lease::Tenure;
use uuid::Uuid;

use crate::database::on_postgres;
use crate::raw::{Raw, ask, put};

/// The tables of one county; names after `@` are ids, `~` ends what is to be unlike other counties.
const COUNTY: &str = include_str!("county.sql");
/// What is compared, one text a row.
const LEFT: &str = include_str!("left.sql");

/// Everything that has an id in a county, in any order.
const THINGS: [&str; 42] = [
    "boss1",
    "boss2",
    "local",
    "manager",
    "lead",
    "second",
    "third",
    "gone",
    "safe",
    "staff",
    "site",
    "g",
    "g2",
    "s1",
    "s2",
    "h1",
    "h2",
    "p1",
    "p2",
    "w",
    "o",
    "hp",
    "x",
    "e1",
    "e2",
    "ew",
    "eo",
    "ehp",
    "link1",
    "linkx",
    "alert",
    "m1",
    "m2",
    "m3",
    "token",
    "boot",
    "other",
    "code",
    "invitation",
    "roster",
    "campaign",
    "leadrole",
];

/// One county.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    pub n: u32,
    /// What groups of the county follow.
    pub curriculum: CurriculumId,
    /// The text that people are asked with.
    pub consent_version: i64,
}

impl Cell {
    /// What tells names of this county from others.
    pub fn end(self) -> String {
        format!("~{}~", self.n)
    }

    /// A name or code of this county.
    pub fn named(self, name: &str) -> String {
        format!("{name}{}", self.end())
    }

    pub fn id(self, thing: &str) -> Uuid {
        let n = THINGS.iter().position(|known| *known == thing).unwrap_or_else(|| panic!("no {thing}"));
        Uuid::from_u128((0x7e << 96) + (u128::from(self.n) << 16) + n as u128)
    }

    pub fn area(self) -> i64 {
        900_000 + i64::from(self.n / 90) * 100 + i64::from(self.n % 90) + 1
    }

    pub fn user(self, name: &str) -> UserId {
        UserId(self.id(name))
    }

    pub fn person(self, name: &str) -> CaregiverId {
        CaregiverId(self.id(name))
    }

    pub fn group(self, name: &str) -> GroupId {
        GroupId(self.id(name))
    }

    pub fn session(self, name: &str) -> SessionId {
        SessionId(self.id(name))
    }

    pub fn enrolment(self, name: &str) -> EnrolmentId {
        EnrolmentId(self.id(name))
    }

    pub fn site(self) -> SiteId {
        SiteId(self.id("site"))
    }

    pub fn role_of_lead(self) -> RoleId {
        RoleId(self.id("leadrole"))
    }

    pub fn message(self, name: &str) -> MessageId {
        MessageId(self.id(name))
    }

    pub fn alert(self) -> AlertId {
        AlertId(self.id("alert"))
    }

    pub fn roster(self) -> RosterId {
        RosterId(self.id("roster"))
    }

    pub fn campaign(self) -> CampaignId {
        CampaignId(self.id("campaign"))
    }

    pub fn bot(self) -> BotAccount {
        BotAccount { channel: "simulator".to_owned(), account: self.named("bot") }
    }

    pub fn update(self, update_id: i64) -> UpdateKey {
        UpdateKey { channel: "simulator".to_owned(), account: self.named("bot"), update_id }
    }

    /// Of the process that polls and sends.
    pub fn tenure(self) -> Tenure {
        Tenure { boot: self.id("boot"), epoch: 1 }
    }

    pub fn token(self) -> ApiTokenId {
        ApiTokenId(self.id("token"))
    }

    /// Thirty-two bytes that stand for a hash.
    pub fn hash(self, of: u8) -> Vec<u8> {
        let mut bytes = vec![of; 32];
        bytes[..4].copy_from_slice(&self.n.to_be_bytes());
        bytes
    }

    /// Writes the county.
    pub async fn settle(self, tables: &mut Raw) {
        let literal = |bytes: &[u8], uuid: bool| {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            match (on_postgres(), uuid) {
                (true, true) => format!("'{hex}'"),
                (true, false) => format!("'\\x{hex}'"),
                (false, _) => format!("X'{hex}'"),
            }
        };
        let mut things = THINGS;
        things.sort_unstable_by_key(|thing| std::cmp::Reverse(thing.len())); // «p1» stands in no longer name
        let mut sql = COUNTY.replace('~', &self.end());
        for thing in things {
            sql = sql.replace(&format!("@{thing}"), &literal(self.id(thing).as_bytes(), true));
        }
        for of in 1..=9 {
            sql = sql.replace(&format!("#{of}"), &literal(&self.hash(of), false));
        }
        sql = sql.replace("$area", &self.area().to_string());
        sql = sql.replace("$number", &(1_000_000 + i64::from(self.n) * 10).to_string());
        tables.run(&sql).await;
    }

    /// Makes its two administrators those of the country, before anything is done in it.
    pub async fn open(self, tables: &mut Raw) {
        put!(
            &mut *tables,
            "UPDATE user_roles SET ended_at = CASE WHEN id IN ($1, $2) THEN NULL ELSE given_at END
              WHERE role = 'admin' AND area_from = 0",
            self.id("boss1"),
            self.id("boss2")
        );
        put!(tables, "DELETE FROM organisation");
    }

    /// What the county has come to: one text a row, sorted.
    pub async fn left(self, tables: &mut Raw) -> Vec<String> {
        let (area, bot, like) = (self.area(), self.named("bot"), format!("%{}", self.end()));
        let mut rows: Vec<String> = ask!(tables, query_scalar, fetch_all, LEFT, area, &bot, &like);
        for row in &mut rows {
            *row = row.replace(&self.end(), "").replace(&self.area().to_string(), "here");
        }
        rows.sort_unstable();
        rows
    }
}
