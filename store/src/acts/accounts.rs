//! Writes on users, sign-ins and the organisation.

pub mod partners;

mod passwords;
mod roles;
mod tokens;

use chrono::TimeDelta;
use uuid::Uuid;

pub use passwords::{ChangePassword, MakePasswordCode, PASSWORD_CODE_DAYS, UsePasswordCode};
pub use roles::{EndRole, EndUser, GiveRole, LEADS, ReturnUser};
pub use tokens::{EndApiToken, MakeApiToken, NoteTokenUsed, TOKEN_DAYS, TOKEN_DAYS_MOST};

use roles::grantable;

use crate::act::{Act, ActError};
use crate::acts::scope::permitted;
use crate::{Invitation, Organisation, Tx};
use peiban_core::area::AreaCode;
use peiban_core::group::check_title;
use peiban_core::id::{CurriculumId, InvitationId, RoleId, UserId};
use peiban_core::refused::Refused;
use peiban_core::text::{Language, MessageKey};
use peiban_core::user::{Grant, Permission, Role, User, check_display_name, check_name};

/// How long a sign-in lasts.
pub const SIGN_IN_HOURS: i64 = 12;
/// How long an invitation can be used.
pub const INVITATION_DAYS: i64 = 7;

/// A name as it is compared: trimmed, lower case.
pub fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Adds a user with one role: at the first start, from the shell, for the demo.
pub struct AddUser {
    /// The name typed at sign-in.
    pub name: String,
    /// What colleagues and caregivers read.
    pub display_name: String,
    /// Argon2id, PHC string.
    pub password_hash: String,
    /// What the user may do where.
    pub grant: Grant,
}

impl Act for AddUser {
    type Out = UserId;
    const NAME: &'static str = "user.add";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<UserId, ActError> {
        grantable(tx, &self.grant).await?;
        add_user(tx, self).await
    }

    fn detail(&self) -> String {
        self.grant.to_string()
    }
}

async fn add_user(tx: &mut Tx<'_>, new: &AddUser) -> Result<UserId, ActError> {
    let name = check_name(&new.name)?;
    let user = User {
        id: UserId(tx.new_id()),
        name: name.to_owned(),
        display_name: check_display_name(&new.display_name)?.to_owned(),
        language: None,
    };
    match tx.insert_user(&user, &name_key(name), &new.password_hash).await {
        Err(error) if error.is_twice() => return Err(Refused::at("name", "users-error-name-taken").into()),
        done => done?,
    }
    let role = RoleId(tx.new_id());
    tx.insert_role(role, user.id, &new.grant).await?;
    Ok(user.id)
}

/// Keeps a sign-in whose password was right. Old ones of everybody go.
pub struct StartSignIn {
    /// Who.
    pub user: UserId,
    /// SHA-256 of the cookie's token.
    pub token_hash: Vec<u8>,
    /// The token its forms carry.
    pub csrf: String,
    /// SHA-256 of the token that the same browser had before: it ends.
    pub replaces: Option<Vec<u8>>,
}

impl Act for StartSignIn {
    type Out = ();
    const NAME: &'static str = "sign_in.start";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        tx.delete_expired_sign_ins().await?;
        if tx.account_for_update(self.user).await?.is_none_or(|account| account.ended_at.is_some()) {
            return Err(ActError::NotFound); // ended since the password was checked
        }
        if let Some(older) = &self.replaces {
            tx.delete_sign_in(older).await?;
        }
        let expires_at = tx.now + TimeDelta::hours(SIGN_IN_HOURS);
        Ok(tx.insert_sign_in(&self.token_hash, self.user, (&self.csrf, expires_at)).await?)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.user.0)
    }
}

/// Ends every sign-in of the user, on all devices.
pub struct EndSignIns;

impl Act for EndSignIns {
    type Out = ();
    const NAME: &'static str = "sign_in.end";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let user = tx.actor().user().ok_or(ActError::NotFound)?;
        Ok(tx.delete_sign_ins(user).await?)
    }
}

/// Lets every sign-in last on after the demo's clock was moved.
pub struct KeepSignedIn;

impl Act for KeepSignedIn {
    type Out = ();
    const NAME: &'static str = "sign_in.keep";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let expires_at = tx.now + TimeDelta::hours(SIGN_IN_HOURS);
        Ok(tx.extend_sign_ins(expires_at).await?)
    }
}

/// Keeps the language that the user chose.
pub struct ChooseLanguage(pub Language);

impl Act for ChooseLanguage {
    type Out = ();
    const NAME: &'static str = "user.choose_language";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let user = tx.actor().user().ok_or(ActError::NotFound)?;
        Ok(tx.save_language(user, self.0).await?)
    }
}

/// Names the organisation, where it works and what it teaches.
pub struct SetUpOrganisation {
    /// Its name.
    pub name: String,
    /// Where it works.
    pub area: AreaCode,
    /// What new groups follow unless told otherwise.
    pub curriculum: CurriculumId,
}

impl Act for SetUpOrganisation {
    type Out = ();
    const NAME: &'static str = "organisation.set_up";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        permitted(tx, Permission::ManageUsers, self.area).await?;
        let name = check_title(&self.name, Refused::at("name", "setup-error-name"))?;
        if tx.area(self.area).await?.is_none() {
            return Err(Refused::at("area", "setup-error-area").into());
        }
        if !tx.is_published(self.curriculum.0).await? {
            return Err(Refused::at("curriculum", "setup-error-curriculum").into());
        }
        let organisation =
            Organisation { name: name.to_owned(), area: self.area, curriculum_id: self.curriculum };
        match tx.insert_organisation(&organisation).await {
            Err(error) if error.is_twice() => Err(MessageKey("setup-error-done").into()),
            done => Ok(done?),
        }
    }
}

/// Invites somebody by a one-time code.
pub struct Invite {
    /// SHA-256 of the code.
    pub code_hash: Vec<u8>,
    /// The role it gives, and where.
    pub grant: Grant,
}

impl Act for Invite {
    type Out = ();
    const NAME: &'static str = "user.invite";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        tx.lock_users(&[]).await?; // who invites: her invitations end with her role
        grantable(tx, &self.grant).await?;
        let invitation = Invitation {
            id: InvitationId(tx.new_id()),
            role: self.grant.role,
            area: self.grant.area,
            partner_id: self.grant.partner,
        };
        let expires_at = tx.now + TimeDelta::days(INVITATION_DAYS);
        Ok(tx.insert_invitation(&invitation, (&self.code_hash, expires_at)).await?)
    }

    fn detail(&self) -> String {
        self.grant.to_string()
    }
}

/// Takes an invitation up: the code makes the user.
pub struct AcceptInvitation {
    /// SHA-256 of the code.
    pub code_hash: Vec<u8>,
    /// The name typed at sign-in.
    pub name: String,
    /// What colleagues and caregivers read.
    pub display_name: String,
    /// Argon2id, PHC string.
    pub password_hash: String,
}

impl Act for AcceptInvitation {
    type Out = UserId;
    const NAME: &'static str = "user.accept_invitation";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<UserId, ActError> {
        let invitation = tx.invitation_for_update(&self.code_hash).await?.ok_or(ActError::NotFound)?;
        let new = AddUser {
            name: self.name.clone(),
            display_name: self.display_name.clone(),
            password_hash: self.password_hash.clone(),
            grant: Grant { role: invitation.role, area: invitation.area, partner: invitation.partner_id },
        };
        let user = add_user(tx, &new).await?;
        tx.use_invitation(&invitation, user).await?;
        Ok(user)
    }
}

/// The first user of a new installation: an administrator of the whole country.
pub fn first_admin(name: &str, display_name: String, password_hash: String) -> AddUser {
    let grant = Grant { role: Role::Admin, area: AreaCode::COUNTRY, partner: None };
    AddUser { name: name.to_owned(), display_name, password_hash, grant }
}
