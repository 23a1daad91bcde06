//! Partners: the organisations that roles, groups and campaigns can be narrowed to.

use peiban_core::area::AreaCode;
use peiban_core::id::PartnerId;
use peiban_core::partner::{Partner, PartnerKind};
use peiban_core::text::MessageKey;
use peiban_core::user::Permission;
use peiban_store::acts::accounts::partners::{AddPartner, RenamePartner};
use peiban_store::list::PartnerKey;
use rocket::response::Redirect;
use rocket::{FromForm, get, post};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Posted, Shell, SignedIn};
use crate::pages::Choice;
use crate::pages::list::{After, Asked};

/// Whether the person may add and rename: partners belong to the whole country.
async fn may_change(person: &SignedIn, db: &Db) -> Result<bool, Error> {
    let whole = (AreaCode::COUNTRY, None);
    Ok(db.read().await?.may_in(person.user(), Permission::ManageUsers, whole).await?)
}

/// Goes on for whoever may add and rename.
async fn needs_to_change(person: &SignedIn, db: &Db) -> Result<(), Error> {
    if may_change(person, db).await? { Ok(()) } else { Err(Error::NotFound) }
}

fn page(partner: Option<&Partner>, id: Uuid) -> impl Serialize + use<'_> {
    let kind = |kind: &PartnerKind| Choice::keyed(kind.word(), format!("partners-kind-{}", kind.word()));
    context! { partner, id, kinds: PartnerKind::ALL.iter().map(kind).collect::<Vec<_>>() }
}

/// Partners that one may narrow roles to.
#[get("/partners?<q>&<after>")]
pub async fn index(
    q: Option<&str>,
    after: Option<After<PartnerKey>>,
    person: &SignedIn,
    shell: Shell,
    db: &Db,
) -> Result<Template, Error> {
    person.needs(Permission::ManageUsers)?;
    let asked = Asked::of("/partners", q, after.as_ref());
    let part = db.read().await?.partners_listed(person.user(), asked.wanted()).await?;
    let pager = asked.pager(&part, |partner| PartnerKey { code: partner.code.clone() });
    let partners = part.rows;
    let may_change = may_change(person, db).await?;
    Ok(shell.page("accounts/partners/index.html", context! { partners, may_change, pager }))
}

/// The form for a new one.
#[get("/partners/new")]
pub async fn new(person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    needs_to_change(person, db).await?;
    Ok(shell.page("accounts/partners/form.html", page(None, db.ids().next(db.clock().now()))))
}

/// A partner as forms send it. Its code is not asked for again.
#[derive(FromForm)]
pub struct Written<'v> {
    id: Option<Uuid>,
    code: Option<&'v str>,
    kind: Option<&'v str>,
    name_zh: &'v str,
    name_en: &'v str,
}

/// Reads what was written; each rule that it breaks stands at its field.
fn read(form: &mut Posted<Written<'_>>, (id, known): (Uuid, Option<&Partner>)) -> Result<Partner, Error> {
    let written = form.taken()?;
    let kind = written.kind.and_then(PartnerKind::of_word);
    let own = |text: &str| text.trim().to_owned();
    let partner = Partner {
        id: PartnerId(id),
        code: known.map_or_else(|| own(written.code.unwrap_or_default()), |known| known.code.clone()),
        name_zh: own(written.name_zh),
        name_en: own(written.name_en),
        kind: kind.unwrap_or(PartnerKind::Community),
    };
    if kind.is_none() {
        form.typed.fault("kind", MessageKey("partners-error-kind"));
    }
    for refused in partner.faults() {
        form.typed.refused(refused);
    }
    if form.typed.is_clean() { Ok(partner) } else { Err(Error::Fields) }
}

/// Adds one.
#[post("/partners", data = "<form>")]
pub async fn create(person: &SignedIn, mut form: Posted<Written<'_>>, db: &Db) -> Result<Redirect, Error> {
    needs_to_change(person, db).await?;
    let id = form.value.as_ref().and_then(|written| written.id);
    let id = id.unwrap_or_else(|| db.ids().next(db.clock().now()));
    let added = async {
        let partner = read(&mut form, (id, None))?;
        Ok(db.act(&form.actor, AddPartner(partner)).await?)
    };
    match added.await {
        Ok(()) => Ok(Redirect::to("/partners")),
        Err(why) => Err(form.again(why, "accounts/partners/form.html", page(None, id))),
    }
}

async fn known(id: Uuid, person: &SignedIn, db: &Db) -> Result<Partner, Error> {
    needs_to_change(person, db).await?;
    db.read().await?.partner(PartnerId(id)).await?.ok_or(Error::NotFound)
}

/// The form for other names.
#[get("/partners/<id>", rank = 2)]
pub async fn edit(id: Uuid, person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    let partner = known(id, person, db).await?;
    Ok(shell.page("accounts/partners/form.html", page(Some(&partner), id)))
}

/// Takes other names, or another kind.
#[post("/partners/<id>/names", data = "<form>")]
pub async fn rename(
    id: Uuid,
    person: &SignedIn,
    mut form: Posted<Written<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let known = known(id, person, db).await?;
    let renamed = async {
        let partner = read(&mut form, (id, Some(&known)))?;
        Ok(db.act(&form.actor, RenamePartner(partner)).await?)
    };
    match renamed.await {
        Ok(()) => Ok(Redirect::to("/partners")),
        Err(why) => Err(form.again(why, "accounts/partners/form.html", page(Some(&known), id))),
    }
}
