//! Numbers and dates as each language writes them.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use fluent_bundle::FluentValue;
use fluent_bundle::types::FluentNumber;
use icu_calendar::{Date, Iso};
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::{MDE, YM, YMD, YMDE};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::{Locale, locale};

use super::Language;

/// Both languages group digits alike; one formatter serves.
static DIGITS: LazyLock<Option<DecimalFormatter>> =
    LazyLock::new(|| DecimalFormatter::try_new(locale!("en").into(), Default::default()).ok());

/// A whole number with its digits grouped.
///
/// ```
/// assert_eq!(peiban_core::text::number(1_234_567), "1,234,567");
/// ```
pub fn number(value: i64) -> String {
    match &*DIGITS {
        Some(digits) => digits.format(&Decimal::from(value)).to_string(),
        None => value.to_string(),
    }
}

/// A share from 0.0 to 1.0 as a whole percentage; halves go up.
///
/// ```
/// assert_eq!(peiban_core::text::percent(0.716), "72 %");
/// ```
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// How Fluent writes a number variable: whole ones grouped, others with one decimal.
pub(super) fn grouped<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    let FluentValue::Number(FluentNumber { value, .. }) = value else { return None };
    if value.fract() != 0.0 || value.abs() > 9e15 {
        return Some(format!("{value:.1}"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and within ±9e15, checked above")]
    Some(number(*value as i64))
}

fn locale(language: Language) -> Locale {
    match language {
        Language::ZhHans => locale!("zh-Hans"),
        Language::En => locale!("en"),
    }
}

/// Loads the compiled-in data for both languages; `None` only if that were broken.
macro_rules! formatters {
    ($options:expr) => {
        LazyLock::new(|| {
            Language::ALL.map(|language| DateTimeFormatter::try_new(locale(language).into(), $options).ok())
        })
    };
}

static DATES: LazyLock<[Option<DateTimeFormatter<YMD>>; 2]> = formatters!(YMD::long());
static DAYS: LazyLock<[Option<DateTimeFormatter<YMDE>>; 2]> = formatters!(YMDE::long());
static MONTHS: LazyLock<[Option<DateTimeFormatter<YM>>; 2]> = formatters!(YM::long());
static MONTH_DAYS: LazyLock<[Option<DateTimeFormatter<MDE>>; 2]> = formatters!(MDE::medium());

fn iso(date: NaiveDate) -> Option<Date<Iso>> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    Date::try_new_iso(date.year(), month, day).ok()
}

fn of(language: Language) -> usize {
    usize::from(language == Language::En)
}

/// A date in full: `2026年11月21日`, `November 21, 2026`.
pub fn date(language: Language, date: NaiveDate) -> String {
    let formatted = DATES[of(language)].as_ref().zip(iso(date)).map(|(f, date)| f.format(&date).to_string());
    formatted.unwrap_or_else(|| date.to_string())
}

/// A date with its weekday: `2026年11月21日星期六`, `Saturday, November 21, 2026`.
pub fn day(language: Language, date: NaiveDate) -> String {
    let formatted = DAYS[of(language)].as_ref().zip(iso(date)).map(|(f, date)| f.format(&date).to_string());
    formatted.unwrap_or_else(|| date.to_string())
}

/// A near date, without its year: `11月21日周六`, `Sat, Nov 21`.
pub fn month_day(language: Language, date: NaiveDate) -> String {
    let formatted =
        MONTH_DAYS[of(language)].as_ref().zip(iso(date)).map(|(f, date)| f.format(&date).to_string());
    formatted.unwrap_or_else(|| date.to_string())
}

/// The month of a date: `2026年11月`, `November 2026`.
pub fn month(language: Language, date: NaiveDate) -> String {
    let formatted = MONTHS[of(language)].as_ref().zip(iso(date)).map(|(f, date)| f.format(&date).to_string());
    formatted.unwrap_or_else(|| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_each_language_writes_them() {
        let saturday = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap_or_default();

        assert_eq!(date(Language::ZhHans, saturday), "2026年11月21日");
        assert_eq!(date(Language::En, saturday), "November 21, 2026");
        assert_eq!(day(Language::ZhHans, saturday), "2026年11月21日星期六");
        assert_eq!(day(Language::En, saturday), "Saturday, November 21, 2026");
        assert_eq!(month(Language::ZhHans, saturday), "2026年11月");
        assert_eq!(month(Language::En, saturday), "November 2026");
        assert_eq!(month_day(Language::ZhHans, saturday), "11月21日周六");
        assert_eq!(month_day(Language::En, saturday), "Sat, Nov 21");
    }
}
