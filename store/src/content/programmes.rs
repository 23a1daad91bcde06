//! SQL on programmes, curricula and modules.

use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::exec::on;
use crate::list::PageOf;
use crate::{Exec, StoreError, Tx};
use peiban_core::content::{CurriculumRow, ModuleRow};
use peiban_core::id::{CurriculumId, ModuleId, ProgrammeId};
use peiban_core::programme::{Curriculum, Module};

impl Exec<'_> {
    /// Published curricula, the newest version of each first.
    pub async fn published_curricula(&mut self) -> Result<Vec<Curriculum>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT c.id, c.code, c.version, c.title_zh, c.title_en, c.audience, c.minutes,
                    (SELECT COUNT(*) FROM modules m WHERE m.curriculum_id = c.id) AS modules
               FROM curricula c
              WHERE c.state = 'published'
              ORDER BY c.code, c.version DESC",
        )
        .fetch_all(db)
        .await)
    }

    /// Published curricula, in the order of their ids.
    pub async fn curricula_page(&mut self, page: PageOf) -> Result<Vec<Curriculum>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT c.id, c.code, c.version, c.title_zh, c.title_en, c.audience, c.minutes,
                    (SELECT COUNT(*) FROM modules m WHERE m.curriculum_id = c.id) AS modules
               FROM curricula c
              WHERE c.state = 'published' AND c.id > $1
              ORDER BY c.id
              LIMIT $2",
        )
        .bind(page.after)
        .bind(page.most)
        .fetch_all(db)
        .await)
    }

    /// The modules of a curriculum, in order.
    pub async fn modules_of(&mut self, curriculum: CurriculumId) -> Result<Vec<Module>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT id, seq, code, title_zh, title_en FROM modules WHERE curriculum_id = $1 ORDER BY seq",
        )
        .bind(curriculum)
        .fetch_all(db)
        .await)
    }

    /// The id of the programme with `code`.
    pub async fn programme_by_code(&mut self, code: &str) -> Result<Option<ProgrammeId>, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT id FROM programmes WHERE code = $1")
            .bind(code)
            .fetch_optional(db)
            .await)
    }

    /// The id of one version of a curriculum.
    pub async fn curriculum_by_code(
        &mut self,
        programme: ProgrammeId,
        code: &str,
        version: i64,
    ) -> Result<Option<CurriculumId>, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "SELECT id FROM curricula WHERE programme_id = $1 AND code = $2 AND version = $3",
        )
        .bind(programme)
        .bind(code)
        .bind(version)
        .fetch_optional(db)
        .await)
    }
}

impl Tx<'_> {
    /// Adds a programme.
    pub async fn insert_programme(&mut self, id: ProgrammeId, row: &CurriculumRow) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("INSERT INTO programmes (id, code, name_zh, name_en) VALUES ($1, $2, $3, $4)")
            .bind(id)
            .bind(&row.programme)
            .bind(&row.programme_name.zh)
            .bind(&row.programme_name.en)
            .execute(db)
            .await
            .map(drop))
    }

    /// Adds one version of a curriculum.
    pub async fn insert_curriculum(
        &mut self,
        id: CurriculumId,
        programme: ProgrammeId,
        row: &CurriculumRow,
    ) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "INSERT INTO curricula (id, programme_id, code, version, title_zh, title_en, audience, minutes,
                                    completion_share, completion_last, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(id)
        .bind(programme)
        .bind(&row.code)
        .bind(row.version)
        .bind(&row.title.zh)
        .bind(&row.title.en)
        .bind(row.audience)
        .bind(row.minutes)
        .bind(row.completion_share)
        .bind(row.completion_last)
        .bind(row.state)
        .execute(db)
        .await
        .map(drop))
    }

    /// Adds the modules of a curriculum; `ids` go with `rows`.
    pub async fn insert_modules(
        &mut self,
        curriculum: CurriculumId,
        rows: &[(ModuleId, &ModuleRow)],
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        on!(self, db => {
            QueryBuilder::new(
                "INSERT INTO modules (id, curriculum_id, seq, code, topic, title_zh, title_en, goal_zh, goal_en,
                                      recap_zh, recap_en, home_practice_zh, home_practice_en, tip_code) ",
            )
            .push_values(rows, |mut values, (id, row)| {
                values
                    .push_bind(*id)
                    .push_bind(curriculum)
                    .push_bind(row.seq)
                    .push_bind(&row.id)
                    .push_bind(&row.topic)
                    .push_bind(&row.title.zh)
                    .push_bind(&row.title.en)
                    .push_bind(&row.goal.zh)
                    .push_bind(&row.goal.en)
                    .push_bind(&row.recap.zh)
                    .push_bind(&row.recap.en)
                    .push_bind(&row.home_practice.zh)
                    .push_bind(&row.home_practice.en)
                    .push_bind(&row.tip);
            })
            .build()
            .execute(db)
            .await
            .map(drop)
        })
    }

    /// Whether `curriculum` is there and published.
    pub async fn is_published(&mut self, curriculum: Uuid) -> Result<bool, StoreError> {
        let found: i64 = on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*) FROM curricula WHERE id = $1 AND state = 'published'",
        )
        .bind(curriculum)
        .fetch_one(db)
        .await)?;
        Ok(found == 1)
    }
}
