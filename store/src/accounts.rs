//! SQL on users, their roles and sign-ins.

pub(crate) mod areas;
pub(crate) mod managed;
pub(crate) mod organisation;
pub(crate) mod partners;
pub(crate) mod passwords;
pub(crate) mod roles;
pub(crate) mod scope;
pub(crate) mod tokens;

use chrono::{DateTime, Utc};

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::actor::SignIn;
use peiban_core::id::{RoleId, UserId};
use peiban_core::text::Language;
use peiban_core::user::{Grant, User};

/// What a password is checked against.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Credentials {
    /// Whose it is.
    pub id: UserId,
    /// Argon2id, PHC string.
    pub password_hash: String,
}

/// An account, live or ended.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct UserAccount {
    /// Whose.
    pub id: UserId,
    /// The name typed at sign-in.
    pub name: String,
    /// What colleagues read.
    pub display_name: String,
    /// Since when nobody signs in with it.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Exec<'_> {
    /// How many users can sign in.
    pub async fn user_count(&mut self) -> Result<i64, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT COUNT(*) FROM users WHERE ended_at IS NULL").fetch_one(db).await)
    }

    /// The user of a folded name, unless ended.
    pub async fn credentials(&mut self, name_key: &str) -> Result<Option<Credentials>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT id, password_hash FROM users WHERE name_key = $1 AND ended_at IS NULL",
        )
        .bind(name_key)
        .fetch_optional(db)
        .await)
    }

    /// The sign-in of a cookie's token, by its SHA-256.
    pub async fn sign_in(&mut self, token_hash: &[u8]) -> Result<Option<SignIn>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT s.user_id, u.display_name, u.language, s.csrf, s.expires_at,
                    COALESCE((SELECT STRING_AGG(p.permission, ',') FROM user_permissions p
                               WHERE p.user_id = s.user_id), '') AS permissions
               FROM sign_ins s
               JOIN users u ON u.id = s.user_id
              WHERE s.token_hash = $1 AND u.ended_at IS NULL",
        )
        .bind(token_hash)
        .fetch_optional(db)
        .await)
    }

    /// The account behind an id.
    pub async fn account(&mut self, id: UserId) -> Result<Option<UserAccount>, StoreError> {
        on!(self, db => sqlx::query_as("SELECT id, name, display_name, ended_at FROM users WHERE id = $1")
            .bind(id)
            .fetch_optional(db)
            .await)
    }

    /// The account of a folded name.
    pub async fn account_called(&mut self, name_key: &str) -> Result<Option<UserAccount>, StoreError> {
        on!(self, db => sqlx::query_as("SELECT id, name, display_name, ended_at FROM users WHERE name_key = $1")
            .bind(name_key)
            .fetch_optional(db)
            .await)
    }

    /// The user behind an id.
    pub async fn user(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        on!(self, db => sqlx::query_as("SELECT id, name, display_name, language FROM users WHERE id = $1")
            .bind(id)
            .fetch_optional(db)
            .await)
    }
}

impl Tx<'_> {
    /// Adds a user; `name_key` is the folded name.
    pub async fn insert_user(
        &mut self,
        user: &User,
        name_key: &str,
        password_hash: &str,
    ) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "INSERT INTO users (id, name, name_key, display_name, password_hash, language, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(user.id)
        .bind(&user.name)
        .bind(name_key)
        .bind(&user.display_name)
        .bind(password_hash)
        .bind(user.language)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Gives a user a role.
    pub async fn insert_role(&mut self, id: RoleId, user: UserId, grant: &Grant) -> Result<(), StoreError> {
        let now = self.now;
        let range = grant.area.range();
        on!(self, db => sqlx::query(
            "INSERT INTO user_roles (id, user_id, role, area_from, area_to, partner_id, given_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id)
        .bind(user)
        .bind(grant.role)
        .bind(*range.start())
        .bind(*range.end())
        .bind(grant.partner)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Keeps a sign-in.
    pub async fn insert_sign_in(
        &mut self,
        token_hash: &[u8],
        user: UserId,
        (csrf, expires_at): (&str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "INSERT INTO sign_ins (token_hash, user_id, csrf, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(token_hash)
        .bind(user)
        .bind(csrf)
        .bind(now)
        .bind(expires_at)
        .execute(db)
        .await
        .map(drop))
    }

    /// Ends one sign-in, by its token's SHA-256.
    pub async fn delete_sign_in(&mut self, token_hash: &[u8]) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("DELETE FROM sign_ins WHERE token_hash = $1")
            .bind(token_hash)
            .execute(db)
            .await
            .map(drop))
    }

    /// Ends every sign-in of a user.
    pub async fn delete_sign_ins(&mut self, user: UserId) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("DELETE FROM sign_ins WHERE user_id = $1").bind(user).execute(db).await.map(drop))
    }

    /// Lets every sign-in last until `expires_at`.
    pub async fn extend_sign_ins(&mut self, expires_at: DateTime<Utc>) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("UPDATE sign_ins SET expires_at = $1").bind(expires_at).execute(db).await.map(drop))
    }

    /// Ends sign-ins that have run out.
    pub async fn delete_expired_sign_ins(&mut self) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query("DELETE FROM sign_ins WHERE expires_at <= $1").bind(now).execute(db).await.map(drop))
    }

    /// Keeps the language a user chose.
    pub async fn save_language(&mut self, user: UserId, language: Language) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("UPDATE users SET language = $2 WHERE id = $1")
            .bind(user)
            .bind(language)
            .execute(db)
            .await
            .map(drop))
    }
}
