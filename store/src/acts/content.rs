//! Filling the database from content files.

pub mod surveys;

use std::sync::Arc;

use crate::Tx;
use crate::act::{Act, ActError};
use peiban_core::area::AreaCode;
use peiban_core::content::{Content, CurriculumRow};
use peiban_core::id::{CurriculumId, ModuleId, ProgrammeId, SurveyId};

/// Fills an empty database: areas, and versions of curricula and surveys, tips and fixed texts that are not
/// there yet.
///
/// What is there stays as it is: a published version never changes.
pub struct FillContent(pub Arc<Content>);

impl Act for FillContent {
    /// How many areas and curriculum versions were added.
    type Out = (usize, usize);
    const NAME: &'static str = "content.fill";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(usize, usize), ActError> {
        let mut areas = 0;
        if tx.area_count().await? == 0 {
            let today = tx.now.date_naive();
            tx.insert_areas(&self.0.areas, today).await?;
            areas = self.0.areas.len();
        }
        let mut curricula = 0;
        for row in &self.0.curricula {
            curricula += usize::from(add_curriculum(tx, row, &self.0).await?);
        }
        for row in &self.0.surveys {
            if !tx.has_survey(&row.id, row.version).await? {
                let survey = SurveyId(tx.new_id());
                tx.insert_survey(survey, row).await?;
            }
        }
        tx.add_talk_content(&self.0).await?;
        Ok((areas, curricula))
    }
}

/// Lets tips in review be sent too: the demo and tests, never a live installation.
pub struct AllowReview;

impl Act for AllowReview {
    type Out = ();
    const NAME: &'static str = "content.allow_review";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        Ok(tx.allow_review().await?)
    }
}

/// Notes that somebody called an emergency number today and that it is right.
pub struct ConfirmNumber {
    /// Where it serves; 0 for the whole country.
    pub area: AreaCode,
    /// What was dialled.
    pub number: String,
}

impl Act for ConfirmNumber {
    type Out = ();
    const NAME: &'static str = "content.confirm_number";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let today = tx.now.date_naive();
        let there = tx.verify_number(self.area, &self.number, today).await?;
        if there { Ok(()) } else { Err(ActError::NotFound) }
    }

    fn detail(&self) -> String {
        format!("area={} number={}", i64::from(self.area), self.number)
    }
}

async fn add_curriculum(tx: &mut Tx<'_>, row: &CurriculumRow, content: &Content) -> Result<bool, ActError> {
    let programme = match tx.programme_by_code(&row.programme).await? {
        Some(programme) => programme,
        None => {
            let programme = ProgrammeId(tx.new_id());
            tx.insert_programme(programme, row).await?;
            programme
        }
    };
    if tx.curriculum_by_code(programme, &row.code, row.version).await?.is_some() {
        return Ok(false);
    }
    let curriculum = CurriculumId(tx.new_id());
    tx.insert_curriculum(curriculum, programme, row).await?;
    let modules: Vec<_> = content
        .modules
        .iter()
        .filter(|module| module.curriculum == row.code && module.version == row.version)
        .map(|module| (ModuleId(tx.new_id()), module))
        .collect();
    tx.insert_modules(curriculum, &modules).await?;
    Ok(true)
}
