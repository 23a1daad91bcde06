//! The texts of tips inside the program.

use std::sync::LazyLock;

use peiban_core::content::{Bilingual, Embedded, Files};
use peiban_core::sheet::{Reading, Sheet};
use peiban_core::text::Language;

struct Tip {
    id: String,
    module: String,
    /// For children of every age and for any caregiver.
    for_all: bool,
    text: Bilingual,
}

impl Tip {
    fn read(row: &mut Reading<'_>) -> Option<Self> {
        let id = row.text("id")?;
        let status = row.text("status")?;
        if matches!(status.as_str(), "draft" | "retired") {
            return None;
        }
        let ages = (row.optional("age_from_m"), row.optional("age_to_m"));
        let all_ages = ages.0.as_deref() == Some("0") && ages.1.as_deref() == Some("216");
        let for_all = all_ages && row.optional("caregiver").as_deref() == Some("any");
        let module = row.optional("module").unwrap_or_default();
        Some(Self { id, module, for_all, text: Bilingual::read(row, "text")? })
    }
}

static TIPS: LazyLock<Vec<Tip>> = LazyLock::new(|| {
    let Some(sheet) = Embedded.get("tips.csv").and_then(|bytes| Sheet::read(&bytes).ok()) else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    sheet.rows().iter().filter_map(|row| Tip::read(&mut Reading::new(&sheet, row, &mut faults))).collect()
});

/// The text of one tip.
pub(super) fn text(language: Language, id: &str) -> Option<String> {
    TIPS.iter().find(|tip| tip.id == id).map(|tip| tip.text.text(language).to_owned())
}

/// A tip of `module` for every child, another than `than` if there is one.
pub(super) fn another(language: Language, module: &str, than: &str) -> Option<String> {
    let mut fits = TIPS.iter().filter(|tip| tip.module == module && tip.for_all);
    let other = fits.find(|tip| tip.id != than).map(|tip| tip.text.text(language).to_owned());
    other.or_else(|| text(language, than))
}
