//! SQL on consents, a caregiver's wishes in the chat, tokens and codes.

use chrono::{DateTime, Utc};

use crate::exec::on;
use crate::{Exec, Locked, StoreError, Tx};
use peiban_core::caregiver::AgeBand;
use peiban_core::consent::{ConsentMethod, ConsentStatus, Purpose};
use peiban_core::id::{CaregiverId, ChildId, ConsentId};
use peiban_core::text::Language;

/// What somebody said, ready to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Who.
    pub caregiver: CaregiverId,
    /// What about.
    pub purpose: Purpose,
    /// What.
    pub status: ConsentStatus,
    /// In which language she was asked.
    pub language: Language,
    /// How.
    pub method: ConsentMethod,
    /// Who else heard it.
    pub witness: Option<String>,
}

/// The latest word of somebody on one purpose, as her page shows it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LatestConsent {
    /// What about.
    pub purpose: Purpose,
    /// What.
    pub status: ConsentStatus,
    /// How.
    pub method: ConsentMethod,
    /// Who else heard it.
    pub witness: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// That nothing later was said than the consent `k` by the same person on the same purpose.
macro_rules! newest {
    () => {
        "NOT EXISTS (SELECT 1 FROM consents n
                      WHERE n.caregiver_id = k.caregiver_id AND n.purpose = k.purpose
                        AND (n.at > k.at OR (n.at = k.at AND n.id > k.id)))"
    };
}
pub(crate) use newest;

/// The latest word of caregiver $1 on each purpose.
macro_rules! latest {
    ($columns:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM consents k WHERE k.caregiver_id = $1 AND ",
            $crate::people::consents::newest!()
        )
    };
}
pub(crate) use latest;

impl Exec<'_> {
    /// The latest word of a caregiver on each purpose that she was asked about, with how and when.
    pub async fn latest_consents(
        &mut self,
        caregiver: CaregiverId,
    ) -> Result<Vec<LatestConsent>, StoreError> {
        on!(self, db => sqlx::query_as(latest!("purpose, status, method, witness, at"))
            .bind(caregiver)
            .fetch_all(db)
            .await)
    }

    /// Whether messages reach a chat of this caregiver.
    pub async fn has_chat(&mut self, caregiver: CaregiverId) -> Result<bool, StoreError> {
        let found: i64 = on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*) FROM chat_links WHERE caregiver_id = $1 AND state = 'linked'",
        )
        .bind(caregiver)
        .fetch_one(db)
        .await)?;
        Ok(found > 0)
    }
}

impl Tx<'_> {
    /// Keeps what was said to the current text.
    pub async fn insert_consent(&mut self, said: &Said) -> Result<(), StoreError> {
        let (now, id, user) = (self.now, ConsentId(self.new_id()), self.actor().user());
        on!(self, db => sqlx::query(
            "INSERT INTO consents (id, caregiver_id, purpose, status, text_version, language, method, witness,
                                   recorded_by, at)
             SELECT $1, $2, purpose, $4, version, $5, $6, $7, $8, $9
               FROM consent_texts
              WHERE purpose = $3
              ORDER BY version DESC
              LIMIT 1",
        )
        .bind(id)
        .bind(said.caregiver)
        .bind(said.purpose)
        .bind(said.status)
        .bind(said.language)
        .bind(said.method)
        .bind(&said.witness)
        .bind(user)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Keeps the language a caregiver chose.
    pub async fn save_chat_language(
        &mut self,
        id: CaregiverId,
        language: Language,
    ) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("UPDATE caregivers SET language = $2 WHERE id = $1")
            .bind(id)
            .bind(language)
            .execute(db)
            .await
            .map(drop))
    }

    /// Keeps a child's age band: the household's only one from now on.
    pub async fn save_band(&mut self, id: CaregiverId, band: AgeBand) -> Result<(), StoreError> {
        let (now, child) = (self.now, ChildId(self.new_id()));
        on!(self, db => sqlx::query(
            "UPDATE child_references SET voided_at = $2
              WHERE voided_at IS NULL AND household_id = (SELECT household_id FROM caregivers WHERE id = $1)",
        )
        .bind(id)
        .bind(now)
        .execute(db)
        .await
        .map(drop))?;
        on!(self, db => sqlx::query(
            "INSERT INTO child_references (id, household_id, band, as_of)
             SELECT $1, household_id, $3, $4 FROM caregivers WHERE id = $2",
        )
        .bind(child)
        .bind(id)
        .bind(band)
        .bind(now.with_timezone(&chrono_tz::Asia::Shanghai).date_naive())
        .execute(db)
        .await
        .map(drop))
    }

    /// Notes that a tip was given; again, it becomes the newest.
    pub async fn give_tip(&mut self, id: CaregiverId, code: &str) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "INSERT INTO tips_given (caregiver_id, tip_code, at) VALUES ($1, $2, $3)
             ON CONFLICT (caregiver_id, tip_code) DO UPDATE SET at = excluded.at",
        )
        .bind(id)
        .bind(code)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Rests tips and surveys until then.
    pub async fn save_rest(&mut self, id: CaregiverId, until: DateTime<Utc>) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("UPDATE caregivers SET safety_pause_until = $2 WHERE id = $1")
            .bind(id)
            .bind(until)
            .execute(db)
            .await
            .map(drop))
    }

    /// Keeps her own pause.
    pub async fn save_pause(
        &mut self,
        id: CaregiverId,
        until: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("UPDATE caregivers SET paused_until = $2 WHERE id = $1")
            .bind(id)
            .bind(until)
            .execute(db)
            .await
            .map(drop))
    }

    /// Keeps that she said to be under 18, or not after all.
    pub async fn save_under_18(&mut self, id: CaregiverId, is: bool) -> Result<(), StoreError> {
        let at = is.then_some(self.now);
        on!(self, db => sqlx::query("UPDATE caregivers SET under_18_at = $2 WHERE id = $1")
            .bind(id)
            .bind(at)
            .execute(db)
            .await
            .map(drop))
    }

    /// Keeps a link token in place of an older one of hers.
    pub async fn insert_token(
        &mut self,
        hash: &[u8],
        caregiver: Locked<CaregiverId>,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (now, user, caregiver) = (self.now, self.actor().user(), *caregiver);
        on!(self, db => sqlx::query(
            "UPDATE link_tokens SET ended_at = $2 WHERE caregiver_id = $1 AND used_at IS NULL AND ended_at IS NULL",
        )
        .bind(caregiver)
        .bind(now)
        .execute(db)
        .await
        .map(drop))?;
        on!(self, db => sqlx::query(
            "INSERT INTO link_tokens (token_hash, caregiver_id, made_by, made_at, expires_at)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(hash)
        .bind(caregiver)
        .bind(user)
        .bind(now)
        .bind(expires_at)
        .execute(db)
        .await
        .map(drop))
    }

    /// Uses a token up; false when it was used already.
    pub async fn use_token(&mut self, hash: &[u8]) -> Result<bool, StoreError> {
        let now = self.now;
        let done = on!(self, db => sqlx::query(
            "UPDATE link_tokens SET used_at = $2
              WHERE token_hash = $1 AND used_at IS NULL AND ended_at IS NULL AND expires_at > $2",
        )
        .bind(hash)
        .bind(now)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }

    /// Counts an open of a poster's page; false when there is no such code.
    pub async fn count_open(&mut self, code: &str) -> Result<bool, StoreError> {
        let done = on!(self, db => sqlx::query(
            "UPDATE join_codes SET opens = opens + 1 WHERE code = $1 AND ended_at IS NULL",
        )
        .bind(code)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }

    /// Counts a chat started with a poster's code.
    pub async fn count_start(&mut self, code: &str) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("UPDATE join_codes SET starts = starts + 1 WHERE code = $1")
            .bind(code)
            .execute(db)
            .await
            .map(drop))
    }
}
