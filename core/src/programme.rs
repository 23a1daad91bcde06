//! Programmes, curricula and their modules: what is taught, in which order.

use serde::Serialize;

use crate::id::{CurriculumId, ModuleId};
use crate::text::Language;
use crate::word::words;

words! {
    /// Whom a curriculum is for.
    Audience {
        /// Mothers, fathers, grandparents and others who raise a child.
        Caregivers = "caregivers",
        /// Teachers.
        Teachers = "teachers",
        /// Facilitators, coaches and other staff in training.
        Workforce = "workforce",
    }
}

words! {
    /// Where a curriculum version stands. A published one never changes.
    CurriculumState {
        /// Being written.
        Draft = "draft",
        /// In use; immutable.
        Published = "published",
        /// No longer for new groups.
        Retired = "retired",
    }
}

/// One version of a curriculum.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow)]
pub struct Curriculum {
    /// Its id.
    pub id: CurriculumId,
    /// Code within its programme.
    pub code: String,
    /// Version, from 1.
    pub version: i64,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Whom it is for.
    pub audience: Audience,
    /// Minutes of one session.
    pub minutes: i64,
    /// How many modules it has.
    pub modules: i64,
}

impl Curriculum {
    /// Its title as `language` has it.
    pub fn title(&self, language: Language) -> &str {
        language.pick(&self.title_zh, &self.title_en)
    }
}

/// One module: what one session is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Module {
    /// Its id.
    pub id: ModuleId,
    /// Place in the curriculum, from 1.
    pub seq: i64,
    /// Stable text id from `content/`.
    pub code: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
}
