//! `surveys.csv` and the files of its questions and options.

use super::rows::{Bilingual, word};
use super::{ContentFault, Files, table};
use crate::sheet::Reading;
use crate::survey::{QuestionKind, Wave};

/// One line of `surveys.csv`, with its questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyRow {
    /// Stable text id.
    pub id: String,
    /// Version, from 1.
    pub version: i64,
    /// When it is asked.
    pub wave: Wave,
    /// Hours after which an answer counts as late.
    pub expires_hours: i64,
    /// Smallest number of answers that is shown.
    pub min_n_to_show: i64,
    /// Its title.
    pub title: Bilingual,
    /// What is said at the end.
    pub thanks: Bilingual,
    /// Its questions, in order.
    pub questions: Vec<QuestionRow>,
    /// What can be tapped.
    pub options: Vec<OptionRow>,
}

/// One line of `surveys/<id>.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionRow {
    /// Stable text id.
    pub id: String,
    /// Place, from 1.
    pub order: i64,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Its text.
    pub text: Bilingual,
}

/// One line of `surveys/<id>.options.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionRow {
    /// The question it answers.
    pub question: String,
    /// Stable text id.
    pub value: String,
    /// For means.
    pub score: i64,
    /// The button.
    pub label: Bilingual,
}

/// Every survey of a content folder.
pub(super) fn read(files: &impl Files, faults: &mut Vec<ContentFault>) -> Vec<SurveyRow> {
    let mut surveys = table(files, "surveys.csv", faults, SurveyRow::read);
    for survey in &mut surveys {
        survey.questions = table(files, &format!("surveys/{}.csv", survey.id), faults, QuestionRow::read);
        survey.options = table(files, &format!("surveys/{}.options.csv", survey.id), faults, OptionRow::read);
    }
    surveys
}

impl SurveyRow {
    fn read(row: &mut Reading<'_>) -> Option<Self> {
        let id = row.text("id");
        let version = row.of("version", "sheet-error-number");
        let wave = word(row, "wave");
        let expires_hours = hours(row, "expires_after");
        let min_n_to_show = row.of("min_n_to_show", "sheet-error-number");
        let title = Bilingual::read(row, "title");
        let thanks = Bilingual::read(row, "thanks");
        Some(Self {
            id: id?,
            version: version?,
            wave: wave?,
            expires_hours: expires_hours?,
            min_n_to_show: min_n_to_show?,
            title: title?,
            thanks: thanks?,
            questions: Vec::new(),
            options: Vec::new(),
        })
    }
}

/// A length such as `7d` or `48h`, in hours.
fn hours(row: &mut Reading<'_>, column: &str) -> Option<i64> {
    let text = row.text(column)?;
    let (digits, factor) = match (text.strip_suffix('d'), text.strip_suffix('h')) {
        (Some(days), _) => (days, 24),
        (_, Some(hours)) => (hours, 1),
        _ => ("", 0),
    };
    let hours =
        digits.parse::<i64>().ok().and_then(|count| count.checked_mul(factor)).filter(|hours| *hours > 0);
    if hours.is_none() {
        row.fault(column, "sheet-error-length");
    }
    hours
}

impl QuestionRow {
    fn read(row: &mut Reading<'_>) -> Option<Self> {
        let id = row.text("id");
        let order = row.of("order", "sheet-error-number");
        let kind = word(row, "type");
        let text = Bilingual::read(row, "text");
        Some(Self { id: id?, order: order?, kind: kind?, text: text? })
    }
}

impl OptionRow {
    fn read(row: &mut Reading<'_>) -> Option<Self> {
        let question = row.text("question");
        let value = row.text("value_id");
        let score = row.of("score", "sheet-error-number");
        let label = Bilingual::read(row, "label");
        Some(Self { question: question?, value: value?, score: score?, label: label? })
    }
}
