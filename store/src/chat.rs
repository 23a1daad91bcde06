//! SQL on chats, links and who is behind them.

pub(crate) mod alerts;
pub(crate) mod bot_accounts;
pub(crate) mod inbox;
pub(crate) mod poller;
pub(crate) mod simulator;

use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::exec::on;
use crate::people::consents::{latest, newest};
use crate::{Exec, StoreError, Tx};
use peiban_core::area::AreaCode;
use peiban_core::caregiver::AgeBand;
use peiban_core::chat::{ChatPerson, JoinCode, LinkState, TokenOwner};
use peiban_core::consent::{ConsentStatus, Purpose};
use peiban_core::id::{CaregiverId, HouseholdId, LinkId};
use peiban_core::inbox::UpdateKey;
use peiban_core::text::Language;

#[derive(sqlx::FromRow)]
struct PersonRow {
    caregiver: CaregiverId,
    link: LinkId,
    state: LinkState,
    talk: String,
    language: Language,
    area: AreaCode,
    registered: i64,
    relation: Option<String>,
    band: Option<AgeBand>,
    under_18: i64,
    consents: String,
    given: String,
    waiting: String,
}

impl PersonRow {
    fn person(self) -> Result<(ChatPerson, String), StoreError> {
        let person = ChatPerson {
            caregiver: self.caregiver,
            link: self.link,
            state: self.state,
            language: self.language,
            area: self.area,
            registered: self.registered == 1,
            relation: self.relation,
            band: self.band,
            consents: said(&self.consents)?,
            given: words(&self.given)?,
            under_18: self.under_18 == 1,
            waiting: words(&self.waiting)?,
        };
        Ok((person, self.talk))
    }
}

/// Words with commas between, as a list in a row has them: each statement more costs what finding these rows does.
fn words<T: DeserializeOwned>(list: &str) -> Result<Vec<T>, StoreError> {
    list.split(',').filter(|word| !word.is_empty()).map(word).collect()
}

fn word<T: DeserializeOwned>(word: &str) -> Result<T, StoreError> {
    serde_json::from_value(word.into()).map_err(|_| StoreError::Unreadable("word"))
}

/// A purpose and what was said of it, each with an equals sign between.
fn said(list: &str) -> Result<Vec<(Purpose, ConsentStatus)>, StoreError> {
    let pairs = list.split(',').filter_map(|pair| pair.split_once('='));
    pairs.map(|(purpose, said)| Ok((word(purpose)?, word(said)?))).collect()
}

impl Exec<'_> {
    /// A poster's code that is in use.
    pub async fn join_code(&mut self, code: &str) -> Result<Option<JoinCode>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT code, place, area, language FROM join_codes WHERE code = $1 AND ended_at IS NULL",
        )
        .bind(code)
        .fetch_optional(db)
        .await)
    }

    /// How often a poster's page was opened, and chats started with it.
    pub async fn join_counts(&mut self, code: &str) -> Result<Option<(i64, i64)>, StoreError> {
        on!(self, db => sqlx::query_as("SELECT opens, starts FROM join_codes WHERE code = $1")
            .bind(code)
            .fetch_optional(db)
            .await)
    }

    /// Whoever is behind a chat, and where their conversation stands.
    pub async fn person_of_chat(
        &mut self,
        key: &UpdateKey,
        chat: &str,
    ) -> Result<Option<(ChatPerson, String)>, StoreError> {
        let row: Option<PersonRow> = on!(self, db => sqlx::query_as(concat!(
            "SELECT c.id AS caregiver, l.id AS link, l.state, l.talk, c.language,
                    COALESCE(c.area, j.area, 0) AS area,
                    CAST(CASE WHEN c.state = 'registered' THEN 1 ELSE 0 END AS BIGINT) AS registered,
                    c.relation,
                    (SELECT r.band FROM child_references r
                      WHERE r.household_id = c.household_id AND r.voided_at IS NULL
                      ORDER BY r.as_of DESC, r.id DESC LIMIT 1) AS band,
                    CAST(CASE WHEN c.under_18_at IS NULL THEN 0 ELSE 1 END AS BIGINT) AS under_18,
                    COALESCE((SELECT STRING_AGG(k.purpose || '=' || k.status, ',') FROM consents k
                               WHERE k.caregiver_id = c.id AND ",
            newest!(),
            "), '') AS consents,
                    COALESCE((SELECT STRING_AGG(t.tip_code, ',' ORDER BY t.at, t.tip_code) FROM tips_given t
                               WHERE t.caregiver_id = c.id), '') AS given,
                    COALESCE((SELECT STRING_AGG(a.kind, ',') FROM alerts a
                               WHERE a.caregiver_id = c.id AND a.state = 'new'), '') AS waiting
               FROM chat_links l
               JOIN caregivers c ON c.id = l.caregiver_id
               LEFT JOIN join_codes j ON j.code = l.join_code
              WHERE l.channel = $1 AND l.account = $2 AND l.chat = $3 AND l.state <> 'revoked'"
        ))
        .bind(&key.channel)
        .bind(&key.account)
        .bind(chat)
        .fetch_optional(db)
        .await)?;
        row.map(PersonRow::person).transpose()
    }

    /// The latest word of a caregiver on each purpose.
    pub async fn consents_of(
        &mut self,
        caregiver: CaregiverId,
    ) -> Result<Vec<(Purpose, ConsentStatus)>, StoreError> {
        on!(self, db => sqlx::query_as(latest!("purpose, status"))
            .bind(caregiver)
            .fetch_all(db)
            .await)
    }

    /// Whom a live token belongs to.
    pub async fn token_owner(
        &mut self,
        hash: &[u8],
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<Option<TokenOwner>, StoreError> {
        let owner: Option<CaregiverId> = on!(self, db => sqlx::query_scalar(
            "SELECT t.caregiver_id
               FROM link_tokens t
               JOIN caregivers c ON c.id = t.caregiver_id
              WHERE t.token_hash = $1 AND t.used_at IS NULL AND t.ended_at IS NULL AND t.expires_at > $2
                AND c.state = 'registered'",
        )
        .bind(hash)
        .bind(now)
        .fetch_optional(db)
        .await)?;
        let Some(caregiver) = owner else { return Ok(None) };
        Ok(Some(TokenOwner { caregiver, consents: self.consents_of(caregiver).await? }))
    }
}

impl Tx<'_> {
    /// Adds somebody who only started the chat.
    pub async fn insert_provisional(
        &mut self,
        id: CaregiverId,
        language: Language,
    ) -> Result<(), StoreError> {
        let (now, household) = (self.now, HouseholdId(self.new_id()));
        let number = self.take_number().await?;
        on!(self, db => sqlx::query("INSERT INTO households (id, made_at) VALUES ($1, $2)")
            .bind(household)
            .bind(now)
            .execute(db)
            .await
            .map(drop))?;
        on!(self, db => sqlx::query(
            "INSERT INTO caregivers (id, number, state, household_id, language, zone, made_at)
             VALUES ($1, $2, 'provisional', $3, $4, 'Asia/Shanghai', $5)",
        )
        .bind(id)
        .bind(number)
        .bind(household)
        .bind(language)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Adds a live link.
    pub async fn insert_link(
        &mut self,
        id: LinkId,
        caregiver: CaregiverId,
        (key, chat): (&UpdateKey, &str),
        join_code: Option<&str>,
    ) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "INSERT INTO chat_links (id, channel, account, chat, caregiver_id, join_code, state, talk, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'linked', '{}', $7)",
        )
        .bind(id)
        .bind(&key.channel)
        .bind(&key.account)
        .bind(chat)
        .bind(caregiver)
        .bind(join_code)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Keeps where a conversation stands.
    pub async fn save_talk(&mut self, link: LinkId, talk: &str) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("UPDATE chat_links SET talk = $2 WHERE id = $1 AND talk <> $2")
            .bind(link)
            .bind(talk)
            .execute(db)
            .await
            .map(drop))
    }

    /// Blocks or unblocks a link.
    pub async fn save_blocked(&mut self, link: LinkId, blocked: bool) -> Result<(), StoreError> {
        let at = blocked.then_some(self.now);
        let state = if blocked { LinkState::Blocked } else { LinkState::Linked };
        on!(self, db => sqlx::query("UPDATE chat_links SET state = $2, blocked_at = $3 WHERE id = $1")
            .bind(link)
            .bind(state)
            .bind(at)
            .execute(db)
            .await
            .map(drop))
    }

    /// Ends every live link of a caregiver on a channel, but the given one.
    pub async fn revoke_links(
        &mut self,
        channel: &str,
        caregiver: CaregiverId,
        but: Option<LinkId>,
    ) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "UPDATE chat_links SET state = 'revoked', ended_at = $4
              WHERE channel = $1 AND caregiver_id = $2 AND state <> 'revoked' AND id <> $3",
        )
        .bind(channel)
        .bind(caregiver)
        .bind(but.map_or(Uuid::nil(), |link| link.0))
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Gives a link to another caregiver.
    pub async fn move_link(&mut self, link: LinkId, to: CaregiverId) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("UPDATE chat_links SET caregiver_id = $2 WHERE id = $1")
            .bind(link)
            .bind(to)
            .execute(db)
            .await
            .map(drop))
    }
}
