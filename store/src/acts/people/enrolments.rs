//! Places in a group: given, waited for, and free again.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::act::{Act, ActError};
use crate::acts::scope::permitted_on;
use crate::{Locked, NewEnrolment, RosterGroup, Tx};
use peiban_core::enrolment::{EnrolmentState, Leave, Places, Stay};
use peiban_core::id::{CaregiverId, EnrolmentId, GroupId};
use peiban_core::text::MessageKey;
use peiban_core::user::Permission;
use peiban_core::zone::Zone;

/// Gives a free place of a group to whoever has waited longest; nobody passes those who wait.
pub struct EnrolFirstInLine(pub GroupId);

impl Act for EnrolFirstInLine {
    /// Who has a place now.
    type Out = CaregiverId;
    const NAME: &'static str = "caregiver.enrol_first_in_line";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<CaregiverId, ActError> {
        permitted_on(tx, Permission::ManageGroups, self.0).await?;
        let group = tx.roster_group_for_update(self.0).await?.ok_or(MessageKey("groups-error-line-over"))?;
        if group.taken >= group.capacity {
            return Err(MessageKey("groups-error-line-full").into());
        }
        let first = tx.first_in_line(self.0).await?.ok_or(MessageKey("groups-error-line-empty"))?;
        let today = Zone::try_from(group.zone.clone()).unwrap_or_default().day(tx.now);
        let person = tx.give_place(&group, first, today).await?;
        tx.rollup_of_enrolments(&[first]).await?;
        tx.mark_plan_due(&[person]).await?;
        Ok(person)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.0.0)
    }
}

/// Gives a caregiver who is known a place in a group, or the end of its queue.
pub struct EnrolKnown {
    /// Made with the form: the same form sent twice enrols once, also after she left.
    pub id: EnrolmentId,
    /// Who; one of the actor's own groups knows her.
    pub caregiver: CaregiverId,
    /// Into which group.
    pub group: GroupId,
}

impl Act for EnrolKnown {
    /// A place, or the queue.
    type Out = EnrolmentState;
    const NAME: &'static str = "caregiver.enrol_known";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<EnrolmentState, ActError> {
        permitted_on(tx, Permission::ManageGroups, self.group).await?;
        let group = tx.roster_group_for_update(self.group).await?;
        let user = tx.actor().user();
        if let Some(user) = user {
            tx.caregiver_for(user, self.caregiver).await?.ok_or(ActError::NotFound)?;
        }
        if let Some(known) = tx.enrolment_managed_by(user, self.id).await? {
            let same = known.caregiver_id == self.caregiver && known.group_id == self.group;
            return if same { Ok(known.state) } else { Err(ActError::NotFound) };
        }
        if let Some(state) = tx.open_enrolment(self.caregiver, self.group).await? {
            return Ok(state);
        }
        let group = group.ok_or(MessageKey("groups-error-line-over"))?;
        enrol(tx, &group, (self.id, self.caregiver)).await
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.caregiver.0)
    }

    fn detail(&self) -> String {
        self.group.to_string()
    }
}

/// Gives somebody who is in no queue and has no place here the one or the other, from today on.
pub(crate) async fn enrol(
    tx: &mut Tx<'_>,
    group: &Locked<RosterGroup>,
    (id, caregiver): (EnrolmentId, CaregiverId),
) -> Result<EnrolmentState, ActError> {
    let RosterGroup { id: group, capacity, taken, waiting, zone, .. } = (**group).clone();
    let state = Places { capacity, taken, waiting }.take();
    let waits = state == EnrolmentState::Waitlisted;
    let today = Zone::try_from(zone).unwrap_or_default().day(tx.now);
    let (waiting_since, enrolled_on) = (waits.then_some(tx.now), (!waits).then_some(today));
    tx.insert_enrolments(&[NewEnrolment { id, caregiver, group, state, waiting_since, enrolled_on }]).await?;
    tx.rollup_of_enrolments(&[id]).await?;
    tx.mark_plan_due(&[caregiver]).await?;
    Ok(state)
}

/// Ends somebody's place in a group, or her waiting for one. Once she has left, nothing changes any more.
pub struct LeaveGroup {
    /// Which place.
    pub enrolment: EnrolmentId,
    /// Why.
    pub why: Leave,
    /// Her last day on the roster; of no account for whoever waits.
    pub last: NaiveDate,
}

impl Act for LeaveGroup {
    /// The group whose place is free now.
    type Out = GroupId;
    const NAME: &'static str = "caregiver.leave_group";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<GroupId, ActError> {
        let user = tx.actor().user();
        let place = tx.enrolment_for_update(user, self.enrolment).await?.ok_or(ActError::NotFound)?;
        if place.state == EnrolmentState::Completed {
            return Err(MessageKey("enrolments-error-completed").into());
        }
        if !place.state.is_open() {
            return Ok(place.group_id);
        }
        let today = place.zone.day(tx.now);
        let stay = Stay { enrolled_on: place.enrolled_on, came_on: place.came_on, today };
        let ended_on = stay.ended_on(self.last)?;
        tx.rollup_of_enrolments(&[self.enrolment]).await?;
        if !tx.end_enrolment(&place, self.why, ended_on).await? {
            return Err(MessageKey("enrolments-error-meanwhile").into());
        }
        tx.rollup_of_enrolments(&[self.enrolment]).await?;
        tx.mark_plan_due(&[place.caregiver_id]).await?;
        Ok(place.group_id)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.enrolment.0)
    }

    fn detail(&self) -> String {
        format!("{} {}", self.why.word(), self.last)
    }
}
