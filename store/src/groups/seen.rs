//! SQL on groups as their list and their page show them.

use chrono::{DateTime, Utc};

use crate::exec::on;
use crate::groups::called;
use crate::list::{GroupKey, ListPart, PART_AND_ONE, Wanted, like, never};
use crate::{Exec, StoreError};
use peiban_core::area::AreaCode;
use peiban_core::group::GroupState;
use peiban_core::id::{GroupId, UserId};
use peiban_core::user::Permission;
use peiban_core::zone::Zone;

/// A group as lists and its page show it.
#[derive(Debug, Clone, serde::Serialize, sqlx::FromRow)]
pub struct GroupRow {
    /// Its id.
    pub id: GroupId,
    /// What people call it.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Where it stands.
    pub state: GroupState,
    /// Places.
    pub capacity: i64,
    /// What its site is called.
    pub site_name: String,
    /// The county.
    pub area: AreaCode,
    /// The county's name in Chinese.
    pub area_zh: String,
    /// The county's name in English.
    pub area_en: String,
    /// The curriculum's title in Chinese.
    pub curriculum_zh: String,
    /// The curriculum's title in English.
    pub curriculum_en: String,
    /// Where its local times are told.
    #[sqlx(try_from = "String")]
    pub zone: Zone,
    /// When the next planned session starts.
    pub next_at: Option<DateTime<Utc>>,
    /// How many belong to it now.
    pub people: i64,
}

impl GroupRow {
    /// Where a list goes on after this one.
    pub fn key(&self) -> GroupKey {
        GroupKey { next_at: self.next_at, name: self.name.clone(), id: self.id }
    }
}

/// The columns of a [`GroupRow`] at the instant $2, and what follows.
macro_rules! group_rows {
    ($($rest:expr),+) => {
        concat!(
            "SELECT g.id, g.name, g.code, g.state, g.capacity, t.name AS site_name, g.area,
                    COALESCE(a.name_zh, '') AS area_zh, COALESCE(a.name_en, '') AS area_en,
                    c.title_zh AS curriculum_zh, c.title_en AS curriculum_en, t.zone, n.starts_at AS next_at,
                    (SELECT COUNT(*) FROM enrolments e
                      WHERE e.group_id = g.id AND e.state IN ('enrolled', 'active', 'completed')) AS people
               FROM groups g
               JOIN sites t ON t.id = g.site_id
               JOIN curricula c ON c.id = g.curriculum_id
               LEFT JOIN areas a ON a.code = g.area AND a.valid_to IS NULL
               LEFT JOIN sessions n ON n.id = (SELECT s.id FROM sessions s
                                                WHERE s.group_id = g.id AND s.state = 'scheduled' AND s.ends_at > $2
                                                ORDER BY s.starts_at, s.id LIMIT 1) ",
            $($rest),+
        )
    };
}

impl Exec<'_> {
    /// Groups that `user` manages or takes registers of, by name, code or place, those who meet next first.
    pub async fn groups_seen_by(
        &mut self,
        user: UserId,
        now: DateTime<Utc>,
        wanted: Wanted<'_, GroupKey>,
    ) -> Result<ListPart<GroupRow>, StoreError> {
        let (like, after) = (like(wanted.q), wanted.after);
        let rows = on!(self, db => sqlx::query_as(group_rows!(
            "WHERE EXISTS (SELECT 1 FROM group_permissions p
                            WHERE p.user_id = $1 AND p.group_id = g.id
                              AND p.permission IN ('manage_groups', 'take_registers'))
               AND ", called!("$3"), "
               AND ($4 IS NULL OR (COALESCE(n.starts_at, $5), g.name, g.id) > ($4, $6, $7))
             ORDER BY COALESCE(n.starts_at, $5), g.name, g.id
             LIMIT $8"
        ))
        .bind(user)
        .bind(now)
        .bind(&like)
        .bind(after.map(|key| key.next_at.unwrap_or_else(never)))
        .bind(never()) // who has no session planned comes after all others
        .bind(after.map(|key| &key.name))
        .bind(after.map(|key| key.id))
        .bind(PART_AND_ONE)
        .fetch_all(db)
        .await)?;
        let total = match wanted.total(&rows) {
            Some(total) => total,
            None => self.count_groups(user, &like).await?,
        };
        Ok(ListPart::of(rows, total))
    }

    async fn count_groups(&mut self, user: UserId, like: &str) -> Result<i64, StoreError> {
        on!(self, db => sqlx::query_scalar(concat!(
            "SELECT COUNT(*)
               FROM groups g
               JOIN sites t ON t.id = g.site_id
              WHERE EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.user_id = $1 AND p.group_id = g.id
                               AND p.permission IN ('manage_groups', 'take_registers'))
                AND ", called!("$2")
        ))
        .bind(user)
        .bind(like)
        .fetch_one(db)
        .await)
    }

    /// A group, if `user` may do `permission` with it; its next session is the next one after `now`.
    pub async fn group_seen_by(
        &mut self,
        (user, permission): (UserId, Permission),
        id: GroupId,
        now: DateTime<Utc>,
    ) -> Result<Option<GroupRow>, StoreError> {
        on!(self, db => sqlx::query_as(group_rows!(
            "WHERE g.id = $3
               AND EXISTS (SELECT 1 FROM group_permissions p
                            WHERE p.user_id = $1 AND p.group_id = g.id AND p.permission = $4)"
        ))
        .bind(user)
        .bind(now)
        .bind(id)
        .bind(permission)
        .fetch_optional(db)
        .await)
    }
}
