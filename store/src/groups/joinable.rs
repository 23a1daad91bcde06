//! SQL on the groups that somebody can join.

use crate::exec::on;
use crate::{Exec, StoreError};
use peiban_core::id::{CaregiverId, GroupId, UserId};

/// A group that somebody can join.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct JoinableGroup {
    /// Which.
    pub id: GroupId,
    /// What people call it.
    pub name: String,
    /// Its code.
    pub code: String,
    /// How many places it has.
    pub capacity: i64,
    /// How many are taken.
    pub taken: i64,
    /// How many people wait.
    pub waiting: i64,
}

impl Exec<'_> {
    /// Up to 500 groups that `user` manages and a caregiver can join, those of her county first: not over, and neither a
    /// place nor a queue of hers.
    pub async fn groups_to_join(
        &mut self,
        user: UserId,
        caregiver: CaregiverId,
    ) -> Result<Vec<JoinableGroup>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT g.id, g.name, g.code, g.capacity,
                    (SELECT COUNT(*) FROM enrolments e
                      WHERE e.group_id = g.id AND e.state IN ('invited', 'enrolled', 'active')) AS taken,
                    (SELECT COUNT(*) FROM enrolments e
                      WHERE e.group_id = g.id AND e.state IN ('applied', 'waitlisted')) AS waiting
               FROM groups g
               JOIN caregivers c ON c.id = $2
              WHERE g.state IN ('forming', 'open', 'running')
                AND EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.group_id = g.id AND p.user_id = $1 AND p.permission = 'manage_groups')
                AND NOT EXISTS (SELECT 1 FROM enrolments o
                                 WHERE o.group_id = g.id AND o.caregiver_id = $2
                                   AND o.state IN ('applied', 'waitlisted', 'invited', 'enrolled', 'active'))
              ORDER BY CASE WHEN g.area = c.area THEN 0 ELSE 1 END, g.name, g.id
              LIMIT 500",
        )
        .bind(user)
        .bind(caregiver)
        .fetch_all(db)
        .await)
    }
}
