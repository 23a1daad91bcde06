//! SQL on planned messages.

pub(crate) mod claims;
pub(crate) mod due;
pub(crate) mod plan_due;
pub(crate) mod plan_facts;
pub(crate) mod replies;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::exec::on;
use crate::{CHUNK, Exec, StoreError, Tx};
use peiban_core::id::{LinkId, MessageId, SessionId};
use peiban_core::inbox::BotAccount;
use peiban_core::plan::{MessageState, Planned};

/// What becomes of a row that a sender holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Where it stands now.
    pub state: MessageState,
    /// Why, in a word; the channel's name for it when it was sent.
    pub word: Option<String>,
    /// When it may leave, if it is to.
    pub due_at: Option<DateTime<Utc>>,
}

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
                                                   state, attempts, made_at) ",
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
                      SET state = 'planned', reason = NULL, body = excluded.body, due_at = excluded.due_at,
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

    /// Gives a due row to `boot` until `lease`; `to` is the chat and her day.
    pub async fn claim_message(
        &mut self,
        id: MessageId,
        (of, boot): (&BotAccount, Uuid),
        lease: DateTime<Utc>,
        (chat, day): (&str, NaiveDate),
    ) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "UPDATE planned_messages
                SET state = 'claimed', claimed_by = $2, lease_until = $3, attempts = attempts + 1,
                    channel = $4, account = $5, chat = $6, local_day = $7, reason = NULL
              WHERE id = $1",
        )
        .bind(id)
        .bind(boot)
        .bind(lease)
        .bind(&of.channel)
        .bind(&of.account)
        .bind(chat)
        .bind(day)
        .execute(db)
        .await
        .map(drop))
    }

    /// Settles a due row that nobody holds: it waits, or does not leave.
    pub async fn settle_due(&mut self, id: MessageId, outcome: &Outcome) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "UPDATE planned_messages SET state = $2, reason = $3, due_at = COALESCE($4, due_at)
              WHERE id = $1 AND state IN ('planned', 'retry')",
        )
        .bind(id)
        .bind(outcome.state)
        .bind(&outcome.word)
        .bind(outcome.due_at)
        .execute(db)
        .await
        .map(drop))
    }

    /// Settles a row that `boot` holds; false when it does not hold it any more.
    pub async fn settle_held(
        &mut self,
        (id, boot): (MessageId, Uuid),
        outcome: &Outcome,
    ) -> Result<bool, StoreError> {
        let now = self.now;
        let done = on!(self, db => sqlx::query(
            "UPDATE planned_messages
                SET state = $3, claimed_by = NULL, lease_until = NULL, due_at = COALESCE($5, due_at),
                    message_ref = CASE WHEN $3 = 'sent' THEN $4 ELSE message_ref END,
                    reason = CASE WHEN $3 = 'sent' THEN NULL ELSE $4 END,
                    sent_at = CASE WHEN $3 = 'sent' THEN $6 ELSE sent_at END
              WHERE id = $1 AND state = 'claimed' AND claimed_by = $2",
        )
        .bind(id)
        .bind(boot)
        .bind(outcome.state)
        .bind(&outcome.word)
        .bind(outcome.due_at)
        .bind(now)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }

    /// Gives back what `boot` holds of an account, or what any process held whose lease is over.
    pub async fn release_messages(&mut self, of: &BotAccount, boot: Option<Uuid>) -> Result<u64, StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "UPDATE planned_messages SET state = 'planned', claimed_by = NULL, lease_until = NULL, reason = 'given_back'
              WHERE state = 'claimed' AND channel = $1 AND account = $2
                AND (claimed_by = $3 OR ($3 IS NULL AND lease_until <= $4))",
        )
        .bind(&of.channel)
        .bind(&of.account)
        .bind(boot)
        .bind(now)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))
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
