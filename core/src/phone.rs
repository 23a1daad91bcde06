//! Phone numbers: one way to write each, so that equal ones are found equal.

use std::str::FromStr;

use unicode_normalization::UnicodeNormalization;

/// A number in E.164, such as `+8613800001234`. It never prints itself whole.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

/// Neither a mainland mobile number of 11 digits nor an international one with `+`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a phone number")]
pub struct NotAPhone;

impl Phone {
    /// The number in E.164.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as people may see it: `138****1234`.
    pub fn masked(&self) -> String {
        let shown = self.0.strip_prefix("+86").unwrap_or(&self.0);
        let head: String = shown.chars().take(3).collect();
        let tail = shown.len().saturating_sub(4);
        format!("{head}****{}", &shown[tail..])
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phone(…)")
    }
}

impl FromStr for Phone {
    type Err = NotAPhone;

    /// Reads a number with spaces, dashes, brackets, full-width digits, `+86`, `0086` or `86` in front.
    fn from_str(text: &str) -> Result<Self, NotAPhone> {
        let between =
            |c: &char| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '‐' | '(' | ')' | '.' | '·');
        let bare: String = text.nfkc().filter(between).collect();
        let (plus, digits) = match bare.strip_prefix('+').or_else(|| bare.strip_prefix("00")) {
            Some(digits) => (true, digits),
            None => (false, bare.as_str()),
        };
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotAPhone);
        }
        let mainland = |digits: &str| {
            let bytes = digits.as_bytes();
            bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
        };
        match digits.strip_prefix("86") {
            Some(own) if mainland(own) => return Ok(Self(format!("+86{own}"))),
            Some(_) if plus => return Err(NotAPhone),
            _ => {}
        }
        if !plus {
            return if mainland(digits) { Ok(Self(format!("+86{digits}"))) } else { Err(NotAPhone) };
        }
        let fits = (8..=15).contains(&digits.len()) && !digits.starts_with('0');
        if fits { Ok(Self(format!("+{digits}"))) } else { Err(NotAPhone) }
    }
}

/// What somebody tells of her number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhoneTold {
    /// All of it: she is found again by it.
    Whole(Phone),
    /// Its last four digits, to tell namesakes apart; nobody is found by them.
    Tail(String),
}

impl PhoneTold {
    /// What is kept, sealed.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Whole(phone) => phone.as_str(),
            Self::Tail(digits) => digits,
        }
    }

    /// The whole number, if she told it.
    pub fn whole(&self) -> Option<&Phone> {
        if let Self::Whole(phone) = self { Some(phone) } else { None }
    }

    /// As people may see it: `138****1234`, `****1234`.
    pub fn masked(&self) -> String {
        match self {
            Self::Whole(phone) => phone.masked(),
            Self::Tail(digits) => format!("****{digits}"),
        }
    }
}

impl FromStr for PhoneTold {
    type Err = NotAPhone;

    /// Reads a number as [`Phone`] does, or four digits.
    fn from_str(text: &str) -> Result<Self, NotAPhone> {
        let bare: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
        if bare.len() == 4 && bare.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self::Tail(bare));
        }
        text.parse().map(Self::Whole)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_way_to_write_a_number_is_one_number() {
        for text in [
            "13800001234",
            "138 0000 1234",
            "138-0000-1234",
            "+86 138 0000 1234",
            "008613800001234",
            "8613800001234",
            "１３８００００１２３４",
            "(+86)13800001234",
        ] {
            assert_eq!(text.parse::<Phone>().as_ref().map(Phone::as_str), Ok("+8613800001234"), "{text}");
        }
    }

    #[test]
    fn a_number_that_lost_a_digit_is_refused() {
        for text in
            ["1380000123", "138000012345", "1.38E+10", "+86 1234", "0771-1234567", "none", "", "+0123456789"]
        {
            assert_eq!(text.parse::<Phone>(), Err(NotAPhone), "{text}");
        }
    }

    #[test]
    fn a_number_is_told_whole_or_by_its_last_four_digits() {
        let told = |text: &str| text.parse::<PhoneTold>().map(|told| told.masked());
        assert_eq!(told("138 0000 1234"), Ok("138****1234".to_owned()));
        assert_eq!(told(" １２３４ "), Ok("****1234".to_owned()));
        for odd in ["", "123", "12345", "12a4", "tail"] {
            assert_eq!(told(odd), Err(NotAPhone), "{odd}");
        }
    }

    #[test]
    fn it_shows_its_ends_only() {
        assert_eq!("13800001234".parse().map(|phone: Phone| phone.masked()), Ok("138****1234".to_owned()));
        assert_eq!("13800001234".parse().map(|phone: Phone| format!("{phone:?}")), Ok("Phone(…)".to_owned()));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fall_over(text in ".*") {
            if let Ok(phone) = text.parse::<Phone>() {
                prop_assert_eq!(phone.as_str().parse::<Phone>(), Ok(phone.clone()));
                prop_assert!(!phone.masked().contains(phone.as_str()));
            }
        }
    }
}
