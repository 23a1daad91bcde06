//! The overview as a workbook: typed cells, and a first sheet that says what they are.

use peiban_core::reach::{Shown, shown};
use peiban_core::text::Language;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::pages::reach::overview::Figures;
use crate::pages::reach::overview::words::{finding, ladder, period_name, question, word};

/// Exactly what the page shows.
///
/// # Errors
///
/// When the workbook cannot be written.
pub fn workbook(figures: &Figures, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheets: [(&str, Write); 5] = [
        ("readme", readme),
        ("ladder", steps),
        ("channels", channels),
        ("attendance", attendance),
        ("survey", survey),
    ];
    for (name, write) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(word(language, &format!("overview-export-{name}")))?;
        write(sheet, figures, language)?;
        sheet.autofit();
    }
    book.save_to_buffer()
}

type Write = fn(&mut Worksheet, &Figures, Language) -> Result<(), XlsxError>;

fn head(sheet: &mut Worksheet, keys: &[&str], language: Language) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, key) in (0u16..).zip(keys) {
        sheet.write_string_with_format(0, column, word(language, key), &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// A count of people as a number, or `<5` as text.
fn people(sheet: &mut Worksheet, (row, column): (u32, u16), value: i64) -> Result<(), XlsxError> {
    match shown(value) {
        Shown::Count(value) => sheet.write(row, column, value)?,
        Shown::Small => sheet.write_string(row, column, "<5")?,
    };
    Ok(())
}

fn readme(sheet: &mut Worksheet, figures: &Figures, language: Language) -> Result<(), XlsxError> {
    let partner = figures.partner.as_ref().map(|row| language.pick(&row.name_zh, &row.name_en).to_owned());
    let rows = [
        ("overview-filter-area", format!("{} {}", figures.area.name(language), figures.area.code)),
        ("overview-filter-period", format!("{} ({})", period_name(figures.period, language), figures.period)),
        ("overview-filter-partner", partner.unwrap_or_else(|| word(language, "overview-filter-all"))),
    ];
    for (row, (key, value)) in (0u32..).zip(rows) {
        sheet.write_string(row, 0, word(language, key))?;
        sheet.write_string(row, 1, value)?;
    }
    let args = [("when", figures.as_of.clone())].into_iter().collect();
    sheet.write_string(3, 0, peiban_core::text::say(language, "overview-as-of", &args))?;
    let notes = [
        word(language, "overview-never-added"),
        word(language, "overview-channels-note"),
        finding(figures, language),
        word(language, "overview-attendance-note"),
        word(language, "overview-survey-note"),
    ];
    for (row, note) in (5u32..).zip(notes) {
        sheet.write_string(row, 0, note)?;
    }
    Ok(())
}

fn steps(sheet: &mut Worksheet, figures: &Figures, language: Language) -> Result<(), XlsxError> {
    head(sheet, &["overview-export-step", "overview-export-number", "overview-export-note"], language)?;
    let numbers = &figures.ladder;
    let values = [
        numbers.impressions,
        numbers.reach,
        numbers.bot_starts,
        numbers.enrolled,
        numbers.came,
        numbers.completed.part,
    ];
    for ((row, rung), (step, value)) in (1u32..).zip(ladder(figures, language)).zip((0..).zip(values)) {
        sheet.write_string(row, 0, rung.what)?;
        if step < 2 {
            sheet.write(row, 1, value)?; // as reported: no people of ours
        } else {
            people(sheet, (row, 1), value)?;
        }
        sheet.write_string(row, 2, rung.note)?;
    }
    Ok(())
}

fn channels(sheet: &mut Worksheet, figures: &Figures, language: Language) -> Result<(), XlsxError> {
    let keys = [
        "overview-channels-column",
        "reports-measure-impressions",
        "reports-measure-platform_reach",
        "reports-measure-attendees",
        "reports-measure-engagements",
    ];
    head(sheet, &keys, language)?;
    for (row, channel) in (1u32..).zip(&figures.channels) {
        sheet.write_string(row, 0, word(language, &format!("reports-channel-{}", channel.channel.word())))?;
        for (column, value) in (1u16..).zip(channel.values) {
            if let Some(value) = value {
                sheet.write(row, column, value)?;
            }
        }
    }
    Ok(())
}

fn attendance(sheet: &mut Worksheet, figures: &Figures, language: Language) -> Result<(), XlsxError> {
    let keys = [
        "overview-export-code",
        "overview-attendance-area",
        "overview-export-week",
        "overview-export-came",
        "overview-export-expected",
        "overview-export-share",
    ];
    head(sheet, &keys, language)?;
    let (date, percent) = (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("0 %"));
    let mut row = 0;
    for (code, shares) in &figures.attendance.rows {
        for (week, share) in figures.attendance.weeks.iter().zip(shares) {
            let Some(share) = share else { continue };
            row += 1;
            sheet.write(row, 0, *code)?;
            sheet.write_string(row, 1, figures.name_of(*code, language))?;
            sheet.write_with_format(row, 2, &ExcelDateTime::parse_from_str(&week.to_string())?, &date)?;
            if share.is_small() {
                sheet.write_string(row, 4, "<5")?;
                continue;
            }
            sheet.write(row, 3, share.part)?;
            sheet.write(row, 4, share.of)?;
            #[expect(clippy::cast_precision_loss, reason = "far under 2^52 people")]
            sheet.write_with_format(row, 5, share.part as f64 / share.of as f64, &percent)?;
        }
    }
    Ok(())
}

fn survey(sheet: &mut Worksheet, figures: &Figures, language: Language) -> Result<(), XlsxError> {
    head(sheet, &["overview-survey-question", "overview-survey-n", "overview-survey-mean"], language)?;
    for (row, question_row) in (1u32..).zip(&figures.survey) {
        sheet.write_string(row, 0, question(&question_row.question, language))?;
        people(sheet, (row, 1), question_row.n)?;
        match question_row.mean {
            Some(mean) => sheet.write(row, 2, mean)?,
            None => sheet.write_string(row, 2, "<5")?,
        };
    }
    Ok(())
}
