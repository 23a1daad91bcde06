//! SQL on sites and groups as programs read them: page by page, by id.

use crate::exec::on;
use crate::list::PageOf;
use crate::{Exec, StoreError};
use peiban_core::area::AreaCode;
use peiban_core::group::{Group, GroupState};
use peiban_core::id::{GroupId, SiteId, UserId};
use peiban_core::site::Site;

/// Which groups are asked for; what is not given is not asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct GroupsAsked {
    /// At this site.
    pub site: Option<SiteId>,
    /// Where they stand.
    pub state: Option<GroupState>,
    /// In this area or below it.
    pub area: Option<AreaCode>,
}

/// The first and the last code of an area; of all of them for none.
fn range(area: Option<AreaCode>) -> (i64, i64) {
    area.map_or((0, i64::MAX), |area| (*area.range().start(), *area.range().end()))
}

impl Exec<'_> {
    /// Sites in use where `user` manages groups, in `area` or below it.
    pub async fn sites_page(
        &mut self,
        user: UserId,
        area: Option<AreaCode>,
        page: PageOf,
    ) -> Result<Vec<Site>, StoreError> {
        let (from, to) = range(area);
        on!(self, db => sqlx::query_as(
            "SELECT s.id, s.area, s.code, s.name, s.kind, s.settlement, s.zone, s.accessibility, s.partner_id
               FROM sites s
              WHERE s.closed_at IS NULL AND s.id > $2 AND s.area BETWEEN $4 AND $5
                AND EXISTS (SELECT 1 FROM user_permissions p
                             WHERE p.user_id = $1 AND p.permission = 'manage_groups'
                               AND s.area BETWEEN p.area_from AND p.area_to
                               AND (p.partner_id IS NULL OR p.partner_id = s.partner_id))
              ORDER BY s.id
              LIMIT $3",
        )
        .bind(user)
        .bind(page.after)
        .bind(page.most)
        .bind(from)
        .bind(to)
        .fetch_all(db)
        .await)
    }

    /// Groups that `user` manages or takes registers of.
    pub async fn groups_page(
        &mut self,
        user: UserId,
        asked: GroupsAsked,
        page: PageOf,
    ) -> Result<Vec<Group>, StoreError> {
        let (from, to) = range(asked.area);
        on!(self, db => sqlx::query_as(
            "SELECT g.id, g.site_id, g.code, g.name, g.curriculum_id, g.area, g.partner_id, g.capacity, g.state
               FROM groups g
              WHERE g.id > $2 AND g.area BETWEEN $4 AND $5
                AND ($6 IS NULL OR g.site_id = $6) AND ($7 IS NULL OR g.state = $7)
                AND EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.user_id = $1 AND p.group_id = g.id
                               AND p.permission IN ('manage_groups', 'take_registers'))
              ORDER BY g.id
              LIMIT $3",
        )
        .bind(user)
        .bind(page.after)
        .bind(page.most)
        .bind(from)
        .bind(to)
        .bind(asked.site)
        .bind(asked.state)
        .fetch_all(db)
        .await)
    }

    /// A group that `user` manages or takes registers of.
    pub async fn group_for(&mut self, user: UserId, id: GroupId) -> Result<Option<Group>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT g.id, g.site_id, g.code, g.name, g.curriculum_id, g.area, g.partner_id, g.capacity, g.state
               FROM groups g
              WHERE g.id = $2
                AND EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.user_id = $1 AND p.group_id = g.id
                               AND p.permission IN ('manage_groups', 'take_registers'))",
        )
        .bind(user)
        .bind(id)
        .fetch_optional(db)
        .await)
    }
}
