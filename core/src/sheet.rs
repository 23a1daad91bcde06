//! Tables that people make: CSV and Excel files read into cells, with every fault named by row and column.

mod reading;

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use chrono::{Days, NaiveDate};

pub use reading::{Fault, Reading};

use crate::typed::without_hidden;

/// Most rows one file may have.
pub const MOST_ROWS: usize = 1_000_000;
/// Largest file taken, in bytes.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;

/// What stands in one cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing, or only spaces.
    Empty,
    /// Text without spaces around it.
    Text(String),
    /// A number, as spreadsheets keep phones and codes that were not typed as text.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// A formula that failed, such as `#REF!`.
    Broken(String),
}

/// A file that is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Neither UTF-8 nor GB 18030 text with commas, nor an Excel workbook.
    #[error("not a table")]
    NotATable,
    /// There is no first row that names the columns.
    #[error("no header")]
    NoHeader,
    /// More rows or bytes than taken.
    #[error("too large")]
    TooLarge,
}

/// One row as it stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRow {
    /// Its number in the file, from 1; the header is row 1 unless blank rows stand before it.
    pub number: usize,
    cells: Vec<Cell>,
}

/// A table with named columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    columns: HashMap<String, usize>,
    rows: Vec<SheetRow>,
}

impl Sheet {
    /// Reads an Excel workbook's first sheet if the bytes are one, else CSV.
    ///
    /// # Errors
    ///
    /// [`SheetError`] when it cannot be read as a table at all.
    pub fn read(bytes: &[u8]) -> Result<Self, SheetError> {
        if bytes.len() > LARGEST_FILE {
            return Err(SheetError::TooLarge);
        }
        if bytes.starts_with(b"PK") { Self::of_xlsx(bytes) } else { Self::of_csv(bytes) }
    }

    fn of_csv(bytes: &[u8]) -> Result<Self, SheetError> {
        let text = decoded(bytes)?.replace("\r\n", "\n").replace('\r', "\n"); // else rows are counted one short
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|_| SheetError::NotATable)?;
            let number = record.position().map_or(0, |at| line_of(&text, at));
            let cells = record.iter().map(text_cell).collect();
            rows.push(SheetRow { number, cells });
        }
        Self::with_header(rows)
    }

    fn of_xlsx(bytes: &[u8]) -> Result<Self, SheetError> {
        let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| SheetError::NotATable)?;
        let name = book.sheet_names().first().cloned().ok_or(SheetError::NoHeader)?;
        let range = book.worksheet_range(&name).map_err(|_| SheetError::NotATable)?;
        let first = range.start().map_or(0, |(row, _)| row) as usize;
        let rows = range
            .rows()
            .enumerate()
            .map(|(index, cells)| SheetRow {
                number: first + index + 1,
                cells: cells.iter().map(excel_cell).collect(),
            })
            .collect();
        Self::with_header(rows)
    }

    fn with_header(rows: Vec<SheetRow>) -> Result<Self, SheetError> {
        if rows.len() > MOST_ROWS {
            return Err(SheetError::TooLarge);
        }
        let mut rows = rows.into_iter().skip_while(SheetRow::is_blank);
        let header = rows.next().ok_or(SheetError::NoHeader)?;
        let mut columns = HashMap::new();
        for (index, cell) in header.cells.iter().enumerate() {
            if let Cell::Text(name) = cell {
                columns.entry(name.clone()).or_insert(index);
            }
        }
        if columns.is_empty() {
            return Err(SheetError::NoHeader);
        }
        Ok(Self { columns, rows: rows.filter(|row| !row.is_blank()).collect() })
    }

    /// The rows under the header, without blank ones.
    pub fn rows(&self) -> &[SheetRow] {
        &self.rows
    }

    /// Whether a column has this name.
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// The letter that spreadsheets show over a column: `A`, `B`, …, `AA`.
    pub fn letter(&self, column: &str) -> Option<String> {
        let mut left = *self.columns.get(column)? + 1;
        let mut letters = Vec::new();
        while left > 0 {
            left -= 1;
            letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or_default()));
            left /= 26;
        }
        Some(letters.into_iter().rev().collect())
    }

    /// Gives columns the names the program uses; names it does not know stay.
    pub fn rename(&mut self, name_of: impl Fn(&str) -> Option<&'static str>) {
        let columns = std::mem::take(&mut self.columns);
        self.columns = columns
            .into_iter()
            .map(|(name, index)| (name_of(&name).map_or(name, str::to_owned), index))
            .collect();
    }

    /// The cell of `row` in `column`; a column that is not there is empty.
    pub fn cell<'a>(&self, row: &'a SheetRow, column: &str) -> &'a Cell {
        self.columns.get(column).and_then(|index| row.cells.get(*index)).unwrap_or(&Cell::Empty)
    }
}

impl SheetRow {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| *cell == Cell::Empty)
    }
}

/// UTF-8 with or without a byte order mark; else GB 18030, which Chinese Excel writes.
fn decoded(bytes: &[u8]) -> Result<String, SheetError> {
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(plain) {
        return if text.contains('\0') { Err(SheetError::NotATable) } else { Ok(text.to_owned()) };
    }
    match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(plain) {
        Some(text) if !text.contains('\0') => Ok(text.into_owned()),
        _ => Err(SheetError::NotATable),
    }
}

/// The line a record stands on: the reader tells where it began to look, before it passed empty lines.
fn line_of(text: &str, at: &csv::Position) -> usize {
    let start = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let empty = text.as_bytes().iter().skip(start).take_while(|byte| **byte == b'\n').count();
    usize::try_from(at.line()).unwrap_or(usize::MAX).saturating_add(empty)
}

fn text_cell(text: &str) -> Cell {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{feff}');
    if text.is_empty() { Cell::Empty } else { Cell::Text(without_hidden(text)) }
}

fn excel_cell(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text_cell(text),
        Data::Int(number) => text_cell(&number.to_string()),
        Data::Float(number) => Cell::Number(*number),
        Data::Bool(flag) => text_cell(if *flag { "1" } else { "0" }),
        Data::DateTime(date) => serial_date(date.as_f64()).map_or(Cell::Number(date.as_f64()), Cell::Date),
        Data::Error(error) => Cell::Broken(error.to_string()),
    }
}

/// The day of an Excel serial number; day 60 never was, so only days after it are read.
pub fn serial_date(serial: f64) -> Option<NaiveDate> {
    let whole = (61.0..2_958_466.0).contains(&serial).then(|| serial.floor())?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "61..2,958,466 by the line above"
    )]
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(whole as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_rows_are_skipped_and_numbers_stay_those_of_the_file() {
        let sheet =
            Sheet::read("\u{feff}name,age\r\n,\r\n 李 ,3\r\n".as_bytes()).unwrap_or_else(|e| panic!("{e}"));

        let row = &sheet.rows()[0];
        assert_eq!((sheet.rows().len(), row.number), (1, 3));
        assert_eq!(sheet.cell(row, "name"), &Cell::Text("李".into()));
        assert_eq!(sheet.cell(row, "missing"), &Cell::Empty);
    }

    #[test]
    fn an_empty_line_counts_as_a_row() {
        let sheet = Sheet::read("name\n\n\n李\n王\n".as_bytes()).unwrap_or_else(|e| panic!("{e}"));

        let numbers: Vec<_> = sheet.rows().iter().map(|row| row.number).collect();
        assert_eq!(numbers, [4, 5]);
    }

    #[test]
    fn a_column_has_the_letter_that_spreadsheets_show() {
        let header: Vec<String> = (0..30).map(|n| format!("c{n}")).collect();
        let sheet = Sheet::read(header.join(",").as_bytes()).unwrap_or_else(|e| panic!("{e}"));

        assert_eq!(sheet.letter("c0").as_deref(), Some("A"));
        assert_eq!(sheet.letter("c27").as_deref(), Some("AB"));
        assert_eq!(sheet.letter("c30"), None);
    }

    #[test]
    fn chinese_excel_text_is_read() {
        let (bytes, _, _) = encoding_rs::GB18030.encode("姓名\n王芳\n");

        let sheet = Sheet::read(&bytes).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(sheet.cell(&sheet.rows()[0], "姓名"), &Cell::Text("王芳".into()));
    }

    #[test]
    fn a_serial_number_is_a_day() {
        assert_eq!(serial_date(45_982.0), NaiveDate::from_ymd_opt(2025, 11, 21));
        assert_eq!(serial_date(60.0), None);
    }

    #[test]
    fn a_picture_is_no_table() {
        assert_eq!(Sheet::read(&[0x89, b'P', b'N', b'G', 0, 255, 254]), Err(SheetError::NotATable));
        assert_eq!(Sheet::read(b"PK\x03\x04 no workbook"), Err(SheetError::NotATable));
        assert_eq!(Sheet::read(b"\n\n"), Err(SheetError::NoHeader));
    }
}
