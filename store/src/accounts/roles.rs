//! SQL on who manages which account, and on giving and ending roles.

use chrono::{DateTime, Utc};

use crate::exec::on;
use crate::{Exec, Locked, StoreError, Tx, UserAccount};
use peiban_core::area::AreaCode;
use peiban_core::id::{RoleId, UserId};
use peiban_core::user::{Grant, Role};

/// A role that somebody holds.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RoleLine {
    /// What for.
    pub role: Role,
    /// The area's name in Chinese; empty for the country.
    pub area_zh: String,
    /// The area's name in English; empty for the country.
    pub area_en: String,
}

/// A user of the list for the shell.
#[derive(Debug, Clone, serde::Serialize, sqlx::FromRow)]
pub struct ListedUser {
    /// The name typed at sign-in.
    pub name: String,
    /// What colleagues read.
    pub display_name: String,
    /// Since when she cannot sign in.
    pub ended_at: Option<DateTime<Utc>>,
    /// Her live roles with their areas: `coordinator 450000, viewer 0`.
    pub roles: String,
}

impl Exec<'_> {
    /// The live roles of `user`.
    pub async fn roles_held_by(&mut self, user: UserId) -> Result<Vec<RoleLine>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT r.role, COALESCE(a.name_zh, '') AS area_zh, COALESCE(a.name_en, '') AS area_en
               FROM user_roles r
               LEFT JOIN areas a ON a.code = r.area_from AND a.valid_to IS NULL
              WHERE r.user_id = $1 AND r.ended_at IS NULL
              ORDER BY r.role, r.area_from, r.id",
        )
        .bind(user)
        .fetch_all(db)
        .await)
    }

    /// How many of the roles that decide over the account of `user` lie outside what `manager` may manage.
    pub async fn roles_beyond(&mut self, manager: UserId, user: UserId) -> Result<i64, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*)
               FROM deciding_roles r
              WHERE r.user_id = $2
                AND NOT EXISTS (SELECT 1 FROM managed_roles m WHERE m.manager_id = $1 AND m.id = r.id)",
        )
        .bind(manager)
        .bind(user)
        .fetch_one(db)
        .await)
    }

    /// Whether `user` holds just this grant already.
    pub async fn holds(&mut self, user: UserId, grant: &Grant) -> Result<bool, StoreError> {
        let range = grant.area.range();
        let found: i64 = on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*) FROM user_roles
              WHERE user_id = $1 AND role = $2 AND area_from = $3 AND area_to = $4 AND ended_at IS NULL
                AND partner_id IS NOT DISTINCT FROM $5",
        )
        .bind(user)
        .bind(grant.role)
        .bind(*range.start())
        .bind(*range.end())
        .bind(grant.partner)
        .fetch_one(db)
        .await)?;
        Ok(found > 0)
    }

    /// The live role `id` of `user`.
    pub async fn role_of(&mut self, user: UserId, id: RoleId) -> Result<Option<Role>, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "SELECT role FROM user_roles WHERE user_id = $1 AND id = $2 AND ended_at IS NULL",
        )
        .bind(user)
        .bind(id)
        .fetch_optional(db)
        .await)
    }

    /// Whether `manager` may manage the role `id`.
    pub async fn manages_role(&mut self, manager: UserId, id: RoleId) -> Result<bool, StoreError> {
        let found: i64 = on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*) FROM managed_roles WHERE manager_id = $1 AND id = $2",
        )
        .bind(manager)
        .bind(id)
        .fetch_one(db)
        .await)?;
        Ok(found > 0)
    }

    /// How many live administrators of the whole country there are.
    pub async fn administrators(&mut self) -> Result<i64, StoreError> {
        let country = AreaCode::COUNTRY.range();
        on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*)
               FROM user_roles r
               JOIN users u ON u.id = r.user_id AND u.ended_at IS NULL
              WHERE r.role = 'admin' AND r.ended_at IS NULL AND r.partner_id IS NULL
                AND r.area_from <= $1 AND r.area_to >= $2",
        )
        .bind(*country.start())
        .bind(*country.end())
        .fetch_one(db)
        .await)
    }

    /// Everybody with an account, by name.
    pub async fn accounts(&mut self) -> Result<Vec<ListedUser>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT u.name, u.display_name, u.ended_at,
                    COALESCE((SELECT STRING_AGG(r.role || ' ' || CAST(r.area_from AS TEXT), ', ' ORDER BY r.role, r.area_from)
                                FROM user_roles r
                               WHERE r.user_id = u.id AND r.ended_at IS NULL), '') AS roles
               FROM users u
              ORDER BY u.name_key",
        )
        .fetch_all(db)
        .await)
    }
}

impl Tx<'_> {
    /// Ends a role.
    pub async fn end_role(&mut self, id: RoleId) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query("UPDATE user_roles SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
            .bind(id)
            .bind(now)
            .execute(db)
            .await
            .map(drop))
    }

    /// Lets a user sign in no more, or again.
    pub async fn save_user_ended(
        &mut self,
        account: &Locked<UserAccount>,
        ended_at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("UPDATE users SET ended_at = $2 WHERE id = $1")
            .bind(account.id)
            .bind(ended_at)
            .execute(db)
            .await
            .map(drop))
    }
}
