//! An empty roster to fill in.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet,
    XlsxError,
};

use super::COLUMNS;
use super::words::relation_label;
use crate::caregiver::{AgeBand, Relation};
use crate::text::{Language, MessageKey, tell};

/// Rows that are made ready for typing.
const ROWS: u32 = 500;
const WIDTHS: [f64; 7] = [20.0, 18.0, 18.0, 22.0, 16.0, 14.0, 18.0];

/// An empty roster as an Excel workbook: headers in both languages, lists to choose from, a page that explains.
///
/// # Errors
///
/// Only if the workbook's own texts were too long for Excel.
pub fn template(language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made =
        rust_xlsxwriter::DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?);
    book.set_properties(&made); // the same bytes every time
    people(book.add_worksheet(), language)?;
    explained(book.add_worksheet(), language)?;
    book.save_to_buffer()
}

fn people(sheet: &mut Worksheet, language: Language) -> Result<(), XlsxError> {
    let head =
        Format::new().set_bold().set_background_color(Color::RGB(0xF3_E9_DC)).set_align(FormatAlign::Top);
    let (text, date) = (Format::new().set_num_format("@"), Format::new().set_num_format("yyyy-mm-dd"));
    sheet.set_name(tell(language, MessageKey("people-template-sheet")))?;
    for (at, ((code, label, _), width)) in (0_u16..).zip(COLUMNS.into_iter().zip(WIDTHS)) {
        let both = format!("{} / {}", tell(Language::ZhHans, label), tell(Language::En, label));
        sheet.set_column_width(at, width)?;
        // Text keeps the zeros of phones and codes, and 3-5 from becoming the fifth of March.
        sheet.set_column_format(at, if code == "enrolled_on" { &date } else { &text })?;
        sheet.write_with_format(0, at, both, &head)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let relations: Vec<String> =
        Relation::ALL.iter().map(|relation| relation_label(language, *relation)).collect();
    sheet.add_data_validation(1, 2, ROWS, 2, &choice(&relations, language)?)?;
    let bands: Vec<String> = AgeBand::ALL.iter().map(|band| band.word().to_owned()).collect();
    sheet.add_data_validation(1, 3, ROWS, 3, &choice(&bands, language)?)?;
    Ok(())
}

/// A list to choose from; other words are allowed, since several ages may be joined.
fn choice(words: &[String], language: Language) -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_list_strings(words)?
        .set_error_style(DataValidationErrorStyle::Information)
        .set_error_message(tell(language, MessageKey("people-template-choice")))
}

fn explained(sheet: &mut Worksheet, language: Language) -> Result<(), XlsxError> {
    let (bold, wrap) = (Format::new().set_bold(), Format::new().set_text_wrap());
    sheet.set_name("README")?;
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 80)?;
    sheet.write_with_format(0, 0, tell(language, MessageKey("people-template-title")), &bold)?;
    let lines = [
        ("name", MessageKey("people-template-name")),
        ("phone", MessageKey("people-template-phone")),
        ("relation", MessageKey("people-template-relation")),
        ("bands", MessageKey("people-template-bands")),
        ("group", MessageKey("people-template-group")),
        ("county", MessageKey("people-template-county")),
        ("enrolled_on", MessageKey("people-template-enrolled_on")),
    ];
    for (row, ((_, label, _), (_, line))) in (2_u32..).zip(COLUMNS.into_iter().zip(lines)) {
        sheet.write_with_format(row, 0, tell(language, label), &bold)?;
        sheet.write_with_format(row, 1, tell(language, line), &wrap)?;
    }
    Ok(())
}
