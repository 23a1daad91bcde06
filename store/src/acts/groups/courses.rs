//! What follows from sessions and registers for a group and the people on its roster.
//!
//! Part of the acts in which the facts happen, so that no page and no clock has to bring it about.

use crate::act::ActError;
use crate::{Course, Locked, Roster, Step, Tx};
use peiban_core::id::GroupId;

/// A session of the group was planned, held, handed in or called off.
pub(crate) async fn settle_group(tx: &mut Tx<'_>, group: Locked<GroupId>) -> Result<(), ActError> {
    let Some(Course { state, course }) = tx.course_of(*group).await? else { return Ok(()) };
    let next = state.along(course);
    if next != state {
        tx.save_group_state(group, next).await?;
        settle_people(tx, Roster::Group(*group)).await?;
    }
    Ok(())
}

/// Marks of these people changed, or their course ended.
pub(crate) async fn settle_people(tx: &mut Tx<'_>, people: Roster) -> Result<(), ActError> {
    let mut changed: Vec<(Step, Vec<_>)> = Vec::new();
    for row in tx.attended_by(people).await? {
        let step = Step { before: row.state, after: row.state.after(row.came, row.fulfilled) };
        if step.before == step.after {
            continue;
        }
        match changed.iter_mut().find(|(known, _)| *known == step) {
            Some((_, ids)) => ids.push(row.id),
            None => changed.push((step, vec![row.id])),
        }
    }
    for (step, ids) in changed {
        tx.save_enrolment_states(step, &ids).await?;
    }
    Ok(())
}
