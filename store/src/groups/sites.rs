//! SQL on sites.

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::id::{SiteId, UserId};
use peiban_core::site::Site;

macro_rules! columns {
    () => {
        "id, area, code, name, kind, settlement, zone, accessibility, partner_id"
    };
}

impl Exec<'_> {
    /// The site behind an id, unless closed.
    pub async fn site(&mut self, id: SiteId) -> Result<Option<Site>, StoreError> {
        on!(self, db => sqlx::query_as(concat!("SELECT ", columns!(), " FROM sites WHERE id = $1 AND closed_at IS NULL"))
        .bind(id)
        .fetch_optional(db)
        .await)
    }

    /// Sites in use where `user` manages groups, by name.
    pub async fn sites_managed_by(&mut self, user: UserId) -> Result<Vec<Site>, StoreError> {
        on!(self, db => sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM sites s
              WHERE s.closed_at IS NULL
                AND EXISTS (SELECT 1 FROM user_permissions p
                             WHERE p.user_id = $1 AND p.permission = 'manage_groups'
                               AND s.area BETWEEN p.area_from AND p.area_to
                               AND (p.partner_id IS NULL OR p.partner_id = s.partner_id))
              ORDER BY s.name, s.id"
        ))
        .bind(user)
        .fetch_all(db)
        .await)
    }
}

impl Tx<'_> {
    /// Adds a site, open from now.
    pub async fn insert_site(&mut self, site: &Site) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(concat!(
            "INSERT INTO sites (",
            columns!(),
            ", opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ))
        .bind(site.id)
        .bind(site.area)
        .bind(&site.code)
        .bind(&site.name)
        .bind(site.kind)
        .bind(site.settlement)
        .bind(site.zone.name())
        .bind(site.accessibility)
        .bind(site.partner_id)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }
}
