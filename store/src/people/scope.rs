//! SQL on who may see a caregiver, and speak for her.

use sqlx::QueryBuilder;

use crate::exec::on;
use crate::{Exec, StoreError};
use peiban_core::id::{CaregiverId, UserId};
use peiban_core::user::Permission;

/// Whether user $1 has one of these permissions on a group of caregiver `c`: where she is or was enrolled, or came to
/// a session.
macro_rules! seen {
    ($permissions:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM group_permissions p
              WHERE p.user_id = $1 AND p.permission IN (",
            $permissions,
            ")
                AND p.group_id IN (SELECT e.group_id FROM enrolments e WHERE e.caregiver_id = c.id
                                    UNION
                                   SELECT s.group_id FROM attendance a JOIN sessions s ON s.id = a.session_id
                                    WHERE a.caregiver_id = c.id))"
        )
    };
}
pub(crate) use seen;

impl Exec<'_> {
    /// Who among `ids` is a caregiver, wherever she belongs; with 1 for those whom `user` may see, and all of them
    /// for the bot and the operator, else 0.
    pub async fn caregivers_among(
        &mut self,
        user: Option<UserId>,
        ids: &[CaregiverId],
    ) -> Result<Vec<(CaregiverId, i64)>, StoreError> {
        if ids.is_empty() {
            return Ok(vec![]);
        }
        on!(self, db => {
            let mut query = QueryBuilder::new("SELECT c.id, CAST(CASE WHEN ");
            query.push_bind(user); // $1
            query.push(concat!(
                " IS NULL OR ",
                seen!("'manage_groups', 'take_registers'"),
                " THEN 1 ELSE 0 END AS BIGINT) FROM caregivers c WHERE c.id IN ("
            ));
            let mut list = query.separated(", ");
            for id in ids {
                list.push_bind(*id);
            }
            query.push(")").build_query_as().persistent(false).fetch_all(db).await
        })
    }

    /// Whether `user` may note down what a caregiver says, and hand her a link to the chat: whoever takes the
    /// register of one of her groups or manages it.
    pub async fn may_note_for(&mut self, user: UserId, caregiver: CaregiverId) -> Result<bool, StoreError> {
        Ok(self.may_for(user, Permission::TakeRegisters, caregiver).await?
            || self.may_for(user, Permission::ManageGroups, caregiver).await?)
    }

    /// Whether `user` may note down that a caregiver withdraws a consent: whoever may note what she says, and once
    /// she is in no group any more, whoever may see her. Withdrawing is always possible.
    pub async fn may_withdraw_for(
        &mut self,
        user: UserId,
        caregiver: CaregiverId,
    ) -> Result<bool, StoreError> {
        if self.may_note_for(user, caregiver).await? {
            return Ok(true);
        }
        let found: i64 = on!(self, db => sqlx::query_scalar(concat!(
            "SELECT COUNT(*)
               FROM caregivers c
              WHERE c.id = $2
                AND NOT EXISTS (SELECT 1 FROM enrolments o
                                 WHERE o.caregiver_id = c.id
                                   AND o.state IN ('applied', 'waitlisted', 'invited', 'enrolled', 'active'))
                AND ",
            seen!("'manage_groups', 'take_registers'")
        ))
        .bind(user)
        .bind(caregiver)
        .fetch_one(db)
        .await)?;
        Ok(found > 0)
    }

    /// Whether `user` may do `permission` for a caregiver, by a group that she belongs to.
    pub async fn may_for(
        &mut self,
        user: UserId,
        permission: Permission,
        caregiver: CaregiverId,
    ) -> Result<bool, StoreError> {
        let found: i64 = on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*)
               FROM enrolments e
               JOIN group_permissions p ON p.group_id = e.group_id
              WHERE e.caregiver_id = $3 AND p.user_id = $1 AND p.permission = $2
                AND e.state IN ('applied', 'waitlisted', 'invited', 'enrolled', 'active')",
        )
        .bind(user)
        .bind(permission)
        .bind(caregiver)
        .fetch_one(db)
        .await)?;
        Ok(found > 0)
    }
}
