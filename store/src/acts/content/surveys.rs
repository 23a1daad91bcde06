//! Answers to surveys.

use crate::Tx;
use crate::act::ActError;
use peiban_core::id::CaregiverId;
use peiban_core::survey::{Next, Survey, Tap};
use peiban_core::text::{Language, MessageKey};

/// Keeps one answer that `caregiver` tapped, in the language in which she read the question, and tells whether it was
/// the last open question. A part of the act of the conversation.
///
/// # Errors
///
/// [`ActError::Refused`] for a value that the question does not take; [`ActError::Store`].
pub async fn answer_survey(
    tx: &mut Tx<'_>,
    survey: &Survey,
    (caregiver, language): (CaregiverId, Language),
    tap: &Tap,
) -> Result<bool, ActError> {
    if !survey.takes(&tap.question, &tap.value) {
        return Err(MessageKey("surveys-error-value").into());
    }
    let response = tx.open_response(survey.id, caregiver, (tap.session, language)).await?;
    tx.save_answer(response, &tap.question, &tap.value).await?;
    tx.rollup_of_session(tap.session).await?;
    let answered = tx.answered(response).await?;
    let done = survey.next(&answered) == Next::Thanks;
    if done {
        tx.complete_response(response).await?;
    }
    Ok(done)
}
