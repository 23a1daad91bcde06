//! SQL on whose plan has to be looked at again.
//!
//! A row that is there already is written all the same: a planner on another node must not take it out until this
//! act is committed, or it would plan from the facts before.

use sqlx::QueryBuilder;

use crate::exec::on;
use crate::reach::cells::local_day;
use crate::{CHUNK, StoreError, Tx};
use peiban_core::id::{CaregiverId, GroupId};

impl Tx<'_> {
    /// The planner looks at these people next; the sender takes nothing of theirs before.
    pub async fn mark_plan_due(&mut self, people: &[CaregiverId]) -> Result<(), StoreError> {
        let now = self.now;
        let mut people = people.to_vec();
        people.sort_unstable(); // one order of locks for everybody
        people.dedup();
        for chunk in people.chunks(CHUNK) {
            on!(self, db => {
                QueryBuilder::new("INSERT INTO plan_due (caregiver_id, due_since) ")
                    .push_values(chunk, |mut row, person| {
                        row.push_bind(*person).push_bind(now);
                    })
                    .push(" ON CONFLICT (caregiver_id) DO UPDATE SET due_since = plan_due.due_since")
                    .build()
                    .execute(db)
                    .await
                    .map(drop)
            })?;
        }
        Ok(())
    }

    /// Everybody who belongs to a group now is planned again, up to her last day: its sessions changed.
    pub async fn mark_plan_due_of_group(&mut self, group: GroupId) -> Result<(), StoreError> {
        let (now, today) = (self.now, local_day(self.now));
        on!(self, db => sqlx::query(
            "INSERT INTO plan_due (caregiver_id, due_since)
             SELECT DISTINCT caregiver_id, $2
               FROM enrolments
              WHERE group_id = $1 AND (state IN ('invited', 'enrolled', 'active') OR ended_on >= $3)
              ORDER BY caregiver_id
             ON CONFLICT (caregiver_id) DO UPDATE SET due_since = plan_due.due_since",
        )
        .bind(group)
        .bind(now)
        .bind(today)
        .execute(db)
        .await
        .map(drop))
    }
}
