//! Places in a group that become free.

use uuid::Uuid;

use super::scope::permitted_on;
use super::{Act, ActError};
use crate::id::{CaregiverId, GroupId};
use crate::store::Tx;
use crate::text::MessageKey;
use crate::user::Permission;
use crate::zone::Zone;

/// Gives a free place of a group to whoever has waited longest; nobody passes those who wait.
pub struct EnrolFirstInLine(pub GroupId);

impl Act for EnrolFirstInLine {
    /// Who has a place now.
    type Out = CaregiverId;
    const NAME: &'static str = "caregiver.enrol_first_in_line";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<CaregiverId, ActError> {
        permitted_on(tx, Permission::ManageGroups, self.0).await?;
        tx.queue_for_numbers().await?; // as imports do: two of them would give the last place away twice
        let group = tx.roster_group(self.0).await?.ok_or(MessageKey("groups-error-line-over"))?;
        if group.taken >= group.capacity {
            return Err(MessageKey("groups-error-line-full").into());
        }
        let first = tx.first_in_line(self.0).await?.ok_or(MessageKey("groups-error-line-empty"))?;
        let today = Zone::try_from(group.zone).unwrap_or_default().day(tx.now);
        let person = tx.give_place(first, today).await?;
        tx.rollup_of_enrolments(&[first]).await?;
        tx.mark_plan_due(&[person]).await?;
        Ok(person)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.0.0)
    }
}
