//! Loading a register, merging into it, saving what changed: few statements, since every mark comes through here.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use crate::act::ActError;
use crate::acts::groups::courses::{settle_group, settle_people};
use crate::acts::registers::newcomers::{add_people, look_up};
use crate::acts::registers::own_device;
use crate::{Locked, RegisterSession, Roster, Tx};
use peiban_core::id::{CaregiverId, SessionId};
use peiban_core::register::{Merged, Op, OpAnswer, Register, RegisterFacts, merge};
use peiban_core::session::SessionState;
use peiban_core::text::MessageKey;

/// The session, held with its group, if the actor may take its register.
pub(crate) async fn session(tx: &mut Tx<'_>, id: SessionId) -> Result<Locked<RegisterSession>, ActError> {
    let user = tx.actor().user();
    tx.register_session_for_update(id, (user, false)).await?.ok_or(ActError::NotFound)
}

/// The same; whoever it may add to the register is looked for in a county that is held as well.
pub(crate) async fn session_of_newcomers(
    tx: &mut Tx<'_>,
    id: SessionId,
) -> Result<Locked<RegisterSession>, ActError> {
    let user = tx.actor().user();
    tx.register_session_for_update(id, (user, true)).await?.ok_or(ActError::NotFound)
}

/// What the rules need to know.
pub(crate) async fn facts(tx: &mut Tx<'_>, session: &RegisterSession) -> Result<RegisterFacts, ActError> {
    let zone: Tz = session.zone.parse().unwrap_or(chrono_tz::Asia::Shanghai);
    Ok(RegisterFacts {
        session: session.id,
        state: session.state,
        starts_at: session.starts_at,
        held_on: session.held_on,
        today: tx.now.with_timezone(&zone).date_naive(),
        now: tx.now,
        supervises: session.supervises > 0 || tx.actor().user().is_none(),
        people: tx.register_people(session.id).await?.into_iter().collect(),
        taken: BTreeSet::new(),
        same: BTreeMap::new(),
        consent_version: None,
    })
}

/// Merges operations and saves what became of them; their devices are as they were sent.
pub(crate) async fn apply(
    tx: &mut Tx<'_>,
    session: &Locked<RegisterSession>,
    mut ops: Vec<Op>,
) -> Result<Vec<OpAnswer>, ActError> {
    for op in &mut ops {
        op.content_hash = tx.keys().phone_hash(&op.content(session.id)); // of what was sent
        op.device = own_device(tx.actor(), op.device);
    }
    let ids: Vec<_> = ops.iter().map(|op| op.op_id).collect();
    let stored = tx.register_ops(session.id, &ids).await?;
    let mut facts = facts(tx, session).await?;
    let known = look_up(tx, session, (&ops, &mut facts)).await?;
    let mut register = Register::of(facts, stored);
    let rev = register.rev();
    let merged = merge(&mut register, ops.into_iter().map(|op| op.seen_here(rev)).collect());
    if !merged.kept.is_empty() {
        let named: Vec<_> = merged.kept.iter().filter_map(|kept| kept.op.caregiver).collect();
        tx.lock_people_of_register(session.id, &named).await?;
    }
    add_people(tx, session, (&merged, known)).await?;
    let everybody = if merged.is_for_all() { register.people().collect() } else { vec![] };
    save(tx, session, (&merged, everybody)).await?;
    Ok(merged.answers)
}

async fn save(
    tx: &mut Tx<'_>,
    session: &Locked<RegisterSession>,
    (merged, mut people): (&Merged, Vec<CaregiverId>),
) -> Result<(), ActError> {
    tx.insert_register_ops(session.id, &merged.kept).await?;
    tx.save_attendance(session.id, &merged.rows).await?;
    tx.open_conflicts(session.id, &merged.opened).await?;
    for pair in &merged.closed {
        let row = merged.rows.iter().find(|row| Some(row.caregiver) == pair.caregiver);
        tx.settle_conflict(*pair, row.map(|row| row.op_id)).await?;
    }
    if let Some(decided) = merged.decided {
        tx.settle_waiting(session.id, decided).await?;
    }
    if let Some(state) = merged.state {
        move_on(tx, session, state).await?;
    }
    if merged.state.is_some() || !merged.rows.is_empty() {
        tx.rollup_of_session(session.id).await?;
    }
    if merged.state.is_some() {
        settle_group(tx, session.held_group()).await?;
    }
    if !merged.rows.is_empty() {
        settle_people(tx, Roster::Marked(session.id)).await?;
    }
    people.extend(merged.rows.iter().map(|row| row.caregiver));
    Ok(tx.mark_plan_due(&people).await?)
}

/// Keeps where a session stands, unless somebody said otherwise meanwhile.
pub(crate) async fn move_on(
    tx: &mut Tx<'_>,
    session: &Locked<RegisterSession>,
    state: SessionState,
) -> Result<(), ActError> {
    if tx.save_session_state(session, state).await? {
        Ok(())
    } else {
        Err(MessageKey("sessions-error-meanwhile").into())
    }
}
