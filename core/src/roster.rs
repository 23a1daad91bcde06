//! Rosters that coordinators bring along: read from a table, compared with who is known, decided row by row.
//!
//! Pure: the same rows and the same facts give the same [`Preview`], before and at the import.

mod planning;
mod reading;
mod template;
mod words;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;

use crate::area::AreaCode;
use crate::caregiver::{AgeBand, Relation};
use crate::enrolment::{EnrolmentState, Places};
use crate::id::{CaregiverId, GroupId, HouseholdId};
use crate::phone::Phone;
use crate::text::MessageKey;

pub use planning::plan;
pub use reading::read;
pub use template::template;
pub use words::{COLUMNS, code_key};

/// Something wrong in one cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    /// SheetRow in the file, from 1.
    pub row: usize,
    /// The cell as spreadsheets call it, such as `C14`; the row alone if the column is missing.
    pub cell: String,
    /// Code of the column: one of [`COLUMNS`].
    pub column: String,
    /// The rule that was broken.
    pub rule: MessageKey,
    /// What stands in the cell.
    pub found: String,
    /// The other row of a pair.
    pub other: Option<usize>,
}

/// One person of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// SheetRow in the file, from 1.
    pub row: usize,
    /// The name as written.
    pub name: String,
    /// The name folded.
    pub name_key: String,
    /// The phone, if she has one.
    pub phone: Option<Phone>,
    /// Its keyed hash.
    pub phone_hash: Option<Vec<u8>>,
    /// What she is to the child, if told.
    pub relation: Option<Relation>,
    /// Her children's ages, youngest first; empty if not told.
    pub bands: Vec<AgeBand>,
    /// The group's code, folded.
    pub group: String,
    /// Where she lives; the group's own county if not told.
    pub county: Option<AreaCode>,
    /// Since when she belongs to the group; today if not told.
    pub enrolled_on: Option<NaiveDate>,
    /// Some cell has a fault: the row is checked on, but never imported.
    pub broken: bool,
}

/// A file's people, and the faults that show without knowing anybody.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// One for each row that is not blank.
    pub rows: Vec<RosterRow>,
    /// In the order of the file.
    pub faults: Vec<Fault>,
    /// Letters of the columns, by code.
    pub letters: HashMap<&'static str, String>,
}

/// A group that the importing person may fill.
#[derive(Debug, Clone)]
pub struct KnownGroup {
    /// Which.
    pub id: GroupId,
    /// Its county.
    pub area: AreaCode,
    /// Its IANA zone.
    pub zone: String,
    /// The day it is there.
    pub today: NaiveDate,
    /// Its places.
    pub places: Places,
}

/// Somebody with a name that stands in the file.
#[derive(Debug, Clone)]
pub struct KnownPerson {
    /// Who.
    pub id: CaregiverId,
    /// Her household.
    pub household: HouseholdId,
    /// Her name folded.
    pub name_key: String,
    /// Her phone's keyed hash.
    pub phone_hash: Option<Vec<u8>>,
    /// Where she lives.
    pub area: Option<AreaCode>,
    /// What she is to the child.
    pub relation: Option<Relation>,
    /// Her children's ages, youngest first.
    pub bands: Vec<AgeBand>,
    /// Every group she belongs or belonged to: an old list brings nobody back.
    pub groups: Vec<GroupId>,
}

/// What the store knows about a file's rows, within the scope of whoever imports.
#[derive(Debug, Clone, Default)]
pub struct RosterKnown {
    /// Groups by folded code; more than one where sites share a code.
    pub groups: HashMap<String, Vec<KnownGroup>>,
    /// Counties that exist and lie in scope.
    pub counties: HashSet<AreaCode>,
    /// People by folded name.
    pub people: HashMap<String, Vec<KnownPerson>>,
}

/// What happens to one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowDecision {
    /// Index of the row in [`Rows::rows`].
    pub row: usize,
    /// Who it is, if known.
    pub person: Option<(CaregiverId, HouseholdId)>,
    /// Which group.
    pub group: GroupId,
    /// Where she lives.
    pub area: AreaCode,
    /// The group's zone.
    pub zone: String,
    /// The group's day.
    pub today: NaiveDate,
    /// The enrolment to make, if there is none yet.
    pub enrol: Option<EnrolmentState>,
    /// What of a known person changes.
    pub changes: Changes,
}

/// What of a known person changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// Another relation.
    pub relation: bool,
    /// Other children's ages.
    pub bands: bool,
    /// A phone where there was none.
    pub phone: bool,
}

impl Changes {
    fn any(self) -> bool {
        self.relation || self.bands || self.phone
    }
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Preview {
    /// People who are new.
    pub add: usize,
    /// RosterKnown people of whom something changes.
    pub update: usize,
    /// RosterKnown people of whom nothing changes.
    pub same: usize,
    /// Rows with a fault; nothing is imported while there is one.
    pub error: usize,
    /// Of those enrolled, how many wait for a place.
    pub waitlisted: usize,
    /// Every fault, in the order of the file.
    pub faults: Vec<Fault>,
    /// What happens row by row.
    #[serde(skip)]
    pub decisions: Vec<RowDecision>,
}

#[cfg(test)]
mod tests;
