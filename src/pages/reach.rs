//! What reached people: the overview and the reports behind it.

pub mod overview;
pub mod reports;
