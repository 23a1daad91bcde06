//! Somebody came who is on no list.

use peiban_core::caregiver::Relation;
use peiban_core::consent::{ConsentMethod, Purpose, check_record};
use peiban_core::id::{CaregiverId, SessionId};
use peiban_core::register::{Detail, Reason, ToldConsent};
use peiban_core::text::{Language, MessageKey};
use peiban_store::acts::registers::{AddWalkIn, CountHeads, EnrolWalkIn};
use rocket::response::Redirect;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Browser, Posted, Shell, SignedIn, Typed};
use crate::pages::Choice;
use crate::pages::registers::{self, Marks, head};

/// Nobody asked her about messages yet.
const LATER: &str = "later";
/// She is counted, and nothing is written down.
const HEADS: &str = "heads";

async fn page(
    (session, person): (Uuid, &SignedIn),
    seed: Uuid,
    language: Language,
    db: &Db,
) -> Result<impl Serialize, Error> {
    let head = head((session, person), language, db).await?;
    let texts = db.read().await?.consent_texts().await?;
    let text = texts.into_iter().find(|text| text.purpose == Purpose::ServiceMessages);
    let text = text.ok_or(Error::NotFound)?;
    let relation = |one: &Relation| Choice::keyed(one.word(), format!("people-relation-{}", one.word()));
    let ways = [LATER].into_iter().chain(ConsentMethod::HEARD.map(ConsentMethod::word)).chain([HEADS]);
    let way = |word: &str| Choice::keyed(word, format!("registers-consent-{}", word.replace('_', "-")));
    Ok(context! {
        head, seed,
        relations: Relation::ALL.iter().map(relation).collect::<Vec<_>>(),
        consents: ways.map(way).collect::<Vec<_>>(),
        version: text.version,
        text: text.text(language).to_owned(),
    })
}

/// The form for somebody new.
#[get("/sessions/<session>/walk-ins/new")]
pub async fn new(session: Uuid, person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    let seed = db.ids().next(db.clock().now());
    Ok(shell.page("registers/walk_ins/new.html", page((session, person), seed, shell.lang, db).await?))
}

/// Somebody new, or only a head.
#[derive(FromForm)]
pub struct NewWalkIn<'v> {
    seed: Uuid,
    name: &'v str,
    phone: &'v str,
    relation: &'v str,
    consent: &'v str,
    version: Option<i64>,
    witness: Option<&'v str>,
}

/// Adds her and marks her present, or counts a head.
#[post("/sessions/<session>/walk-ins", data = "<form>")]
pub async fn create(
    session: Uuid,
    person: &SignedIn,
    browser: Browser,
    mut form: Posted<NewWalkIn<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let seed = form.value.as_ref().map_or(Uuid::nil(), |new| new.seed);
    match add(SessionId(session), browser, &mut form, db).await {
        Ok(()) => Ok(Redirect::to(uri!(registers::show(session)))),
        Err(why) => {
            let page = page((session, person), seed, form.shell().lang, db).await?;
            Err(form.again(why, "registers/walk_ins/new.html", page))
        }
    }
}

async fn add(
    session: SessionId,
    browser: Browser,
    form: &mut Posted<NewWalkIn<'_>>,
    db: &Db,
) -> Result<(), Error> {
    let language = form.shell().lang;
    let new = form.taken()?;
    let (seed, device) = (new.seed, browser.0);
    let done = if new.consent == HEADS {
        db.act(&form.actor, CountHeads { session, seed, device, more: 1 }).await
    } else {
        let person = new.person(language, &mut form.typed)?;
        db.act(&form.actor, AddWalkIn { session, seed, device, person }).await
    };
    Ok(done.map(drop)?)
}

impl NewWalkIn<'_> {
    fn person(&self, language: Language, typed: &mut Typed) -> Result<Detail, Error> {
        let told = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let consent = ConsentMethod::heard(self.consent).map(|method| ToldConsent {
            method,
            witness: self.witness.and_then(told),
            version: self.version.unwrap_or_default(),
            language,
        });
        let person = Detail {
            name: told(self.name),
            phone: told(self.phone),
            relation: told(self.relation),
            consent,
            ..Detail::default()
        };
        let unnamed = Detail { phone: None, ..person.clone() }.newcomer().is_err();
        if unnamed {
            typed.fault("name", MessageKey("registers-error-name"));
        }
        let unread =
            Detail { name: Some("Lan".to_owned()), ..person.clone() }.newcomer() == Err(Reason::Phone);
        if unread {
            typed.fault("phone", MessageKey("registers-error-phone"));
        }
        if person.consent.is_none() && self.consent != LATER {
            typed.fault("consent", MessageKey("registers-error-consent"));
            return Err(Error::Fields);
        }
        match person.consent.as_ref().map(|told| check_record(told.method, told.witness.as_deref())) {
            Some(Err(refused)) => Err(typed.refused(refused)),
            _ if unnamed || unread => Err(Error::Fields),
            _ => Ok(person),
        }
    }
}

/// Saves the page's marks, and gives somebody who came a place in the group, or the end of its queue.
#[post("/sessions/<session>/enrolments", data = "<form>")]
pub async fn enrol(
    session: Uuid,
    browser: Browser,
    mut form: Posted<Marks<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let marks = form.taken()?;
    let caregiver = marks.caregiver.ok_or(Error::NotFound)?;
    marks.save(session, (&form.actor, browser), db).await?;
    let act = EnrolWalkIn { session: SessionId(session), caregiver: CaregiverId(caregiver) };
    db.act(&form.actor, act).await?;
    Ok(Redirect::to(format!("/sessions/{session}/register#row-{caregiver}")))
}
