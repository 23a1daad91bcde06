//! Sites: where groups meet.

use serde::{Deserialize, Serialize};

use crate::area::AreaCode;
use crate::id::{PartnerId, SiteId};
use crate::zone::Zone;

/// Words that stand in forms and the database for the choices of an enum.
macro_rules! words {
    ($name:ident: $($choice:ident $word:literal),+) => {
        impl $name {
            /// Every choice, in the order of forms.
            pub const ALL: &'static [Self] = &[$(Self::$choice),+];

            /// The word in the database, in forms and in message keys.
            pub fn word(self) -> &'static str {
                match self { $(Self::$choice => $word),+ }
            }

            /// The choice of a word.
            pub fn of_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.word() == word)
            }
        }
    };
}

/// What kind of place a site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum SiteKind {
    /// A room of the village or the neighbourhood.
    Community,
    /// A school or kindergarten.
    School,
    /// A clinic or hospital.
    Clinic,
    /// A centre of public services for families.
    ServiceCentre,
    /// Somebody's home.
    Home,
    /// No place at all.
    Online,
    /// Anything else.
    Other,
}
words!(SiteKind: Community "community", School "school", Clinic "clinic", ServiceCentre "service_centre",
       Home "home", Online "online", Other "other");

/// How dense the settlement around a site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Settlement {
    /// A city.
    Urban,
    /// A township or the seat of a county.
    Township,
    /// A village.
    Rural,
}
words!(Settlement: Rural "rural", Township "township", Urban "urban");

/// Whether one gets in without steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Accessibility {
    /// Nobody looked yet.
    Unknown,
    /// Without a step.
    StepFree,
    /// With steps.
    Steps,
}
words!(Accessibility: StepFree "step_free", Steps "steps", Unknown "unknown");

/// A place where groups meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// The county that it lies in.
    pub area: AreaCode,
    /// Its code, one of a kind in the area.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// What kind of place.
    pub kind: SiteKind,
    /// What is around it.
    pub settlement: Settlement,
    /// Where its local times are told.
    #[sqlx(try_from = "String")]
    pub zone: Zone,
    /// Whether one gets in without steps.
    pub accessibility: Accessibility,
    /// Whose it is, when only one partner works there.
    pub partner_id: Option<PartnerId>,
}
