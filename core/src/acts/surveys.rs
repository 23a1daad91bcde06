//! Answers to surveys.

use super::{Act, ActError};
use crate::id::CaregiverId;
use crate::store::Tx;
use crate::survey::{Next, Survey, Tap, Wave};
use crate::text::{Language, MessageKey};

/// Keeps one tapped answer. The conversation does this within its own act; see [`answer_survey`].
pub struct AnswerSurvey {
    /// Who.
    pub caregiver: CaregiverId,
    /// In which language the question was read.
    pub language: Language,
    /// What was tapped.
    pub tap: Tap,
}

impl Act for AnswerSurvey {
    /// Whether that was the last open question.
    type Out = bool;
    const NAME: &'static str = "survey.answer";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, ActError> {
        let survey = tx.survey_for(Wave::AfterSession).await?.ok_or(ActError::NotFound)?;
        answer_survey(tx, &survey, self).await
    }
}

/// Keeps one tapped answer and tells whether it was the last open question.
///
/// # Errors
///
/// [`ActError::Refused`] for a value that the question does not take; [`ActError::Store`].
pub async fn answer_survey(
    tx: &mut Tx<'_>,
    survey: &Survey,
    answer: &AnswerSurvey,
) -> Result<bool, ActError> {
    let AnswerSurvey { caregiver, language, tap } = answer;
    if !survey.takes(&tap.question, &tap.value) {
        return Err(MessageKey("surveys-error-value").into());
    }
    let response = tx.open_response(survey.id, *caregiver, (tap.session, *language)).await?;
    tx.save_answer(response, &tap.question, &tap.value).await?;
    tx.rollup_of_session(tap.session).await?;
    let answered = tx.answered(response).await?;
    let done = survey.next(&answered) == Next::Thanks;
    if done {
        tx.complete_response(response).await?;
    }
    Ok(done)
}
