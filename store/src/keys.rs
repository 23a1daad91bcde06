//! SQL on the text that tells whether the secret key is this database's.

use uuid::Uuid;

use crate::exec::on;
use crate::{Exec, StoreError, Tx};

/// Something sealed, and the row that it opens in.
#[derive(sqlx::FromRow)]
pub(crate) struct SealedRow {
    pub(crate) id: Uuid,
    pub(crate) sealed: Vec<u8>,
}

impl Exec<'_> {
    /// The text sealed with the key of the first start; `None` before it.
    pub(crate) async fn key_check(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT sealed FROM key_check WHERE id = 1").fetch_optional(db).await)
    }

    /// Some phones that are kept: a key that opens one of them is theirs.
    pub(crate) async fn some_phones(&mut self) -> Result<Vec<SealedRow>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT id, phone_sealed AS sealed FROM caregivers WHERE phone_sealed IS NOT NULL LIMIT 20",
        )
        .fetch_all(db)
        .await)
    }

    /// Some texts of alerts, likewise.
    pub(crate) async fn some_alert_texts(&mut self) -> Result<Vec<SealedRow>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT id, text_sealed AS sealed FROM alerts WHERE text_sealed IS NOT NULL LIMIT 20",
        )
        .fetch_all(db)
        .await)
    }
}

impl Tx<'_> {
    /// Keeps the text; false when another process was first.
    pub(crate) async fn insert_key_check(&mut self, sealed: &[u8]) -> Result<bool, StoreError> {
        let now = self.now;
        let done = on!(self, db => sqlx::query(
            "INSERT INTO key_check (id, sealed, made_at) VALUES (1, $1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(sealed)
        .bind(now)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }
}
