//! What a caregiver agrees to, noted down by a facilitator: for whoever cannot read or has no phone.

use peiban_core::consent::{ConsentMethod, ConsentStatus, Purpose};
use peiban_core::id::CaregiverId;
use peiban_core::text::{Language, MessageKey};
use peiban_store::acts::people::consents::RecordConsent;
use peiban_store::{CaregiverCard, Said};
use rocket::response::Redirect;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Posted, Shell, SignedIn};
use crate::pages::Choice;
use crate::pages::people;

/// A caregiver whose words the person may note down; else she is not there.
pub(super) async fn of_her_groups(
    person: &SignedIn,
    id: CaregiverId,
    db: &Db,
) -> Result<CaregiverCard, Error> {
    let mut read = db.read().await?;
    if !read.may_note_for(person.user(), id).await? {
        return Err(Error::NotFound);
    }
    read.caregiver_for(person.user(), id).await?.ok_or(Error::NotFound)
}

/// A caregiver who may withdraw what she agreed to, and whether that is all that may be noted: she left her groups.
async fn for_consent(
    person: &SignedIn,
    id: CaregiverId,
    db: &Db,
) -> Result<(CaregiverCard, &'static [ConsentStatus]), Error> {
    let mut read = db.read().await?;
    if !read.may_withdraw_for(person.user(), id).await? {
        return Err(Error::NotFound);
    }
    let card = read.caregiver_for(person.user(), id).await?.ok_or(Error::NotFound)?;
    let all = read.may_note_for(person.user(), id).await?;
    Ok((card, if all { &ConsentStatus::SAID } else { &[ConsentStatus::Withdrawn] }))
}

/// One question, with its text to be read aloud.
async fn page(
    (card, statuses): (CaregiverCard, &[ConsentStatus]),
    purpose: Purpose,
    language: Language,
    db: &Db,
) -> Result<impl Serialize, Error> {
    let texts = db.read().await?.consent_texts().await?;
    let text = texts.into_iter().find(|text| text.purpose == purpose).ok_or(Error::NotFound)?;
    let choice =
        |area: &str, word: &str| Choice::keyed(word, format!("consents-{area}-{}", word.replace('_', "-")));
    Ok(context! {
        id: card.id,
        name: card.name,
        purpose: purpose.word(),
        purposes: Purpose::ALL.map(Purpose::word),
        version: text.version,
        text: text.text(language).to_owned(),
        statuses: statuses.iter().map(|one| choice("status", one.word())).collect::<Vec<_>>(),
        methods: ConsentMethod::HEARD.map(|one| choice("method", one.word())),
        has_left: statuses.len() == 1,
    })
}

/// The form: one purpose at a time, so that each is asked and answered on its own.
#[get("/people/<id>/consents/new?<purpose>")]
pub async fn new(
    id: Uuid,
    purpose: Option<&str>,
    person: &SignedIn,
    shell: Shell,
    db: &Db,
) -> Result<Template, Error> {
    let asked = for_consent(person, CaregiverId(id), db).await?;
    let purpose = match purpose {
        Some(word) => Purpose::of_word(word).ok_or(Error::NotFound)?,
        None => Purpose::ServiceMessages,
    };
    Ok(shell.page("people/consents/new.html", page(asked, purpose, shell.lang, db).await?))
}

/// What a caregiver said, as it is sent. Buttons that nobody chose do not arrive.
#[derive(FromForm)]
pub struct NewConsent<'v> {
    purpose: &'v str,
    version: i64,
    status: Option<&'v str>,
    method: Option<&'v str>,
    witness: Option<&'v str>,
}

/// Keeps it.
#[post("/people/<id>/consents", data = "<form>")]
pub async fn create(
    id: Uuid,
    person: &SignedIn,
    mut form: Posted<NewConsent<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let asked = for_consent(person, CaregiverId(id), db).await?;
    let purpose = form.value.as_ref().and_then(|new| Purpose::of_word(new.purpose)).ok_or(Error::NotFound)?;
    match record(asked.0.id, purpose, &mut form, db).await {
        Ok(()) => Ok(Redirect::to(uri!(people::show(id)))),
        Err(why) => {
            let page = page(asked, purpose, form.shell().lang, db).await?;
            Err(form.again(why, "people/consents/new.html", page))
        }
    }
}

async fn record(
    caregiver: CaregiverId,
    purpose: Purpose,
    form: &mut Posted<NewConsent<'_>>,
    db: &Db,
) -> Result<(), Error> {
    let language = form.shell().lang;
    let NewConsent { version, status, method, witness, .. } = form.taken()?;
    let status = status.and_then(ConsentStatus::said);
    let method = method.and_then(ConsentMethod::heard);
    if status.is_none() {
        form.typed.fault("status", MessageKey("consents-error-status"));
    }
    if method.is_none() {
        form.typed.fault("method", MessageKey("talk-error-method"));
    }
    let (Some(status), Some(method)) = (status, method) else { return Err(Error::Fields) };
    let witness = witness.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    let said = Said { caregiver, purpose, status, language, method, witness };
    Ok(db.act(&form.actor, RecordConsent { said, version }).await?)
}
