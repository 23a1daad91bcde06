//! New passwords: by a one-time code, or by somebody who knows the present one.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::Tx;
use crate::act::{Act, ActError};
use crate::acts::accounts::roles::{managed_whole, shut};
use peiban_core::id::{PasswordCodeId, UserId};
use peiban_core::text::MessageKey;

/// How long a code for a new password can be used.
pub const PASSWORD_CODE_DAYS: i64 = 2;

/// Makes a one-time code with which a user chooses a new password; older codes of hers end.
pub struct MakePasswordCode {
    /// Whose.
    pub user: UserId,
    /// SHA-256 of the code.
    pub code_hash: Vec<u8>,
}

impl Act for MakePasswordCode {
    type Out = ();
    const NAME: &'static str = "user.make_password_code";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        if managed_whole(tx, self.user).await?.ended_at.is_some() {
            return Err(MessageKey("users-error-ended").into());
        }
        tx.end_password_codes(self.user).await?;
        let expires_at = tx.now + TimeDelta::days(PASSWORD_CODE_DAYS);
        let id = PasswordCodeId(tx.new_id());
        Ok(tx.insert_password_code(id, self.user, (&self.code_hash, expires_at)).await?)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.user.0)
    }
}

/// Sets a new password by a code, and ends every sign-in with the old one.
pub struct UsePasswordCode {
    /// SHA-256 of the code.
    pub code_hash: Vec<u8>,
    /// Argon2id, PHC string.
    pub password_hash: String,
}

impl Act for UsePasswordCode {
    type Out = UserId;
    const NAME: &'static str = "user.use_password_code";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<UserId, ActError> {
        let now = tx.now;
        let owner = tx.password_code(&self.code_hash, now).await?.ok_or(ActError::NotFound)?;
        tx.lock_users(&[owner.id]).await?;
        let used = tx.use_password_code(&self.code_hash).await?
            && tx.save_password(owner.id, (None, &self.password_hash)).await?;
        if !used {
            return Err(ActError::NotFound);
        }
        shut(tx, owner.id).await?;
        Ok(owner.id)
    }
}

/// Changes one's own password; every other device is signed out.
pub struct ChangePassword {
    /// What the present password was checked against.
    pub old_hash: String,
    /// Argon2id, PHC string.
    pub new_hash: String,
    /// SHA-256 of the token of the sign-in that stays.
    pub kept: Vec<u8>,
}

impl Act for ChangePassword {
    type Out = ();
    const NAME: &'static str = "user.change_password";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let user = tx.actor().user().ok_or(ActError::NotFound)?;
        tx.lock_users(&[user]).await?;
        if !tx.save_password(user, (Some(&self.old_hash), &self.new_hash)).await? {
            return Err(MessageKey("home-error-present").into()); // changed meanwhile
        }
        tx.end_password_codes(user).await?;
        Ok(tx.delete_other_sign_ins(user, &self.kept).await?)
    }
}
