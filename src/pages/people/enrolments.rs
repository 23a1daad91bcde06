//! A caregiver joins a group, and leaves it.

use chrono::NaiveDate;
use peiban_core::enrolment::{EnrolmentState, Leave};
use peiban_core::id::{CaregiverId, EnrolmentId, GroupId};
use peiban_core::text::{Args, Language, MessageKey, say};
use peiban_core::user::Permission;
use peiban_store::acts::people::enrolments::{EnrolKnown, LeaveGroup};
use peiban_store::list::JoinableKey;
use peiban_store::{JoinableGroup, ManagedEnrolment};
use rocket::response::Redirect;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Posted, Shell, SignedIn};
use crate::pages::Choice;
use crate::pages::list::{After, Asked, Pager};
use crate::pages::{groups, people};

/// What the form offers.
#[derive(Serialize)]
struct Joining {
    id: Uuid,
    name: Option<String>,
    /// The id of the enrolment to come.
    seed: Uuid,
    groups: Vec<Choice>,
    pager: Pager,
}

/// Which part of her groups the form offers.
struct Offered<'a> {
    q: Option<&'a str>,
    after: Option<After<JoinableKey>>,
}

async fn joining(
    (id, person): (Uuid, &SignedIn),
    (seed, offered): (Uuid, Offered<'_>),
    language: Language,
    db: &Db,
) -> Result<Joining, Error> {
    person.needs(Permission::ManageGroups)?;
    let asked = Asked::of(format!("/people/{id}/enrolments/new"), offered.q, offered.after.as_ref());
    let mut read = db.read().await?;
    let card = read.caregiver_for(person.user(), CaregiverId(id)).await?.ok_or(Error::NotFound)?;
    let part = read.groups_to_join(person.user(), card.id, asked.wanted()).await?;
    let pager = asked.pager(&part, JoinableGroup::key);
    let groups = part.rows.iter().map(|group| choice(group, language)).collect();
    Ok(Joining { id, name: card.name, seed, groups, pager })
}

/// A group with its free places, or who waits already.
fn choice(group: &JoinableGroup, language: Language) -> Choice {
    let free = if group.waiting > 0 { 0 } else { (group.capacity - group.taken).max(0) };
    let (key, count, number) = match free {
        0 => ("enrolments-new-full", "waiting", group.waiting),
        _ => ("enrolments-new-free", "free", free),
    };
    let mut args = Args::new();
    args.set("code", group.code.as_str());
    args.set("name", group.name.as_str());
    args.set(count, number);
    let text = say(language, key, &args);
    Choice::new(group.id, text)
}

/// The form to enrol her in one of one's groups.
#[get("/people/<id>/enrolments/new?<q>&<after>")]
pub async fn new(
    id: Uuid,
    q: Option<&str>,
    after: Option<After<JoinableKey>>,
    person: &SignedIn,
    shell: Shell,
    db: &Db,
) -> Result<Template, Error> {
    let seed = db.ids().next(db.clock().now());
    let page = joining((id, person), (seed, Offered { q, after }), shell.lang, db).await?;
    Ok(shell.page("people/enrolments/new.html", page))
}

/// Into which group; the id is the enrolment's. What the groups were searched for comes along, so that a refused form
/// offers the same ones.
#[derive(FromForm)]
pub struct NewPlace<'v> {
    id: Uuid,
    group: Option<&'v str>,
    q: Option<&'v str>,
    after: Option<After<JoinableKey>>,
}

/// Enrols her, or puts her at the end of the queue.
#[post("/people/<id>/enrolments", data = "<form>")]
pub async fn create(
    id: Uuid,
    person: &SignedIn,
    mut form: Posted<NewPlace<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let seed = form.value.as_ref().map_or_else(|| db.ids().next(db.clock().now()), |new| new.id);
    let offered = match form.value.as_mut() {
        Some(new) => Offered { q: new.q, after: new.after.take() },
        None => Offered { q: None, after: None },
    };
    let page = joining((id, person), (seed, offered), form.shell().lang, db).await?;
    match enrol(CaregiverId(id), &mut form, db).await {
        Ok(()) => Ok(Redirect::to(uri!(people::show(id)))),
        Err(why) => Err(form.again(why, "people/enrolments/new.html", page)),
    }
}

async fn enrol(caregiver: CaregiverId, form: &mut Posted<NewPlace<'_>>, db: &Db) -> Result<(), Error> {
    let NewPlace { id, group, .. } = form.taken()?;
    let Some(group) = group.and_then(|text| text.parse().ok()) else {
        form.typed.fault("group", MessageKey("enrolments-error-group"));
        return Err(Error::Fields);
    };
    let act = EnrolKnown { id: EnrolmentId(id), caregiver, group: GroupId(group) };
    Ok(db.act(&form.actor, act).await.map(drop)?)
}

async fn managed(id: Uuid, person: &SignedIn, db: &Db) -> Result<ManagedEnrolment, Error> {
    let found = db.read().await?.enrolment_managed_by(Some(person.user()), EnrolmentId(id)).await?;
    found.ok_or(Error::NotFound)
}

/// The page of somebody who leaves.
fn leaving<'p>(id: Uuid, place: &'p ManagedEnrolment, db: &Db) -> impl Serialize + use<'p> {
    let why = |why: &Leave| Choice::keyed(why.word(), format!("enrolments-why-{}", why.word()));
    context! {
        id,
        caregiver: place.caregiver_id,
        name: &place.name,
        group: place.group_id,
        group_name: &place.group_name,
        is_open: place.state.is_open(),
        state: place.state,
        waits: place.state.waits(),
        today: place.zone.day(db.clock().now()),
        whys: Leave::ALL.iter().map(why).collect::<Vec<_>>(),
    }
}

/// The form to note that she leaves.
#[get("/enrolments/<id>/departure/new")]
pub async fn departure(id: Uuid, person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    let place = managed(id, person, db).await?;
    Ok(shell.page("people/enrolments/departure.html", leaving(id, &place, db)))
}

/// Why, and until when.
#[derive(FromForm)]
pub struct Departure<'v> {
    why: Option<&'v str>,
    last: Option<&'v str>,
}

/// Ends her place; whoever waits for it is shown next. Who goes on elsewhere is enrolled there at once.
#[post("/enrolments/<id>/departure", data = "<form>")]
pub async fn leave(
    id: Uuid,
    person: &SignedIn,
    mut form: Posted<Departure<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let place = managed(id, person, db).await?;
    match end(EnrolmentId(id), &place, &mut form, db).await {
        Ok(EnrolmentState::Transferred) => {
            Ok(Redirect::to(format!("/people/{}/enrolments/new", place.caregiver_id)))
        }
        Ok(_) => Ok(Redirect::to(uri!(groups::show(place.group_id.0)))),
        Err(why) => Err(form.again(why, "people/enrolments/departure.html", leaving(id, &place, db))),
    }
}

async fn end(
    enrolment: EnrolmentId,
    place: &ManagedEnrolment,
    form: &mut Posted<Departure<'_>>,
    db: &Db,
) -> Result<EnrolmentState, Error> {
    let Departure { why, last } = form.taken()?;
    let why = why.and_then(Leave::of_word);
    if why.is_none() {
        form.typed.fault("why", MessageKey("enrolments-error-why"));
    }
    let last = match last {
        None if place.state.waits() => Some(place.zone.day(db.clock().now())),
        last => last.and_then(|text| text.trim().parse::<NaiveDate>().ok()),
    };
    if last.is_none() {
        form.typed.fault("last", MessageKey("enrolments-error-last-form"));
    }
    let (Some(why), Some(last)) = (why, last) else { return Err(Error::Fields) };
    db.act(&form.actor, LeaveGroup { enrolment, why, last }).await?;
    Ok(why.state())
}
