//! SQL on the list of imports.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::exec::on;
use crate::list::{ImportKey, ListPart, PART_AND_ONE, Wanted, like};
use crate::{Exec, StoreError};
use peiban_core::id::UserId;

/// One import, as the list shows it.
#[derive(Debug, Clone, serde::Serialize, sqlx::FromRow)]
pub struct ImportRow {
    /// Its id.
    pub id: Uuid,
    /// What the file was called.
    pub file_name: String,
    /// The campaign's name.
    pub campaign: String,
    /// Rows that were new.
    pub added: i64,
    /// Rows that corrected older ones.
    pub updated: i64,
    /// Rows that were known.
    pub same: i64,
    /// When it was imported.
    pub imported_at: DateTime<Utc>,
}

impl ImportRow {
    /// Where a list goes on after this one.
    pub fn key(&self) -> ImportKey {
        ImportKey { imported_at: self.imported_at, id: self.id }
    }
}

/// Imports of campaigns that `$1` may report for, with `$2` in the file's name or the campaign's.
macro_rules! imports {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM report_imports i
               JOIN campaigns c ON c.id = i.campaign_id
              WHERE i.imported_at IS NOT NULL
                AND EXISTS (SELECT 1 FROM user_permissions p
                             WHERE p.user_id = $1 AND p.permission = 'import_reports'
                               AND (p.partner_id IS NULL OR p.partner_id = c.partner_id))
                AND (LOWER(i.file_name) LIKE $2 ESCAPE '\\' OR LOWER(c.name) LIKE $2 ESCAPE '\\') ",
            $rest
        )
    };
}

impl Exec<'_> {
    /// Imports of campaigns that `user` may report for, by file or campaign, the latest first.
    pub async fn report_imports(
        &mut self,
        user: UserId,
        wanted: Wanted<'_, ImportKey>,
    ) -> Result<ListPart<ImportRow>, StoreError> {
        let (q, after) = (like(wanted.q), wanted.after);
        let rows = on!(self, db => sqlx::query_as(imports!(
            "i.id, i.file_name, c.name AS campaign, i.added, i.updated, i.same, i.imported_at",
            "AND ($3 IS NULL OR (i.imported_at, i.id) < ($3, $4))
             ORDER BY i.imported_at DESC, i.id DESC
             LIMIT $5"
        ))
        .bind(user)
        .bind(&q)
        .bind(after.map(|key| key.imported_at))
        .bind(after.map(|key| key.id))
        .bind(PART_AND_ONE)
        .fetch_all(db)
        .await)?;
        let total = match wanted.total(&rows) {
            Some(total) => total,
            None => self.count_imports(user, &q).await?,
        };
        Ok(ListPart::of(rows, total))
    }

    async fn count_imports(&mut self, user: UserId, q: &str) -> Result<i64, StoreError> {
        on!(self, db => sqlx::query_scalar(imports!("COUNT(*)", "")).bind(user).bind(q).fetch_one(db).await)
    }
}
