//! Somebody came who is on no list.

use peiban_core::acts::registers::{AddWalkIn, CountHeads, RELATIONS};
use peiban_core::id::SessionId;
use peiban_core::register::Detail;
use peiban_core::text::MessageKey;
use rocket::response::Redirect;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use uuid::Uuid;

use super::registers::{self, head, is_future};
use crate::db::Db;
use crate::error::Error;
use crate::guard::{Person, Posted, Shell};
use crate::pages::Choice;

fn page(head: impl Serialize, seed: Uuid) -> impl Serialize {
    let keyed = |area: &str, words: &[&str]| -> Vec<_> {
        words
            .iter()
            .map(|word| Choice::keyed(word, format!("registers-{area}-{}", word.replace('_', "-"))))
            .collect()
    };
    context! {
        head, seed,
        relations: keyed("relation", &RELATIONS),
        consents: keyed("consent", &["oral", "written", "heads"]),
    }
}

/// The form for somebody new.
#[get("/sessions/<session>/walk-ins/new")]
pub async fn new(session: Uuid, person: &Person, shell: Shell, db: &Db) -> Result<Template, Error> {
    let head = head((session, person), shell.lang, db).await?;
    Ok(shell.page("walk_ins/new.html", page(head, db.ids().next(db.clock().now()))))
}

/// Somebody new, or only a head.
#[derive(FromForm)]
pub struct NewWalkIn<'v> {
    seed: Uuid,
    name: &'v str,
    phone: &'v str,
    relation: &'v str,
    consent: &'v str,
}

/// Adds her and marks her present, or counts a head.
#[post("/sessions/<session>/walk-ins", data = "<form>")]
pub async fn create(
    session: Uuid,
    person: &Person,
    mut form: Posted<NewWalkIn<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let seed = form.value.as_ref().map_or(Uuid::nil(), |new| new.seed);
    match add(SessionId(session), &mut form, db).await {
        Ok(()) => Ok(Redirect::to(uri!(registers::show(session)))),
        Err(why) => {
            let head = head((session, person), form.shell().lang, db).await?;
            Err(form.again(why, "walk_ins/new.html", page(head, seed)))
        }
    }
}

async fn add(session: SessionId, form: &mut Posted<NewWalkIn<'_>>, db: &Db) -> Result<(), Error> {
    let NewWalkIn { seed, name, phone, relation, consent } = form.taken()?;
    let answer = if consent == "heads" {
        db.act(&form.actor, CountHeads { session, seed, more: 1 }).await?
    } else {
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        if name.trim().is_empty() {
            form.typed.fault("name", MessageKey("registers-error-name"));
        }
        if !matches!(digits, 0 | 4 | 11 | 13) {
            form.typed.fault("phone", MessageKey("registers-error-phone"));
        }
        if name.trim().is_empty() || !matches!(digits, 0 | 4 | 11 | 13) {
            return Err(Error::Fields);
        }
        let told = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let person = Detail {
            name: told(name),
            phone: told(phone),
            relation: told(relation),
            consent: told(consent),
            ..Detail::default()
        };
        db.act(&form.actor, AddWalkIn { session, seed, person }).await?
    };
    if is_future(&answer) {
        return Err(Error::Refused(MessageKey("registers-error-future")));
    }
    Ok(())
}
