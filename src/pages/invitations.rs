//! Inviting colleagues: a QR code or a one-time code, since village staff have no e-mail.

use peiban_core::acts::users::{AcceptInvitation, INVITATION_DAYS, Invite};
use peiban_core::area::{Area, AreaCode};
use peiban_core::text::{Language, MessageKey, tell};
use peiban_core::user::{Grant, Permission, Role, check_name, check_password};
use rocket::response::Redirect;
use rocket::{FromForm, State, get, post, uri};
use rocket_dyn_templates::{Template, context};

use crate::config::PublicUrl;
use crate::db::Db;
use crate::error::Error;
use crate::guard::{Person, Posted, Shell, Visited};
use crate::pages::{Choice, sign_in};
use crate::{password, qr, secret};

/// Clear letters and digits in a code: 50 bits, good for a week.
const CODE_LENGTH: usize = 10;

fn roles() -> Vec<Choice> {
    Role::GIVEN.into_iter().map(|role| Choice::keyed(role.word(), format!("roles-{}", role.word()))).collect()
}

/// The form to invite somebody.
#[get("/invitations/new")]
pub fn new(person: &Person, shell: Shell) -> Result<Template, Error> {
    person.needs(Permission::ManageUsers)?;
    Ok(shell.page("invitations/new.html", context! { roles: roles() }))
}

/// Whom to invite.
#[derive(FromForm)]
pub struct NewInvitation<'v> {
    role: &'v str,
    area: &'v str,
}

/// Makes the code and shows it, once, as text and as QR.
#[post("/invitations", data = "<form>")]
pub async fn create(
    mut form: Posted<NewInvitation<'_>>,
    public: &State<PublicUrl>,
    db: &Db,
) -> Result<Template, Error> {
    match invite(&mut form, db).await {
        Ok((code, role, area)) => {
            let link = format!("{}/invitations/{code}", public.0);
            let shell = form.shell();
            let content = context! {
                role: format!("roles-{}", role.word()),
                area: area.name(shell.lang),
                days: INVITATION_DAYS,
                qr: qr::picture(&link)?,
                code, link,
            };
            Ok(shell.page("invitations/code.html", content))
        }
        Err(why) => Err(form.again(why, "invitations/new.html", context! { roles: roles() })),
    }
}

async fn invite(form: &mut Posted<NewInvitation<'_>>, db: &Db) -> Result<(String, Role, Area), Error> {
    let NewInvitation { role, area } = form.taken()?;
    let role = Role::given(role).ok_or(MessageKey("invitations-error-role"))?;
    let area = area_called(area.trim(), db).await?;
    let code = secret::code(CODE_LENGTH);
    let grant = Grant { role, area: area.code, partner: None };
    db.act(&form.actor, Invite { code_hash: secret::hash(&code), grant }).await?;
    Ok((code, role, area))
}

/// The one area of a code or name; empty means the whole country.
pub(super) async fn area_called(text: &str, db: &Db) -> Result<Area, Error> {
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
        0 => Err(Error::Refused(MessageKey("areas-error-unknown"))),
        _ => Err(Error::Refused(MessageKey("areas-error-several"))),
    }
}

/// Where a code can be typed.
#[get("/invitation")]
pub fn enter(shell: Shell) -> Template {
    shell.page("invitations/enter.html", context! {})
}

/// A typed code.
#[derive(FromForm)]
pub struct Code<'v> {
    typed: &'v str,
}

/// Goes on to the page of a typed code.
#[post("/invitation", data = "<form>")]
pub fn find(mut form: Visited<Code<'_>>) -> Result<Redirect, Error> {
    let code = form.0.taken().map(|code| secret::typed_code(code.typed));
    match code {
        Ok(code) if code.len() == CODE_LENGTH => Ok(Redirect::to(uri!(show(code)))),
        _ => {
            let why = Error::Refused(MessageKey("invitations-error-code"));
            Err(form.0.again(why, "invitations/enter.html", context! {}))
        }
    }
}

async fn invited(code: &str, db: &Db) -> Result<&'static str, Error> {
    let hash = secret::hash(&secret::typed_code(code));
    let now = db.clock().now();
    let invitation = db.read().await?.invitation(&hash, now).await?;
    Ok(invitation.ok_or(Error::NotFound)?.role.word())
}

/// The form to take an invitation up. A used or old code is not found.
#[get("/invitations/<code>", rank = 2)]
pub async fn show(code: &str, shell: Shell, db: &Db) -> Result<Template, Error> {
    let role = invited(code, db).await?;
    Ok(shell.page("invitations/show.html", context! { code, role: format!("roles-{role}") }))
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
pub async fn accept(code: &str, form: Visited<NewUser<'_>>, db: &Db) -> Result<Redirect, Error> {
    let mut form = form.0;
    match take_up(code, &mut form, db).await {
        Ok(()) => Ok(Redirect::to(uri!(sign_in::new))),
        Err(Error::NotFound) => Err(Error::NotFound),
        Err(why) => {
            let role = invited(code, db).await?;
            let page = context! { code, role: format!("roles-{role}") };
            Err(form.again(why, "invitations/show.html", page))
        }
    }
}

async fn take_up(code: &str, form: &mut Posted<NewUser<'_>>, db: &Db) -> Result<(), Error> {
    let NewUser { display_name, name, password } = form.taken()?;
    let name =
        check_name(name).inspect_err(|rule| form.typed.fault("name", *rule)).map_err(|_| Error::Fields)?;
    check_password(password, name)
        .inspect_err(|rule| form.typed.fault("password", *rule))
        .map_err(|_| Error::Fields)?;
    invited(code, db).await?; // before the costly hash
    let act = AcceptInvitation {
        code_hash: secret::hash(&secret::typed_code(code)),
        name: name.to_owned(),
        display_name: display_name.to_owned(),
        password_hash: password::hash(password.to_owned()).await?,
    };
    db.act(&form.actor, act).await?;
    Ok(())
}
