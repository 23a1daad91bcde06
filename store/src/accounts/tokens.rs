//! SQL on tokens with which programs speak for a user, and on what their requests were answered.

use chrono::{DateTime, NaiveDate, Utc};

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::actor::SignIn;
use peiban_core::id::{ApiTokenId, UserId};
use peiban_core::user::Permission;

/// A token as its maker sees it; what it says itself is not kept.
#[derive(Debug, Clone, serde::Serialize, sqlx::FromRow)]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// Words of what it allows, joined by commas.
    pub permissions: String,
    /// Since when.
    pub made_at: DateTime<Utc>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// The last day it was used.
    pub used_on: Option<NaiveDate>,
}

/// A token to keep.
#[derive(Debug, Clone)]
pub struct NewApiToken<'a> {
    /// Its id.
    pub id: ApiTokenId,
    /// Whose.
    pub user: UserId,
    /// What it is for.
    pub name: &'a str,
    /// SHA-256 of the token.
    pub token_hash: &'a [u8],
    /// Words of what it allows, joined by commas.
    pub permissions: &'a str,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// Which request of whom was sent with which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnceKey {
    /// The method and the address.
    pub route: String,
    /// As it was sent.
    pub key: String,
    /// A keyed hash of the body.
    pub body_hash: Vec<u8>,
}

/// What a request was answered.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OnceAnswer {
    /// A keyed hash of the body that it was sent with.
    pub body_hash: Vec<u8>,
    /// JSON.
    pub answer: String,
}

impl Exec<'_> {
    /// What a live token lets its user do, by the token's SHA-256; with the last day it was used.
    pub async fn token_sign_in(
        &mut self,
        token_hash: &[u8],
        now: DateTime<Utc>,
    ) -> Result<Option<SignIn>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT t.user_id, u.display_name, u.language, '' AS csrf, t.expires_at, t.id AS token,
                    t.used_on AS token_used_on,
                    COALESCE((SELECT STRING_AGG(p.permission, ',') FROM user_permissions p
                               WHERE p.user_id = t.user_id
                                 AND ',' || t.permissions || ',' LIKE '%,' || p.permission || ',%'), '') AS permissions
               FROM api_tokens t
               JOIN users u ON u.id = t.user_id
              WHERE t.token_hash = $1 AND t.ended_at IS NULL AND t.expires_at > $2 AND u.ended_at IS NULL",
        )
        .bind(token_hash)
        .bind(now)
        .fetch_optional(db)
        .await)
    }

    /// The tokens of `user` that work at `now`, the latest first.
    pub async fn api_tokens_of(
        &mut self,
        user: UserId,
        now: DateTime<Utc>,
    ) -> Result<Vec<ApiToken>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT id, name, permissions, made_at, expires_at, used_on
               FROM api_tokens
              WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2
              ORDER BY made_at DESC, id",
        )
        .bind(user)
        .bind(now)
        .fetch_all(db)
        .await)
    }

    /// What the roles of `user` allow somewhere.
    pub async fn permissions_of(&mut self, user: UserId) -> Result<Vec<Permission>, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "SELECT DISTINCT permission FROM user_permissions WHERE user_id = $1 ORDER BY permission",
        )
        .bind(user)
        .fetch_all(db)
        .await)
    }

    /// What a request with this key was answered since `since`.
    pub async fn answer_once(
        &mut self,
        user: UserId,
        key: &OnceKey,
        since: DateTime<Utc>,
    ) -> Result<Option<OnceAnswer>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT body_hash, answer FROM idempotency_keys
              WHERE user_id = $1 AND route = $2 AND key = $3 AND made_at >= $4",
        )
        .bind(user)
        .bind(&key.route)
        .bind(&key.key)
        .bind(since)
        .fetch_optional(db)
        .await)
    }
}

impl Tx<'_> {
    /// Keeps a token; only as a hash.
    pub async fn insert_api_token(&mut self, new: NewApiToken<'_>) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "INSERT INTO api_tokens (id, user_id, name, token_hash, permissions, made_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(new.id)
        .bind(new.user)
        .bind(new.name)
        .bind(new.token_hash)
        .bind(new.permissions)
        .bind(now)
        .bind(new.expires_at)
        .execute(db)
        .await
        .map(drop))
    }

    /// Ends a token of `user`; false if there is none that works.
    pub async fn end_api_token(&mut self, user: UserId, id: ApiTokenId) -> Result<bool, StoreError> {
        let now = self.now;
        let ended: Option<ApiTokenId> = on!(self, db => sqlx::query_scalar(
            "UPDATE api_tokens SET ended_at = $3 WHERE id = $1 AND user_id = $2 AND ended_at IS NULL RETURNING id",
        )
        .bind(id)
        .bind(user)
        .bind(now)
        .fetch_optional(db)
        .await)?;
        Ok(ended.is_some())
    }

    /// Ends every token of `user`.
    pub async fn end_api_tokens_of(&mut self, user: UserId) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query("UPDATE api_tokens SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL")
            .bind(user)
            .bind(now)
            .execute(db)
            .await
            .map(drop))
    }

    /// Notes the day a token was used.
    pub async fn save_token_used(&mut self, id: ApiTokenId, day: NaiveDate) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("UPDATE api_tokens SET used_on = $2 WHERE id = $1")
            .bind(id)
            .bind(day)
            .execute(db)
            .await
            .map(drop))
    }

    /// Takes a key, and forgets those from before `since`; false when it is taken. A transaction that takes the same
    /// key at the same time waits here for the other's end.
    pub async fn take_once(
        &mut self,
        user: UserId,
        key: &OnceKey,
        since: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query("DELETE FROM idempotency_keys WHERE made_at < $1").bind(since).execute(db).await.map(drop))?;
        let taken: Option<String> = on!(self, db => sqlx::query_scalar(
            "INSERT INTO idempotency_keys (user_id, route, key, body_hash, answer, made_at)
             VALUES ($1, $2, $3, $4, '', $5)
                 ON CONFLICT (user_id, route, key) DO NOTHING
             RETURNING key",
        )
        .bind(user)
        .bind(&key.route)
        .bind(&key.key)
        .bind(&key.body_hash)
        .bind(now)
        .fetch_optional(db)
        .await)?;
        Ok(taken.is_some())
    }

    /// Keeps what the request of a taken key is answered.
    pub async fn save_once(&mut self, user: UserId, key: &OnceKey, answer: &str) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "UPDATE idempotency_keys SET answer = $4 WHERE user_id = $1 AND route = $2 AND key = $3",
        )
        .bind(user)
        .bind(&key.route)
        .bind(&key.key)
        .bind(answer)
        .execute(db)
        .await
        .map(drop))
    }
}
