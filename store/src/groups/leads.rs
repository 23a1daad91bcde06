//! SQL on the groups that somebody leads.

use crate::exec::on;
use crate::{Exec, StoreError};
use peiban_core::id::{GroupId, RoleId, UserId};

/// A group that goes on and is led by one person.
#[derive(Debug, Clone, serde::Serialize, sqlx::FromRow)]
pub struct LedGroup {
    /// Which.
    pub id: GroupId,
    /// What people call it.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Whether the reader may look into it.
    pub seen: bool,
    /// Whether the reader may give it another lead.
    pub managed: bool,
}

impl Exec<'_> {
    /// Groups that are not over and whose lead is `user` by a role of hers; with `role`, only those that she could no
    /// longer lead without it. For a `reader`, only those where she manages users; she may look into some of them.
    ///
    /// The caller has asked whether the account is in scope.
    pub async fn groups_led_by(
        &mut self,
        user: UserId,
        role: Option<RoleId>,
        reader: Option<UserId>,
    ) -> Result<Vec<LedGroup>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT g.id, g.name, g.code,
                    EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.group_id = g.id AND p.user_id = $3 AND p.permission = 'take_registers') AS seen,
                    EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.group_id = g.id AND p.user_id = $3 AND p.permission = 'manage_groups') AS managed
               FROM group_facilitators f
               JOIN groups g ON g.id = f.group_id AND g.state IN ('forming', 'open', 'running')
              WHERE f.user_id = $1 AND f.part = 'lead' AND f.to_on IS NULL
                AND EXISTS (SELECT 1 FROM user_roles r
                             WHERE r.user_id = $1 AND r.role = 'facilitator' AND r.ended_at IS NULL
                               AND g.area BETWEEN r.area_from AND r.area_to
                               AND (r.partner_id IS NULL OR r.partner_id = g.partner_id)
                               AND ($2 IS NULL OR r.id = $2))
                AND ($2 IS NULL
                     OR NOT EXISTS (SELECT 1 FROM user_roles r
                                     WHERE r.user_id = $1 AND r.role = 'facilitator' AND r.ended_at IS NULL
                                       AND g.area BETWEEN r.area_from AND r.area_to
                                       AND (r.partner_id IS NULL OR r.partner_id = g.partner_id)
                                       AND r.id <> $2))
                AND ($3 IS NULL
                     OR EXISTS (SELECT 1 FROM user_permissions p
                                 WHERE p.user_id = $3 AND p.permission = 'manage_users'
                                   AND g.area BETWEEN p.area_from AND p.area_to
                                   AND (p.partner_id IS NULL OR p.partner_id = g.partner_id)))
              ORDER BY g.name, g.id",
        )
        .bind(user)
        .bind(role)
        .bind(reader)
        .fetch_all(db)
        .await)
    }
}
