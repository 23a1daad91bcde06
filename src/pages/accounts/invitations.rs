//! Inviting colleagues: a QR code or a one-time code, since village staff have no e-mail.

use peiban_core::area::{Area, AreaCode};
use peiban_core::text::{Language, MessageKey, tell};
use peiban_core::user::{Permission, Role, check_display_name, check_name, check_password};
use peiban_store::acts::accounts::{AcceptInvitation, INVITATION_DAYS, Invite};
use rocket::response::Redirect;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Caller, Posted, Shell, SignedIn, Visited};
use crate::pages::Choice;
use crate::pages::accounts::users::{self, NewGrant};
use crate::pages::accounts::{passwords, sign_in};
use crate::public_url::PublicUrl;
use crate::secret::CODE_LENGTH;
use crate::{password, qr, secret};

pub(super) fn roles() -> Vec<Choice> {
    Role::GIVEN.into_iter().map(|role| Choice::keyed(role.word(), format!("roles-{}", role.word()))).collect()
}

/// What the form offers.
#[derive(Serialize)]
struct Page {
    roles: Vec<Choice>,
    partners: Vec<Choice>,
    /// Where the organisation works: nobody gets more by an empty field.
    area: String,
}

async fn page(person: &SignedIn, language: Language, db: &Db) -> Result<Page, Error> {
    person.needs(Permission::ManageUsers)?;
    let mut read = db.read().await?;
    let partners = users::partners(&mut read, person, language).await?;
    let area = match read.organisation().await? {
        Some(organisation) => read.area(organisation.area).await?,
        None => None,
    };
    let area = area.map(|area| area.name(language).to_owned()).unwrap_or_default();
    Ok(Page { roles: roles(), partners, area })
}

/// The form to invite somebody.
#[get("/invitations/new")]
pub async fn new(person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    Ok(shell.page("accounts/invitations/new.html", page(person, shell.lang, db).await?))
}

/// Makes the code and shows it, once, as text and as QR.
#[post("/invitations", data = "<form>")]
pub async fn create(
    person: &SignedIn,
    mut form: Posted<NewGrant<'_>>,
    public: PublicUrl,
    db: &Db,
) -> Result<Template, Error> {
    let page = page(person, form.shell().lang, db).await?;
    match invite(&mut form, db).await {
        Ok((code, role, area)) => {
            let qr = qr::picture(&format!("{}/invitations/{code}", public.0))?;
            let role = format!("roles-{}", role.word());
            let content = context! { role, area, days: INVITATION_DAYS, qr, code };
            Ok(form.shell().page("accounts/invitations/code.html", content))
        }
        Err(why) => Err(form.again(why, "accounts/invitations/new.html", page)),
    }
}

async fn invite(form: &mut Posted<NewGrant<'_>>, db: &Db) -> Result<(String, Role, String), Error> {
    let (grant, area) = users::grant(form, db).await?;
    let (code, role) = (secret::code(CODE_LENGTH), grant.role);
    db.act(&form.actor, Invite { code_hash: secret::hash(&code), grant }).await?;
    Ok((code, role, area))
}

/// The one area of a code or name; empty means the whole country.
pub(crate) async fn area_called(text: &str, db: &Db) -> Result<Area, Error> {
    if text == "0" || text.is_empty() {
        let name = |language| tell(language, MessageKey("areas-country"));
        return Ok(Area {
            code: AreaCode::COUNTRY,
            name_zh: name(Language::ZhHans),
            name_en: name(Language::En),
        });
    }
    let mut found = db.read().await?.areas_called(text).await?;
    match found.len() {
        1 => found.pop().ok_or(Error::NotFound),
        0 => Err(MessageKey("areas-error-unknown").into()),
        _ => Err(MessageKey("areas-error-several").into()),
    }
}

/// Where a code can be typed.
#[get("/invitation")]
pub fn enter(shell: Shell) -> Template {
    shell.page("accounts/invitations/enter.html", context! {})
}

/// A typed code.
#[derive(FromForm)]
pub struct Code<'v> {
    typed: &'v str,
}

/// Goes on to the page of a typed code: an invitation, or a new password.
#[post("/invitation", data = "<form>")]
pub async fn find(form: Visited<Code<'_>>, caller: Caller<'_>, db: &Db) -> Result<Redirect, Error> {
    let mut form = form.0;
    match behind(&mut form, &caller, db).await {
        Ok(page) => Ok(page),
        Err(why) => Err(form.again(why, "accounts/invitations/enter.html", context! {})),
    }
}

async fn behind(form: &mut Posted<Code<'_>>, caller: &Caller<'_>, db: &Db) -> Result<Redirect, Error> {
    let code = secret::typed_code(form.taken()?.typed);
    let unknown = |form: &mut Posted<Code<'_>>, rule| {
        form.typed.fault("typed", MessageKey(rule));
        Error::Fields
    };
    if code.chars().count() != CODE_LENGTH {
        return Err(unknown(form, "invitations-error-code"));
    }
    let tried = caller.tries_code()?;
    let found = if invitation(&code, db).await?.is_some() {
        Redirect::to(uri!(show(code)))
    } else if passwords::code_owner(&code, db).await?.is_some() {
        Redirect::to(uri!(passwords::new(code)))
    } else {
        return Err(unknown(form, "invitations-error-unknown"));
    };
    tried.right();
    Ok(found)
}

/// The role that an invitation gives.
async fn invitation(code: &str, db: &Db) -> Result<Option<Role>, Error> {
    let (hash, now) = (secret::hash(&secret::typed_code(code)), db.clock().now());
    Ok(db.read().await?.invitation(&hash, now).await?.map(|found| found.role))
}

/// The role of an invitation; a wrong code is counted.
async fn invited(code: &str, caller: &Caller<'_>, db: &Db) -> Result<&'static str, Error> {
    let tried = caller.tries_code()?;
    let role = invitation(code, db).await?.ok_or(Error::NotFound)?;
    tried.right();
    Ok(role.word())
}

/// The form to take an invitation up. A used or old code is not found.
#[get("/invitations/<code>", rank = 2)]
pub async fn show(code: &str, caller: Caller<'_>, shell: Shell, db: &Db) -> Result<Template, Error> {
    let role = invited(code, &caller, db).await?;
    Ok(shell.page("accounts/invitations/show.html", context! { code, role: format!("roles-{role}") }))
}

/// A new colleague.
#[derive(FromForm)]
pub struct NewUser<'v> {
    display_name: &'v str,
    name: &'v str,
    password: &'v str,
}

/// Makes the user, then asks her to sign in.
#[post("/invitations/<code>", data = "<form>", rank = 2)]
pub async fn accept(
    code: &str,
    caller: Caller<'_>,
    form: Visited<NewUser<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let mut form = form.0;
    let role = invited(code, &caller, db).await?; // before the costly hash
    match take_up(code, &mut form, db).await {
        Ok(()) => Ok(Redirect::to(sign_in::READY)),
        Err(why) => {
            let page = context! { code, role: format!("roles-{role}") };
            Err(form.again(why, "accounts/invitations/show.html", page))
        }
    }
}

async fn take_up(code: &str, form: &mut Posted<NewUser<'_>>, db: &Db) -> Result<(), Error> {
    let NewUser { display_name, name, password } = form.taken()?;
    let broken = [
        check_display_name(display_name).err(),
        check_name(name).err(),
        check_password(password, name).err(),
    ];
    for refused in broken.into_iter().flatten() {
        form.typed.refused(refused);
    }
    if !form.typed.is_clean() {
        return Err(Error::Fields);
    }
    let act = AcceptInvitation {
        code_hash: secret::hash(&secret::typed_code(code)),
        name: name.trim().to_owned(),
        display_name: display_name.to_owned(),
        password_hash: password::hash(password.to_owned()).await?,
    };
    Ok(db.act(&form.actor, act).await.map(drop)?)
}
