//! Answers to reminders.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Act, ActError};
use crate::id::{CaregiverId, SessionId};
use crate::store::{SessionToAnswer, Tx};

/// Keeps what a caregiver answered to a reminder; the latest answer counts.
pub struct AnswerRsvp {
    /// Which session.
    pub session: SessionId,
    /// Who answers.
    pub caregiver: CaregiverId,
    /// She is coming.
    pub coming: bool,
}

/// What to say to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RsvpAnswered {
    /// It is kept, and in time.
    Kept,
    /// The session has begun: thanks all the same.
    Late,
    /// The session has ended.
    Over,
    /// The session does not take place.
    CalledOff,
}

impl RsvpAnswered {
    /// What becomes of an answer about `session` that comes in `now`.
    pub fn of(session: &SessionToAnswer, now: DateTime<Utc>) -> Self {
        match session.state.as_str() {
            "cancelled" | "did_not_happen" => Self::CalledOff,
            _ if session.ends_at <= now => Self::Over,
            _ if session.starts_at <= now => Self::Late,
            _ => Self::Kept,
        }
    }
}

impl AnswerRsvp {
    /// Reads the data of a button: `r:`, the session's 32 hexadecimal digits, `:y` or `:n`.
    pub fn of_data(caregiver: CaregiverId, data: &str) -> Option<Self> {
        let (session, answer) = data.strip_prefix("r:")?.split_once(':')?;
        let session = SessionId(Uuid::try_parse(session).ok()?);
        let coming = match answer {
            "y" => true,
            "n" => false,
            _ => return None,
        };
        Some(Self { session, caregiver, coming })
    }
}

impl Act for AnswerRsvp {
    type Out = RsvpAnswered;
    const NAME: &'static str = "rsvp.answer";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<RsvpAnswered, ActError> {
        answer_rsvp(tx, self).await
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.session.0)
    }
}

/// [`AnswerRsvp`] as part of the act that handles an update.
pub(crate) async fn answer_rsvp(tx: &mut Tx<'_>, rsvp: &AnswerRsvp) -> Result<RsvpAnswered, ActError> {
    let found = tx.session_to_answer(rsvp.session, rsvp.caregiver).await?;
    let found = found.ok_or(ActError::NotFound)?;
    let answered = RsvpAnswered::of(&found, tx.now);
    if answered == RsvpAnswered::Kept {
        tx.save_rsvp(rsvp.session, rsvp.caregiver, (rsvp.coming, found.sequence)).await?;
        tx.mark_plan_due(&[rsvp.caregiver]).await?;
    }
    Ok(answered)
}
