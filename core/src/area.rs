//! Administrative areas: GB/T 2260 codes and the ranges that scopes are made of.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::text::Language;

/// A six-digit GB/T 2260 code: province (2), prefecture (2), county (2); `0` is the whole country.
///
/// Invariant: `0..=999_999`, kept by [`AreaCode::new`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(try_from = "i64", into = "i64")]
#[sqlx(transparent)]
pub struct AreaCode(i64);

/// The number is no area code: it has other than six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an area code has six digits")]
pub struct NotAnAreaCode;

/// How deep an area lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaLevel {
    /// The whole country.
    Country,
    /// Province, region or municipality.
    Province,
    /// Prefecture or city.
    Prefecture,
    /// County, district or banner.
    County,
}

impl AreaCode {
    /// The whole country.
    pub const COUNTRY: Self = Self(0);

    /// Takes a six-digit code, or `0` for the country.
    ///
    /// # Errors
    ///
    /// [`NotAnAreaCode`] for anything else.
    pub fn new(code: i64) -> Result<Self, NotAnAreaCode> {
        if code == 0 || (100_000..=999_999).contains(&code) { Ok(Self(code)) } else { Err(NotAnAreaCode) }
    }

    /// The number itself.
    pub fn get(self) -> i64 {
        self.0
    }

    /// How deep the area lies, by the zeros at the end of its code.
    pub fn level(self) -> AreaLevel {
        match self.0 {
            0 => AreaLevel::Country,
            code if code % 10_000 == 0 => AreaLevel::Province,
            code if code % 100 == 0 => AreaLevel::Prefecture,
            _ => AreaLevel::County,
        }
    }

    /// Every code inside the area, itself included.
    ///
    /// ```
    /// use peiban_core::area::AreaCode;
    ///
    /// let guangxi = AreaCode::new(450_000)?;
    /// assert_eq!(guangxi.range(), 450_000..=459_999);
    /// # Ok::<(), peiban_core::area::NotAnAreaCode>(())
    /// ```
    pub fn range(self) -> RangeInclusive<i64> {
        let width = match self.level() {
            AreaLevel::Country => 1_000_000,
            AreaLevel::Province => 10_000,
            AreaLevel::Prefecture => 100,
            AreaLevel::County => 1,
        };
        self.0..=self.0 + width - 1
    }

    /// The province that the area lies in; the country lies in none.
    pub fn province(self) -> Option<Self> {
        (self.0 > 0).then(|| Self(self.0 / 10_000 * 10_000))
    }

    /// Whether `other` lies inside, or is the same.
    pub fn holds(self, other: Self) -> bool {
        self.range().contains(&other.0)
    }
}

impl TryFrom<i64> for AreaCode {
    type Error = NotAnAreaCode;

    fn try_from(code: i64) -> Result<Self, NotAnAreaCode> {
        Self::new(code)
    }
}

impl From<AreaCode> for i64 {
    fn from(code: AreaCode) -> Self {
        code.0
    }
}

impl std::str::FromStr for AreaCode {
    type Err = NotAnAreaCode;

    fn from_str(text: &str) -> Result<Self, NotAnAreaCode> {
        text.trim().parse::<i64>().map_err(|_| NotAnAreaCode).and_then(Self::new)
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 { f.write_str("0") } else { write!(f, "{:06}", self.0) }
    }
}

/// An area as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Area {
    /// Its code.
    pub code: AreaCode,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English; the Chinese one where no English one is known.
    pub name_en: String,
}

impl Area {
    /// Its name as `language` has it.
    pub fn name(&self, language: Language) -> &str {
        language.pick(&self.name_zh, &self.name_en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_holds_what_lies_inside_and_nothing_else() {
        let code = |code| AreaCode::new(code).unwrap_or(AreaCode::COUNTRY);

        assert!(code(450_000).holds(code(450_123)));
        assert!(code(450_100).holds(code(450_123)));
        assert!(!code(450_200).holds(code(450_123)));
        assert!(AreaCode::COUNTRY.holds(code(110_000)));
        assert!(!code(450_123).holds(code(450_100)));
    }

    #[test]
    fn a_short_code_is_refused() {
        assert_eq!(AreaCode::new(45), Err(NotAnAreaCode));
        assert_eq!("4501231".parse::<AreaCode>(), Err(NotAnAreaCode));
    }
}
