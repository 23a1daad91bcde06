//! SQL on planned messages.

pub(crate) mod claims;
pub(crate) mod due;
pub(crate) mod held;
pub(crate) mod plan_due;
pub(crate) mod plan_facts;
pub(crate) mod replies;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use crate::exec::on;
use crate::{CHUNK, Exec, StoreError, Tx};
use peiban_core::id::{LinkId, SessionId};
use peiban_core::inbox::BotAccount;
use peiban_core::plan::Planned;

/// What a text about a session is written from.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SessionNews {
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// How often its time was changed.
    pub sequence: i64,
    /// IANA zone of the place.
    pub zone: String,
    /// The place.
    pub site: String,
    /// The next session of the group, if any.
    pub next_at: Option<DateTime<Utc>>,
    /// What is taught, in Chinese; empty without a module.
    pub title_zh: String,
    /// What is taught, in English.
    pub title_en: String,
    /// What we did, in Chinese.
    pub recap_zh: String,
    /// What we did, in English.
    pub recap_en: String,
    /// Something to try at home, in Chinese.
    pub home_practice_zh: String,
    /// Something to try at home, in English.
    pub home_practice_en: String,
    /// The module's text id; empty without a module.
    pub module: String,
    /// The tip that stands for the module.
    pub tip: String,
}

impl Exec<'_> {
    /// What a text about `session` is written from.
    pub async fn session_news(&mut self, session: SessionId) -> Result<Option<SessionNews>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT s.starts_at, s.sequence, s.zone, p.name AS site,
                    (SELECT MIN(n.starts_at) FROM sessions n
                      WHERE n.group_id = s.group_id AND n.state = 'scheduled' AND n.starts_at > s.starts_at) AS next_at,
                    COALESCE(m.title_zh, '') AS title_zh, COALESCE(m.title_en, '') AS title_en,
                    COALESCE(m.recap_zh, '') AS recap_zh, COALESCE(m.recap_en, '') AS recap_en,
                    COALESCE(m.home_practice_zh, '') AS home_practice_zh,
                    COALESCE(m.home_practice_en, '') AS home_practice_en,
                    COALESCE(m.code, '') AS module, COALESCE(m.tip_code, '') AS tip
               FROM sessions s
               JOIN sites p ON p.id = s.site_id
               LEFT JOIN modules m ON m.id = s.module_id
              WHERE s.id = $1",
        )
        .bind(session)
        .fetch_optional(db)
        .await)
    }
}

impl Tx<'_> {
    /// Adds planned rows; a cancelled or unsent row of the same key is taken up with the new time.
    pub async fn insert_planned(&mut self, rows: &[Planned]) -> Result<(), StoreError> {
        let now = self.now;
        let rows: Vec<_> = rows
            .iter()
            .map(|row| (self.new_id(), row, serde_json::to_string(&row.say).unwrap_or_default()))
            .collect();
        for chunk in rows.chunks(CHUNK) {
            on!(self, db => {
                QueryBuilder::new(
                    "INSERT INTO planned_messages (id, dedupe_key, caregiver_id, step, priority, anchor_kind,
                                                   anchor_id, anchor_seq, body, due_at, expires_at, local_day,
                                                   state, claims, made_at) ",
                )
                .push_values(chunk, |mut values, (id, row, body)| {
                    values
                        .push_bind(*id)
                        .push_bind(&row.dedupe_key)
                        .push_bind(row.caregiver)
                        .push_bind(&row.step)
                        .push_bind(row.priority)
                        .push("'session'")
                        .push_bind(row.say.session)
                        .push_bind(row.sequence)
                        .push_bind(body)
                        .push_bind(row.due_at)
                        .push_bind(row.expires_at)
                        .push_bind(row.local_day)
                        .push("'planned'")
                        .push("0")
                        .push_bind(now);
                })
                .push(
                    " ON CONFLICT (dedupe_key) DO UPDATE
                      SET state = 'planned', reason = NULL, retry_at = NULL, body = excluded.body, due_at = excluded.due_at,
                          expires_at = excluded.expires_at, local_day = excluded.local_day
                      WHERE planned_messages.state IN ('planned', 'cancelled', 'suppressed')",
                )
                .build()
                .execute(db)
                .await
                .map(drop)
            })?;
        }
        Ok(())
    }

    /// Whether a chat is tied to somebody.
    pub async fn is_chat_known(&mut self, of: &BotAccount, chat: &str) -> Result<bool, StoreError> {
        let known: i64 = on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*) FROM chat_links
              WHERE channel = $1 AND account = $2 AND chat = $3 AND state <> 'revoked'",
        )
        .bind(&of.channel)
        .bind(&of.account)
        .bind(chat)
        .fetch_one(db)
        .await)?;
        Ok(known > 0)
    }

    /// The chat of a link does not want messages: nothing more goes there.
    pub async fn block_link(&mut self, link: LinkId) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query("UPDATE chat_links SET state = 'blocked', blocked_at = $2 WHERE id = $1 AND state = 'linked'")
            .bind(link)
            .bind(now)
            .execute(db)
            .await
            .map(drop))
    }

    /// The chat of a link has another id now; what is planned for the old one follows.
    pub async fn move_chat(&mut self, of: &BotAccount, from: &str, to: &str) -> Result<(), StoreError> {
        for sql in [
            "UPDATE chat_links SET chat = $4 WHERE channel = $1 AND account = $2 AND chat = $3 AND state <> 'revoked'",
            "UPDATE planned_messages SET chat = $4
              WHERE channel = $1 AND account = $2 AND chat = $3 AND state IN ('planned', 'claimed', 'retry')",
        ] {
            on!(self, db => sqlx::query(sql)
                .bind(&of.channel)
                .bind(&of.account)
                .bind(from)
                .bind(to)
                .execute(db)
                .await
                .map(drop))?;
        }
        Ok(())
    }
}
