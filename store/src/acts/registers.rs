//! Writes on registers.

mod apply;
mod newcomers;
mod settle;
mod walk_ins;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use crate::act::{Act, ActError};
use crate::acts::groups::courses::settle_group;
use crate::{Locked, RegisterSession, Tx};
use apply::{apply, facts, move_on, session, session_of_newcomers};
use peiban_core::actor::Actor;
use peiban_core::id::{CaregiverId, OpId, SessionId};
use peiban_core::register::{Detail, Kind, OPS_MOST, Op, OpAnswer, Register, Source, Status, StoredOp};
use peiban_core::session::SessionState;
use peiban_core::text::MessageKey;
pub use settle::{SettleConflict, Settlement};
pub use walk_ins::{AddWalkIn, CountHeads, EnrolWalkIn};

/// Why somebody may be excused.
pub const EXCUSES: [&str; 4] = ["ill", "work", "family", "other"];

/// Takes what a device recorded. Each operation is answered; none blocks another.
pub struct ApplyOps {
    /// Whose register.
    pub session: SessionId,
    /// At most [`OPS_MOST`]; their content hashes are set here.
    pub ops: Vec<Op>,
}

impl Act for ApplyOps {
    type Out = Vec<OpAnswer>;
    const NAME: &'static str = "register.apply_ops";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Vec<OpAnswer>, ActError> {
        if self.ops.len() > OPS_MOST {
            return Err(MessageKey("registers-error-too-many").into());
        }
        let adds = self.ops.iter().any(|op| op.kind == Kind::WalkIn);
        let session = if adds {
            session_of_newcomers(tx, self.session).await?
        } else {
            session(tx, self.session).await?
        };
        apply(tx, &session, self.ops.clone()).await
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.session.0)
    }

    fn detail(&self) -> String {
        format!("{} operations", self.ops.len())
    }
}

/// Takes the register as a page sent it: only what differs from what the page had shown becomes an operation.
pub struct TakeRegister {
    /// Whose register.
    pub session: SessionId,
    /// Made with the page: the same page sent twice makes the same operations.
    pub seed: Uuid,
    /// Which browser shows the page.
    pub device: Uuid,
    /// The revision that the page had shown.
    pub base_rev: i64,
    /// Statuses by person, with a code of [`EXCUSES`] for the excused.
    pub marks: BTreeMap<CaregiverId, (Status, Option<String>)>,
    /// Everybody else the page had shown unmarked was present.
    pub all_present: bool,
}

impl Act for TakeRegister {
    type Out = Vec<OpAnswer>;
    const NAME: &'static str = "register.take";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Vec<OpAnswer>, ActError> {
        let session = session(tx, self.session).await?;
        let mut stored = tx.register_ops(self.session, &[]).await?;
        let facts = facts(tx, &session).await?;
        let own = own_device(tx.actor(), self.device);
        let next = Register::of(facts.clone(), stored.clone()).last_seq(own) + 1;
        stored.retain(|op: &StoredOp| op.result_rev.is_none_or(|rev| rev <= self.base_rev));
        let shown = Register::of(facts, stored);
        let ops = self.ops(&shown, page_op(tx, &session, (self.device, self.base_rev)), next);
        if ops.is_empty() {
            return Ok(vec![]);
        }
        apply(tx, &session, ops).await
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.session.0)
    }

    fn detail(&self) -> String {
        format!("{} marks", self.marks.len())
    }
}

impl TakeRegister {
    fn ops(&self, shown: &Register, blank: Op, next: i64) -> Vec<Op> {
        let mut ops = Vec::new();
        for (person, (status, reason)) in &self.marks {
            if shown.status(*person) == *status {
                continue;
            }
            let kind = if *status == Status::Unmarked { Kind::Clear } else { Kind::Mark };
            let status = Some(*status).filter(|status| *status != Status::Unmarked);
            let reason = reason.clone().filter(|_| status == Some(Status::AbsentExcused));
            let detail = Detail { reason, ..Detail::default() };
            ops.push(Op { kind, caregiver: Some(*person), status, detail, ..blank.clone() });
        }
        let left = shown
            .people()
            .filter(|person| !self.marks.contains_key(person) && shown.status(*person) == Status::Unmarked);
        let people: Vec<_> = left.filter(|_| self.all_present).collect();
        if !people.is_empty() {
            let detail = Detail { people, ..Detail::default() };
            ops.push(Op { kind: Kind::MarkAll, status: Some(Status::Present), detail, ..blank });
        }
        for (op, seq) in ops.iter_mut().zip(next..) {
            op.device_seq = seq;
            op.op_id = OpId(derived(&[self.seed.as_bytes(), op.content(self.session).as_bytes()]));
        }
        ops
    }
}

/// The facilitator is done with a register.
pub struct SubmitRegister(pub SessionId);

impl Act for SubmitRegister {
    type Out = ();
    const NAME: &'static str = "register.submit";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let session = session(tx, self.0).await?;
        match session.state {
            SessionState::Held => {
                move_on(tx, &session, SessionState::Submitted).await?;
                settle_group(tx, session.held_group()).await?;
                Ok(tx.rollup_of_session(self.0).await?)
            }
            SessionState::Submitted => Ok(()),
            _ => Err(MessageKey("registers-error-not-held").into()),
        }
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.0.0)
    }
}

/// Where an act of a page comes from.
struct Asked {
    /// The same twice makes one operation.
    seed: Uuid,
    /// Which browser shows the page.
    device: Uuid,
}

/// Takes one operation that a page makes of the register as it stands; the same page twice makes one.
async fn one(
    tx: &mut Tx<'_>,
    session: &Locked<RegisterSession>,
    asked: Asked,
    make: impl FnOnce(&Register) -> Op + Send,
) -> Result<OpAnswer, ActError> {
    let stored = tx.register_ops(session.id, &[]).await?;
    let register = Register::of(facts(tx, session).await?, stored);
    let made = make(&register);
    let op_id = OpId(derived(&[asked.seed.as_bytes(), made.kind.word().as_bytes()]));
    if let Some(answer) = register.repeated(op_id) {
        return Ok(answer);
    }
    let Op { device, source, recorded_at, .. } = page_op(tx, session, (asked.device, 0));
    let device_seq = register.last_seq(own_device(tx.actor(), device)) + 1;
    apply(tx, session, vec![Op { op_id, device, device_seq, source, recorded_at, ..made }])
        .await?
        .pop()
        .ok_or(ActError::NotFound)
}

/// A device as registers know it: it is its user's. One account on two phones is two devices, one phone under two
/// accounts as well, and whoever names somebody else's device speaks for a device of her own.
fn own_device(actor: Actor, device: Uuid) -> Uuid {
    let user = actor.user().map_or(Uuid::nil(), |user| user.0);
    derived(&[b"device", user.as_bytes(), device.as_bytes()])
}

fn page_op(tx: &Tx<'_>, session: &RegisterSession, (device, base_rev): (Uuid, i64)) -> Op {
    let source = if session.supervises > 0 { Source::Supervisor } else { Source::Facilitator };
    Op { device, source, base_rev, recorded_at: tx.now, ..Op::default_on_page() }
}

/// The same id from the same parts.
fn derived(parts: &[&[u8]]) -> Uuid {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or_default().to_be_bytes());
        hash.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    Builder::from_sha1_bytes(bytes).into_uuid()
}
