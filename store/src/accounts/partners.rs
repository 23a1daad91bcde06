//! SQL on partners.

use crate::exec::on;
use crate::list::{ListPart, PART_AND_ONE, PartnerKey, Wanted, like};
use crate::{Exec, StoreError, Tx};
use peiban_core::id::{PartnerId, UserId};
use peiban_core::partner::Partner;

macro_rules! columns {
    () => {
        "t.id, t.code, t.name_zh, t.name_en, t.kind"
    };
}

/// Partners in use that a role given by `$1` may be narrowed to.
macro_rules! managed {
    ($columns:expr, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM partners t
              WHERE t.ended_at IS NULL
                AND EXISTS (SELECT 1 FROM user_permissions p
                             WHERE p.user_id = $1 AND p.permission = 'manage_users'
                               AND (p.partner_id IS NULL OR p.partner_id = t.id)) ",
            $rest
        )
    };
}

impl Exec<'_> {
    /// Some of them, by name or code, in the order of their codes.
    pub async fn partners_listed(
        &mut self,
        manager: UserId,
        wanted: Wanted<'_, PartnerKey>,
    ) -> Result<ListPart<Partner>, StoreError> {
        let q = like(wanted.q);
        let rows = on!(self, db => sqlx::query_as(managed!(
            columns!(),
            "AND (LOWER(t.name_zh) LIKE $2 ESCAPE '\\' OR LOWER(t.name_en) LIKE $2 ESCAPE '\\'
                  OR LOWER(t.code) LIKE $2 ESCAPE '\\')
             AND ($3 IS NULL OR t.code > $3)
             ORDER BY t.code
             LIMIT $4"
        ))
        .bind(manager)
        .bind(&q)
        .bind(wanted.after.map(|key| &key.code))
        .bind(PART_AND_ONE)
        .fetch_all(db)
        .await)?;
        let total = match wanted.total(&rows) {
            Some(total) => total,
            None => self.count_partners(manager, &q).await?,
        };
        Ok(ListPart::of(rows, total))
    }

    async fn count_partners(&mut self, manager: UserId, q: &str) -> Result<i64, StoreError> {
        on!(self, db => sqlx::query_scalar(managed!(
            "COUNT(*)",
            "AND (LOWER(t.name_zh) LIKE $2 ESCAPE '\\' OR LOWER(t.name_en) LIKE $2 ESCAPE '\\'
                  OR LOWER(t.code) LIKE $2 ESCAPE '\\')"
        ))
        .bind(manager)
        .bind(q)
        .fetch_one(db)
        .await)
    }

    /// Partners in use that a role given by `manager` may be narrowed to, by code.
    pub async fn partners_managed_by(&mut self, manager: UserId) -> Result<Vec<Partner>, StoreError> {
        on!(self, db => sqlx::query_as(managed!(columns!(), "ORDER BY t.code"))
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
