//! New passwords: by a one-time code, or one's own by the present one.

use peiban_core::text::MessageKey;
use peiban_core::user::check_password;
use peiban_store::CodeOwner;
use peiban_store::acts::accounts::{ChangePassword, UsePasswordCode, name_key};
use rocket::http::CookieJar;
use rocket::response::Redirect;
use rocket::serde::json::{Value, json};
use rocket::{FromForm, get, post};
use rocket_dyn_templates::Template;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{COOKIE, Caller, Posted, Shell, SignedIn, Visited};
use crate::pages::accounts::sign_in;
use crate::pages::home;
use crate::{password, secret};

/// Whose password a code sets; nobody's once it is used or too old.
pub(super) async fn code_owner(code: &str, db: &Db) -> Result<Option<CodeOwner>, Error> {
    let (hash, now) = (secret::hash(&secret::typed_code(code)), db.clock().now());
    Ok(db.read().await?.password_code(&hash, now).await?)
}

/// Whose password a code sets; a wrong one is counted.
async fn owner(code: &str, caller: &Caller<'_>, db: &Db) -> Result<CodeOwner, Error> {
    let tried = caller.tries_code()?;
    let owner = code_owner(code, db).await?.ok_or(Error::NotFound)?;
    tried.right();
    Ok(owner)
}

fn shown(code: &str, owner: &CodeOwner) -> Value {
    json!({ "code": code, "name": owner.name, "display_name": owner.display_name })
}

/// The form to choose a new password. A used or old code is not found.
#[get("/passwords/<code>")]
pub async fn new(code: &str, caller: Caller<'_>, shell: Shell, db: &Db) -> Result<Template, Error> {
    let owner = owner(code, &caller, db).await?;
    Ok(shell.page("accounts/passwords/new.html", shown(code, &owner)))
}

/// A new password.
#[derive(FromForm)]
pub struct NewPassword<'v> {
    password: &'v str,
}

/// Sets the password, signs her out everywhere, then asks her to sign in.
#[post("/passwords/<code>", data = "<form>")]
pub async fn create(
    code: &str,
    caller: Caller<'_>,
    form: Visited<NewPassword<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let mut form = form.0;
    let owner = owner(code, &caller, db).await?;
    match set(code, &owner, &mut form, db).await {
        Ok(()) => Ok(Redirect::to(sign_in::READY)),
        Err(why) => Err(form.again(why, "accounts/passwords/new.html", shown(code, &owner))),
    }
}

async fn set(
    code: &str,
    owner: &CodeOwner,
    form: &mut Posted<NewPassword<'_>>,
    db: &Db,
) -> Result<(), Error> {
    let NewPassword { password } = form.taken()?;
    judge(password, &owner.name, form)?;
    let act = UsePasswordCode {
        code_hash: secret::hash(&secret::typed_code(code)),
        password_hash: password::hash(password.to_owned()).await?,
    };
    db.act(&form.actor, act).await?;
    Ok(())
}

fn judge<T>(password: &str, name: &str, form: &mut Posted<T>) -> Result<(), Error> {
    check_password(password, name).map(drop).map_err(|refused| form.typed.refused(refused))
}

/// The present password and the next one.
#[derive(FromForm)]
pub struct Change<'v> {
    present: &'v str,
    password: &'v str,
}

/// Changes one's own password; every other device is signed out.
#[post("/me/password", data = "<form>")]
pub async fn change(
    person: &SignedIn,
    caller: Caller<'_>,
    mut form: Posted<Change<'_>>,
    cookies: &CookieJar<'_>,
    db: &Db,
) -> Result<Redirect, Error> {
    let kept = cookies.get(COOKIE).map(|cookie| secret::hash(cookie.value())).unwrap_or_default();
    match replace(person, &caller, &mut form, kept, db).await {
        Ok(()) => Ok(Redirect::to("/me?changed")),
        Err(why) => {
            let page = home::page(person, form.shell().lang, db).await?;
            Err(form.again(why, "home/me.html", page))
        }
    }
}

async fn replace(
    person: &SignedIn,
    caller: &Caller<'_>,
    form: &mut Posted<Change<'_>>,
    kept: Vec<u8>,
    db: &Db,
) -> Result<(), Error> {
    let Change { present, password } = form.taken()?;
    let mut read = db.read().await?;
    let account = read.account(person.user()).await?.ok_or(Error::NotFound)?;
    let old_hash = read.password_hash(person.user()).await?.ok_or(Error::NotFound)?;
    drop(read); // hashing takes long
    judge(password, &account.name, form)?;
    let tried = caller.tries_password(&name_key(&account.name), None)?;
    if !password::verify(present.to_owned(), Some(old_hash.clone())).await? {
        form.typed.fault("present", MessageKey("home-error-present"));
        return Err(Error::Fields);
    }
    tried.right();
    let new_hash = password::hash(password.to_owned()).await?;
    Ok(db.act(&form.actor, ChangePassword { old_hash, new_hash, kept }).await?)
}
