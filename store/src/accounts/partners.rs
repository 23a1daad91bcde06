//! SQL on partners.

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::id::{PartnerId, UserId};
use peiban_core::partner::Partner;

macro_rules! columns {
    () => {
        "t.id, t.code, t.name_zh, t.name_en, t.kind"
    };
}

impl Exec<'_> {
    /// Partners in use that a role given by `manager` may be narrowed to, by code.
    pub async fn partners_managed_by(&mut self, manager: UserId) -> Result<Vec<Partner>, StoreError> {
        on!(self, db => sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM partners t
              WHERE t.ended_at IS NULL
                AND EXISTS (SELECT 1 FROM user_permissions p
                             WHERE p.user_id = $1 AND p.permission = 'manage_users'
                               AND (p.partner_id IS NULL OR p.partner_id = t.id))
              ORDER BY t.code"
        ))
        .bind(manager)
        .fetch_all(db)
        .await)
    }

    /// The partner in use under `code`.
    pub async fn partner_called(&mut self, code: &str) -> Result<Option<PartnerId>, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT id FROM partners WHERE code = $1 AND ended_at IS NULL")
            .bind(code)
            .fetch_optional(db)
            .await)
    }

    /// The partner in use behind an id.
    pub async fn partner(&mut self, id: PartnerId) -> Result<Option<Partner>, StoreError> {
        on!(self, db => sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM partners t WHERE t.id = $1 AND t.ended_at IS NULL"
        ))
        .bind(id)
        .fetch_optional(db)
        .await)
    }
}

impl Tx<'_> {
    /// Adds a partner, from now on; false if its id or code is taken.
    pub async fn insert_partner(&mut self, partner: &Partner) -> Result<bool, StoreError> {
        let now = self.now;
        let added = on!(self, db => sqlx::query(
            "INSERT INTO partners (id, code, kind, name_zh, name_en, started_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT DO NOTHING",
        )
        .bind(partner.id)
        .bind(&partner.code)
        .bind(partner.kind)
        .bind(&partner.name_zh)
        .bind(&partner.name_en)
        .bind(now)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(added == 1)
    }

    /// Takes the names and the kind of a partner in use; tells whether there is one.
    pub async fn rename_partner(&mut self, partner: &Partner) -> Result<bool, StoreError> {
        let changed = on!(self, db => sqlx::query(
            "UPDATE partners SET name_zh = $2, name_en = $3, kind = $4 WHERE id = $1 AND ended_at IS NULL",
        )
        .bind(partner.id)
        .bind(&partner.name_zh)
        .bind(&partner.name_en)
        .bind(partner.kind)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }
}
