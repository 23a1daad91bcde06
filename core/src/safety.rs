//! The safety floor: who says to be under 18, and which numbers to give.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use crate::area::AreaCode;
use crate::text::Language;
use crate::word::words;

words! {
    /// How a pattern is looked for.
    MatchKind {
        /// Anywhere, spaces and emoji left out: Chinese.
        Phrase = "phrase",
        /// Whole words in a row: English.
        Word = "word",
    }
}

/// One row of the words by which a writer says to be under 18.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Keyword {
    /// Stable text id.
    pub code: String,
    /// How it is looked for.
    pub kind: MatchKind,
    /// What is looked for.
    pub pattern: String,
    /// Parted by `|`: any of them in the sentence switches the row off.
    pub unless: String,
}

/// A fixed reply; `{numbers}` stands for phone numbers.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SafetyReply {
    /// `fixed`, `talk_heard` or `under_18`.
    pub code: String,
    /// In Chinese.
    pub text_zh: String,
    /// In English.
    pub text_en: String,
}

words! {
    /// What a phone number is for.
    NumberKind {
        /// Police.
        Police = "police",
        /// Ambulance.
        Ambulance = "ambulance",
        /// Government service line.
        Government = "government",
        /// Counselling.
        Psychological = "psychological",
        /// For children and young people.
        Child = "child",
        /// Women's Federation.
        Women = "women",
    }
}

/// A phone line of an area.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EmergencyNumber {
    /// Where it serves; 0 for the whole country.
    pub area: AreaCode,
    /// What to dial.
    pub number: String,
    /// What for.
    pub kind: NumberKind,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The day on which somebody called it and found it right.
    pub verified_on: Option<NaiveDate>,
}

/// For grown-ups, in this order: the nearest line of each kind.
pub const FOR_ADULTS: [NumberKind; 4] =
    [NumberKind::Police, NumberKind::Ambulance, NumberKind::Psychological, NumberKind::Women];
/// For people under 18.
pub const FOR_CHILDREN: [NumberKind; 3] = [NumberKind::Child, NumberKind::Psychological, NumberKind::Police];

/// The nearest line of each of `kinds` for `area`; the country's where the area has none or is not known.
pub fn numbers_for<'a>(
    rows: &'a [EmergencyNumber],
    area: AreaCode,
    kinds: &[NumberKind],
) -> Vec<&'a EmergencyNumber> {
    let nearest = |kind: &NumberKind| {
        rows.iter().filter(|row| row.kind == *kind && row.area.holds(area)).max_by_key(|row| row.area)
    };
    kinds.iter().filter_map(nearest).collect()
}

/// Numbers as a reply names them.
pub fn numbers_told(numbers: &[&EmergencyNumber], language: Language) -> String {
    let parted = language.pick("、", ", ");
    let told =
        |row: &&EmergencyNumber| format!("{} {}", row.number, language.pick(&row.name_zh, &row.name_en));
    numbers.iter().map(told).collect::<Vec<_>>().join(parted)
}

/// Finds who says to be under 18. Costly to make; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Matcher(Arc<Patterns>);

#[derive(Debug, Default)]
struct Patterns {
    phrases: Vec<Pattern>,
    words: Vec<Pattern>,
}

#[derive(Debug, Clone)]
struct Pattern {
    text: String,
    unless: Vec<String>,
}

impl Matcher {
    /// A matcher of these rows.
    pub fn new(rows: &[Keyword]) -> Self {
        let of = |kind: MatchKind, alike: fn(&str) -> String| {
            let pattern = |row: &Keyword| Pattern {
                text: alike(&row.pattern),
                unless: row.unless.split('|').filter(|part| !part.is_empty()).map(alike).collect(),
            };
            rows.iter().filter(|row| row.kind == kind).map(pattern).collect()
        };
        Self(Arc::new(Patterns {
            phrases: of(MatchKind::Phrase, squeezed),
            words: of(MatchKind::Word, spaced),
        }))
    }

    /// The matcher of these rows, made anew only when they differ from the last time.
    pub fn kept(rows: Vec<Keyword>) -> Self {
        static LAST: Mutex<Option<(Vec<Keyword>, Matcher)>> = Mutex::new(None);
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((of, matcher)) if *of == rows => matcher.clone(),
            _ => last.insert((rows.clone(), Self::new(&rows))).1.clone(),
        }
    }

    /// Whether the writer of `text` says to be under 18.
    pub fn is_under_18(&self, text: &str) -> bool {
        let hit = |patterns: &[Pattern], text: &str| {
            patterns.iter().any(|pattern| {
                text.contains(&pattern.text)
                    && !pattern.unless.iter().any(|part| text.contains(part.as_str()))
            })
        };
        hit(&self.0.phrases, &squeezed(text)) || hit(&self.0.words, &spaced(text))
    }
}

/// Traditional signs and what the patterns write for them.
const SIMPLIFIED: &str = "歲岁學学級级讀读說说兒儿孫孙媽妈個个還还沒没滿满剛刚纔才這这時时爺爷給给過过開开長长師师門门間间進进廠厂結结來来當当後后會会嗎吗們们麼么爲为為为從从國国歡欢機机號号電电話话無无親亲養养護护監监幫帮雙双兩两萬万點点裡里裏里頭头體体樣样對对認认識识寫写聽听覺觉現现";

fn simplified(c: char) -> char {
    static SIGNS: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let signs: Vec<char> = SIMPLIFIED.chars().collect();
        signs.as_chunks().0.iter().rev().map(|[from, to]| (*from, *to)).collect()
    });
    if c.is_ascii() { c } else { SIGNS.get(&c).copied().unwrap_or(c) }
}

/// One way of writing: NFKC, small letters, simplified signs, straight apostrophes.
pub fn alike(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| if c == '’' || c == '‘' { '\'' } else { simplified(c) })
        .collect()
}

/// Without spaces and emoji.
fn squeezed(text: &str) -> String {
    let stays = |c: &char| {
        c.is_alphanumeric()
            || c.is_ascii_punctuation()
            || matches!(c, '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{303f}')
    };
    alike(text).chars().filter(stays).collect()
}

/// Words with one space around each.
fn spaced(text: &str) -> String {
    let text = alike(text);
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |text, word| text + word + " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Content, Embedded, Files};
    use crate::sheet::Sheet;

    fn expectations() -> Vec<(String, bool)> {
        let sheet = Sheet::read(&Embedded.get("safeguarding/tests.csv").unwrap()).unwrap();
        let mut faults = Vec::new();
        let read = |row| {
            let mut row = crate::sheet::Reading::new(&sheet, row, &mut faults);
            (row.text("sentence").unwrap(), row.text("expect").unwrap() == "under_18")
        };
        sheet.rows().iter().map(read).collect()
    }

    #[test]
    #[allow(clippy::print_stdout, reason = "the figures are for reading")]
    fn every_sentence_of_the_test_list_is_judged_as_written_down() {
        let matcher = Matcher::new(&Content::read(&Embedded).unwrap().keywords);
        let (mut found, mut meant, mut false_alarms, mut others) = (0, 0, 0, 0);
        let mut wrong = Vec::new();

        for (sentence, expected) in expectations() {
            let hit = matcher.is_under_18(&sentence);
            if expected {
                meant += 1;
                found += u32::from(hit);
            } else {
                others += 1;
                false_alarms += u32::from(hit);
            }
            if hit != expected {
                wrong.push(sentence);
            }
        }

        println!("under 18: recall {found}/{meant}, false alarms {false_alarms}/{others}");
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn an_area_without_its_own_line_gets_the_countrys() {
        let rows = Content::read(&Embedded).unwrap().numbers;
        let told = |area: i64, kinds: &[NumberKind]| {
            numbers_told(&numbers_for(&rows, AreaCode::new(area).unwrap(), kinds), Language::En)
        };

        assert_eq!(told(450_123, &FOR_CHILDREN), "12349 Child help line, 12356 Counselling line, 110 Police");
        assert_eq!(told(0, &FOR_CHILDREN), "12355 Youth line, 12356 Counselling line, 110 Police");
        assert!(told(110_000, &FOR_ADULTS).starts_with("110 Police, 120 Ambulance, "));
    }
}
