//! SQL on who may do what where.

use crate::exec::on;
use crate::{Exec, StoreError};
use peiban_core::area::AreaCode;
use peiban_core::id::{GroupId, PartnerId, UserId};
use peiban_core::user::Permission;

impl Exec<'_> {
    /// Whether `user` may do `permission` in all of `area` (for rows of `partner`).
    pub async fn may_in(
        &mut self,
        user: UserId,
        permission: Permission,
        (area, partner): (AreaCode, Option<PartnerId>),
    ) -> Result<bool, StoreError> {
        let range = area.range();
        let found: i64 = on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*) FROM user_permissions
              WHERE user_id = $1 AND permission = $2 AND area_from <= $3 AND area_to >= $4
                AND (partner_id IS NULL OR partner_id = $5)",
        )
        .bind(user)
        .bind(permission)
        .bind(*range.start())
        .bind(*range.end())
        .bind(partner)
        .fetch_one(db)
        .await)?;
        Ok(found > 0)
    }

    /// Whether `user` may do `permission` with `group`.
    pub async fn may_on(
        &mut self,
        user: UserId,
        permission: Permission,
        group: GroupId,
    ) -> Result<bool, StoreError> {
        let found: i64 = on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*) FROM group_permissions WHERE user_id = $1 AND permission = $2 AND group_id = $3",
        )
        .bind(user)
        .bind(permission)
        .bind(group)
        .fetch_one(db)
        .await)?;
        Ok(found > 0)
    }
}
