//! Answers to reminders.

use uuid::Uuid;

use crate::Tx;
use crate::act::{Act, ActError};
use peiban_core::id::CaregiverId;
use peiban_core::rsvp::{RsvpAnswered, RsvpTap};

/// Keeps what a caregiver answered to a reminder; the latest answer counts.
pub struct AnswerRsvp {
    /// Who answers.
    pub caregiver: CaregiverId,
    /// What she tapped.
    pub tap: RsvpTap,
}

impl Act for AnswerRsvp {
    type Out = RsvpAnswered;
    const NAME: &'static str = "rsvp.answer";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<RsvpAnswered, ActError> {
        tx.lock_person(self.caregiver).await?;
        answer_rsvp(tx, self).await
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.tap.session.0)
    }
}

/// [`AnswerRsvp`] as part of the act that handles an update.
pub(crate) async fn answer_rsvp(tx: &mut Tx<'_>, rsvp: &AnswerRsvp) -> Result<RsvpAnswered, ActError> {
    let found = tx.reminded(rsvp.tap.session, rsvp.caregiver).await?;
    let found = found.ok_or(ActError::NotFound)?;
    let answered = found.answered(rsvp.tap.sequence, tx.now);
    if answered == RsvpAnswered::Kept {
        tx.save_rsvp(&rsvp.tap, rsvp.caregiver).await?;
        tx.mark_plan_due(&[rsvp.caregiver]).await?;
    }
    Ok(answered)
}
