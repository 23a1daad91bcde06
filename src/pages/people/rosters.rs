//! Importing rosters: the file is read and shown first, then imported whole or not at all.

use std::sync::Arc;

use peiban_core::id::{RosterId, UserId};
use peiban_core::roster::{Preview, Rows, read, template as empty_roster};
use peiban_core::seal::Sealed;
use peiban_core::text::MessageKey;
use peiban_core::user::Permission;
use peiban_store::acts::people::{ImportRoster, StageRoster, preview_roster};
use rocket::data::Capped;
use rocket::http::{ContentType, Header};
use rocket::response::Redirect;
use rocket::{FromForm, Responder, get, post, uri};
use rocket_dyn_templates::{Template, context};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Posted, Shell, SignedIn};
use crate::pages::accounts::sign_in::Button;
use crate::secret;

/// Errors listed on the page; the rest are counted.
const FAULTS_SHOWN: usize = 200;

/// The form to choose a file.
#[get("/people/import")]
pub fn new(person: &SignedIn, shell: Shell) -> Result<Template, Error> {
    person.needs(Permission::ManageGroups)?;
    Ok(shell.page("people/rosters/new.html", context! {}))
}

/// A file to look through.
#[derive(FromForm)]
pub struct Upload<'v> {
    file: Capped<&'v [u8]>,
}

/// Reads a file and tells what its import would do; keeps nothing but the file, sealed.
#[post("/people/imports", data = "<form>")]
pub async fn create(person: &SignedIn, mut form: Posted<Upload<'_>>, db: &Db) -> Result<Template, Error> {
    person.needs(Permission::ManageGroups)?;
    match stage(&mut form, db).await {
        Ok((id, preview)) => Ok(form.shell().page("people/rosters/report.html", report(id.0, &preview))),
        Err(why) => Err(form.again(why, "people/rosters/new.html", context! {})),
    }
}

async fn stage(form: &mut Posted<Upload<'_>>, db: &Db) -> Result<(RosterId, Preview), Error> {
    let file = form.taken()?.file;
    let read = if file.is_complete() {
        let bytes: Arc<[u8]> = Arc::from(file.value);
        rows_of(&bytes, db).await?.map(|rows| (bytes, rows))
    } else {
        Err(MessageKey("sheet-error-too-large"))
    };
    let (file, rows) = read.inspect_err(|rule| form.typed.fault("file", *rule)).map_err(|_| Error::Fields)?;
    let file_hash = secret::hash_of(&file);
    let preview = preview_roster(db, form.actor.user(), &rows).await?;
    let id = db.act(&form.actor, StageRoster { file, file_hash, rows }).await?;
    Ok((id, preview))
}

/// Reads a file off the async threads: a large one takes a while.
async fn rows_of(file: &Arc<[u8]>, db: &Db) -> Result<Result<Arc<Rows>, MessageKey>, Error> {
    let (file, keys) = (Arc::clone(file), db.keys().clone());
    let rows = spawn_blocking(move || read(&file, &keys)).await;
    Ok(rows.map_err(|_| Error::Internal("reading a roster"))?.map(Arc::new))
}

fn report(id: Uuid, preview: &Preview) -> impl serde::Serialize {
    let faults = &preview.faults[..preview.faults.len().min(FAULTS_SHOWN)];
    let more = preview.faults.len() - faults.len();
    let Preview { add, update, same, error, waitlisted, .. } = preview;
    context! { id, add, update, same, error, waitlisted, faults, more }
}

/// Imports a file that was looked through; with errors in it, shows them again.
#[post("/people/imports/<id>/confirmation", data = "<form>")]
pub async fn confirm(
    id: Uuid,
    person: &SignedIn,
    form: Posted<Button<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    person.needs(Permission::ManageGroups)?;
    let Some(act) = staged(RosterId(id), person.user(), db).await? else {
        let why = Error::from(MessageKey("people-error-expired"));
        return Err(form.again(why, "people/rosters/new.html", context! {}));
    };
    let rows = Arc::clone(&act.rows);
    match db.act(&form.actor, act).await {
        Ok(_) => Ok(Redirect::to(uri!(show(id)))),
        Err(why) => {
            let preview = preview_roster(db, Some(person.user()), &rows).await?;
            Err(form.again(why.into(), "people/rosters/report.html", report(id, &preview)))
        }
    }
}

/// The import of a file that still waits, read again.
async fn staged(id: RosterId, user: UserId, db: &Db) -> Result<Option<ImportRoster>, Error> {
    let now = db.clock().now();
    let Some(staged) = db.read().await?.staged_roster(id, Some(user), now).await? else { return Ok(None) };
    let file = db.keys().open(Sealed::Roster, id.0, &staged.file_sealed);
    let file: Arc<[u8]> = file.map_err(|_| Error::Internal("opening a roster"))?.into();
    let rows = rows_of(&file, db).await??;
    Ok(Some(ImportRoster { id, file_hash: staged.file_hash, rows }))
}

/// What an import did.
#[get("/people/imports/<id>")]
pub async fn show(id: Uuid, person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    person.needs(Permission::ManageGroups)?;
    let done = db.read().await?.roster_result(RosterId(id), person.user()).await?;
    Ok(shell.page("people/rosters/show.html", context! { done: done.ok_or(Error::NotFound)? }))
}

/// A file to save.
#[derive(Responder)]
pub struct Workbook {
    body: Vec<u8>,
    kind: ContentType,
    name: Header<'static>,
}

/// An empty roster to fill in.
#[get("/people/import/template.xlsx")]
pub async fn template(person: &SignedIn, shell: Shell) -> Result<Workbook, Error> {
    person.needs(Permission::ManageGroups)?;
    let made = spawn_blocking(move || empty_roster(shell.lang)).await;
    let body = made.ok().and_then(Result::ok).ok_or(Error::Internal("making an empty roster"))?;
    let name = Header::new("Content-Disposition", "attachment; filename=\"peiban-roster.xlsx\"");
    let kind = ContentType::new("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    Ok(Workbook { body, kind, name })
}
