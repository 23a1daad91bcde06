//! Sites: where groups meet.

use peiban_core::area::AreaCode;
use peiban_core::id::SiteId;
use peiban_core::site::{Accessibility, Settlement, Site, SiteKind};
use peiban_core::user::Permission;
use peiban_core::zone::Zone;
use peiban_store::acts::groups::OpenSite;
use rocket::response::status::Created;
use rocket::serde::json::Json;
use rocket::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Page, PageQuery, Paged, asked, searched, wrong};
use super::{Made, made, words};
use crate::db::Db;
use crate::error::Error;
use crate::guard::{Sent, SignedIn};

/// A place where groups meet.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteAnswer {
    /// Its id.
    pub id: Uuid,
    /// The county: six digits of GB/T 2260.
    pub area: i64,
    /// Its code, one of a kind in the county.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// What kind of place.
    #[schema(schema_with = words::site_kind)]
    pub kind: SiteKind,
    /// What is around it.
    #[schema(schema_with = words::settlement)]
    pub settlement: Settlement,
    /// IANA zone of its local times.
    pub zone: &'static str,
    /// Whether one gets in without steps.
    #[schema(schema_with = words::accessibility)]
    pub accessibility: Accessibility,
    /// Whose it is, when only one partner works there.
    pub partner: Option<Uuid>,
}

impl From<Site> for SiteAnswer {
    fn from(site: Site) -> Self {
        Self {
            id: site.id.0,
            area: site.area.get(),
            code: site.code,
            name: site.name,
            kind: site.kind,
            settlement: site.settlement,
            zone: site.zone.name(),
            accessibility: site.accessibility,
            partner: site.partner_id.map(|partner| partner.0),
        }
    }
}

/// Sites in use where one manages groups.
#[utoipa::path(get, path = "/api/v1/sites", tag = "sites",
    params(PageQuery, ("q" = Option<String>, Query, description = "Part of their name or code"),
        ("area" = Option<i64>, Query, description = "In this area or below it: six digits, 0 for all")),
    responses((status = 200, description = "One page", body = Page<SiteAnswer>)))]
#[get("/sites?<q>&<area>&<cursor>&<limit>")]
pub async fn index(
    q: Option<&str>,
    area: Option<&str>,
    cursor: Option<&str>,
    limit: Option<&str>,
    person: &SignedIn,
    db: &Db,
) -> Result<Json<Page<SiteAnswer>>, Error> {
    person.needs(Permission::ManageGroups)?;
    let wanted = (searched(q)?, asked::<AreaCode>("area", area)?);
    let paged = Paged::of(cursor, limit)?;
    let rows = db.read().await?.sites_page(person.user(), wanted, paged.rows()).await?;
    Ok(Json(paged.page(rows, |site| site.id.0, SiteAnswer::from)))
}

/// A site to open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSite {
    /// The county: six digits of GB/T 2260.
    #[schema(value_type = i64)]
    area: AreaCode,
    /// 1 to 20 letters, digits or dashes; one of a kind in the county.
    #[schema(min_length = 1, max_length = 20)]
    code: String,
    /// 1 to 60 characters.
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// What kind of place.
    #[schema(schema_with = words::site_kind)]
    kind: SiteKind,
    /// What is around it.
    #[schema(schema_with = words::settlement)]
    settlement: Settlement,
    /// IANA zone, of those that forms offer; what is usual in the county unless given.
    zone: Option<String>,
    /// Whether one gets in without steps.
    #[schema(schema_with = words::accessibility)]
    accessibility: Accessibility,
}

/// Opens a site.
#[utoipa::path(post, path = "/api/v1/sites", tag = "sites", request_body = NewSite,
    responses((status = 201, description = "Opened", body = Made)))]
#[post("/sites", data = "<sent>")]
pub async fn create(sent: Sent<NewSite>, person: &SignedIn, db: &Db) -> Result<Created<Json<Made>>, Error> {
    person.needs(Permission::ManageGroups)?;
    let (new, once) = sent.apart();
    let zone = match new.zone.as_deref() {
        Some(name) => Some(Zone::offered(name).ok_or_else(|| wrong("zone"))?),
        None => None,
    };
    let act = OpenSite {
        id: SiteId(db.ids().next(db.clock().now())),
        area: new.area,
        code: new.code,
        name: new.name,
        kind: new.kind,
        settlement: new.settlement,
        zone,
        accessibility: new.accessibility,
    };
    let done = once.act(db, act, |id| Made { id: id.0 }).await;
    Ok(made("sites", done.map_err(|why| why.without("site_"))?))
}
