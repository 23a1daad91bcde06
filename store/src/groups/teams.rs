//! SQL on who may lead a group, and on changes of those who do.

use chrono::NaiveDate;

use crate::exec::on;
use crate::{Exec, Locked, StoreError, Tx};
use peiban_core::group::Part;
use peiban_core::id::{GroupId, UserId};

/// A facilitator who can lead or help a group.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct TeamCandidate {
    /// Who.
    pub id: UserId,
    /// What people call her.
    pub display_name: String,
    /// The name typed at sign-in: tells two of one name apart.
    pub name: String,
}

impl Exec<'_> {
    /// Facilitators who hold the area and partner of `group`, by name; of these, who lies within the scope of
    /// `manager`, or is in the group already. The operator has no scope.
    pub async fn team_candidates(
        &mut self,
        group: GroupId,
        manager: Option<UserId>,
    ) -> Result<Vec<TeamCandidate>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT DISTINCT u.id, u.display_name, u.name, u.name_key
               FROM groups g
               JOIN user_roles r ON r.role = 'facilitator' AND r.ended_at IS NULL
                                AND g.area BETWEEN r.area_from AND r.area_to
                                AND (r.partner_id IS NULL OR r.partner_id = g.partner_id)
               JOIN users u ON u.id = r.user_id AND u.ended_at IS NULL
              WHERE g.id = $1
                AND ($2 IS NULL
                     OR EXISTS (SELECT 1 FROM group_facilitators f
                                 WHERE f.group_id = g.id AND f.user_id = u.id AND f.to_on IS NULL)
                     OR EXISTS (SELECT 1 FROM user_permissions p
                                 WHERE p.user_id = $2 AND p.permission = 'manage_groups'
                                   AND g.area BETWEEN p.area_from AND p.area_to
                                   AND (p.partner_id IS NULL OR p.partner_id = r.partner_id)))
              ORDER BY u.name_key, u.id",
        )
        .bind(group)
        .bind(manager)
        .fetch_all(db)
        .await)
    }
}

impl Tx<'_> {
    /// Lets a user lead or help a group from `day` on; who came, went or had another part that day has this one.
    pub async fn take_into_team(
        &mut self,
        group: Locked<GroupId>,
        (user, part): (UserId, Part),
        day: NaiveDate,
    ) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "INSERT INTO group_facilitators (group_id, user_id, part, from_on) VALUES ($1, $2, $3, $4)
             ON CONFLICT (group_id, user_id, from_on) DO UPDATE SET part = excluded.part, to_on = NULL",
        )
        .bind(*group)
        .bind(user)
        .bind(part)
        .bind(day)
        .execute(db)
        .await
        .map(drop))
    }

    /// Ends what a user does in a group: on `day` she does not any more.
    pub async fn leave_team(
        &mut self,
        group: Locked<GroupId>,
        user: UserId,
        day: NaiveDate,
    ) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "UPDATE group_facilitators SET to_on = $3 WHERE group_id = $1 AND user_id = $2 AND to_on IS NULL",
        )
        .bind(*group)
        .bind(user)
        .bind(day)
        .execute(db)
        .await
        .map(drop))
    }
}
