//! Sessions whose registers one may take, in lists.

use peiban_core::session::RegisterList;
use peiban_core::user::Permission;
use peiban_store::SessionCard;
use peiban_store::list::SessionKey;
use rocket::get;
use rocket_dyn_templates::{Template, context};

use super::SessionLine;
use crate::db::Db;
use crate::error::Error;
use crate::guard::{Shell, SignedIn};
use crate::pages::list::{After, Asked};

/// One list, a part at a time: what lies ahead unless told otherwise.
#[get("/sessions?<list>&<q>&<after>")]
pub async fn index(
    list: Option<&str>,
    q: Option<&str>,
    after: Option<After<SessionKey>>,
    person: &SignedIn,
    shell: Shell,
    db: &Db,
) -> Result<Template, Error> {
    person.needs(Permission::TakeRegisters)?;
    let list = RegisterList::of_word(list.unwrap_or(RegisterList::Ahead.word())).ok_or(Error::NotFound)?;
    let now = db.clock().now();
    let asked = Asked::of("/sessions", q, after.as_ref()).keeping("list", list.word());
    let part = db.read().await?.sessions_listed(person.user(), (list, now), asked.wanted()).await?;
    let pager = asked.pager(&part, SessionCard::key);
    let sessions: Vec<_> = part.rows.iter().map(|card| SessionLine::of(card, shell.lang, now)).collect();
    let lists = RegisterList::ALL.map(RegisterList::word);
    Ok(shell.page("sessions/index.html", context! { list: list.word(), lists, sessions, pager }))
}
