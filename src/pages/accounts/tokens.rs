//! Tokens of one's own, with which programs use the API.

use std::collections::BTreeMap;

use chrono_tz::Asia::Shanghai;
use peiban_core::id::ApiTokenId;
use peiban_core::refused::Refused;
use peiban_core::text::{Language, date};
use peiban_core::user::Permission;
use peiban_store::ApiToken;
use peiban_store::acts::accounts::{EndApiToken, MakeApiToken, TOKEN_DAYS, TOKEN_DAYS_MOST};
use rocket::response::Redirect;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Posted, Shell, SignedIn, TOKEN_PREFIX};
use crate::pages::Choice;
use crate::pages::accounts::sign_in::Button;
use crate::secret;

/// What the API has routes for.
const OFFERED: [Permission; 4] =
    [Permission::TakeRegisters, Permission::ManageGroups, Permission::SeeFigures, Permission::ImportReports];

/// How long, as the form offers it, in days.
const LASTS: [i64; 3] = [30, TOKEN_DAYS, TOKEN_DAYS_MOST];

#[derive(Serialize)]
struct Line {
    id: ApiTokenId,
    name: String,
    allows: Vec<String>,
    until: String,
    used: Option<String>,
}

impl Line {
    fn of(token: ApiToken, language: Language) -> Self {
        let until = date(language, token.expires_at.with_timezone(&Shanghai).date_naive());
        let used = token.used_on.map(|day| date(language, day));
        let allows = token.permissions.split(',').map(str::to_owned).collect();
        Self { id: token.id, name: token.name, allows, until, used }
    }
}

/// What the page shows.
#[derive(Serialize)]
struct Page {
    tokens: Vec<Line>,
    offered: Vec<&'static str>,
    lasts: Vec<Choice>,
    usual: i64,
}

async fn page(person: &SignedIn, language: Language, db: &Db) -> Result<Page, Error> {
    let tokens = db.read().await?.api_tokens_of(person.user(), db.clock().now()).await?;
    let offered = OFFERED.into_iter().filter(|one| person.may(*one)).map(Permission::word);
    Ok(Page {
        tokens: tokens.into_iter().map(|token| Line::of(token, language)).collect(),
        offered: offered.collect(),
        lasts: LASTS.iter().map(|days| Choice::keyed(days, format!("tokens-days-{days}"))).collect(),
        usual: TOKEN_DAYS,
    })
}

/// One's tokens, and the form for another.
#[get("/me/tokens")]
pub async fn index(person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    Ok(shell.page("accounts/tokens/index.html", page(person, shell.lang, db).await?))
}

/// What it is for, what it allows and how long.
#[derive(FromForm)]
pub struct NewToken<'v> {
    name: &'v str,
    allow: BTreeMap<&'v str, &'v str>,
    days: &'v str,
}

/// Makes a token and shows it, this once.
#[post("/me/tokens", data = "<form>")]
pub async fn create(person: &SignedIn, mut form: Posted<NewToken<'_>>, db: &Db) -> Result<Template, Error> {
    let token = format!("{TOKEN_PREFIX}{}", secret::token());
    match make(&token, &mut form, db).await {
        Ok(name) => Ok(form.shell().page("accounts/tokens/show.html", context! { token, name })),
        Err(why) => {
            let page = page(person, form.shell().lang, db).await?;
            Err(form.again(why, "accounts/tokens/index.html", page))
        }
    }
}

async fn make(token: &str, form: &mut Posted<NewToken<'_>>, db: &Db) -> Result<String, Error> {
    let new = form.taken()?;
    let days = new.days.parse().map_err(|_| Refused::at("days", "tokens-error-days-range"))?;
    let name = new.name.to_owned();
    let permissions = OFFERED.into_iter().filter(|one| new.allow.contains_key(one.word())).collect();
    let id = ApiTokenId(db.ids().next(db.clock().now()));
    let act = MakeApiToken { id, token_hash: secret::hash(token), name: name.clone(), permissions, days };
    db.act(&form.actor, act).await?;
    Ok(name)
}

/// Ends a token at once.
#[post("/me/tokens/<id>/ending", data = "<form>")]
pub async fn end(id: Uuid, mut form: Posted<Button<'_>>, db: &Db) -> Result<Redirect, Error> {
    form.act(db, |_| EndApiToken(ApiTokenId(id))).await?;
    Ok(Redirect::to(uri!(index)))
}
