//! Giving and ending roles and accounts: least scope, and never without an administrator.

use uuid::Uuid;

use crate::act::{Act, ActError};
use crate::{Locked, Tx, UserAccount};
use peiban_core::area::AreaCode;
use peiban_core::id::{RoleId, UserId};
use peiban_core::refused::Refused;
use peiban_core::text::MessageKey;
use peiban_core::user::{Grant, Permission, Role};

/// Goes on if the actor may give `grant`: her own scope holds it whole. The operator may give any.
pub(crate) async fn grantable(tx: &mut Tx<'_>, grant: &Grant) -> Result<(), ActError> {
    if grant.area != AreaCode::COUNTRY && tx.area(grant.area).await?.is_none() {
        return Err(Refused::at("area", "users-error-area").into());
    }
    if let Some(partner) = grant.partner
        && tx.partner(partner).await?.is_none()
    {
        return Err(Refused::at("partner", "users-error-partner").into());
    }
    let Some(user) = tx.actor().user() else { return Ok(()) };
    let held = tx.may_in(user, Permission::ManageUsers, (grant.area, grant.partner)).await?;
    if held { Ok(()) } else { Err(Refused::at("area", "users-error-area-scope").into()) }
}

/// An account, held, and how far the actor manages it; what she does not manage at all is not there.
struct Managed {
    account: Locked<UserAccount>,
    /// Every role that decides over it.
    whole: bool,
}

async fn managed(tx: &mut Tx<'_>, user: UserId) -> Result<Managed, ActError> {
    let account = tx.account_for_update(user).await?.ok_or(ActError::NotFound)?;
    let Some(manager) = tx.actor().user() else { return Ok(Managed { account, whole: true }) };
    if tx.roles_managed_by(manager, &[account.id]).await?.is_empty() {
        return Err(ActError::NotFound);
    }
    let whole = tx.roles_beyond(manager, user).await? == 0;
    Ok(Managed { account, whole })
}

/// The account, held, if the actor manages all of it: else a county's manager could make herself the password of
/// somebody with the whole country.
pub(crate) async fn managed_whole(tx: &mut Tx<'_>, user: UserId) -> Result<Locked<UserAccount>, ActError> {
    let Managed { account, whole } = managed(tx, user).await?;
    if whole { Ok(account) } else { Err(MessageKey("users-error-beyond").into()) }
}

/// Ends what lets `user` in: every sign-in, at once, every token of the API, and every code for a new password.
pub(crate) async fn shut(tx: &mut Tx<'_>, user: UserId) -> Result<(), ActError> {
    tx.delete_sign_ins(user).await?;
    tx.end_api_tokens_of(user).await?;
    Ok(tx.end_password_codes(user).await?)
}

/// Goes on if there is still an administrator of the whole country, or there was none `before`.
async fn still_administered(tx: &mut Tx<'_>, before: i64) -> Result<(), ActError> {
    if before > 0 && tx.administrators().await? == 0 {
        return Err(MessageKey("users-error-last-admin").into());
    }
    Ok(())
}

/// Goes on if `user` leads no group that goes on, by `role` or at all, or whoever asks is `sure`.
async fn leads_none(
    tx: &mut Tx<'_>,
    user: UserId,
    (role, sure): (Option<RoleId>, bool),
) -> Result<(), ActError> {
    if sure || tx.groups_led_by(user, role, None).await?.is_empty() {
        return Ok(());
    }
    Err(MessageKey(LEADS).into())
}

/// Why a role or an account does not end before somebody is sure: groups would be left without a lead.
pub const LEADS: &str = "users-error-leads";

/// Gives a user another role; she signs in again to use it.
pub struct GiveRole {
    /// To whom.
    pub user: UserId,
    /// What for, and where.
    pub grant: Grant,
}

impl Act for GiveRole {
    type Out = ();
    const NAME: &'static str = "user.give_role";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        if managed(tx, self.user).await?.account.ended_at.is_some() {
            return Err(MessageKey("users-error-ended").into());
        }
        if self.grant.role == Role::SafeguardingLead && tx.actor().user() == Some(self.user) {
            return Err(Refused::at("role", "users-error-role-own").into());
        }
        grantable(tx, &self.grant).await?;
        if tx.holds(self.user, &self.grant).await? {
            return Err(Refused::at("role", "users-error-role-held").into());
        }
        let id = RoleId(tx.new_id());
        tx.insert_role(id, self.user, &self.grant).await?;
        shut(tx, self.user).await
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.user.0)
    }

    fn detail(&self) -> String {
        self.grant.to_string()
    }
}

/// Ends a role of a user, and the invitations she made.
pub struct EndRole {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub role: RoleId,
    /// Also if groups that go on are left without a lead.
    pub sure: bool,
}

impl Act for EndRole {
    type Out = ();
    const NAME: &'static str = "user.end_role";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let role = tx.role_of(self.user, self.role).await?.ok_or(ActError::NotFound)?;
        if role == Role::Admin {
            tx.lock_administrators().await?;
        }
        tx.lock_users(&[self.user]).await?;
        tx.role_of(self.user, self.role).await?.ok_or(ActError::NotFound)?; // ended meanwhile
        if let Some(manager) = tx.actor().user()
            && !tx.manages_role(manager, self.role).await?
        {
            return Err(ActError::NotFound);
        }
        leads_none(tx, self.user, (Some(self.role), self.sure)).await?;
        let before = tx.administrators().await?;
        tx.end_role(self.role).await?;
        still_administered(tx, before).await?;
        tx.end_invitations_by(self.user).await?;
        shut(tx, self.user).await
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.user.0)
    }

    fn detail(&self) -> String {
        self.role.to_string()
    }
}

/// Ends an account: nobody signs in with it, what she did stays.
pub struct EndUser {
    /// Whose.
    pub user: UserId,
    /// Also if groups that go on are left without a lead.
    pub sure: bool,
}

impl Act for EndUser {
    type Out = ();
    const NAME: &'static str = "user.end";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        tx.lock_administrators().await?;
        let account = managed_whole(tx, self.user).await?;
        leads_none(tx, self.user, (None, self.sure)).await?;
        let before = tx.administrators().await?;
        let now = tx.now;
        tx.save_user_ended(&account, Some(now)).await?;
        still_administered(tx, before).await?;
        tx.end_invitations_by(self.user).await?;
        shut(tx, self.user).await
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.user.0)
    }
}

/// Opens an ended account again, with the roles it had.
pub struct ReturnUser {
    /// Whose.
    pub user: UserId,
}

impl Act for ReturnUser {
    type Out = ();
    const NAME: &'static str = "user.return";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let account = managed_whole(tx, self.user).await?;
        Ok(tx.save_user_ended(&account, None).await?)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.user.0)
    }
}
