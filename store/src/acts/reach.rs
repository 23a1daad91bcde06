//! What reached people: reports of impressions, and figures from the facts.

pub mod reports;
pub mod rollups;
