//! Groups: caregivers who follow one curriculum together.

use serde::Serialize;

use crate::area::AreaCode;
use crate::id::{CurriculumId, GroupId, PartnerId, SiteId};
use crate::refused::Refused;
use crate::word::words;

words! {
    /// Where a group stands.
    GroupState {
        /// Being put together.
        Forming = "forming",
        /// Planned; the first session is still ahead.
        Open = "open",
        /// Between its first and last session.
        Running = "running",
        /// Over.
        Closed = "closed",
        /// Never came about.
        Cancelled = "cancelled",
    }
}

/// How far a group's sessions are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Course {
    /// Sessions that took place: held, handed in or verified.
    pub held: i64,
    /// Sessions that are not over: ahead, or held and not handed in.
    pub ahead: i64,
}

impl GroupState {
    /// Where a group stands by its sessions. Only a cancelled one stays what a person said.
    ///
    /// It runs from its first session held, and is over when every session is handed in, was called off or did
    /// not happen. When none is left and none was ever held, it has to be planned anew.
    ///
    /// ```
    /// use peiban_core::group::{Course, GroupState};
    ///
    /// let open = GroupState::Open;
    /// assert_eq!(open.along(Course { held: 0, ahead: 8 }), GroupState::Open);
    /// assert_eq!(open.along(Course { held: 1, ahead: 8 }), GroupState::Running);
    /// assert_eq!(open.along(Course { held: 8, ahead: 0 }), GroupState::Closed);
    /// assert_eq!(open.along(Course { held: 0, ahead: 0 }), GroupState::Forming);
    /// ```
    #[must_use]
    pub fn along(self, course: Course) -> Self {
        match course {
            _ if self == Self::Cancelled => Self::Cancelled,
            Course { held: 0, ahead: 0 } => Self::Forming,
            Course { held: 0, .. } => Self::Open,
            Course { ahead: 0, .. } => Self::Closed,
            Course { .. } => Self::Running,
        }
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

words! {
    /// What a facilitator does in a group.
    Part {
        /// Leads it.
        Lead = "lead",
        /// Helps.
        Co = "co",
        /// Stands in for somebody.
        Cover = "cover",
    }
}

/// Checks a code of a site or group: 1 to 20 letters, digits or dashes.
///
/// # Errors
///
/// `otherwise`.
pub fn check_code(code: &str, otherwise: Refused) -> Result<&str, Refused> {
    let code = code.trim();
    let fits = (1..=20).contains(&code.chars().count());
    if fits && code.chars().all(|c| c.is_alphanumeric() || c == '-') { Ok(code) } else { Err(otherwise) }
}

/// Checks a name of a site or group: 1 to 60 characters in one line.
///
/// # Errors
///
/// `otherwise`.
pub fn check_title(name: &str, otherwise: Refused) -> Result<&str, Refused> {
    let name = name.trim();
    let fits = (1..=60).contains(&name.chars().count());
    if fits && !name.chars().any(char::is_control) { Ok(name) } else { Err(otherwise) }
}

/// Checks how many places a group has: 1 to 200.
///
/// # Errors
///
/// The message that tells the rule.
pub fn check_capacity(places: i64) -> Result<i64, Refused> {
    if (1..=200).contains(&places) {
        Ok(places)
    } else {
        Err(Refused::at("capacity", "groups-error-capacity-range"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_letters_digits_and_dashes_only() {
        let rule = Refused::at("code", "groups-error-code-form");

        assert_eq!(check_code(" LA-01 ", rule), Ok("LA-01"));
        assert_eq!(check_code("两个 字", rule), Err(rule));
        assert_eq!(check_code("", rule), Err(rule));
    }

    #[test]
    fn only_a_person_brings_a_group_back_that_was_cancelled() {
        for course in [Course { held: 0, ahead: 1 }, Course { held: 8, ahead: 0 }] {
            assert_eq!(GroupState::Cancelled.along(course), GroupState::Cancelled);
        }
    }

    #[test]
    fn a_session_planned_anew_or_not_handed_in_keeps_a_group_running() {
        assert_eq!(GroupState::Closed.along(Course { held: 7, ahead: 1 }), GroupState::Running);
        assert_eq!(GroupState::Running.along(Course { held: 8, ahead: 1 }), GroupState::Running);
    }
}
