//! SQL on the groups that somebody can join.

use crate::exec::on;
use crate::list::{JoinableKey, ListPart, PART_AND_ONE, Wanted, like};
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
    /// 0 in her own county, else 1.
    pub elsewhere: i64,
    /// How many places it has.
    pub capacity: i64,
    /// How many are taken.
    pub taken: i64,
    /// How many people wait.
    pub waiting: i64,
}

impl JoinableGroup {
    /// Where a list goes on after this one.
    pub fn key(&self) -> JoinableKey {
        JoinableKey { elsewhere: self.elsewhere, name: self.name.clone(), id: self.id }
    }
}

/// Groups with `$3` in their name, code or place that `$1` manages and that caregiver `$2` can join: not over, and
/// neither a place nor a queue of hers.
macro_rules! joinable {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM groups g
               JOIN sites t ON t.id = g.site_id
               JOIN caregivers c ON c.id = $2
              WHERE g.state IN ('forming', 'open', 'running')
                AND EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.group_id = g.id AND p.user_id = $1 AND p.permission = 'manage_groups')
                AND NOT EXISTS (SELECT 1 FROM enrolments o
                                 WHERE o.group_id = g.id AND o.caregiver_id = $2
                                   AND o.state IN ('applied', 'waitlisted', 'invited', 'enrolled', 'active'))
                AND ",
            crate::groups::called!("$3"),
            " ",
            $rest
        )
    };
}

impl Exec<'_> {
    /// Groups that `user` manages and a caregiver can join, by name, code or place, those of her county first.
    pub async fn groups_to_join(
        &mut self,
        user: UserId,
        caregiver: CaregiverId,
        wanted: Wanted<'_, JoinableKey>,
    ) -> Result<ListPart<JoinableGroup>, StoreError> {
        let (q, after) = (like(wanted.q), wanted.after);
        let rows = on!(self, db => sqlx::query_as(joinable!(
            "g.id, g.name, g.code, g.capacity, CAST(CASE WHEN g.area = c.area THEN 0 ELSE 1 END AS BIGINT) AS elsewhere,
             (SELECT COUNT(*) FROM enrolments e
               WHERE e.group_id = g.id AND e.state IN ('invited', 'enrolled', 'active')) AS taken,
             (SELECT COUNT(*) FROM enrolments e
               WHERE e.group_id = g.id AND e.state IN ('applied', 'waitlisted')) AS waiting",
            "AND ($4 IS NULL OR (CASE WHEN g.area = c.area THEN 0 ELSE 1 END, g.name, g.id) > ($4, $5, $6))
             ORDER BY CASE WHEN g.area = c.area THEN 0 ELSE 1 END, g.name, g.id
             LIMIT $7"
        ))
        .bind(user)
        .bind(caregiver)
        .bind(&q)
        .bind(after.map(|key| key.elsewhere))
        .bind(after.map(|key| &key.name))
        .bind(after.map(|key| key.id))
        .bind(PART_AND_ONE)
        .fetch_all(db)
        .await)?;
        let total = match wanted.total(&rows) {
            Some(total) => total,
            None => self.count_groups_to_join(user, caregiver, &q).await?,
        };
        Ok(ListPart::of(rows, total))
    }

    async fn count_groups_to_join(
        &mut self,
        user: UserId,
        caregiver: CaregiverId,
        q: &str,
    ) -> Result<i64, StoreError> {
        on!(self, db => sqlx::query_scalar(joinable!("COUNT(*)", ""))
            .bind(user)
            .bind(caregiver)
            .bind(q)
            .fetch_one(db)
            .await)
    }
}
