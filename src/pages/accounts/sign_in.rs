//! Signing in and out.

use peiban_core::text::MessageKey;
use peiban_store::acts::accounts::{EndSignIns, SIGN_IN_HOURS, StartSignIn, name_key};
use rocket::http::{Cookie, CookieJar, SameSite};
use rocket::response::Redirect;
use rocket::time::Duration;
use rocket::{FromForm, get, post};
use rocket_dyn_templates::{Template, context};

use crate::db::Db;
use crate::error::Error;
use crate::guard::{COOKIE, Caller, Posted, Shell, Visited, devices};
use crate::{password, secret};

/// Where somebody goes who has just chosen a password.
pub(super) const READY: &str = "/sign-in?ready";

/// The form to sign in.
#[get("/sign-in?<ready>")]
pub fn new(ready: Option<&str>, shell: Shell) -> Template {
    shell.page("accounts/sign_in/new.html", context! { ready: ready.is_some() })
}

/// A name and a password.
#[derive(FromForm)]
pub struct Credentials<'v> {
    name: &'v str,
    password: &'v str,
}

/// Signs in; a wrong name and a wrong password look the same and take as long.
#[post("/sign-in", data = "<form>")]
pub async fn create(
    form: Visited<Credentials<'_>>,
    caller: Caller<'_>,
    cookies: &CookieJar<'_>,
    db: &Db,
) -> Result<Redirect, Error> {
    let mut form = form.0;
    match start(&mut form, &caller, cookies, db).await {
        Ok(token) => {
            cookies.add(cookie(token));
            Ok(Redirect::to("/"))
        }
        Err(why) => Err(form.again(why, "accounts/sign_in/new.html", context! {})),
    }
}

async fn start(
    form: &mut Posted<Credentials<'_>>,
    caller: &Caller<'_>,
    cookies: &CookieJar<'_>,
    db: &Db,
) -> Result<String, Error> {
    let Credentials { name, password } = form.taken()?;
    let found = db.read().await?.credentials(&name_key(name)).await?;
    let (keys, now) = (db.keys(), db.clock().now());
    let device = found.as_ref().and_then(|found| devices::known(cookies, keys, found.id, now));
    let tried = caller.tries_password(&name_key(name), device)?;
    let kept = found.as_ref().map(|found| found.password_hash.clone());
    let right = password::verify(password.to_owned(), kept).await?;
    let Some(found) = found.filter(|_| right) else {
        return Err(MessageKey("sign_in-error-wrong").into());
    };
    tried.right();
    let (token, csrf) = (secret::token(), secret::token());
    let replaces = cookies.get(COOKIE).map(|older| secret::hash(older.value()));
    let act = StartSignIn { user: found.id, token_hash: secret::hash(&token), csrf, replaces };
    db.act(&form.actor, act).await?;
    devices::remember(cookies, keys, found.id, now);
    Ok(token)
}

fn cookie(token: String) -> Cookie<'static> {
    Cookie::build((COOKIE, token))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::hours(SIGN_IN_HOURS))
        .build()
}

/// A form that is only a button: its token was checked by the guard.
#[derive(FromForm)]
pub struct Button<'v> {
    #[field(name = "csrf")]
    _csrf: &'v str,
}

/// Signs out on every device.
#[post("/sign-out", data = "<form>")]
pub async fn end(mut form: Posted<Button<'_>>, cookies: &CookieJar<'_>, db: &Db) -> Result<Redirect, Error> {
    form.act(db, |_| EndSignIns).await?;
    cookies.remove(Cookie::build(COOKIE).path("/").secure(true));
    Ok(Redirect::to("/sign-in"))
}
