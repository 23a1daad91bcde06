//! What reached people: campaigns, their reports, and figures added up from the facts.

pub(crate) mod campaigns;
pub(crate) mod cell_facts;
pub(crate) mod cells;
pub(crate) mod figures;
pub(crate) mod imports;
pub(crate) mod kept;
pub(crate) mod listing;
pub(crate) mod reports;
pub(crate) mod rollups;
