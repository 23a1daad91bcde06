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
}
