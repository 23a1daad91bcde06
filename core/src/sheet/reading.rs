//! Taking typed values out of a row, and noting every fault instead of stopping at the first.

use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use super::{Cell, Sheet, SheetRow, serial_date};
use crate::text::MessageKey;

/// Something wrong in one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// SheetRow in the file, from 1.
    pub row: usize,
    /// Name of the column.
    pub column: String,
    /// The rule that was broken.
    pub rule: MessageKey,
    /// What stands in the cell.
    pub found: String,
}

/// One row being read; faults are collected.
pub struct Reading<'a> {
    sheet: &'a Sheet,
    row: &'a SheetRow,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Reading<'a> {
    /// Starts on `row`.
    pub fn new(sheet: &'a Sheet, row: &'a SheetRow, faults: &'a mut Vec<Fault>) -> Self {
        Self { sheet, row, faults }
    }

    /// The row's number in the file.
    pub fn number(&self) -> usize {
        self.row.number
    }

    /// Notes that `column` breaks `rule`.
    pub fn fault(&mut self, column: &str, rule: &'static str) {
        let found = shown(self.sheet.cell(self.row, column));
        let fault = Fault { row: self.row.number, column: column.to_owned(), rule: MessageKey(rule), found };
        self.faults.push(fault);
    }

    /// The text of a cell; a number is written as people type it, without `.0`.
    pub fn optional(&mut self, column: &str) -> Option<String> {
        match self.sheet.cell(self.row, column) {
            Cell::Empty => None,
            Cell::Text(text) if text.starts_with('#') && text.ends_with(['!', '?']) => {
                self.fault(column, "sheet-error-broken");
                None
            }
            Cell::Broken(_) => {
                self.fault(column, "sheet-error-broken");
                None
            }
            cell => Some(shown(cell)),
        }
    }

    /// The text of a cell that must be filled.
    pub fn text(&mut self, column: &str) -> Option<String> {
        let before = self.faults.len();
        let text = self.optional(column);
        if text.is_none() && self.faults.len() == before {
            self.fault(column, "sheet-error-empty");
        }
        text
    }

    /// A value that its type can read from text; empty is none.
    pub fn optional_of<T: FromStr>(&mut self, column: &str, rule: &'static str) -> Option<T> {
        let text = self.optional(column)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.fault(column, rule);
        }
        value
    }

    /// A value that its type can read from text; must be filled.
    pub fn of<T: FromStr>(&mut self, column: &str, rule: &'static str) -> Option<T> {
        self.text(column)?;
        self.optional_of(column, rule)
    }

    /// A day: a date cell, an Excel serial number, or text as `2026-11-21`, `2026/11/21` or `2026年11月21日`.
    pub fn optional_date(&mut self, column: &str) -> Option<NaiveDate> {
        let day = match self.sheet.cell(self.row, column) {
            Cell::Empty => return None,
            Cell::Date(day) => Some(*day),
            Cell::Number(serial) => serial_date(*serial),
            Cell::Text(text) => text_date(text),
            Cell::Broken(_) => None,
        };
        if day.is_none() {
            self.fault(column, "sheet-error-date");
        }
        day
    }
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Broken(text) => text.clone(),
        Cell::Number(number) => number.to_string(), // whole ones print without a point
        Cell::Date(day) => day.to_string(),
    }
}

fn text_date(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
        .into_iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
        .or_else(|| text.parse().ok().and_then(serial_date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_kept_as_a_number_loses_no_digit() {
        assert_eq!(shown(&Cell::Number(13_800_001_234.0)), "13800001234");
    }

    #[test]
    fn every_way_to_write_a_day_is_read() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 4);
        for text in ["2026-03-04", "2026/3/4", "2026.3.4", "2026年3月4日", "46085"] {
            assert_eq!(text_date(text), day, "{text}");
        }
        assert_eq!(text_date("4 March"), None);
    }
}
