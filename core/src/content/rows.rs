//! The rows of the content files, each read from one line.

use serde::de::DeserializeOwned;

use crate::area::AreaCode;
use crate::programme::{Audience, CurriculumState};
use crate::sheet::Reading;
use crate::text::Language;

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bilingual {
    /// zh-Hans.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// Both texts of a column pair; each must be filled.
    pub fn read(row: &mut Reading<'_>, column: &str) -> Option<Self> {
        let zh = row.text(&format!("{column}.zh-Hans"));
        let en = row.text(&format!("{column}.en"));
        Some(Self { zh: zh?, en: en? })
    }

    /// The text in `language`.
    pub fn text(&self, language: Language) -> &str {
        language.pick(&self.zh, &self.en)
    }
}

/// A word of a closed list, as the type's serde names have it.
pub(super) fn word<T: DeserializeOwned>(row: &mut Reading<'_>, column: &str) -> Option<T> {
    let text = row.text(column)?;
    let value = serde_json::from_value(serde_json::Value::String(text)).ok();
    if value.is_none() {
        row.fault(column, "sheet-error-word");
    }
    value
}

/// One area of `areas.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaRow {
    /// GB/T 2260 code.
    pub code: AreaCode,
    /// 0 country, 1 province, 2 prefecture, 3 county.
    pub level: i64,
    /// The area around it; the country for provinces.
    pub parent: AreaCode,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English, or the Chinese one.
    pub name_en: String,
}

impl AreaRow {
    pub(super) fn read(row: &mut Reading<'_>) -> Option<Self> {
        let code = row.of("code", "sheet-error-area");
        let level = row.of("level", "sheet-error-number");
        let parent = row.optional_of("parent", "sheet-error-area").unwrap_or(AreaCode::COUNTRY);
        let name_zh = row.text("name.zh-Hans")?;
        let name_en = row.optional("name.en").unwrap_or_else(|| name_zh.clone());
        Some(Self { code: code?, level: level?, parent, name_zh, name_en })
    }
}

/// One line of `curricula.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurriculumRow {
    /// Code of its programme.
    pub programme: String,
    /// Name of its programme.
    pub programme_name: Bilingual,
    /// Code of the curriculum.
    pub code: String,
    /// Version, from 1.
    pub version: i64,
    /// Its title.
    pub title: Bilingual,
    /// Whom it is for.
    pub audience: Audience,
    /// Minutes of one session.
    pub minutes: i64,
    /// Percent of sessions that make a completer.
    pub completion_share: i64,
    /// One of this many last sessions is needed as well.
    pub completion_last: i64,
    /// Where the version stands.
    pub state: CurriculumState,
}

impl CurriculumRow {
    pub(super) fn read(row: &mut Reading<'_>) -> Option<Self> {
        let programme = row.text("programme");
        let programme_name = Bilingual::read(row, "programme_name");
        let code = row.text("code");
        let version = row.of("version", "sheet-error-number");
        let title = Bilingual::read(row, "title");
        let audience = word(row, "audience");
        let minutes = row.of("minutes", "sheet-error-number");
        let completion_share = row.of("completion_share", "sheet-error-number");
        let completion_last = row.of("completion_last", "sheet-error-number");
        let state = word(row, "status");
        Some(Self {
            programme: programme?,
            programme_name: programme_name?,
            code: code?,
            version: version?,
            title: title?,
            audience: audience?,
            minutes: minutes?,
            completion_share: completion_share?,
            completion_last: completion_last?,
            state: state?,
        })
    }
}

/// One line of `modules.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleRow {
    /// Code of its curriculum.
    pub curriculum: String,
    /// Version of its curriculum.
    pub version: i64,
    /// Place in the curriculum, from 1.
    pub seq: i64,
    /// Stable text id.
    pub id: String,
    /// Topic, from `topics.csv`.
    pub topic: String,
    /// Its title.
    pub title: Bilingual,
    /// What it is to bring about.
    pub goal: Bilingual,
    /// What those present are sent the same evening.
    pub recap: Bilingual,
    /// One small thing to try at home.
    pub home_practice: Bilingual,
    /// The tip that stands for it.
    pub tip: String,
}

impl ModuleRow {
    pub(super) fn read(row: &mut Reading<'_>) -> Option<Self> {
        let curriculum = row.text("curriculum");
        let version = row.of("version", "sheet-error-number");
        let seq = row.of("seq", "sheet-error-number");
        let id = row.text("id");
        let topic = row.text("topic");
        let title = Bilingual::read(row, "title");
        let goal = Bilingual::read(row, "goal");
        let recap = Bilingual::read(row, "recap");
        let home_practice = Bilingual::read(row, "home_practice");
        let tip = row.text("tip");
        Some(Self {
            curriculum: curriculum?,
            version: version?,
            seq: seq?,
            id: id?,
            topic: topic?,
            title: title?,
            goal: goal?,
            recap: recap?,
            home_practice: home_practice?,
            tip: tip?,
        })
    }
}
