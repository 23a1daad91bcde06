//! Curricula that groups can follow.

use peiban_core::programme::Curriculum;
use rocket::get;
use rocket::serde::json::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Page, PageQuery, Paged};
use crate::db::Db;
use crate::error::Error;
use crate::guard::SignedIn;

/// A published version of a curriculum.
#[derive(Debug, Serialize, ToSchema)]
pub struct CurriculumAnswer {
    /// Its id.
    pub id: Uuid,
    /// Its code, one for all versions.
    pub code: String,
    /// Which version, from 1.
    pub version: i64,
    /// Its title in Chinese.
    pub title_zh: String,
    /// Its title in English.
    pub title_en: String,
    /// Minutes of one session.
    pub minutes: i64,
    /// How many modules it has: so many sessions a group gets.
    pub modules: i64,
}

impl From<Curriculum> for CurriculumAnswer {
    fn from(curriculum: Curriculum) -> Self {
        Self {
            id: curriculum.id.0,
            code: curriculum.code,
            version: curriculum.version,
            title_zh: curriculum.title_zh,
            title_en: curriculum.title_en,
            minutes: curriculum.minutes,
            modules: curriculum.modules,
        }
    }
}

/// Curricula that a new group can follow.
#[utoipa::path(get, path = "/api/v1/curricula", tag = "groups", params(PageQuery),
    responses((status = 200, description = "One page", body = Page<CurriculumAnswer>)))]
#[get("/curricula?<cursor>&<limit>")]
pub async fn index(
    cursor: Option<&str>,
    limit: Option<&str>,
    person: &SignedIn,
    db: &Db,
) -> Result<Json<Page<CurriculumAnswer>>, Error> {
    person.works_with_groups()?;
    let paged = Paged::of(cursor, limit)?;
    let rows = db.read().await?.curricula_page(paged.rows()).await?;
    Ok(Json(paged.page(rows, |curriculum| curriculum.id.0, CurriculumAnswer::from)))
}
