//! The chat on a page: the demo's phones. There only in the demo.

use std::ops::Deref;

use peiban_bot::channel::{Heard, What};
use peiban_bot::simulator::{Shown, Simulator, typed};
use peiban_core::text::{Language, month_day};
use peiban_store::{BUBBLES, Store};
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::response::Redirect;
use rocket::{FromForm, Request, async_trait, get, post, uri};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Demo, Shell, Visited};

/// Goes on only in the demo: elsewhere nothing is there. A state guard would stop the start instead.
pub struct InDemo<'r>(&'r Demo);

#[async_trait]
impl<'r> FromRequest<'r> for InDemo<'r> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        match request.rocket().state::<Demo>() {
            Some(demo) => Outcome::Success(Self(demo)),
            None => Outcome::Forward(Status::NotFound),
        }
    }
}

/// A bubble with its local time, and its day where another begins.
#[derive(Serialize)]
struct Bubble {
    #[serde(flatten)]
    shown: Shown,
    time: String,
    day: Option<String>,
    last: bool,
}

fn bubbles(shown: Vec<Shown>, language: Language) -> Vec<Bubble> {
    let (count, mut before) = (shown.len(), None);
    let bubble = |(index, shown): (usize, Shown)| {
        let at = shown.at.with_timezone(&chrono_tz::Asia::Shanghai);
        let day = (before.replace(at.date_naive()) != Some(at.date_naive()))
            .then(|| month_day(language, at.date_naive()));
        Bubble { shown, time: at.format("%H:%M").to_string(), day, last: index + 1 == count }
    };
    shown.into_iter().enumerate().map(bubble).collect()
}

/// Whether a phone may hold older bubbles than those shown.
fn is_cut(shown: &[Shown]) -> bool {
    i64::try_from(shown.len()).is_ok_and(|shown| shown >= BUBBLES)
}

fn store(db: &Db) -> Store {
    Store::clone(db.deref())
}

/// Names of phones are short and plain: they stand in addresses.
fn is_phone(chat: &str) -> bool {
    (1..=40).contains(&chat.chars().count()) && chat.chars().all(|c| c.is_alphanumeric() || c == '-')
}

/// The phones, and one of them.
#[get("/simulator?<chat>&<code>&<link>")]
pub async fn index(
    chat: Option<&str>,
    code: Option<&str>,
    link: Option<&str>,
    _demo: InDemo<'_>,
    shell: Shell,
    db: &Db,
) -> Result<Template, Error> {
    let mut read = db.read().await?;
    let mut phones = read.simulated_chats().await?;
    let used = read.count_simulated_chats().await?;
    drop(read);
    let phones_shown = phones.len();
    let chat = chat.filter(|chat| is_phone(chat)).map(str::to_owned);
    let new = || format!("phone-{}", used + 1);
    let chat = match code.or(link) {
        // A poster or a code is scanned with a new phone: another's may rest after an alert.
        Some(_) => chat.unwrap_or_else(new),
        None => chat.or_else(|| phones.first().cloned()).unwrap_or_else(new),
    };
    let another = new();
    if !phones.contains(&chat) {
        phones.insert(0, chat.clone());
    }
    let shown = Simulator(store(db)).shown(&chat).await?;
    let cut = is_cut(&shown);
    let bubbles = bubbles(shown, shell.lang);
    let content = context! { phones, phones_shown, used, chat, another, bubbles, cut, code, link };
    Ok(shell.page("chat/simulator/index.html", content))
}

/// The bubbles of a phone as they are now; nothing while none came after the one with the id `after`.
#[get("/simulator/messages?<chat>&<after>")]
pub async fn messages(
    chat: &str,
    after: Option<&str>,
    _demo: InDemo<'_>,
    shell: Shell,
    db: &Db,
) -> Result<Result<Template, Status>, Error> {
    if !is_phone(chat) {
        return Err(Error::NotFound);
    }
    let shown = Simulator(store(db)).shown(chat).await?;
    let last = shown.last().map(|bubble| bubble.id.to_string());
    if last.as_deref().unwrap_or_default() == after.unwrap_or_default() {
        return Ok(Err(Status::NoContent));
    }
    let cut = is_cut(&shown);
    let bubbles = bubbles(shown, shell.lang);
    Ok(Ok(shell.page("chat/simulator/_log.html", context! { chat, bubbles, cut })))
}

/// What is done on a phone: one of start, a tap or a typed line.
#[derive(FromForm)]
pub struct Doing<'v> {
    chat: &'v str,
    start: Option<&'v str>,
    tap: Option<&'v str>,
    label: Option<&'v str>,
    text: Option<&'v str>,
}

/// Does it, lets the chat answer, and goes back to the phone.
#[post("/simulator", data = "<form>")]
pub async fn say(form: Visited<Doing<'_>>, demo: InDemo<'_>, db: &Db) -> Result<Redirect, Error> {
    let mut form = form.0;
    let language = form.shell().lang;
    let doing = form.taken()?;
    if !is_phone(doing.chat) {
        return Err(Error::NotFound);
    }
    if let Some((what, shown)) = meant(&doing) {
        let simulator = Simulator(store(db));
        let heard = Heard { chat: doing.chat.to_owned(), language: Some(language), what };
        simulator.hear(&heard, shown).await?;
        simulator.answer(&demo.0.sender(db)).await?;
    }
    Ok(Redirect::to(format!(
        "{}#last",
        uri!(index(Some(doing.chat), Option::<&str>::None, Option::<&str>::None))
    )))
}

/// What was done and what the person's own bubble shows; nothing for an empty line.
fn meant<'v>(doing: &Doing<'v>) -> Option<(What, &'v str)> {
    if let Some(data) = doing.tap {
        return Some((What::Tapped(data.to_owned()), doing.label.unwrap_or(data)));
    }
    if let Some(payload) = doing.start {
        let payload = Some(payload.to_owned()).filter(|payload| !payload.is_empty());
        return Some((What::Start(payload), doing.label.unwrap_or("/start")));
    }
    let text = doing.text?.trim();
    (!text.is_empty()).then(|| (typed(text), text))
}
