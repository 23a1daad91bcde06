//! SQL on sessions as programs read them: page by page, by id.

use chrono::NaiveDate;

use super::columns;
use crate::exec::on;
use crate::groups::called;
use crate::list::{PageOf, like};
use crate::{Exec, StoreError};
use peiban_core::id::{GroupId, SessionId, UserId};
use peiban_core::session::{Session, SessionState};

/// Which sessions are asked for; what is not given is not asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct SessionsAsked<'a> {
    /// With this in the name, code or place of their group.
    pub q: &'a str,
    /// Of this group.
    pub group: Option<GroupId>,
    /// Where they stand.
    pub state: Option<SessionState>,
    /// On this local day or later.
    pub from: Option<NaiveDate>,
    /// On this local day or earlier.
    pub to: Option<NaiveDate>,
}

impl Exec<'_> {
    /// Sessions of groups that `user` manages or takes registers of.
    pub async fn sessions_page(
        &mut self,
        user: UserId,
        asked: SessionsAsked<'_>,
        page: PageOf,
    ) -> Result<Vec<Session>, StoreError> {
        on!(self, db => sqlx::query_as(concat!(
            "SELECT ", columns!(), " FROM sessions s
               JOIN groups g ON g.id = s.group_id
               JOIN sites t ON t.id = g.site_id
              WHERE s.id > $2
                AND ($4 IS NULL OR s.group_id = $4) AND ($5 IS NULL OR s.state = $5)
                AND ($6 IS NULL OR s.held_on >= $6) AND ($7 IS NULL OR s.held_on <= $7)
                AND EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.user_id = $1 AND p.group_id = s.group_id
                               AND p.permission IN ('manage_groups', 'take_registers'))
                AND ", called!("$8"), "
              ORDER BY s.id
              LIMIT $3"
        ))
        .bind(user)
        .bind(page.after)
        .bind(page.most)
        .bind(asked.group)
        .bind(asked.state)
        .bind(asked.from)
        .bind(asked.to)
        .bind(like(asked.q))
        .fetch_all(db)
        .await)
    }

    /// A session of a group that `user` manages or takes registers of.
    pub async fn session_for(&mut self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError> {
        on!(self, db => sqlx::query_as(concat!(
            "SELECT ", columns!(), " FROM sessions s
              WHERE s.id = $2
                AND EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.user_id = $1 AND p.group_id = s.group_id
                               AND p.permission IN ('manage_groups', 'take_registers'))"
        ))
        .bind(user)
        .bind(id)
        .fetch_optional(db)
        .await)
    }
}
