//! Weeks, months and quarters, as people write them in an address.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::word::words;

words! {
    /// How long a period is.
    Grain {
        /// Monday to Sunday.
        Week = "week",
        /// A calendar month.
        Month = "month",
        /// Three calendar months.
        Quarter = "quarter",
    }
}

/// One week, month or quarter. Invariant: `start` is its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// How long.
    pub grain: Grain,
    /// Its first day.
    pub start: NaiveDate,
}

impl Period {
    /// The period of a length that `day` lies in.
    pub fn holding(grain: Grain, day: NaiveDate) -> Self {
        let start = match grain {
            Grain::Week => day - Days::new(u64::from(day.weekday().num_days_from_monday())),
            Grain::Month => day.with_day(1).unwrap_or(day),
            Grain::Quarter => NaiveDate::from_ymd_opt(day.year(), day.month0() / 3 * 3 + 1, 1).unwrap_or(day),
        };
        Self { grain, start }
    }

    /// Whether a day lies in it.
    pub fn holds(self, day: NaiveDate) -> bool {
        Self::holding(self.grain, day) == self
    }

    /// The first day after it.
    pub fn end(self) -> NaiveDate {
        match self.grain {
            Grain::Week => self.start + Days::new(7),
            Grain::Month => self.start + Months::new(1),
            Grain::Quarter => self.start + Months::new(3),
        }
    }

    /// The one before.
    pub fn before(self) -> Self {
        Self::holding(self.grain, self.start - Days::new(1))
    }

    /// The weeks that lie in it, whole or in part, and have begun by `today`; oldest first.
    pub fn weeks(self, today: NaiveDate) -> Vec<Self> {
        let first = Self::holding(Grain::Week, self.start);
        std::iter::successors(Some(first), |week| Some(Self { start: week.end(), ..*week }))
            .take_while(|week| week.start < self.end() && week.start <= today)
            .collect()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.grain {
            Grain::Week => write!(f, "{}", self.start.format("%G-W%V")),
            Grain::Month => write!(f, "{}", self.start.format("%Y-%m")),
            Grain::Quarter => write!(f, "{}-Q{}", self.start.year(), self.start.month0() / 3 + 1),
        }
    }
}

/// The text names no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a week, month or quarter")]
pub struct NotAPeriod;

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (year, rest) = text.split_once('-').ok_or(NotAPeriod)?;
        let year: i32 = year.parse().ok().filter(|year| (2000..2100).contains(year)).ok_or(NotAPeriod)?;
        let number = |text: &str| text.parse::<u32>().map_err(|_| NotAPeriod);
        let (grain, start) = if let Some(week) = rest.strip_prefix('W') {
            (Grain::Week, NaiveDate::from_isoywd_opt(year, number(week)?, Weekday::Mon))
        } else if let Some(quarter) = rest.strip_prefix('Q') {
            let quarter = number(quarter)?;
            let month = (1..=4).contains(&quarter).then(|| quarter * 3 - 2).ok_or(NotAPeriod)?;
            (Grain::Quarter, NaiveDate::from_ymd_opt(year, month, 1))
        } else {
            (Grain::Month, NaiveDate::from_ymd_opt(year, number(rest)?, 1))
        };
        Ok(Self { grain, start: start.ok_or(NotAPeriod)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn a_period_is_read_as_it_is_written() {
        for text in ["2026-Q4", "2026-11", "2026-W48", "2026-W01"] {
            assert_eq!(text.parse::<Period>().map(|period| period.to_string()), Ok(text.to_owned()));
        }
        for text in ["2026", "2026-Q5", "2026-13", "2026-W54", "26-Q1", "2026-Q0", "２026-Q1", ""] {
            assert_eq!(text.parse::<Period>(), Err(NotAPeriod), "{text}");
        }
    }

    #[test]
    fn a_quarter_has_its_weeks_up_to_today() {
        let quarter = Period::holding(Grain::Quarter, day("2026-11-25"));

        let weeks = quarter.weeks(day("2026-11-25"));
        assert_eq!((quarter.start, quarter.end()), (day("2026-10-01"), day("2027-01-01")));
        assert_eq!((weeks.len(), weeks[0].start), (9, day("2026-09-28")));
        assert_eq!(quarter.before().to_string(), "2026-Q3");
    }
}
