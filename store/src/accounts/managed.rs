//! SQL on the users of whom somebody manages a role.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use crate::exec::on;
use crate::list::{ListPart, PART_AND_ONE, UserKey, Wanted};
use crate::{Exec, StoreError};
use peiban_core::area::AreaCode;
use peiban_core::caregiver::{name_key, search_text};
use peiban_core::id::{RoleId, UserId};
use peiban_core::user::Role;

/// One role of a user, with her name: she stands in as many lines as she has roles.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct UserLine {
    /// Her id.
    pub id: UserId,
    /// The name typed at sign-in.
    pub name: String,
    /// What colleagues read.
    pub display_name: String,
    /// Since when she cannot sign in.
    pub ended_at: Option<DateTime<Utc>>,
    /// The role's id.
    pub role_id: RoleId,
    /// What for.
    pub role: Role,
    /// Where, the first code of its range.
    pub area: AreaCode,
    /// Since when it no longer holds: only where she has no other.
    pub role_ended_at: Option<DateTime<Utc>>,
    /// The area's name in Chinese; empty for the country.
    pub area_zh: String,
    /// The area's name in English; empty for the country.
    pub area_en: String,
    /// The partner's name in Chinese; empty without one.
    pub partner_zh: String,
    /// The partner's name in English; empty without one.
    pub partner_en: String,
}

/// A user as a list finds her.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct NamedUser {
    /// Her id.
    pub id: UserId,
    /// The name typed at sign-in.
    name: String,
    /// The same, folded.
    name_key: String,
    /// What colleagues read.
    display_name: String,
    /// Whether she cannot sign in any more.
    ended: bool,
}

impl NamedUser {
    /// Where a list goes on after this one.
    pub fn key(&self) -> UserKey {
        UserKey { ended: self.ended, name_key: self.name_key.clone(), id: self.id }
    }

    /// Whether `typed` is a part of either name, in whatever case, or of the pinyin.
    fn is_called(&self, typed: &str) -> bool {
        name_key(&self.name).contains(typed) || search_text(&self.display_name).contains(typed)
    }
}

impl Exec<'_> {
    /// Users of whom `manager` manages a role, by name, those who can sign in first.
    ///
    /// Pinyin is in no column: a search looks at the names of all of them.
    pub async fn users_listed(
        &mut self,
        manager: UserId,
        wanted: Wanted<'_, UserKey>,
    ) -> Result<ListPart<NamedUser>, StoreError> {
        let typed = name_key(wanted.q);
        if typed.is_empty() {
            let rows = self.named_users(manager, (wanted.after, PART_AND_ONE)).await?;
            let total = match wanted.total(&rows) {
                Some(total) => total,
                None => self.count_users(manager).await?,
            };
            return Ok(ListPart::of(rows, total));
        }
        let mut found = self.named_users(manager, (None, i64::MAX)).await?;
        found.retain(|user| user.is_called(&typed));
        let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
        if wanted.after.is_some() {
            found = self.named_users(manager, (wanted.after, i64::MAX)).await?;
            found.retain(|user| user.is_called(&typed));
        }
        Ok(ListPart::of(found, total))
    }

    async fn named_users(
        &mut self,
        manager: UserId,
        (after, most): (Option<&UserKey>, i64),
    ) -> Result<Vec<NamedUser>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT u.id, u.name, u.name_key, u.display_name, u.ended_at IS NOT NULL AS ended
               FROM users u
              WHERE EXISTS (SELECT 1 FROM managed_roles m WHERE m.manager_id = $1 AND m.user_id = u.id)
                AND ($2 IS NULL OR (CASE WHEN u.ended_at IS NULL THEN 0 ELSE 1 END, u.name_key, u.id) > ($2, $3, $4))
              ORDER BY CASE WHEN u.ended_at IS NULL THEN 0 ELSE 1 END, u.name_key, u.id
              LIMIT $5",
        )
        .bind(manager)
        .bind(after.map(|key| i64::from(key.ended)))
        .bind(after.map(|key| &key.name_key))
        .bind(after.map(|key| key.id))
        .bind(most)
        .fetch_all(db)
        .await)
    }

    async fn count_users(&mut self, manager: UserId) -> Result<i64, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(DISTINCT user_id) FROM managed_roles WHERE manager_id = $1",
        )
        .bind(manager)
        .fetch_one(db)
        .await)
    }

    /// The roles of `users` that `manager` may manage, those of one user together, in the order of the list.
    pub async fn roles_managed_by(
        &mut self,
        manager: UserId,
        users: &[UserId],
    ) -> Result<Vec<UserLine>, StoreError> {
        if users.is_empty() {
            return Ok(Vec::new());
        }
        on!(self, db => {
            let mut query = QueryBuilder::new(
                "SELECT u.id, u.name, u.display_name, u.ended_at, r.id AS role_id, r.role, r.area_from AS area,
                        r.ended_at AS role_ended_at,
                        COALESCE(a.name_zh, '') AS area_zh, COALESCE(a.name_en, '') AS area_en,
                        COALESCE(t.name_zh, '') AS partner_zh, COALESCE(t.name_en, '') AS partner_en
                   FROM deciding_roles r
                   JOIN users u ON u.id = r.user_id
                   LEFT JOIN areas a ON a.code = r.area_from AND a.valid_to IS NULL
                   LEFT JOIN partners t ON t.id = r.partner_id
                  WHERE EXISTS (SELECT 1 FROM managed_roles m WHERE m.id = r.id AND m.manager_id = ",
            );
            query.push_bind(manager).push(") AND u.id IN (");
            let mut ids = query.separated(", ");
            for user in users {
                ids.push_bind(*user);
            }
            query
                .push(
                    ") ORDER BY CASE WHEN u.ended_at IS NULL THEN 0 ELSE 1 END, u.name_key, u.id, r.role,
                                r.area_from, r.id",
                )
                .build_query_as()
                .fetch_all(db)
                .await
        })
    }
}
