//! Taking a register.

pub mod decisions;
pub mod walk_ins;

mod doubts;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use peiban_core::actor::Actor;
use peiban_core::id::{CaregiverId, SessionId};
use peiban_core::register::{OpAnswer, Outcome, Status};
use peiban_core::text::{Args, Language, MessageKey, month_day, say};
use peiban_store::acts::registers::{EXCUSES, SubmitRegister, TakeRegister};
use peiban_store::{Doubt, RegisterHead, RegisterRow};
use rocket::response::Redirect;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Browser, Posted, Shell, SignedIn};
use doubts::Doubts;

/// What every page of a register shows above its own.
#[derive(Debug, Serialize)]
pub(super) struct Head {
    session: SessionId,
    title: Option<String>,
    when: String,
    group: String,
    state: &'static str,
    rev: i64,
    heads: u32,
}

impl Head {
    fn new(session: SessionId, head: RegisterHead, language: Language) -> Self {
        let title = if language == Language::En { head.title_en } else { head.title_zh };
        let when =
            format!("{} {}", month_day(language, head.held_on), local_time(head.starts_at, &head.zone));
        Self {
            session,
            title,
            when,
            group: head.group_name,
            state: head.state.word(),
            rev: head.rev,
            heads: head.heads,
        }
    }
}

fn local_time(at: DateTime<Utc>, zone: &str) -> String {
    let zone: Tz = zone.parse().unwrap_or(chrono_tz::Asia::Shanghai);
    at.with_timezone(&zone).format("%H:%M").to_string()
}

async fn register_head((session, person): (Uuid, &SignedIn), db: &Db) -> Result<RegisterHead, Error> {
    let session = SessionId(session);
    let mut exec = db.read().await?;
    exec.register_session(session, Some(person.user())).await?.ok_or(Error::NotFound)?;
    exec.register_head(session).await?.ok_or(Error::NotFound)
}

/// The head of a register that the person may take; for others, nothing is there.
pub(super) async fn head(
    (session, person): (Uuid, &SignedIn),
    language: Language,
    db: &Db,
) -> Result<Head, Error> {
    let head = register_head((session, person), db).await?;
    Ok(Head::new(SessionId(session), head, language))
}

/// A person on the page, with both sides of what is in doubt.
#[derive(Debug, Serialize)]
struct Line {
    #[serde(flatten)]
    row: RegisterRow,
    ages: Vec<String>,
    doubts: Doubts,
}

/// Age bands in words, each written once: a page of 25 people has five.
#[derive(Default)]
struct Ages(HashMap<String, String>);

impl Ages {
    fn of(&mut self, bands: &str, language: Language) -> Vec<String> {
        let bands = bands.split(',').filter(|band| !band.is_empty());
        bands
            .map(|band| self.0.entry(band.to_owned()).or_insert_with(|| age(band, language)).clone())
            .collect()
    }
}

fn age(band: &str, language: Language) -> String {
    let args = Args::from_iter([("band", band.replace('-', "–"))]);
    say(language, "registers-row-band", &args)
}

/// A register as pages show it.
struct Sheet {
    head: Head,
    rows: Vec<Line>,
    session: Doubts,
    heads: Doubts,
}

impl Sheet {
    async fn of((session, person): (Uuid, &SignedIn), language: Language, db: &Db) -> Result<Self, Error> {
        let head = register_head((session, person), db).await?;
        let zone: Tz = head.zone.parse().unwrap_or(chrono_tz::Asia::Shanghai);
        let mut exec = db.read().await?;
        let rows = exec.register(SessionId(session)).await?;
        let (mut of, mut doubts): (HashMap<CaregiverId, Vec<Doubt>>, _) = (HashMap::new(), Vec::new());
        for doubt in exec.register_doubts(SessionId(session)).await? {
            match doubt.caregiver_id {
                Some(person) => of.entry(person).or_default().push(doubt),
                None => doubts.push(doubt),
            }
        }
        let marked = rows.iter().filter(|row| row.status != Status::Unmarked).count();
        let marked = u32::try_from(marked).unwrap_or(u32::MAX);
        let mut ages = Ages::default();
        let line = |row: RegisterRow| {
            let doubts = of.remove(&row.caregiver_id).unwrap_or_default();
            let doubts = Doubts::of_row(&doubts, zone, language);
            Line { ages: ages.of(&row.bands, language), doubts, row }
        };
        Ok(Self {
            rows: rows.into_iter().map(line).collect(),
            session: Doubts::of_session(&doubts, (&head, marked), zone, language),
            heads: Doubts::of_heads(&doubts, zone, language),
            head: Head::new(SessionId(session), head, language),
        })
    }

    fn count(&self, wanted: &[Status]) -> usize {
        self.rows.iter().filter(|line| wanted.contains(&line.row.status)).count()
    }
}

/// The register of a session: names, RSVPs, marks.
#[get("/sessions/<session>/register")]
pub async fn show(
    session: Uuid,
    person: &SignedIn,
    _browser: Browser,
    shell: Shell,
    db: &Db,
) -> Result<Template, Error> {
    let sheet = Sheet::of((session, person), shell.lang, db).await?;
    let (total, unmarked) = (sheet.rows.len(), sheet.count(&[Status::Unmarked]));
    let seed = db.ids().next(db.clock().now());
    let Sheet { head, rows, session, heads } = sheet;
    let doubts = context! { session, heads };
    let page = context! { head, total, marked: total - unmarked, rows, doubts, seed };
    Ok(shell.page("registers/show.html", page))
}

/// What the page sends, whichever button is pressed: the marks travel with every one, so that none is lost.
#[derive(FromForm)]
pub struct Marks<'v> {
    pub(super) seed: Uuid,
    pub(super) base: i64,
    all: Option<&'v str>,
    /// What a button of a doubt keeps.
    pub(super) keep: Option<&'v str>,
    /// Whom a button enrols.
    pub(super) caregiver: Option<Uuid>,
    /// Where it goes on, if not to what is saved.
    then: Option<&'v str>,
    mark: BTreeMap<Uuid, &'v str>,
    reason: BTreeMap<Uuid, &'v str>,
}

impl Marks<'_> {
    /// Saves what differs from what the page had shown; the same page twice changes nothing.
    pub(super) async fn save(
        &self,
        session: Uuid,
        (actor, browser): (&Actor, Browser),
        db: &Db,
    ) -> Result<(), Error> {
        let answers = db.act(actor, self.act(SessionId(session), browser)?).await?;
        if answers.iter().any(is_future) {
            return Err(MessageKey("registers-error-future").into());
        }
        Ok(())
    }

    /// Without what is tapped at `person`: a later word of the same page counts.
    pub(super) fn without(mut self, person: CaregiverId) -> Self {
        self.mark.remove(&person.0);
        self
    }

    fn act(&self, session: SessionId, browser: Browser) -> Result<TakeRegister, Error> {
        let mut marks = BTreeMap::new();
        for (person, word) in &self.mark {
            let status = Status::of_word(word).ok_or(MessageKey("registers-error-mark"))?;
            let reason = self.reason.get(person).filter(|code| EXCUSES.contains(code));
            marks.insert(CaregiverId(*person), (status, reason.map(|code| (*code).to_owned())));
        }
        let all_present = self.all == Some(Status::Present.word());
        let (seed, device) = (self.seed, browser.0);
        Ok(TakeRegister { session, seed, device, base_rev: self.base, marks, all_present })
    }
}

/// Where the button for somebody new leads, with the marks saved.
const WALK_IN: &str = "walk_in";

/// Saves the marks, and goes on where the button said.
#[post("/sessions/<session>/register", data = "<form>")]
pub async fn save(
    session: Uuid,
    browser: Browser,
    mut form: Posted<Marks<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let marks = form.taken()?;
    marks.save(session, (&form.actor, browser), db).await?;
    if marks.then == Some(WALK_IN) {
        return Ok(Redirect::to(uri!(walk_ins::new(session))));
    }
    Ok(Redirect::to(uri!(saved(session))))
}

/// The session is on a later day: then nothing of the register is taken.
fn is_future(answer: &OpAnswer) -> bool {
    answer.outcome == Outcome::Rejected && answer.reason == Some(peiban_core::register::Reason::Future)
}

/// What is saved, counted, and whether it can be submitted.
#[get("/sessions/<session>/register/saved")]
pub async fn saved(session: Uuid, person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    let sheet = Sheet::of((session, person), shell.lang, db).await?;
    let page = context! {
        total: sheet.rows.len(),
        came: sheet.count(&[Status::Present, Status::Late, Status::LeftEarly]),
        late: sheet.count(&[Status::Late]),
        unmarked: sheet.count(&[Status::Unmarked]),
        doubts: sheet.rows.iter().filter(|line| !line.doubts.is_empty()).count(),
        waits: !sheet.session.is_empty() || !sheet.heads.is_empty(),
        head: sheet.head,
    };
    Ok(shell.page("registers/saved.html", page))
}

/// Nothing but the token, which the guard has checked.
#[derive(FromForm)]
pub struct Submission<'v> {
    #[field(name = "csrf")]
    _csrf: &'v str,
}

/// The facilitator is done with it.
#[post("/sessions/<session>/submission", data = "<form>")]
pub async fn submit(session: Uuid, mut form: Posted<Submission<'_>>, db: &Db) -> Result<Redirect, Error> {
    form.act(db, |_| SubmitRegister(SessionId(session))).await?;
    Ok(Redirect::to(uri!(saved(session))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_excuse_is_on_the_page() {
        let row = include_str!("../../templates/registers/_row.html.tera");
        for code in EXCUSES {
            let option = format!(
                "<option value=\"{code}\">{{{{ say(lang=lang, key=\"registers-excuse-{code}\") }}}}</option>"
            );
            assert!(row.contains(&option), "{code}");
        }
    }
}
