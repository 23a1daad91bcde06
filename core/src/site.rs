//! Sites: where groups meet.

use serde::Serialize;

use crate::area::AreaCode;
use crate::id::{PartnerId, SiteId};
use crate::word::words;
use crate::zone::Zone;

words! {
    /// What kind of place a site is.
    SiteKind {
        /// A room of the village or the neighbourhood.
        Community = "community",
        /// A school or kindergarten.
        School = "school",
        /// A clinic or hospital.
        Clinic = "clinic",
        /// A centre of public services for families.
        ServiceCentre = "service_centre",
        /// Somebody's home.
        Home = "home",
        /// No place at all.
        Online = "online",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// How dense the settlement around a site is.
    Settlement {
        /// A village.
        Rural = "rural",
        /// A township or the seat of a county.
        Township = "township",
        /// A city.
        Urban = "urban",
    }
}

words! {
    /// Whether one gets in without steps.
    Accessibility {
        /// Without a step.
        StepFree = "step_free",
        /// With steps.
        Steps = "steps",
        /// Nobody looked yet.
        Unknown = "unknown",
    }
}

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
