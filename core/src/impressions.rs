//! Reading impression reports: every row or every fault, and nothing in between.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::area::AreaCode;
use crate::reach::{Channel, Measure};
use crate::sheet::{Fault, Reading, Sheet, SheetError};
use crate::text::{Args, Language, MessageKey, say};

/// The columns of a report, by the names the program uses; the last two may be left out.
pub const COLUMNS: [&str; 9] =
    ["channel", "asset", "area", "day", "measure", "value", "source", "definition", "external_id"];
const NEEDED: usize = 7;
/// Longest text of one cell, in characters.
pub const LONGEST: usize = 200;

/// What makes two rows the same report: a second one is a correction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::FromRow)]
pub struct ReportKey {
    /// Where it was seen.
    pub channel: Channel,
    /// Which post, film or poster, as the reporter calls it.
    pub asset: String,
    /// Where the people were.
    pub area: AreaCode,
    /// When.
    pub day: NaiveDate,
    /// What was counted.
    pub measure: Measure,
    /// Who says so.
    pub source: String,
    /// The source's own number of the row, or empty.
    pub external_id: String,
}

/// One reported figure.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ImpressionReport {
    /// Which.
    #[sqlx(flatten)]
    pub key: ReportKey,
    /// How many; 0 or more.
    pub value: i64,
    /// What the source counts, or empty.
    pub definition: String,
}

/// What rows are checked against.
pub struct ReportScope<'a> {
    /// Codes of areas in use that the importer may report for.
    pub areas: &'a HashSet<i64>,
    /// Nothing happened after this day.
    pub today: NaiveDate,
}

/// A file that was read.
#[derive(Debug, Clone, Default)]
pub struct ReadReports {
    /// Rows without faults.
    pub rows: Vec<ImpressionReport>,
    /// What is wrong, by row and column.
    pub faults: Vec<Fault>,
}

/// What an import would change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Changes {
    /// Rows that are new.
    pub added: usize,
    /// Rows that correct an older one.
    pub updated: usize,
    /// Rows that say what is known.
    pub same: usize,
}

/// Reads the bytes of a CSV or Excel file.
///
/// # Errors
///
/// When it is no table; faults of rows are in the answer.
pub fn read_file(bytes: &[u8], known: &ReportScope<'_>) -> Result<ReadReports, MessageKey> {
    let mut sheet = Sheet::read(bytes).map_err(|error| match error {
        SheetError::NotATable => MessageKey("sheet-error-no-table"),
        SheetError::NoHeader => MessageKey("sheet-error-no-header"),
        SheetError::TooLarge => MessageKey("sheet-error-too-large"),
    })?;
    sheet.rename(column_of);
    if sheet.rows().is_empty() {
        return Err(MessageKey("reports-error-empty"));
    }
    Ok(read(&sheet, known))
}

/// Reads every row; columns by code or by their name in either language.
pub fn read(sheet: &Sheet, known: &ReportScope<'_>) -> ReadReports {
    let mut faults: Vec<Fault> = COLUMNS[..NEEDED]
        .iter()
        .filter(|column| !sheet.has(column))
        .map(|column| Fault {
            row: 1,
            column: (*column).to_owned(),
            rule: MessageKey("reports-error-column"),
            found: String::new(),
        })
        .collect();
    let mut rows = Vec::new();
    if faults.is_empty() {
        let mut seen = HashMap::new();
        for row in sheet.rows() {
            let mut reading = Reading::new(sheet, row, &mut faults);
            let Some(report) = read_row(&mut reading, known) else { continue };
            if seen.insert(report.key.clone(), ()).is_some() {
                reading.fault("asset", "reports-error-twice");
                continue;
            }
            rows.push(report);
        }
    }
    ReadReports { rows, faults }
}

/// Reads every cell before it gives up, so that one look shows every fault of the row.
fn read_row(reading: &mut Reading<'_>, known: &ReportScope<'_>) -> Option<ImpressionReport> {
    let channel = word(reading, "channel", &Channel::ALL.map(|channel| (channel, channel.word())));
    let asset = short(reading, "asset");
    let area = area(reading, known);
    let day = day(reading, known);
    let measure = word(reading, "measure", &Measure::ALL.map(|measure| (measure, measure.word())));
    let value = value(reading);
    let source = short(reading, "source");
    let definition = optional_short(reading, "definition");
    let external_id = optional_short(reading, "external_id");
    let key = ReportKey {
        channel: channel?,
        asset: asset?,
        area: area?,
        day: day?,
        measure: measure?,
        source: source?,
        external_id: external_id?,
    };
    Some(ImpressionReport { key, value: value?, definition: definition? })
}

fn short(reading: &mut Reading<'_>, column: &'static str) -> Option<String> {
    let text = reading.text(column)?;
    within(reading, column, text)
}

/// Empty is text without letters; only a fault is none.
fn optional_short(reading: &mut Reading<'_>, column: &'static str) -> Option<String> {
    let text = reading.optional(column).unwrap_or_default();
    within(reading, column, text)
}

fn within(reading: &mut Reading<'_>, column: &'static str, text: String) -> Option<String> {
    if text.chars().count() <= LONGEST {
        return Some(text);
    }
    reading.fault(column, "reports-error-long");
    None
}

fn area(reading: &mut Reading<'_>, known: &ReportScope<'_>) -> Option<AreaCode> {
    let area: AreaCode = reading.of("area", "sheet-error-area")?;
    if known.areas.contains(&area.get()) {
        return Some(area);
    }
    reading.fault("area", "reports-error-area");
    None
}

fn day(reading: &mut Reading<'_>, known: &ReportScope<'_>) -> Option<NaiveDate> {
    reading.text("day")?;
    let day = reading.optional_date("day")?;
    if day <= known.today {
        return Some(day);
    }
    reading.fault("day", "reports-error-future");
    None
}

fn value(reading: &mut Reading<'_>) -> Option<i64> {
    let value: i64 = reading.of("value", "reports-error-value")?;
    if (0..=1_000_000_000_000).contains(&value) {
        return Some(value);
    }
    reading.fault("value", "reports-error-value");
    None
}

/// A word as the program writes it, or as either language does.
fn word<T: Copy>(reading: &mut Reading<'_>, column: &'static str, words: &[(T, &str)]) -> Option<T> {
    let text = reading.text(column)?;
    let found = words.iter().find(|(_, word)| {
        same(&text, word) || named(&format!("reports-{column}-{word}")).any(|name| same(&text, &name))
    });
    if found.is_none() {
        let is_channel = column == "channel";
        reading.fault(column, if is_channel { "reports-error-channel" } else { "reports-error-measure" });
    }
    found.map(|(value, _)| *value)
}

fn column_of(name: &str) -> Option<&'static str> {
    COLUMNS.into_iter().find(|column| {
        same(name, column) || named(&format!("reports-column-{column}")).any(|label| same(name, &label))
    })
}

fn named(key: &str) -> impl Iterator<Item = String> {
    Language::ALL.into_iter().map(move |language| say(language, key, &Args::new()))
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase().replace([' ', '-'], "_") == other.to_lowercase().replace([' ', '-'], "_")
}

/// Sorts rows into new ones, corrections and what is known already; `stored` are the live reports.
pub fn compare<'a>(
    rows: &'a [ImpressionReport],
    stored: &HashMap<ReportKey, (i64, String)>,
) -> (Vec<&'a ImpressionReport>, Vec<&'a ImpressionReport>, Changes) {
    let (mut added, mut updated, mut changes) = (Vec::new(), Vec::new(), Changes::default());
    for row in rows {
        match stored.get(&row.key) {
            None => added.push(row),
            Some((value, definition)) if (*value, definition) == (row.value, &row.definition) => {
                changes.same += 1;
            }
            Some(_) => updated.push(row),
        }
    }
    changes.added = added.len();
    changes.updated = updated.len();
    (added, updated, changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> ReadReports {
        let areas = HashSet::from([450_000, 450_100]);
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap_or_default();
        read_file(text.as_bytes(), &ReportScope { areas: &areas, today })
            .unwrap_or_else(|key| panic!("{key}"))
    }

    fn faults(read: &ReadReports) -> Vec<(usize, &str, &str)> {
        read.faults.iter().map(|fault| (fault.row, fault.column.as_str(), fault.rule.0)).collect()
    }

    #[test]
    fn headers_and_words_may_be_codes_or_either_language() {
        let code =
            "channel,asset,area,day,measure,value,source\nwechat,a,450100,2026-11-01,impressions,12,WeChat\n";
        let zh =
            "渠道,素材,地区代码,日期,指标,数值,来源\n微信公众号,a,450100,2026年11月1日,曝光次数,12,WeChat\n";

        let (code, zh) = (read_text(code), read_text(zh));
        assert_eq!((&code.rows, &code.faults), (&zh.rows, &zh.faults));
        assert_eq!((code.rows.len(), code.rows[0].value), (1, 12));
    }

    #[test]
    fn every_fault_is_named_by_row_and_column() {
        let read = read_text(
            "channel,asset,area,day,measure,value,source\n\
             smoke signals,a,450100,2026-11-01,impressions,1.5,\n\
             wechat,a,999999,2026-12-01,impressions,-3,s\n\
             wechat,a,450100,2026-11-01,impressions,3,s\n\
             wechat,a,450100,2026-11-01,impressions,4,s\n",
        );

        assert_eq!(
            faults(&read),
            [
                (2, "channel", "reports-error-channel"),
                (2, "value", "reports-error-value"),
                (2, "source", "sheet-error-empty"),
                (3, "area", "reports-error-area"),
                (3, "day", "reports-error-future"),
                (3, "value", "reports-error-value"),
                (5, "asset", "reports-error-twice"),
            ]
        );
    }

    #[test]
    fn a_missing_column_is_told_once() {
        let read =
            read_text("channel,asset,area,day,measure,value\nwechat,a,450100,2026-11-01,impressions,1\n");

        assert_eq!(faults(&read), [(1, "source", "reports-error-column")]);
    }
}
