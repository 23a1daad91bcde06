//! Impression reports: read first, shown, and imported only when somebody says so.

use peiban_core::id::{CampaignId, UserId};
use peiban_core::text::{MessageKey, month_day};
use peiban_core::user::Permission;
use peiban_store::acts::reach::reports::{Checked, ImportStaged, ReportFile, StageReports, check_reports};
use peiban_store::list::ImportKey;
use peiban_store::{ActError, ImportRow};
use rocket::fs::TempFile;
use rocket::response::Redirect;
use rocket::tokio::io::AsyncReadExt;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Posted, Shell, SignedIn};
use crate::pages::Choice;
use crate::pages::list::{After, Asked};

/// Most faults shown at once.
const SHOWN: usize = 100;

#[derive(Serialize)]
struct Imported {
    file_name: String,
    campaign: String,
    counts: [i64; 3],
    when: String,
}

/// What was imported so far.
#[get("/reports?<q>&<after>")]
pub async fn index(
    q: Option<&str>,
    after: Option<After<ImportKey>>,
    person: &SignedIn,
    shell: Shell,
    db: &Db,
) -> Result<Template, Error> {
    person.needs(Permission::ImportReports)?;
    let asked = Asked::of("/reports", q, after.as_ref());
    let part = db.read().await?.report_imports(person.user(), asked.wanted()).await?;
    let pager = asked.pager(&part, ImportRow::key);
    let imports: Vec<_> = part
        .rows
        .into_iter()
        .map(|row| Imported {
            file_name: row.file_name,
            campaign: row.campaign,
            counts: [row.added, row.updated, row.same],
            when: month_day(
                shell.lang,
                row.imported_at.with_timezone(&chrono_tz::Asia::Shanghai).date_naive(),
            ),
        })
        .collect();
    Ok(shell.page("reach/reports/index.html", context! { imports, pager }))
}

async fn campaigns(db: &Db, user: UserId) -> Result<Vec<Choice>, Error> {
    let campaigns = db.read().await?.campaigns(Some(user)).await?;
    Ok(campaigns.iter().map(|campaign| Choice::new(campaign.id, campaign.name.as_str())).collect())
}

/// The form for a file.
#[get("/reports/import")]
pub async fn new(person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    person.needs(Permission::ImportReports)?;
    Ok(shell.page("reach/reports/new.html", context! { campaigns: campaigns(db, person.user()).await? }))
}

/// A file and the campaign it reports on.
#[derive(FromForm)]
pub struct Upload<'v> {
    campaign: Uuid,
    file: TempFile<'v>,
}

/// Reads the file, keeps it for a day, and goes on to what was found.
#[post("/reports/import", data = "<form>")]
pub async fn create(mut form: Posted<Upload<'_>>, person: &SignedIn, db: &Db) -> Result<Redirect, Error> {
    person.needs(Permission::ImportReports)?;
    match stage(&mut form, db).await {
        Ok(id) => Ok(Redirect::to(uri!(show(id)))),
        Err(why) => {
            let page = context! { campaigns: campaigns(db, person.user()).await? };
            Err(form.again(why, "reach/reports/new.html", page))
        }
    }
}

async fn stage(form: &mut Posted<Upload<'_>>, db: &Db) -> Result<Uuid, Error> {
    let upload = form.taken()?;
    let name = upload.file.raw_name().map(|name| name.dangerous_unsafe_unsanitized_raw().to_string());
    let mut bytes = Vec::new();
    if let Ok(mut file) = upload.file.open().await {
        file.read_to_end(&mut bytes).await.map_err(|_| Error::Internal("reading an upload"))?;
    }
    if bytes.is_empty() {
        form.typed.fault("file", MessageKey("reports-error-file"));
        return Err(Error::Fields);
    }
    let name = name.unwrap_or_default().chars().filter(|c| !c.is_control()).take(120).collect();
    let file = ReportFile { campaign: CampaignId(upload.campaign), name, bytes: bytes.into() };
    let user = form.actor.user();
    match check_reports(db, user, &file).await {
        Err(ActError::NotFound) => Err(MessageKey("reports-error-campaign").into()),
        checked => Ok(db.act(&form.actor, StageReports { file, checked: checked? }).await?),
    }
}

#[derive(Serialize)]
struct FaultRow {
    row: usize,
    column: String,
    found: String,
    rule: &'static str,
}

/// What was found in a file, before anything is imported.
#[get("/reports/import/<id>")]
pub async fn show(id: Uuid, person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    person.needs(Permission::ImportReports)?;
    let (name, checked) = checked(id, person, db).await?;
    Ok(shell.page("reach/reports/check.html", context! { id, name, found: found(checked) }))
}

/// A file that waits, by its name and what is found in it now.
async fn checked(id: Uuid, person: &SignedIn, db: &Db) -> Result<(String, Checked), Error> {
    let file = db.read().await?.staged_file(id, person.user()).await?.ok_or(Error::NotFound)?;
    let checked = check_reports(db, Some(person.user()), &file).await?;
    Ok((file.name, checked))
}

#[derive(Serialize)]
struct Found {
    added: usize,
    updated: usize,
    same: usize,
    wrong: usize,
    faults: Vec<FaultRow>,
    more: usize,
}

fn found(checked: Checked) -> Found {
    let more = checked.faults.len().saturating_sub(SHOWN);
    let faults = checked.faults.into_iter().take(SHOWN).map(|fault| FaultRow {
        row: fault.row,
        column: format!("reports-column-{}", fault.column),
        found: fault.found,
        rule: fault.rule.0,
    });
    Found {
        added: checked.changes.added,
        updated: checked.changes.updated,
        same: checked.changes.same,
        wrong: checked.wrong,
        faults: faults.collect(),
        more,
    }
}

/// The wish to go on.
#[derive(FromForm)]
pub struct Confirmed {
    import: bool,
}

/// Imports a file that was read: all of it or nothing.
#[post("/reports/import/<id>", data = "<form>")]
pub async fn confirm(
    id: Uuid,
    mut form: Posted<Confirmed>,
    person: &SignedIn,
    db: &Db,
) -> Result<Redirect, Error> {
    person.needs(Permission::ImportReports)?;
    if !form.taken()?.import {
        return Err(Error::Fields);
    }
    let (_, checked) = checked(id, person, db).await?;
    db.act(&form.actor, ImportStaged { id, checked }).await?;
    Ok(Redirect::to("/reports"))
}
