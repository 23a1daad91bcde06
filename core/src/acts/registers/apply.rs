//! Loading a register, merging into it, saving what changed: few statements, since every mark comes through here.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use super::RELATIONS;
use crate::acts::ActError;
use crate::acts::courses::{settle_group, settle_people};
use crate::id::{CaregiverId, SessionId};
use crate::register::{Answer, Facts, Kind, Merged, Op, Register, merge};
use crate::seal::Sealed;
use crate::store::{RegisterSession, Roster, Tx, WalkIn};

/// The session, locked, if the actor may take its register.
pub(super) async fn session(tx: &mut Tx<'_>, id: SessionId) -> Result<RegisterSession, ActError> {
    let user = tx.actor().user();
    let session = tx.register_session(id, user).await?.ok_or(ActError::NotFound)?;
    tx.lock_register(id).await?;
    Ok(session)
}

/// What the rules need to know.
pub(super) async fn facts(tx: &mut Tx<'_>, session: &RegisterSession) -> Result<Facts, ActError> {
    let zone: Tz = session.zone.parse().unwrap_or(chrono_tz::Asia::Shanghai);
    Ok(Facts {
        session: session.id,
        state: session.state,
        starts_at: session.starts_at,
        held_on: session.held_on,
        today: tx.now.with_timezone(&zone).date_naive(),
        now: tx.now,
        supervises: session.supervises > 0 || tx.actor().user().is_none(),
        people: tx.register_people(session.id).await?.into_iter().collect(),
        taken: BTreeSet::new(),
    })
}

/// Merges operations and saves what became of them.
pub(super) async fn apply(
    tx: &mut Tx<'_>,
    session: &RegisterSession,
    mut ops: Vec<Op>,
) -> Result<Vec<Answer>, ActError> {
    for op in &mut ops {
        op.content_hash = tx.keys().phone_hash(&op.content(session.id));
    }
    let ids: Vec<_> = ops.iter().map(|op| op.op_id).collect();
    let stored = tx.register_ops(session.id, &ids).await?;
    let new: Vec<_> = ops.iter().filter(|op| op.kind == Kind::WalkIn).filter_map(|op| op.caregiver).collect();
    let known = tx.caregivers_among(&new).await?;
    let mut facts = facts(tx, session).await?;
    facts.taken = known.iter().copied().filter(|person| !facts.people.contains_key(person)).collect();
    let mut register = Register::of(facts, stored);
    let merged = merge(&mut register, ops);
    add_people(tx, session, (&merged, known.into_iter().collect())).await?;
    save(tx, session, &merged).await?;
    Ok(merged.answers)
}

async fn save(tx: &mut Tx<'_>, session: &RegisterSession, merged: &Merged) -> Result<(), ActError> {
    tx.insert_register_ops(session.id, &merged.kept).await?;
    tx.save_attendance(session.id, &merged.rows).await?;
    tx.open_conflicts(session.id, &merged.opened).await?;
    for pair in &merged.closed {
        tx.settle_conflict(*pair).await?;
    }
    if let Some(state) = merged.state {
        tx.save_session_state(session.id, state).await?;
    }
    if merged.state.is_some() || !merged.rows.is_empty() {
        tx.rollup_of_session(session.id).await?;
    }
    if merged.state.is_some() {
        settle_group(tx, session.group_id).await?;
    }
    if !merged.rows.is_empty() {
        settle_people(tx, Roster::Marked(session.id)).await?;
    }
    let people: Vec<_> = merged.rows.iter().map(|row| row.caregiver).collect();
    Ok(tx.mark_plan_due(&people).await?)
}

async fn add_people(
    tx: &mut Tx<'_>,
    session: &RegisterSession,
    (merged, mut known): (&Merged, BTreeSet<CaregiverId>),
) -> Result<(), ActError> {
    for kept in merged.kept.iter().filter(|kept| kept.op.kind == Kind::WalkIn && kept.rev.is_some()) {
        if kept.op.caregiver.is_some_and(|person| known.insert(person)) {
            add_person(tx, session, &kept.op).await?;
        }
    }
    Ok(())
}

async fn add_person(tx: &mut Tx<'_>, session: &RegisterSession, op: &Op) -> Result<(), ActError> {
    let Some(id) = op.caregiver else { return Ok(()) };
    let digits: String =
        op.detail.phone.iter().flat_map(|phone| phone.chars()).filter(char::is_ascii_digit).collect();
    let number = digits.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(&digits);
    let relation = op.detail.relation.as_deref().filter(|word| RELATIONS.contains(word));
    let new = WalkIn {
        id,
        name: op.detail.name.as_deref().unwrap_or_default().trim(),
        area: session.area,
        zone: &session.zone,
        phone_sealed: (!number.is_empty()).then(|| tx.keys().seal(Sealed::Phone, id.0, number.as_bytes())),
        phone_hash: (number.len() == 11).then(|| tx.keys().phone_hash(number)),
        relation,
    };
    Ok(tx.insert_walk_in(&new).await?)
}
