//! SQL on the simulator's phones.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::exec::on;
use crate::{Exec, StoreError, Tx};

/// Phones that the page shows at most; it says how many there are.
pub(crate) const PHONES: i64 = 30;
/// Bubbles of a phone that the page shows at most; it says that older ones are left out.
pub const BUBBLES: i64 = 60;

/// One bubble on a simulated phone.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Bubble {
    /// Its id.
    pub id: Uuid,
    /// From the program to the phone.
    pub outgoing: bool,
    /// What it says; empty for what was typed.
    pub text: String,
    /// What was typed, sealed.
    pub text_sealed: Option<Vec<u8>>,
    /// Its buttons as JSON.
    pub buttons: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl Exec<'_> {
    /// The `PHONES` phones that were used last, the last used first.
    pub async fn simulated_chats(&mut self) -> Result<Vec<String>, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "SELECT chat FROM simulator_messages GROUP BY chat ORDER BY MAX(seq) DESC LIMIT $1",
        )
        .bind(PHONES)
        .fetch_all(db)
        .await)
    }

    /// How many phones were used.
    pub async fn count_simulated_chats(&mut self) -> Result<i64, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT COUNT(DISTINCT chat) FROM simulator_messages")
            .fetch_one(db)
            .await)
    }

    /// The last [`BUBBLES`] bubbles of a phone, oldest first.
    pub async fn bubbles_of(&mut self, chat: &str) -> Result<Vec<Bubble>, StoreError> {
        let mut bubbles: Vec<Bubble> = on!(self, db => sqlx::query_as(
            "SELECT id, outgoing, text, text_sealed, buttons, at
               FROM simulator_messages
              WHERE chat = $1
              ORDER BY seq DESC
              LIMIT $2",
        )
        .bind(chat)
        .bind(BUBBLES)
        .fetch_all(db)
        .await)?;
        bubbles.reverse();
        Ok(bubbles)
    }
}

impl Tx<'_> {
    /// Adds a bubble; its number in the order of all of them comes back.
    pub async fn insert_bubble(&mut self, chat: &str, bubble: &Bubble) -> Result<i64, StoreError> {
        let seq: i64 = on!(self, db => sqlx::query_scalar(
            "INSERT INTO simulator_numbers (given_at) VALUES ($1) RETURNING number",
        )
        .bind(bubble.at)
        .fetch_one(db)
        .await)?;
        on!(self, db => sqlx::query(
            "INSERT INTO simulator_messages (id, seq, chat, outgoing, text, text_sealed, buttons, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(bubble.id)
        .bind(seq)
        .bind(chat)
        .bind(bubble.outgoing)
        .bind(&bubble.text)
        .bind(&bubble.text_sealed)
        .bind(&bubble.buttons)
        .bind(bubble.at)
        .execute(db)
        .await
        .map(drop))?;
        Ok(seq)
    }
}
