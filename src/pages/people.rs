//! Caregivers.

use peiban_core::id::CaregiverId;
use peiban_core::phone::Phone;
use peiban_core::seal::Sealed;
use peiban_core::store::{BandAsOf, CaregiverCard, Membership};
use peiban_core::text::date;
use rocket::get;
use rocket_dyn_templates::{Template, context};
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Person, Shell};

/// A caregiver of one's groups.
#[get("/people/<id>", rank = 2)]
pub async fn show(id: Uuid, person: &Person, shell: Shell, db: &Db) -> Result<Template, Error> {
    let (user, id) = (person.user(), CaregiverId(id));
    let mut read = db.read().await?;
    let card = read.caregiver_for(user, id).await?.ok_or(Error::NotFound)?;
    let children = read.children_of(card.household_id).await?;
    let groups = read.memberships_for(user, id).await?;
    let phone = masked(&card, db)?;
    let area = shell.lang.pick(&card.area_zh, &card.area_en);
    let lang = shell.lang;
    let children: Vec<_> = children
        .iter()
        .map(|BandAsOf { band, as_of }| context! { band: band.word(), day: date(lang, *as_of) })
        .collect();
    let groups: Vec<_> = groups
        .iter()
        .map(|group: &Membership| {
            let day = |day| date(lang, day);
            context! { group, since: group.enrolled_on.map(day), until: group.ended_on.map(day) }
        })
        .collect();
    let content = context! { name: card.name, relation: card.relation, area, phone, children, groups };
    Ok(shell.page("people/show.html", content))
}

fn masked(card: &CaregiverCard, db: &Db) -> Result<Option<String>, Error> {
    let unreadable = Error::Internal("opening a phone");
    let Some(sealed) = &card.phone_sealed else { return Ok(None) };
    let Ok(plain) = db.keys().open(Sealed::Phone, card.id.0, sealed) else { return Err(unreadable) };
    let phone: Option<Phone> = String::from_utf8(plain).ok().and_then(|plain| plain.parse().ok());
    Ok(Some(phone.ok_or(unreadable)?.masked()))
}
