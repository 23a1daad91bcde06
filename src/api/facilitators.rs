//! Facilitators who can be given groups.

use peiban_core::area::AreaCode;
use peiban_core::user::Permission;
use peiban_store::{FacilitatorItem, FacilitatorsAsked};
use rocket::get;
use rocket::serde::json::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Page, PageQuery, Paged, asked, searched};
use crate::db::Db;
use crate::error::Error;
use crate::guard::SignedIn;

/// A facilitator.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacilitatorAnswer {
    /// Her id: `lead` or `second` of a new group.
    pub id: Uuid,
    /// What people call her.
    pub name: String,
}

impl From<FacilitatorItem> for FacilitatorAnswer {
    fn from(item: FacilitatorItem) -> Self {
        Self { id: item.id.0, name: item.display_name }
    }
}

/// Facilitators of where one manages groups.
#[utoipa::path(get, path = "/api/v1/facilitators", tag = "groups",
    params(PageQuery, ("q" = Option<String>, Query, description = "Part of her name"),
        ("area" = Option<i64>, Query, description = "Who can lead in this county: six digits")),
    responses((status = 200, description = "One page", body = Page<FacilitatorAnswer>)))]
#[get("/facilitators?<q>&<area>&<cursor>&<limit>")]
pub async fn index(
    q: Option<&str>,
    area: Option<&str>,
    cursor: Option<&str>,
    limit: Option<&str>,
    person: &SignedIn,
    db: &Db,
) -> Result<Json<Page<FacilitatorAnswer>>, Error> {
    person.needs(Permission::ManageGroups)?;
    let wanted = FacilitatorsAsked { q: searched(q)?, area: asked::<AreaCode>("area", area)? };
    let paged = Paged::of(cursor, limit)?;
    let rows = db.read().await?.facilitators_page(person.user(), wanted, paged.rows()).await?;
    Ok(Json(paged.page(rows, |row| row.id.0, FacilitatorAnswer::from)))
}
