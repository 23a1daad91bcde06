//! What staff may edit: areas, curricula, tips, surveys and safety texts as CSV rows with stable ids.
//!
//! The files inside the program fill an empty database; what is sent afterwards is what the database holds.

mod rows;
mod source;
mod surveys;
mod talk_rows;

pub use rows::{AreaRow, Bilingual, CurriculumRow, ModuleRow};
pub use source::{ContentFault, Embedded, Files, Folder};
pub use surveys::{OptionRow, QuestionRow, SurveyRow};

use crate::consent::ConsentText;
use crate::safety::{EmergencyNumber, Keyword, SafetyReply};
use crate::sheet::{Fault, Reading, Sheet, SheetError};
use crate::text::MessageKey;
use crate::tip::Tip;

/// Everything in a content folder.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// Administrative areas.
    pub areas: Vec<AreaRow>,
    /// Versions of curricula.
    pub curricula: Vec<CurriculumRow>,
    /// Their modules.
    pub modules: Vec<ModuleRow>,
    /// Short surveys.
    pub surveys: Vec<SurveyRow>,
    /// Tips, in the order of the file.
    pub tips: Vec<Tip>,
    /// What people are asked to agree to.
    pub consents: Vec<ConsentText>,
    /// Fixed replies.
    pub replies: Vec<SafetyReply>,
    /// Phone lines.
    pub numbers: Vec<EmergencyNumber>,
    /// Words by which a writer says to be under 18.
    pub keywords: Vec<Keyword>,
}

impl Content {
    /// Reads and checks every file of `files`.
    ///
    /// # Errors
    ///
    /// Every fault found, with file, row and column; then nothing is to be used.
    pub fn read(files: &impl Files) -> Result<Self, Vec<ContentFault>> {
        let mut faults = Vec::new();
        let content = Self {
            areas: table(files, "areas.csv", &mut faults, AreaRow::read),
            curricula: table(files, "curricula.csv", &mut faults, CurriculumRow::read),
            modules: table(files, "modules.csv", &mut faults, ModuleRow::read),
            surveys: surveys::read(files, &mut faults),
            tips: table(files, "tips.csv", &mut faults, talk_rows::tip),
            consents: table(files, "consents.csv", &mut faults, talk_rows::consent),
            replies: table(files, "safeguarding/reply.csv", &mut faults, talk_rows::reply),
            numbers: table(files, "safeguarding/numbers.csv", &mut faults, talk_rows::number),
            keywords: table(files, "safeguarding/keywords.csv", &mut faults, talk_rows::keyword),
        };
        if faults.is_empty() { Ok(content) } else { Err(faults) }
    }
}

fn table<T>(
    files: &impl Files,
    name: &str,
    faults: &mut Vec<ContentFault>,
    read: impl Fn(&mut Reading<'_>) -> Option<T>,
) -> Vec<T> {
    let sheet =
        match files.get(name).ok_or(MessageKey("content-error-missing")).and_then(|bytes| sheet(&bytes)) {
            Ok(sheet) => sheet,
            Err(rule) => {
                let fault = Fault { row: 1, column: String::new(), rule, found: String::new() };
                faults.push(ContentFault { file: name.to_owned(), fault });
                return Vec::new();
            }
        };
    let mut found = Vec::new();
    let rows =
        sheet.rows().iter().filter_map(|row| read(&mut Reading::new(&sheet, row, &mut found))).collect();
    faults.extend(found.into_iter().map(|fault| ContentFault { file: name.to_owned(), fault }));
    rows
}

fn sheet(bytes: &[u8]) -> Result<Sheet, MessageKey> {
    Sheet::read(bytes).map_err(|error| match error {
        SheetError::NotATable => MessageKey("sheet-error-no-table"),
        SheetError::NoHeader => MessageKey("sheet-error-no-header"),
        SheetError::TooLarge => MessageKey("sheet-error-too-large"),
    })
}
