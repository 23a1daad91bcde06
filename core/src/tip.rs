//! Tips, and which one is next for whom.

use crate::caregiver::AgeBand;
use crate::text::Language;
use crate::word::words;

words! {
    /// Where a text stands. Only approved ones are sent.
    ContentStatus {
        /// Being written.
        Draft = "draft",
        /// Read by reviewers; the demo and tests send it.
        Review = "review",
        /// Sent.
        Approved = "approved",
        /// No longer sent.
        Retired = "retired",
    }
}

words! {
    /// For whom a tip is.
    TipFor {
        /// Everybody.
        Any = "any",
        /// Mothers.
        Mother = "mother",
        /// Fathers.
        Father = "father",
        /// Grandparents.
        Grandparent = "grandparent",
    }
}

/// One small thing to do.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Tip {
    /// Stable text id.
    pub code: String,
    /// Topic, from `topics.csv`.
    pub topic: String,
    /// Code of its module; empty for none.
    pub module: String,
    /// Youngest age in months.
    pub age_from_m: i64,
    /// Oldest age in months, not included.
    pub age_to_m: i64,
    /// For whom.
    pub caregiver: TipFor,
    /// The text in Chinese.
    pub text_zh: String,
    /// The text in English.
    pub text_en: String,
    /// What to do today, in Chinese; may be empty.
    pub do_today_zh: String,
    /// What to do today, in English; may be empty.
    pub do_today_en: String,
    /// Where it stands.
    pub status: ContentStatus,
}

impl Tip {
    /// The text in `language`.
    pub fn text(&self, language: Language) -> &str {
        language.pick(&self.text_zh, &self.text_en)
    }

    /// The step for today in `language`; may be empty.
    pub fn do_today(&self, language: Language) -> &str {
        language.pick(&self.do_today_zh, &self.do_today_en)
    }

    /// Whether it fits a child of `band` (none: not known, so only tips for all ages) and the caregiver.
    fn fits(&self, band: Option<AgeBand>, relation: Option<&str>) -> bool {
        let (from, to) = band.map_or((0, 216), AgeBand::months);
        let age = self.age_from_m <= from && self.age_to_m >= to;
        // A tip may end inside a band; then it is for some of its children, and may be sent.
        let part = band.is_some() && self.age_from_m < to && self.age_to_m > from;
        let whom = match self.caregiver {
            TipFor::Any => true,
            TipFor::Mother => relation == Some("mother"),
            TipFor::Father => relation == Some("father"),
            TipFor::Grandparent => matches!(relation, Some("grandmother" | "grandfather")),
        };
        whom && (age || part)
    }
}

/// The next tip: one not `given` yet, else the one given longest ago. `given` starts with the oldest.
///
/// The very first one is particular to the child's age, so that the answer is seen to count.
pub fn next_tip<'a>(
    tips: &'a [Tip],
    band: Option<AgeBand>,
    relation: Option<&str>,
    given: &[String],
) -> Option<&'a Tip> {
    let fitting = || tips.iter().filter(|tip| tip.fits(band, relation));
    let fresh = || fitting().filter(|tip| !given.contains(&tip.code));
    if given.is_empty() && band.is_some() {
        return fresh().min_by_key(|tip| tip.age_to_m - tip.age_from_m);
    }
    fresh().next().or_else(|| given.iter().find_map(|code| fitting().find(|tip| tip.code == *code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tip(code: &str, ages: (i64, i64), caregiver: TipFor) -> Tip {
        Tip {
            code: code.into(),
            topic: String::new(),
            module: String::new(),
            age_from_m: ages.0,
            age_to_m: ages.1,
            caregiver,
            text_zh: code.into(),
            text_en: code.into(),
            do_today_zh: String::new(),
            do_today_en: String::new(),
            status: ContentStatus::Approved,
        }
    }

    fn tips() -> Vec<Tip> {
        vec![
            tip("all", (0, 216), TipFor::Any),
            tip("baby", (0, 36), TipFor::Any),
            tip("school", (72, 120), TipFor::Any),
            tip("granny", (0, 216), TipFor::Grandparent),
        ]
    }

    fn codes(band: Option<AgeBand>, relation: Option<&str>) -> Vec<String> {
        let (tips, mut given) = (tips(), Vec::new());
        for _ in 0..3 {
            given.push(next_tip(&tips, band, relation, &given).unwrap().code.clone());
        }
        given
    }

    #[test]
    fn the_first_tip_shows_that_the_age_counts_and_each_comes_once_before_any_comes_again() {
        assert_eq!(codes(Some(AgeBand::From6), None), ["school", "all", "school"]);
        assert_eq!(codes(Some(AgeBand::From0), Some("grandmother")), ["baby", "all", "granny"]);
    }

    #[test]
    fn without_an_age_only_tips_for_all_ages_come() {
        assert_eq!(codes(None, None), ["all", "all", "all"]);
    }

    #[test]
    fn nothing_fits_an_empty_list() {
        assert_eq!(next_tip(&[], Some(AgeBand::From3), None, &[]), None);
    }
}
