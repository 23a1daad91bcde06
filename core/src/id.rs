//! Ids: UUIDv7, one type per concept. A client may make them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A programme: what an organisation offers families.
    ProgrammeId
    /// One version of a curriculum.
    CurriculumId
    /// One module of a curriculum.
    ModuleId
    /// An organisation that works with the programme.
    PartnerId
    /// A person who signs in.
    UserId
    /// One role of a user over an area.
    RoleId
    /// An invitation to become a user.
    InvitationId
    /// A one-time code for a new password.
    PasswordCodeId
    /// A token with which a program speaks for a user.
    ApiTokenId
    /// A place where groups meet.
    SiteId
    /// A group of caregivers.
    GroupId
    /// When a group meets.
    ScheduleId
    /// One meeting of a group.
    SessionId
    /// A household: caregivers of the same children.
    HouseholdId
    /// A child, of whom only an age band is known.
    ChildId
    /// A caregiver.
    CaregiverId
    /// A caregiver's belonging to a group.
    EnrolmentId
    /// One import of a roster.
    RosterId
    /// What a caregiver agreed to or refused.
    ConsentId
    /// A campaign.
    CampaignId
    /// A chat and whose it is.
    LinkId
    /// An alert that somebody may need a person.
    AlertId
    /// A message that is planned, or was sent.
    MessageId
    /// One operation on a register, named by the device that made it.
    OpId
    /// Two marks that do not agree.
    ConflictId
    /// One version of a survey.
    SurveyId
    /// A caregiver's answers to a survey on one occasion.
    ResponseId
    /// An impression report.
    ReportId
}
