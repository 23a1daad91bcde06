//! SQL on passwords and the one-time codes for new ones.

use chrono::{DateTime, Utc};

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::id::{PasswordCodeId, UserId};

/// Whose password a code may set.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CodeOwner {
    /// Her id.
    pub id: UserId,
    /// The name typed at sign-in.
    pub name: String,
    /// What colleagues read.
    pub display_name: String,
}

impl Exec<'_> {
    /// Whose password a code may set, by the code's SHA-256; nobody's once it is used or too old.
    pub async fn password_code(
        &mut self,
        code_hash: &[u8],
        now: DateTime<Utc>,
    ) -> Result<Option<CodeOwner>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT u.id, u.name, u.display_name
               FROM password_codes c
               JOIN users u ON u.id = c.user_id AND u.ended_at IS NULL
              WHERE c.code_hash = $1 AND c.used_at IS NULL AND c.ended_at IS NULL AND c.expires_at > $2",
        )
        .bind(code_hash)
        .bind(now)
        .fetch_optional(db)
        .await)
    }

    /// What the password of a user is checked against.
    pub async fn password_hash(&mut self, user: UserId) -> Result<Option<String>, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT password_hash FROM users WHERE id = $1 AND ended_at IS NULL")
            .bind(user)
            .fetch_optional(db)
            .await)
    }
}

impl Tx<'_> {
    /// Keeps a code for a new password; only as a hash.
    pub async fn insert_password_code(
        &mut self,
        id: PasswordCodeId,
        user: UserId,
        (code_hash, expires_at): (&[u8], DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let (now, maker) = (self.now, self.actor().user());
        on!(self, db => sqlx::query(
            "INSERT INTO password_codes (id, code_hash, user_id, made_by, made_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(code_hash)
        .bind(user)
        .bind(maker)
        .bind(now)
        .bind(expires_at)
        .execute(db)
        .await
        .map(drop))
    }

    /// Uses a code up; false when somebody was faster.
    pub async fn use_password_code(&mut self, code_hash: &[u8]) -> Result<bool, StoreError> {
        let now = self.now;
        let used: Option<PasswordCodeId> = on!(self, db => sqlx::query_scalar(
            "UPDATE password_codes SET used_at = $2
              WHERE code_hash = $1 AND used_at IS NULL AND ended_at IS NULL AND expires_at > $2
             RETURNING id",
        )
        .bind(code_hash)
        .bind(now)
        .fetch_optional(db)
        .await)?;
        Ok(used.is_some())
    }

    /// Lets no code for the password of `user` work any more.
    pub async fn end_password_codes(&mut self, user: UserId) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "UPDATE password_codes SET ended_at = $2 WHERE user_id = $1 AND used_at IS NULL AND ended_at IS NULL",
        )
        .bind(user)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Lets no invitation that `user` made work any more.
    pub async fn end_invitations_by(&mut self, user: UserId) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "UPDATE invitations SET expires_at = $2 WHERE made_by = $1 AND used_at IS NULL AND expires_at > $2",
        )
        .bind(user)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Keeps a new password, if `old` is still the one.
    pub async fn save_password(
        &mut self,
        user: UserId,
        (old, new): (Option<&str>, &str),
    ) -> Result<bool, StoreError> {
        let saved: Option<UserId> = on!(self, db => sqlx::query_scalar(
            "UPDATE users SET password_hash = $3
              WHERE id = $1 AND ($2 IS NULL OR password_hash = $2) AND ended_at IS NULL
             RETURNING id",
        )
        .bind(user)
        .bind(old)
        .bind(new)
        .fetch_optional(db)
        .await)?;
        Ok(saved.is_some())
    }

    /// Ends every sign-in of a user but the one of `kept`.
    pub async fn delete_other_sign_ins(&mut self, user: UserId, kept: &[u8]) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("DELETE FROM sign_ins WHERE user_id = $1 AND token_hash <> $2")
            .bind(user)
            .bind(kept)
            .execute(db)
            .await
            .map(drop))
    }
}
