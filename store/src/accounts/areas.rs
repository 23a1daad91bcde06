//! SQL on areas.

use chrono::NaiveDate;
use sqlx::QueryBuilder;

use crate::exec::on;
use crate::{CHUNK, Exec, StoreError, Tx};
use peiban_core::area::{Area, AreaCode};
use peiban_core::content::AreaRow;

impl Exec<'_> {
    /// How many areas are in use.
    pub async fn area_count(&mut self) -> Result<i64, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT COUNT(*) FROM areas WHERE valid_to IS NULL").fetch_one(db).await)
    }

    /// The area in use under `code`.
    pub async fn area(&mut self, code: AreaCode) -> Result<Option<Area>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT code, name_zh, name_en FROM areas WHERE code = $1 AND valid_to IS NULL",
        )
        .bind(code)
        .fetch_optional(db)
        .await)
    }

    /// Areas in use whose code or name is `text`, in either language; at most two, enough to see doubt.
    pub async fn areas_called(&mut self, text: &str) -> Result<Vec<Area>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT code, name_zh, name_en
               FROM areas
              WHERE valid_to IS NULL AND (CAST(code AS TEXT) = $1 OR name_zh = $1 OR LOWER(name_en) = LOWER($1))
              ORDER BY code
              LIMIT 2",
        )
        .bind(text)
        .fetch_all(db)
        .await)
    }

    /// The areas right below `parent`, by code.
    pub async fn areas_below(&mut self, parent: AreaCode) -> Result<Vec<Area>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT code, name_zh, name_en
               FROM areas
              WHERE parent = $1 AND valid_to IS NULL
              ORDER BY code",
        )
        .bind(parent)
        .fetch_all(db)
        .await)
    }
}

impl Tx<'_> {
    /// Adds areas that are in use from `valid_from` on.
    pub async fn insert_areas(&mut self, areas: &[AreaRow], valid_from: NaiveDate) -> Result<(), StoreError> {
        for chunk in areas.chunks(CHUNK) {
            on!(self, db => {
                QueryBuilder::new("INSERT INTO areas (code, valid_from, level, parent, name_zh, name_en) ")
                    .push_values(chunk, |mut row, area| {
                        row.push_bind(area.code)
                            .push_bind(valid_from)
                            .push_bind(area.level)
                            .push_bind(area.parent)
                            .push_bind(&area.name_zh)
                            .push_bind(&area.name_en);
                    })
                    .build()
                    .execute(db)
                    .await
                    .map(drop)
            })?;
        }
        Ok(())
    }
}
