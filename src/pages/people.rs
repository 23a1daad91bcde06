//! Caregivers.

pub mod consents;
pub mod enrolments;
pub mod link_codes;
pub mod rosters;

use chrono_tz::Asia::Shanghai;
use peiban_core::consent::Purpose;
use peiban_core::id::CaregiverId;
use peiban_core::phone::PhoneTold;
use peiban_core::seal::Sealed;
use peiban_core::text::{Language, date};
use peiban_core::user::Permission;
use peiban_store::{BandAsOf, CaregiverCard, LatestConsent, Membership};
use rocket::get;
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Shell, SignedIn};
use crate::pages::people::link_codes::OpenChat;

/// A caregiver of one's groups.
#[get("/people/<id>", rank = 2)]
pub async fn show(
    id: Uuid,
    person: &SignedIn,
    chat: Option<OpenChat>,
    shell: Shell,
    db: &Db,
) -> Result<Template, Error> {
    let (user, id, lang) = (person.user(), CaregiverId(id), shell.lang);
    let mut read = db.read().await?;
    let card = read.caregiver_for(user, id).await?.ok_or(Error::NotFound)?;
    let children = read.children_of(card.household_id).await?;
    let groups = read.memberships_for(user, id).await?;
    let content = context! {
        id,
        relation: card.relation,
        area: lang.pick(&card.area_zh, &card.area_en),
        phone: masked(&card, db)?,
        name: &card.name,
        children: ages(&children, lang),
        back: groups.iter().find(|group| group.state.is_open()).or(groups.first()),
        groups: places(&groups, lang),
        consents: words(&read.latest_consents(id).await?, lang),
        has_chat: read.has_chat(id).await?,
        may_note: read.may_note_for(user, id).await?,
        may_withdraw: read.may_withdraw_for(user, id).await?,
        may_link: chat.is_some(),
        may_enrol: person.may(Permission::ManageGroups),
    };
    Ok(shell.page("people/show.html", content))
}

fn ages(children: &[BandAsOf], lang: Language) -> Vec<impl Serialize + use<>> {
    let age = |child: &BandAsOf| context! { band: child.band.word(), day: date(lang, child.as_of) };
    children.iter().map(age).collect()
}

fn places(groups: &[Membership], lang: Language) -> Vec<impl Serialize + use<>> {
    let place = |group: &Membership| {
        let day = |day| date(lang, day);
        let last = group.ended_on.filter(|end| group.enrolled_on.is_some_and(|from| from < *end));
        context! {
            since: group.enrolled_on.map(day),
            until: last.and_then(|end| end.pred_opt()).map(day),
            may_leave: group.managed && group.state.is_open(),
            group: group.clone(),
        }
    };
    groups.iter().map(place).collect()
}

/// One line for each purpose, also for those that nobody asked about yet.
fn words(latest: &[LatestConsent], lang: Language) -> Vec<impl Serialize + use<>> {
    let line = |purpose: Purpose| {
        let said = latest.iter().find(|said| said.purpose == purpose);
        context! {
            purpose: purpose.word(),
            status: said.map(|said| said.status.word()),
            method: said.map(|said| said.method.word()),
            witness: said.and_then(|said| said.witness.clone()),
            day: said.map(|said| date(lang, said.at.with_timezone(&Shanghai).date_naive())),
        }
    };
    Purpose::ALL.into_iter().map(line).collect()
}

fn masked(card: &CaregiverCard, db: &Db) -> Result<Option<String>, Error> {
    let unreadable = Error::Internal("opening a phone");
    let Some(sealed) = &card.phone_sealed else { return Ok(None) };
    let Ok(plain) = db.keys().open(Sealed::Phone, card.id.0, sealed) else { return Err(unreadable) };
    let phone: Option<PhoneTold> = String::from_utf8(plain).ok().and_then(|plain| plain.parse().ok());
    Ok(Some(phone.ok_or(unreadable)?.masked()))
}
