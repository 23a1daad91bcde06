//! Writes on people who came without being enrolled.

use uuid::Uuid;

use crate::Tx;
use crate::act::{Act, ActError};
use crate::acts::people::enrolments::enrol;
use crate::acts::registers::newcomers::same_person;
use crate::acts::registers::{Asked, derived, one, session, session_of_newcomers};
use peiban_core::enrolment::EnrolmentState;
use peiban_core::id::{CaregiverId, EnrolmentId, SessionId};
use peiban_core::register::{Detail, Kind, Op, OpAnswer, Outcome, Reason, Status};
use peiban_core::text::MessageKey;

/// Adds somebody who came without being enrolled, and marks her present. If her name and whole number are those of
/// one person whom the actor may see, in the session's area, then that person came.
pub struct AddWalkIn {
    /// Whose register.
    pub session: SessionId,
    /// Made with the page.
    pub seed: Uuid,
    /// Which browser shows the page.
    pub device: Uuid,
    /// Her name, phone, relation and consent.
    pub person: Detail,
}

impl Act for AddWalkIn {
    type Out = OpAnswer;
    const NAME: &'static str = "register.add_walk_in";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<OpAnswer, ActError> {
        let at = session_of_newcomers(tx, self.session).await?;
        let known = same_person(tx, &at, &self.person).await?;
        let new = || CaregiverId(derived(&[self.seed.as_bytes(), b"walk-in"]));
        let op = Op {
            kind: Kind::WalkIn,
            caregiver: Some(known.unwrap_or_else(new)),
            status: Some(Status::Present),
            detail: self.person.clone(),
            ..Op::default_on_page()
        };
        let asked = Asked { seed: self.seed, device: self.device };
        accepted(one(tx, &at, asked, |_| op).await?)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.session.0)
    }
}

/// Counts heads of people who do not want to be written down.
pub struct CountHeads {
    /// Whose register.
    pub session: SessionId,
    /// Made with the page.
    pub seed: Uuid,
    /// Which browser shows the page.
    pub device: Uuid,
    /// How many more came without a name.
    pub more: u32,
}

impl Act for CountHeads {
    type Out = OpAnswer;
    const NAME: &'static str = "register.count_heads";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<OpAnswer, ActError> {
        let blank = Op { kind: Kind::HeadCount, ..Op::default_on_page() };
        let more = self.more;
        let asked = Asked { seed: self.seed, device: self.device };
        let session = session(tx, self.session).await?;
        let answer = one(tx, &session, asked, |register| {
            let count = Some(register.heads().saturating_add(more));
            Op { detail: Detail { count, ..Detail::default() }, base_rev: register.rev(), ..blank }
        });
        accepted(answer.await?)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.session.0)
    }
}

/// What a page sent, or why it was refused; then nothing of it is stored, and it can be sent again.
fn accepted(answer: OpAnswer) -> Result<OpAnswer, ActError> {
    if answer.outcome != Outcome::Rejected {
        return Ok(answer);
    }
    let key = match answer.reason {
        Some(Reason::Future) => "registers-error-future",
        Some(Reason::Name) => "registers-error-name",
        Some(Reason::Phone) => "registers-error-phone",
        Some(Reason::Consent) => "consents-error-version",
        _ => "registers-error-mark",
    };
    Err(MessageKey(key).into())
}

/// Gives somebody who came as a walk-in a place in the group, or the end of its queue.
pub struct EnrolWalkIn {
    /// Where she came; whoever takes this register may.
    pub session: SessionId,
    /// Who.
    pub caregiver: CaregiverId,
}

impl Act for EnrolWalkIn {
    type Out = EnrolmentState;
    const NAME: &'static str = "register.enrol_walk_in";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<EnrolmentState, ActError> {
        let session = session(tx, self.session).await?;
        if !tx.has_row(self.session, self.caregiver).await? {
            return Err(ActError::NotFound);
        }
        if let Some(state) = tx.open_enrolment(self.caregiver, session.group_id).await? {
            return Ok(state);
        }
        let group = tx.roster_group_of(&session).await?;
        let group = group.ok_or(MessageKey("registers-error-group-closed"))?;
        let id = EnrolmentId(tx.new_id());
        enrol(tx, &group, (id, self.caregiver)).await
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.caregiver.0)
    }
}
