//! What a register is judged by beside its operations.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::{Basis, SessionState};
use crate::id::{CaregiverId, SessionId};

/// What the rules need to know beside the operations.
#[derive(Debug, Clone)]
pub struct RegisterFacts {
    /// Whose register it is.
    pub session: SessionId,
    /// Where the session stands.
    pub state: SessionState,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// Its local day.
    pub held_on: NaiveDate,
    /// The local day of now.
    pub today: NaiveDate,
    /// When the operations arrived.
    pub now: DateTime<Utc>,
    /// Whether the actor answers for the group, and so may speak as a supervisor.
    pub supervises: bool,
    /// The roster of the day, and whoever else has a row.
    pub people: BTreeMap<CaregiverId, Basis>,
    /// Known where the actor may not look: no walk-in may take their ids.
    pub taken: BTreeSet<CaregiverId>,
    /// Walk-ins who are known under another id, by the id they came with.
    pub same: BTreeMap<CaregiverId, CaregiverId>,
    /// The version of the text that walk-ins agree to; none where nobody can record a consent.
    pub consent_version: Option<i64>,
}
