//! Which tip stands for a module, of those that may be sent.

use peiban_core::text::Language;
use peiban_core::tip::{Tip, TipFor};

/// Age in months up to which a tip for all ages reaches.
const GROWN_UP: i64 = 216;

/// The text of one tip.
pub(super) fn text(tips: &[Tip], language: Language, code: &str) -> Option<String> {
    tips.iter().find(|tip| tip.code == code).map(|tip| tip.text(language).to_owned())
}

/// A tip of `module` for every child, another than `than` if there is one.
pub(super) fn another(tips: &[Tip], language: Language, (module, than): (&str, &str)) -> Option<String> {
    let for_all = |tip: &&Tip| {
        let all_ages = tip.age_from_m == 0 && tip.age_to_m == GROWN_UP;
        tip.module == module && all_ages && tip.caregiver == TipFor::Any
    };
    let other = tips.iter().filter(for_all).find(|tip| tip.code != than);
    other.map(|tip| tip.text(language).to_owned()).or_else(|| text(tips, language, than))
}
