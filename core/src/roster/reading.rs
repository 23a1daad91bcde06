//! From the cells of a table to people.

use unicode_normalization::UnicodeNormalization;

use super::words::{Words, bands, code_key, column, columns, relations};
use super::{COLUMNS, Fault, RosterRow, Rows};
use crate::area::{AreaCode, AreaLevel};
use crate::caregiver::{AgeBand, Relation, name_key, written_name};
use crate::phone::Phone;
use crate::seal::Keys;
use crate::sheet::{Cell, Reading, Sheet, SheetError, SheetRow, serial_date};
use crate::text::MessageKey;

/// Most people one roster may have.
pub(super) const MOST_PEOPLE: usize = 20_000;

/// Reads a roster from an Excel workbook or a CSV table.
///
/// # Errors
///
/// The message that tells why the file is no roster: no table, no columns for name and group, nobody in it.
pub fn read(file: &[u8], keys: &Keys) -> Result<Rows, MessageKey> {
    if file.is_empty() {
        return Err(MessageKey("people-error-no-file"));
    }
    let mut sheet = Sheet::read(file).map_err(|error| match error {
        SheetError::NotATable => MessageKey("sheet-error-no-table"),
        SheetError::NoHeader => MessageKey("sheet-error-no-header"),
        SheetError::TooLarge => MessageKey("sheet-error-too-large"),
    })?;
    let names = columns();
    sheet.rename(|header| column(&names, header));
    if !sheet.has("name") || !sheet.has("group") {
        return Err(MessageKey("people-error-columns"));
    }
    if sheet.rows().is_empty() {
        return Err(MessageKey("people-error-nobody"));
    }
    if sheet.rows().len() > MOST_PEOPLE {
        return Err(MessageKey("people-error-too-many"));
    }
    Ok(all(&sheet, keys))
}

fn all(sheet: &Sheet, keys: &Keys) -> Rows {
    let letters = COLUMNS.iter().filter_map(|(code, ..)| Some((*code, sheet.letter(code)?))).collect();
    let mut rows = Rows { rows: Vec::new(), faults: Vec::new(), letters };
    let relations = relations();
    let mut faults = Vec::new();
    for row in sheet.rows() {
        let mut one = OneRow { sheet, row, reading: Reading::new(sheet, row, &mut faults) };
        let person = one.person(keys, &relations);
        rows.rows.push(RosterRow { broken: !faults.is_empty(), ..person });
        for fault in faults.drain(..) {
            let cell = rows.cell(fault.row, &fault.column);
            let crate::sheet::Fault { row, column, rule, found } = fault;
            rows.faults.push(Fault { row, cell, column, rule, found, other: None });
        }
    }
    rows
}

struct OneRow<'a> {
    sheet: &'a Sheet,
    row: &'a SheetRow,
    reading: Reading<'a>,
}

impl OneRow<'_> {
    fn person(&mut self, keys: &Keys, relations: &Words<Relation>) -> RosterRow {
        let name = self.name();
        let phone = self.reading.optional_of::<Phone>("phone", "people-error-phone");
        RosterRow {
            row: self.reading.number(),
            name_key: name_key(&name),
            name,
            phone_hash: phone.as_ref().map(|phone| keys.phone_hash(phone.as_str())),
            phone,
            relation: self.relation(relations),
            bands: self.bands(),
            group: self.reading.text("group").map(|code| code_key(&code)).unwrap_or_default(),
            county: self.county(),
            enrolled_on: self.reading.optional_date("enrolled_on"),
            broken: false,
        }
    }

    fn name(&mut self) -> String {
        let Some(text) = self.reading.text("name") else { return String::new() };
        written_name(&text).unwrap_or_else(|_| {
            self.reading.fault("name", "people-error-name");
            text
        })
    }

    fn relation(&mut self, relations: &Words<Relation>) -> Option<Relation> {
        let text = self.reading.optional("relation")?;
        let found = relations.find(&text);
        if found.is_none() {
            self.reading.fault("relation", "people-error-relation");
        }
        found
    }

    fn bands(&mut self) -> Vec<AgeBand> {
        // Excel reads 3-5 as the fifth of March.
        let day = match self.sheet.cell(self.row, "bands") {
            Cell::Date(_) => true,
            Cell::Number(number) => serial_date(*number).is_some(),
            _ => false,
        };
        if day {
            self.reading.fault("bands", "people-error-bands-date");
            return Vec::new();
        }
        let Some(text) = self.reading.optional("bands") else { return Vec::new() };
        bands(&text).unwrap_or_else(|| {
            self.reading.fault("bands", "people-error-bands");
            Vec::new()
        })
    }

    fn county(&mut self) -> Option<AreaCode> {
        let text = self.reading.optional("county")?;
        let plain: String = text.nfkc().collect();
        let code = plain.parse::<AreaCode>().ok().filter(|code| code.level() == AreaLevel::County);
        if code.is_none() {
            self.reading.fault("county", "people-error-county");
        }
        code
    }
}
