//! The words of a roster in both languages: column names, relations, ages.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::caregiver::{AgeBand, Relation, name_key};
use crate::text::{Args, Language, MessageKey, say, tell};

/// Codes of the columns, in the order of the template; each with its label and other names for it.
pub const COLUMNS: [(&str, MessageKey, MessageKey); 7] = [
    ("name", MessageKey("people-column-name"), MessageKey("people-also-name")),
    ("phone", MessageKey("people-column-phone"), MessageKey("people-also-phone")),
    ("relation", MessageKey("people-column-relation"), MessageKey("people-also-relation")),
    ("bands", MessageKey("people-column-bands"), MessageKey("people-also-bands")),
    ("group", MessageKey("people-column-group"), MessageKey("people-also-group")),
    ("county", MessageKey("people-column-county"), MessageKey("people-also-county")),
    ("enrolled_on", MessageKey("people-column-enrolled_on"), MessageKey("people-also-enrolled_on")),
];

/// A code as it is compared: full-width and case folded.
pub fn code_key(code: &str) -> String {
    code.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// Words that stand for the values of a column.
pub(super) struct Words<T>(HashMap<String, T>);

impl<T: Copy> Words<T> {
    fn new() -> Self {
        Self(HashMap::new())
    }

    fn add(&mut self, words: &str, value: T) {
        for word in words.split([',', '，', '、']) {
            self.0.entry(folded(word)).or_insert(value);
        }
    }

    pub(super) fn find(&self, text: &str) -> Option<T> {
        self.0.get(&folded(text)).copied()
    }
}

fn folded(text: &str) -> String {
    let text = name_key(text);
    text.chars().filter(|c| !matches!(c, '*' | '_' | '\'' | '’')).collect()
}

/// Names of columns: the code, and in both languages the label and other names.
pub(super) fn columns() -> Words<&'static str> {
    let mut words = Words::new();
    for (code, label, also) in COLUMNS {
        words.add(code, code);
        for language in Language::ALL {
            words.add(&tell(language, label), code);
            words.add(&tell(language, also), code);
        }
    }
    words
}

/// The column of a header such as `姓名`, `Name *` or `姓名 / Name`.
pub(super) fn column(words: &Words<&'static str>, header: &str) -> Option<&'static str> {
    let whole = words.find(header);
    whole.or_else(|| header.split(['/', '|', '\n', '(', '（', ')', '）']).find_map(|part| words.find(part)))
}

/// Words for relations in both languages.
pub(super) fn relations() -> Words<Relation> {
    let mut words = Words::new();
    for relation in Relation::ALL {
        words.add(relation.word(), relation);
        for language in Language::ALL {
            words.add(&relation_label(language, relation), relation);
            let also = format!("people-words-{}", relation.word());
            words.add(&say(language, &also, &Args::new()), relation);
        }
    }
    words
}

pub(super) fn relation_label(language: Language, relation: Relation) -> String {
    say(language, &format!("people-relation-{}", relation.word()), &Args::new())
}

/// Ages such as `0-2`, `3–5岁`, `6 to 9 years`, several joined by `、,;/`; `None` if one is none.
pub(super) fn bands(text: &str) -> Option<Vec<AgeBand>> {
    let mut found = Vec::new();
    for part in text.split(['、', ',', '，', ';', '；', '/', '\n']).filter(|part| !part.trim().is_empty())
    {
        found.push(band(part)?);
    }
    found.sort_unstable();
    Some(found)
}

fn band(text: &str) -> Option<AgeBand> {
    let mut text: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    for dash in ["–", "—", "‐", "−", "~", "～", "至", "到", "to"] {
        text = text.replace(dash, "-");
    }
    for end in ["周岁", "岁", "years", "yrs", "year"] {
        text = text.replace(end, "");
    }
    AgeBand::of_word(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_known_by_code_and_by_either_language() {
        let words = columns();
        for header in ["name", "Name *", "姓名", "姓名 / Name", "家长姓名", "NAME"] {
            assert_eq!(column(&words, header), Some("name"), "{header}");
        }
        assert_eq!(column(&words, "孩子年龄段（可多填）"), Some("bands"));
        assert_eq!(column(&words, "与孩子的关系"), Some("relation"));
        assert_eq!(column(&words, "备注"), None);
    }

    #[test]
    fn no_word_stands_for_two_things() {
        for language in Language::ALL {
            for relation in Relation::ALL {
                assert_eq!(relations().find(&relation_label(language, relation)), Some(relation));
            }
        }
        assert_eq!(relations().find("外婆"), Some(Relation::Grandmother));
        assert_eq!(relations().find("Grandma"), Some(Relation::Grandmother));
    }

    #[test]
    fn ages_are_read_as_people_write_them() {
        assert_eq!(bands("3–5岁、0-2"), Some(vec![AgeBand::From0, AgeBand::From3]));
        assert_eq!(bands("6 to 9 years; 14～17"), Some(vec![AgeBand::From6, AgeBand::From14]));
        assert_eq!(bands("４到５"), None);
        assert_eq!(bands("2026-03-05"), None);
    }
}
