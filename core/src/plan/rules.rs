//! The steps of the sequences: what is sent before and after a session.

use std::sync::{Arc, LazyLock};

use chrono::{NaiveTime, TimeDelta};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Content, Priority};
use crate::content::{Embedded, Files};
use crate::sheet::{Fault, Reading, Sheet};

/// What a step is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The start of a session of somebody enrolled.
    SessionStart,
    /// A session at which she was.
    Attended,
    /// A session that she missed.
    Missed,
}

/// What happens with a step whose time had passed when it was planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Late {
    /// It is left out.
    Skip,
    /// Only the latest of its kind is sent.
    Latest,
    /// Each is sent.
    All,
}

/// One step of `sequences.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Stable text id, part of the dedupe key.
    pub step: String,
    /// What it is counted from.
    pub anchor: Anchor,
    /// Days from the anchor's local day; negative before it.
    pub days: i64,
    /// Local time of the receiver.
    pub at: NaiveTime,
    /// What it says.
    pub content: Content,
    /// What happens when its time had passed.
    pub late: Late,
    /// How long after its time it may still leave.
    pub within: TimeDelta,
    /// How urgent it is.
    pub priority: Priority,
}

impl Rule {
    fn read(row: &mut Reading<'_>) -> Option<Self> {
        let step = row.text("step");
        let anchor = word(row, "anchor");
        let days = length(row, "offset", 'd');
        let at = row.text("at").and_then(|text| NaiveTime::parse_from_str(&text, "%H:%M").ok());
        if at.is_none() {
            row.fault("at", "sheet-error-word");
        }
        let content = word(row, "content");
        let late = word(row, "late");
        let within = length(row, "within", 'h');
        let priority = word(row, "priority");
        Some(Self {
            step: step?,
            anchor: anchor?,
            days: days?,
            at: at?,
            content: content?,
            late: late?,
            within: TimeDelta::hours(within?),
            priority: priority?,
        })
    }
}

fn word<T: DeserializeOwned>(row: &mut Reading<'_>, column: &str) -> Option<T> {
    let text = row.text(column)?;
    let value = serde_json::from_value(serde_json::Value::String(text)).ok();
    if value.is_none() {
        row.fault(column, "sheet-error-word");
    }
    value
}

/// A number with its unit, as `-1d` or `24h`.
fn length(row: &mut Reading<'_>, column: &str, unit: char) -> Option<i64> {
    let text = row.text(column)?;
    let value = text.strip_suffix(unit).and_then(|number| number.trim_start_matches('+').parse().ok());
    if value.is_none() {
        row.fault(column, "sheet-error-number");
    }
    value
}

/// The steps in `files`.
///
/// # Errors
///
/// Every fault found; nothing when the file is no table.
pub fn read(files: &impl Files) -> Result<Vec<Rule>, Vec<Fault>> {
    let bytes = files.get("sequences.csv").unwrap_or_default();
    let sheet = Sheet::read(&bytes).map_err(|_| Vec::new())?;
    let mut faults = Vec::new();
    let rows = sheet.rows().iter();
    let rules = rows.filter_map(|row| Rule::read(&mut Reading::new(&sheet, row, &mut faults))).collect();
    if faults.is_empty() { Ok(rules) } else { Err(faults) }
}

/// The steps inside this program.
pub fn rules() -> Arc<[Rule]> {
    static RULES: LazyLock<Arc<[Rule]>> = LazyLock::new(|| read(&Embedded).unwrap_or_default().into());
    Arc::clone(&RULES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_inside_the_program_can_be_read() {
        let rules = read(&Embedded).unwrap();

        assert_eq!(rules.len(), 5);
        assert_eq!((rules[0].days, rules[0].content), (-1, Content::Reminder));
    }
}
