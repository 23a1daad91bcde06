//! Caregivers: who they are to the child, and how they are found again.

use std::collections::BTreeSet;

use pinyin::ToPinyinMulti;
use unicode_normalization::UnicodeNormalization;

use crate::word::words;

words! {
    /// What a caregiver is to the child.
    Relation {
        /// Mother.
        Mother = "mother",
        /// Father.
        Father = "father",
        /// Grandmother, of either side.
        Grandmother = "grandmother",
        /// Grandfather, of either side.
        Grandfather = "grandfather",
        /// Aunt, uncle, elder sibling.
        OtherRelative = "other_relative",
        /// Foster parent or guardian.
        Foster = "foster",
        /// Teacher.
        Teacher = "teacher",
        /// Anybody else.
        Other = "other",
    }
}

words! {
    /// A child's age in whole years, first to last; all that is kept of a child.
    AgeBand {
        /// 0 to 2 years.
        From0 = "0-2",
        /// 3 to 5 years.
        From3 = "3-5",
        /// 6 to 9 years.
        From6 = "6-9",
        /// 10 to 13 years.
        From10 = "10-13",
        /// 14 to 17 years.
        From14 = "14-17",
    }
}

impl AgeBand {
    /// Its ages in months; the end is not included.
    pub fn months(self) -> (i64, i64) {
        match self {
            Self::From0 => (0, 36),
            Self::From3 => (36, 72),
            Self::From6 => (72, 120),
            Self::From10 => (120, 168),
            Self::From14 => (168, 216),
        }
    }
}

words! {
    /// How far a caregiver is known.
    CaregiverState {
        /// Started the chat; nobody has tied her to an enrolled person.
        Provisional = "provisional",
        /// Known by name.
        Registered = "registered",
        /// Turned out to be somebody else's row.
        MergedInto = "merged_into",
        /// Her identity is gone, counts stay.
        Erased = "erased",
    }
}

words! {
    /// A caregiver's gender, as she says.
    Gender {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
        /// Other.
        Other = "other",
    }
}

words! {
    /// Whether the caregiver lives with the child.
    Residence {
        /// Together.
        WithChild = "with_child",
        /// Works away from home.
        Away = "away",
        /// Cares for a child whose parents work away.
        LeftBehindCare = "left_behind_care",
    }
}

words! {
    /// What a caregiver needs to take part.
    AccessNeeds {
        /// Nothing.
        None = "none",
        /// Somebody who reads aloud.
        Reading = "reading",
        /// Somebody who signs or speaks up.
        Hearing = "hearing",
        /// Large print or words for pictures.
        Seeing = "seeing",
        /// A way without steps.
        Moving = "moving",
        /// More than one of these.
        Several = "several",
    }
}

/// Longest name kept, in characters.
pub const NAME_LONGEST: usize = 60;

/// No letter in it, or longer than [`NAME_LONGEST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a name")]
pub struct NotAName;

/// A name as it is kept: composed, with one space between words.
///
/// # Errors
///
/// [`NotAName`].
pub fn written_name(text: &str) -> Result<String, NotAName> {
    let name = text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = name.chars().count() <= NAME_LONGEST && name.chars().any(char::is_alphabetic);
    if fits { Ok(name) } else { Err(NotAName) }
}

/// A name as it is compared: full-width and case folded, spaces and dots inside left out.
///
/// ```
/// use peiban_core::caregiver::name_key;
///
/// assert_eq!(name_key("韦 秀芳"), name_key("韦秀芳"));
/// assert_eq!(name_key("Nong Ａ-mei"), "nonga-mei");
/// ```
pub fn name_key(name: &str) -> String {
    let dots = ['·', '•', '・', '‧', '.'];
    name.nfkc().filter(|c| !c.is_whitespace() && !dots.contains(c)).flat_map(char::to_lowercase).collect()
}

/// Readings of one name that are indexed at most: some characters have five.
const MOST_READINGS: usize = 32;

/// What a caregiver is found by: the name, its pinyin in every reading, and the initials.
///
/// ```
/// use peiban_core::caregiver::search_text;
///
/// let text = search_text("单秀英");
/// assert!(text.contains("shanxiuying") && text.contains("danxiuying") && text.contains("sxy"));
/// ```
pub fn search_text(name: &str) -> String {
    let key = name_key(name);
    let (mut whole, mut initials) = (BTreeSet::from([String::new()]), BTreeSet::from([String::new()]));
    for (letter, readings) in key.chars().zip(key.as_str().to_pinyin_multi()) {
        let (mut syllables, mut firsts) = (BTreeSet::new(), BTreeSet::new());
        for reading in readings.into_iter().flatten() {
            syllables.insert(reading.plain().replace('ü', "v"));
            firsts.insert(reading.first_letter().replace('ü', "v"));
        }
        if syllables.is_empty() {
            syllables.insert(letter.to_string());
            firsts.insert(letter.to_string());
        }
        whole = longer(&whole, &syllables);
        initials = longer(&initials, &firsts);
    }
    let mut words: Vec<String> = vec![key];
    words.extend(whole.into_iter().chain(initials).filter(|word| !word.is_empty()));
    words.dedup();
    words.join(" ")
}

fn longer(so_far: &BTreeSet<String>, next: &BTreeSet<String>) -> BTreeSet<String> {
    so_far
        .iter()
        .flat_map(|start| next.iter().map(move |end| format!("{start}{end}")))
        .take(MOST_READINGS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_every_reading_and_by_initials() {
        let text = search_text("曾丽");

        for typed in ["曾丽", "zengli", "cengli", "zl", "cl"] {
            assert!(text.split(' ').any(|word| word == typed), "{typed} in {text}");
        }
    }

    #[test]
    fn a_name_has_a_letter_and_ends_somewhere() {
        assert_eq!(written_name("  Nong   Mei "), Ok("Nong Mei".to_owned()));
        for odd in ["", " ", "123", "?", &"农".repeat(61)] {
            assert_eq!(written_name(odd), Err(NotAName), "{odd}");
        }
    }

    #[test]
    fn a_latin_name_stays_as_it_is() {
        assert_eq!(search_text("Nong Amei"), "nongamei");
    }
}
