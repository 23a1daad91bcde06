//! SQL on sites and groups as programs read them: page by page, by id.

use crate::exec::on;
use crate::groups::called;
use crate::list::{PageOf, like};
use crate::{Exec, StoreError};
use peiban_core::area::AreaCode;
use peiban_core::group::{Group, GroupState};
use peiban_core::id::{GroupId, SiteId, UserId};
use peiban_core::site::Site;

/// Which groups are asked for; what is not given is not asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct GroupsAsked<'a> {
    /// With this in their name, code or place.
    pub q: &'a str,
    /// At this site.
    pub site: Option<SiteId>,
    /// Where they stand.
    pub state: Option<GroupState>,
    /// In this area or below it.
    pub area: Option<AreaCode>,
}

/// Which facilitators are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct FacilitatorsAsked<'a> {
    /// With this in their name.
    pub q: &'a str,
    /// Whose role holds this area.
    pub area: Option<AreaCode>,
}

/// A facilitator in a list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FacilitatorItem {
    /// Her id.
    pub id: UserId,
    /// What people call her.
    pub display_name: String,
}

/// The first and the last code of an area; of all of them for none.
fn range(area: Option<AreaCode>) -> (i64, i64) {
    area.map_or((0, i64::MAX), |area| (*area.range().start(), *area.range().end()))
}

impl Exec<'_> {
    /// Sites in use where `user` manages groups, in an area or below it, with `q` in their name or code.
    pub async fn sites_page(
        &mut self,
        user: UserId,
        (q, area): (&str, Option<AreaCode>),
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
                AND (LOWER(s.name) LIKE $6 ESCAPE '\\' OR LOWER(s.code) LIKE $6 ESCAPE '\\')
              ORDER BY s.id
              LIMIT $3",
        )
        .bind(user)
        .bind(page.after)
        .bind(page.most)
        .bind(from)
        .bind(to)
        .bind(like(q))
        .fetch_all(db)
        .await)
    }

    /// Groups that `user` manages or takes registers of.
    pub async fn groups_page(
        &mut self,
        user: UserId,
        asked: GroupsAsked<'_>,
        page: PageOf,
    ) -> Result<Vec<Group>, StoreError> {
        let (from, to) = range(asked.area);
        on!(self, db => sqlx::query_as(concat!(
            "SELECT g.id, g.site_id, g.code, g.name, g.curriculum_id, g.area, g.partner_id, g.capacity, g.state
               FROM groups g
               JOIN sites t ON t.id = g.site_id
              WHERE g.id > $2 AND g.area BETWEEN $4 AND $5
                AND ($6 IS NULL OR g.site_id = $6) AND ($7 IS NULL OR g.state = $7)
                AND EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.user_id = $1 AND p.group_id = g.id
                               AND p.permission IN ('manage_groups', 'take_registers'))
                AND ", called!("$8"), "
              ORDER BY g.id
              LIMIT $3",
        ))
        .bind(user)
        .bind(page.after)
        .bind(page.most)
        .bind(from)
        .bind(to)
        .bind(asked.site)
        .bind(asked.state)
        .bind(like(asked.q))
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

    /// Facilitators whose area touches one where `user` manages groups.
    pub async fn facilitators_page(
        &mut self,
        user: UserId,
        asked: FacilitatorsAsked<'_>,
        page: PageOf,
    ) -> Result<Vec<FacilitatorItem>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT u.id, u.display_name
               FROM users u
              WHERE u.id > $2 AND u.ended_at IS NULL AND LOWER(u.display_name) LIKE $4 ESCAPE '\\'
                AND EXISTS (SELECT 1
                              FROM user_roles r
                              JOIN user_permissions p ON p.user_id = $1 AND p.permission = 'manage_groups'
                                                     AND r.area_from <= p.area_to AND r.area_to >= p.area_from
                                                     AND (p.partner_id IS NULL OR p.partner_id = r.partner_id)
                             WHERE r.user_id = u.id AND r.role = 'facilitator' AND r.ended_at IS NULL
                               AND ($5 IS NULL OR $5 BETWEEN r.area_from AND r.area_to))
              ORDER BY u.id
              LIMIT $3",
        )
        .bind(user)
        .bind(page.after)
        .bind(page.most)
        .bind(like(asked.q))
        .bind(asked.area)
        .fetch_all(db)
        .await)
    }
}
