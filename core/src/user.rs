//! People who sign in, their roles and what each role may do.

use std::fmt;

use serde::Serialize;

use crate::area::AreaCode;
use crate::group::check_title;
use crate::id::{PartnerId, UserId};
use crate::refused::Refused;
use crate::text::Language;
use crate::word::words;

words! {
    /// What a user is for. Each role is held over an area, and may be narrowed to one partner.
    Role {
        /// Users and settings; sees no alert text.
        Admin = "admin",
        /// Groups, sessions and people of an area.
        Coordinator = "coordinator",
        /// The groups she leads or covers.
        Facilitator = "facilitator",
        /// Alerts of an area.
        SafeguardingLead = "safeguarding_lead",
        /// Figures, campaigns and impression reports.
        CampaignStaff = "campaign_staff",
        /// Figures only.
        Viewer = "viewer",
        /// Supports facilitators; pages come later.
        Coach = "coach",
        /// Tips and translations; pages come later.
        Editor = "editor",
        /// Complaints; pages come later.
        FeedbackFocalPoint = "feedback_focal_point",
        /// Pseudonymous rows; pages come later.
        Analyst = "analyst",
    }
}

impl Role {
    /// The roles that can be given today.
    pub const GIVEN: [Self; 6] = [
        Self::Admin,
        Self::Coordinator,
        Self::Facilitator,
        Self::SafeguardingLead,
        Self::CampaignStaff,
        Self::Viewer,
    ];

    /// The role of a word, of those that can be given.
    pub fn given(word: &str) -> Option<Self> {
        Self::GIVEN.into_iter().find(|role| role.word() == word)
    }
}

words! {
    /// One thing a role allows. Which role allows what stands in the table `role_permissions`,
    /// so that a query can ask for it together with the area.
    Permission {
        /// Invite users, end roles, change settings.
        ManageUsers = "manage_users",
        /// Open groups, schedule and move sessions, import people.
        ManageGroups = "manage_groups",
        /// Take registers, add walk-ins, show link codes.
        TakeRegisters = "take_registers",
        /// See reach and the other figures.
        SeeFigures = "see_figures",
        /// Import impression reports.
        ImportReports = "import_reports",
        /// Read alerts and log decisions.
        SeeAlerts = "see_alerts",
    }
}

/// A role over an area, perhaps of one partner only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// What for.
    pub role: Role,
    /// Where.
    pub area: AreaCode,
    /// Only rows of this partner, if given.
    pub partner: Option<PartnerId>,
}

/// For the audit: codes only.
impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.role.word(), self.area)?;
        self.partner.map_or(Ok(()), |partner| write!(f, " {partner}"))
    }
}

/// Someone who can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The name typed at sign-in; unique without regard to case.
    pub name: String,
    /// What colleagues and caregivers read.
    pub display_name: String,
    /// The language the user chose, if any.
    pub language: Option<Language>,
}

/// Shortest password taken, in characters (NIST 800-63B-4: 15 for a single factor).
pub const PASSWORD_SHORTEST: usize = 15;
/// Longest password taken, in characters.
pub const PASSWORD_LONGEST: usize = 128;

/// Checks a name for signing in: 2 to 40 letters, digits, dots, dashes or underscores.
///
/// # Errors
///
/// The message that tells the rule.
pub fn check_name(name: &str) -> Result<&str, Refused> {
    let name = name.trim();
    let fits = (2..=40).contains(&name.chars().count());
    let clean = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if fits && clean { Ok(name) } else { Err(Refused::at("name", "users-error-name")) }
}

/// Checks the name that colleagues and caregivers read: 1 to 60 characters in one line.
///
/// # Errors
///
/// The message that tells the rule.
pub fn check_display_name(name: &str) -> Result<&str, Refused> {
    check_title(name, Refused::at("display_name", "users-error-display_name"))
}

/// Checks a new password: its length only, and that it is not the name again.
///
/// # Errors
///
/// The message that tells the rule.
pub fn check_password<'a>(password: &'a str, name: &str) -> Result<&'a str, Refused> {
    let length = password.chars().count();
    if !(PASSWORD_SHORTEST..=PASSWORD_LONGEST).contains(&length) {
        return Err(Refused::at("password", "users-error-password-length"));
    }
    let lowered = password.to_lowercase();
    let mut letters = lowered.chars();
    let first = letters.next();
    let name = name.trim().to_lowercase();
    if (!name.is_empty() && lowered.contains(&name)) || letters.all(|c| Some(c) == first) {
        return Err(Refused::at("password", "users-error-password-easy"));
    }
    Ok(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_judged_by_length_not_by_signs() {
        assert!(check_password("correct horse battery", "li.na").is_ok());
        assert_eq!(
            check_password("Sh0rt!", "li.na"),
            Err(Refused::at("password", "users-error-password-length"))
        );
        assert_eq!(
            check_password("aaaaaaaaaaaaaaaa", "li.na"),
            Err(Refused::at("password", "users-error-password-easy"))
        );
        assert_eq!(
            check_password("li.na li.na li.na", "li.na"),
            Err(Refused::at("password", "users-error-password-easy"))
        );
    }

    #[test]
    fn a_name_may_be_chinese_but_not_a_sentence() {
        assert_eq!(check_name(" 李秀芳 "), Ok("李秀芳"));
        assert_eq!(check_name("two words"), Err(Refused::at("name", "users-error-name")));
    }
}
