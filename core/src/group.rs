//! Groups: caregivers who follow one curriculum together.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::area::AreaCode;
use crate::id::{CurriculumId, GroupId, PartnerId, SiteId};
use crate::text::MessageKey;

/// Where a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum GroupState {
    /// Being put together.
    Forming,
    /// Planned; the first session is still ahead.
    Open,
    /// Between its first and last session.
    Running,
    /// Over.
    Closed,
    /// Never came about.
    Cancelled,
}

impl GroupState {
    /// The state of a group with a lead whose first session is on `first_on`.
    pub fn on(today: NaiveDate, first_on: NaiveDate) -> Self {
        if first_on <= today { Self::Running } else { Self::Open }
    }
}

/// Caregivers who follow one curriculum version together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Where it meets.
    pub site_id: SiteId,
    /// Its code, one of a kind at the site.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// What it follows, for good.
    pub curriculum_id: CurriculumId,
    /// Its site's area.
    pub area: AreaCode,
    /// Whose it is, when only one partner runs it.
    pub partner_id: Option<PartnerId>,
    /// Places, 1 to 200.
    pub capacity: i64,
    /// Where it stands.
    pub state: GroupState,
}

/// What a facilitator does in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Part {
    /// Leads it.
    Lead,
    /// Helps.
    Co,
    /// Stands in for somebody.
    Cover,
}

/// Checks a code of a site or group: 1 to 20 letters, digits or dashes.
///
/// # Errors
///
/// `rule`, the message of the field.
pub fn check_code(code: &str, rule: MessageKey) -> Result<&str, MessageKey> {
    let code = code.trim();
    let fits = (1..=20).contains(&code.chars().count());
    if fits && code.chars().all(|c| c.is_alphanumeric() || c == '-') { Ok(code) } else { Err(rule) }
}

/// Checks a name of a site or group: 1 to 60 characters in one line.
///
/// # Errors
///
/// `rule`, the message of the field.
pub fn check_title(name: &str, rule: MessageKey) -> Result<&str, MessageKey> {
    let name = name.trim();
    let fits = (1..=60).contains(&name.chars().count());
    if fits && !name.chars().any(char::is_control) { Ok(name) } else { Err(rule) }
}

/// Checks how many places a group has: 1 to 200.
///
/// # Errors
///
/// The message that tells the rule.
pub fn check_capacity(places: i64) -> Result<i64, MessageKey> {
    if (1..=200).contains(&places) { Ok(places) } else { Err(MessageKey("groups-error-capacity-range")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_letters_digits_and_dashes_only() {
        let rule = MessageKey("groups-error-code-form");

        assert_eq!(check_code(" LA-01 ", rule), Ok("LA-01"));
        assert_eq!(check_code("两个 字", rule), Err(rule));
        assert_eq!(check_code("", rule), Err(rule));
    }

    #[test]
    fn a_group_runs_from_the_day_of_its_first_session() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap_or_default();

        assert_eq!(GroupState::on(day("2026-11-25"), day("2026-11-26")), GroupState::Open);
        assert_eq!(GroupState::on(day("2026-11-26"), day("2026-11-26")), GroupState::Running);
    }
}
