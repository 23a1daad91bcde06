//! Users within one's areas: their roles, their accounts and codes for new passwords.

use peiban_core::id::{PartnerId, RoleId, UserId};
use peiban_core::refused::Refused;
use peiban_core::text::{Language, MessageKey, tell};
use peiban_core::user::{Grant, Permission, Role};
use peiban_store::acts::accounts::{
    EndRole, EndUser, GiveRole, LEADS, MakePasswordCode, PASSWORD_CODE_DAYS, ReturnUser,
};
use peiban_store::list::UserKey;
use peiban_store::{Act, LedGroup, NamedUser};
use rocket::response::Redirect;
use rocket::{FromForm, get, post, uri};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Posted, Shell, SignedIn};
use crate::pages::Choice;
use crate::pages::accounts::invitations;
use crate::pages::accounts::sign_in::Button;
use crate::pages::list::{After, Asked};
use crate::public_url::PublicUrl;
use crate::{qr, secret};

mod lines;

use lines::{UserView, views};

/// Everybody in one's areas who can sign in, or could; of these, who is called `q`.
#[get("/users?<q>&<after>")]
pub async fn index(
    q: Option<&str>,
    after: Option<After<UserKey>>,
    person: &SignedIn,
    shell: Shell,
    db: &Db,
) -> Result<Template, Error> {
    person.needs(Permission::ManageUsers)?;
    let asked = Asked::of("/users", q, after.as_ref());
    let mut read = db.read().await?;
    let part = read.users_listed(person.user(), asked.wanted()).await?;
    let ids: Vec<_> = part.rows.iter().map(|user| user.id).collect();
    let lines = read.roles_managed_by(person.user(), &ids).await?;
    drop(read);
    let pager = asked.pager(&part, NamedUser::key);
    let (users, ended): (Vec<_>, Vec<_>) = views(lines, shell.lang).into_iter().partition(|user| !user.ended);
    Ok(shell.page("accounts/users/index.html", context! { users, ended, pager }))
}

/// What the page of one user shows and offers.
#[derive(Serialize)]
struct Page {
    user: UserView,
    /// Every role of hers lies within the reader's scope.
    whole: bool,
    me: bool,
    roles: Vec<Choice>,
    partners: Vec<Choice>,
    /// Groups that go on with her as their lead.
    leads: Vec<LedGroup>,
    /// What is to be ended, once somebody is sure.
    asks: Option<Asks>,
}

/// Whether to end what leaves groups without a lead.
#[derive(Serialize)]
struct Asks {
    /// Where the answer goes.
    action: String,
    groups: Vec<LedGroup>,
}

async fn page(person: &SignedIn, id: UserId, language: Language, db: &Db) -> Result<Page, Error> {
    person.needs(Permission::ManageUsers)?;
    let mut read = db.read().await?;
    let lines = read.roles_managed_by(person.user(), &[id]).await?;
    let user = views(lines, language).pop().ok_or(Error::NotFound)?;
    Ok(Page {
        user,
        whole: read.roles_beyond(person.user(), id).await? == 0,
        me: person.user() == id,
        roles: invitations::roles(),
        partners: partners(&mut read, person, language).await?,
        leads: read.groups_led_by(id, None, Some(person.user())).await?,
        asks: None,
    })
}

/// The partners that a role may be narrowed to.
pub(super) async fn partners(
    read: &mut peiban_store::Exec<'_>,
    person: &SignedIn,
    language: Language,
) -> Result<Vec<Choice>, Error> {
    let found = read.partners_managed_by(person.user()).await?;
    let choice =
        |one: &peiban_core::partner::Partner| Choice::new(one.id, language.pick(&one.name_zh, &one.name_en));
    Ok(found.iter().map(choice).collect())
}

/// One user.
#[get("/users/<id>")]
pub async fn show(id: Uuid, person: &SignedIn, shell: Shell, db: &Db) -> Result<Template, Error> {
    Ok(shell.page("accounts/users/show.html", page(person, UserId(id), shell.lang, db).await?))
}

/// A role over an area, as forms send it.
#[derive(FromForm)]
pub struct NewGrant<'v> {
    role: &'v str,
    area: &'v str,
    partner: Option<&'v str>,
}

/// Reads a grant and the name of its area; what does not fit stands at its field.
pub(super) async fn grant(form: &mut Posted<NewGrant<'_>>, db: &Db) -> Result<(Grant, String), Error> {
    let NewGrant { role, area, partner } = form.taken()?;
    let role = Role::given(role);
    if role.is_none() {
        form.typed.fault("role", MessageKey("invitations-error-role"));
    }
    let area = match invitations::area_called(area.trim(), db).await {
        Err(Error::Refused(refused)) => {
            form.typed.fault("area", refused.rule);
            None
        }
        found => Some(found?),
    };
    let partner = match partner.filter(|text| !text.is_empty()).map(str::parse::<Uuid>) {
        Some(Err(_)) => return Err(Refused::at("partner", "users-error-partner").into()),
        Some(Ok(id)) => Some(PartnerId(id)),
        None => None,
    };
    let (Some(role), Some(area)) = (role, area) else { return Err(Error::Fields) };
    let name = area.name(form.shell().lang).to_owned();
    Ok((Grant { role, area: area.code, partner }, name))
}

/// Gives her another role.
#[post("/users/<id>/roles", data = "<form>")]
pub async fn give_role(
    id: Uuid,
    person: &SignedIn,
    mut form: Posted<NewGrant<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let page = page(person, UserId(id), form.shell().lang, db).await?;
    let given = async {
        let (grant, _) = grant(&mut form, db).await?;
        Ok(db.act(&form.actor, GiveRole { user: UserId(id), grant }).await?)
    };
    match given.await {
        Ok(()) => Ok(Redirect::to(uri!(show(id)))),
        Err(why) => Err(form.again(why, "accounts/users/show.html", page)),
    }
}

/// A button that ends something or takes that back.
#[derive(FromForm)]
pub struct Ending<'v> {
    #[field(name = "csrf")]
    _csrf: &'v str,
    sure: Option<&'v str>,
}

/// What a button of her page is about: one of her roles, or the account.
struct Target<'p> {
    person: &'p SignedIn,
    user: Uuid,
    role: Option<Uuid>,
}

impl Target<'_> {
    /// Does what the button says. What is refused stands on her page again, with the groups that it would leave
    /// without a lead.
    async fn press<A: Act<Out = ()>>(
        self,
        mut form: Posted<Ending<'_>>,
        act: impl FnOnce(bool) -> A + Send,
        db: &Db,
    ) -> Result<Redirect, Error> {
        let mut page = page(self.person, UserId(self.user), form.shell().lang, db).await?;
        match form.act(db, |sent| act(sent.sure.is_some())).await {
            Ok(()) => Ok(Redirect::to(uri!(show(self.user)))),
            Err(why) => {
                if matches!(why, Error::Refused(Refused { rule: MessageKey(LEADS), .. })) {
                    page.asks = Some(self.asks(db).await?);
                }
                Err(form.again(why, "accounts/users/show.html", page))
            }
        }
    }

    async fn asks(&self, db: &Db) -> Result<Asks, Error> {
        let (user, role, reader) = (UserId(self.user), self.role.map(RoleId), self.person.user());
        let groups = db.read().await?.groups_led_by(user, role, Some(reader)).await?;
        let action = match self.role {
            Some(role) => format!("/users/{}/roles/{role}/ending", self.user),
            None => format!("/users/{}/ending", self.user),
        };
        Ok(Asks { action, groups })
    }
}

/// Ends one of her roles.
#[post("/users/<id>/roles/<role>/ending", data = "<form>")]
pub async fn end_role(
    id: Uuid,
    role: Uuid,
    person: &SignedIn,
    form: Posted<Ending<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let target = Target { person, user: id, role: Some(role) };
    target.press(form, |sure| EndRole { user: UserId(id), role: RoleId(role), sure }, db).await
}

/// Ends her account.
#[post("/users/<id>/ending", data = "<form>")]
pub async fn end(id: Uuid, person: &SignedIn, form: Posted<Ending<'_>>, db: &Db) -> Result<Redirect, Error> {
    let target = Target { person, user: id, role: None };
    target.press(form, |sure| EndUser { user: UserId(id), sure }, db).await
}

/// Opens her account again.
#[post("/users/<id>/return", data = "<form>")]
pub async fn come_back(
    id: Uuid,
    person: &SignedIn,
    form: Posted<Ending<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let target = Target { person, user: id, role: None };
    target.press(form, |_| ReturnUser { user: UserId(id) }, db).await
}

/// Makes a one-time code for a new password and shows it, this once.
#[post("/users/<id>/password-codes", data = "<form>")]
pub async fn make_code(
    id: Uuid,
    person: &SignedIn,
    mut form: Posted<Button<'_>>,
    public: PublicUrl,
    db: &Db,
) -> Result<Template, Error> {
    let page = page(person, UserId(id), form.shell().lang, db).await?;
    let code = secret::code(secret::CODE_LENGTH);
    let code_hash = secret::hash(&code);
    match form.act(db, |_| MakePasswordCode { user: UserId(id), code_hash }).await {
        Ok(()) => {
            let qr = qr::picture(&format!("{}/passwords/{code}", public.0))?;
            let content = context! { user: page.user, code, qr, days: PASSWORD_CODE_DAYS };
            Ok(form.shell().page("accounts/users/code.html", content))
        }
        Err(why) => Err(form.again(why, "accounts/users/show.html", page)),
    }
}

/// The name of an area as it stands in a list.
pub(crate) fn area_name(language: Language, zh: &str, en: &str) -> String {
    if zh.is_empty() { tell(language, MessageKey("areas-country")) } else { language.pick(zh, en).to_owned() }
}
