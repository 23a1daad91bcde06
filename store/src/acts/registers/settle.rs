//! A person decides between words that do not agree.

use uuid::Uuid;

use crate::Tx;
use crate::act::{Act, ActError};
use crate::acts::registers::{Asked, derived, one, session};
use peiban_core::id::{CaregiverId, SessionId};
use peiban_core::register::{Detail, Kind, Op, OpAnswer, Outcome, Register, Status};
use peiban_core::session::SessionState;
use peiban_core::text::MessageKey;

/// What a person keeps of what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// Somebody's status; [`Status::Unmarked`] keeps that a mark was taken back.
    Mark(CaregiverId, Status),
    /// Heads without names, 0 to 1000.
    Heads(u32),
    /// [`SessionState::Held`]: what waited counts. [`SessionState::DidNotHappen`]: it is kept, but does not.
    Session(SessionState),
}

/// Decides by an operation of its own: what was said before is covered by it, what nobody had seen yet is not.
pub struct SettleConflict {
    /// Whose register.
    pub session: SessionId,
    /// Made with the page: the same page sent twice decides once.
    pub seed: Uuid,
    /// Which browser shows the page.
    pub device: Uuid,
    /// The revision that the page had shown.
    pub base_rev: i64,
    /// What is kept.
    pub decision: Settlement,
}

impl Act for SettleConflict {
    type Out = OpAnswer;
    const NAME: &'static str = "register.settle";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<OpAnswer, ActError> {
        let said = format!("{:?}", self.decision);
        let seed = derived(&[self.seed.as_bytes(), said.as_bytes()]);
        let asked = Asked { seed, device: self.device };
        let session = session(tx, self.session).await?;
        let answer = one(tx, &session, asked, |register| self.op(register)).await?;
        match answer.outcome {
            Outcome::Rejected => Err(MessageKey("registers-error-settled").into()),
            _ => Ok(answer),
        }
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.session.0)
    }

    fn detail(&self) -> String {
        match self.decision {
            Settlement::Mark(_, status) => status.word().to_owned(),
            Settlement::Heads(count) => format!("{count} heads"),
            Settlement::Session(state) => state.word().to_owned(),
        }
    }
}

impl SettleConflict {
    fn op(&self, register: &Register) -> Op {
        let blank = Op { base_rev: self.base_rev, ..Op::default_on_page() };
        match self.decision {
            Settlement::Mark(person, Status::Unmarked) => {
                Op { kind: Kind::Clear, caregiver: Some(person), ..blank }
            }
            Settlement::Mark(person, status) => Op { caregiver: Some(person), status: Some(status), ..blank },
            Settlement::Heads(count) => {
                let detail = Detail { count: Some(count), ..Detail::default() };
                Op { kind: Kind::HeadCount, detail, ..blank }
            }
            Settlement::Session(state) => {
                let (state, settles) = (Some(state), Some(register.waiting()));
                Op { kind: Kind::State, detail: Detail { state, settles, ..Detail::default() }, ..blank }
            }
        }
    }
}
