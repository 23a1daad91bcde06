//! SQL on what the chat sends.

pub(crate) mod programmes;
pub(crate) mod surveys;

use chrono::NaiveDate;
use sqlx::QueryBuilder;

use crate::exec::on;
use crate::{CHUNK, Exec, StoreError, Tx};
use peiban_core::area::AreaCode;
use peiban_core::chat::Book;
use peiban_core::consent::ConsentText;
use peiban_core::content::Content;
use peiban_core::safety::{EmergencyNumber, Keyword, Matcher, SafetyReply};
use peiban_core::tip::Tip;

impl Exec<'_> {
    /// Tips that may be sent: approved ones, and those in review where that was allowed.
    pub async fn tips_sent(&mut self) -> Result<Vec<Tip>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT code, topic, module, age_from_m, age_to_m, caregiver, text_zh, text_en, do_today_zh,
                    do_today_en, status
               FROM tips
              WHERE status = 'approved'
                 OR (status = 'review' AND EXISTS (SELECT 1 FROM content_settings WHERE sends_review))
              ORDER BY seq",
        )
        .fetch_all(db)
        .await)
    }

    /// The current version of each consent text.
    pub async fn consent_texts(&mut self) -> Result<Vec<ConsentText>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT purpose, version, text_zh, text_en, short_zh, short_en
               FROM consent_texts t
              WHERE version = (SELECT MAX(version) FROM consent_texts o WHERE o.purpose = t.purpose)",
        )
        .fetch_all(db)
        .await)
    }

    /// Phone lines.
    pub async fn emergency_numbers(&mut self) -> Result<Vec<EmergencyNumber>, StoreError> {
        on!(self, db => sqlx::query_as("SELECT area, number, kind, name_zh, name_en, verified_on FROM emergency_numbers")
            .fetch_all(db)
            .await)
    }

    /// Raised by every change of what the chat sends.
    pub async fn book_revision(&mut self) -> Result<i64, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT revision FROM content_settings").fetch_one(db).await)
    }

    /// Everything the chat sends.
    pub async fn book(&mut self) -> Result<Book, StoreError> {
        let keywords: Vec<Keyword> = on!(self, db => sqlx::query_as(
            "SELECT code, kind, pattern, unless FROM safety_keywords ORDER BY code",
        )
        .fetch_all(db)
        .await)?;
        let replies: Vec<SafetyReply> = on!(self, db => sqlx::query_as("SELECT code, text_zh, text_en FROM safety_replies").fetch_all(db).await)?;
        Ok(Book {
            tips: self.tips_sent().await?,
            consents: self.consent_texts().await?,
            replies,
            numbers: self.emergency_numbers().await?,
            under_18: Matcher::kept(keywords),
        })
    }
}

impl Tx<'_> {
    /// Adds what is not there yet; what is there stays as it is.
    pub async fn add_talk_content(&mut self, content: &Content) -> Result<(), StoreError> {
        self.add_tips(&content.tips).await?;
        self.add_consent_texts(&content.consents).await?;
        self.add_replies(&content.replies).await?;
        self.add_numbers(&content.numbers).await?;
        self.add_keywords(&content.keywords).await?;
        self.raise_book_revision().await
    }

    /// Notes that an emergency number was called on `day` and is right; false when there is none like it.
    pub async fn verify_number(
        &mut self,
        area: AreaCode,
        number: &str,
        day: NaiveDate,
    ) -> Result<bool, StoreError> {
        let done = on!(self, db => sqlx::query(
            "UPDATE emergency_numbers SET verified_on = $3 WHERE area = $1 AND number = $2",
        )
        .bind(area)
        .bind(number)
        .bind(day)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }

    /// Tips in review are sent too: for the demo and tests.
    pub async fn allow_review(&mut self) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("UPDATE content_settings SET sends_review = TRUE").execute(db).await.map(drop))?;
        self.raise_book_revision().await
    }

    async fn raise_book_revision(&mut self) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("UPDATE content_settings SET revision = revision + 1").execute(db).await.map(drop))
    }

    async fn add_tips(&mut self, tips: &[Tip]) -> Result<(), StoreError> {
        for (seq, tip) in (1i64..).zip(tips) {
            on!(self, db => sqlx::query(
                "INSERT INTO tips (code, seq, topic, module, age_from_m, age_to_m, caregiver, text_zh, text_en,
                                   do_today_zh, do_today_en, status)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                 ON CONFLICT DO NOTHING",
            )
            .bind(&tip.code)
            .bind(seq)
            .bind(&tip.topic)
            .bind(&tip.module)
            .bind(tip.age_from_m)
            .bind(tip.age_to_m)
            .bind(tip.caregiver)
            .bind(&tip.text_zh)
            .bind(&tip.text_en)
            .bind(&tip.do_today_zh)
            .bind(&tip.do_today_en)
            .bind(tip.status)
            .execute(db)
            .await
            .map(drop))?;
        }
        Ok(())
    }

    async fn add_consent_texts(&mut self, texts: &[ConsentText]) -> Result<(), StoreError> {
        for text in texts {
            on!(self, db => sqlx::query(
                "INSERT INTO consent_texts (purpose, version, text_zh, text_en, short_zh, short_en)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT DO NOTHING",
            )
            .bind(text.purpose)
            .bind(text.version)
            .bind(&text.text_zh)
            .bind(&text.text_en)
            .bind(&text.short_zh)
            .bind(&text.short_en)
            .execute(db)
            .await
            .map(drop))?;
        }
        Ok(())
    }

    async fn add_replies(&mut self, replies: &[SafetyReply]) -> Result<(), StoreError> {
        for reply in replies {
            on!(self, db => sqlx::query(
                "INSERT INTO safety_replies (code, text_zh, text_en) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            )
            .bind(&reply.code)
            .bind(&reply.text_zh)
            .bind(&reply.text_en)
            .execute(db)
            .await
            .map(drop))?;
        }
        Ok(())
    }

    async fn add_numbers(&mut self, numbers: &[EmergencyNumber]) -> Result<(), StoreError> {
        for row in numbers {
            on!(self, db => sqlx::query(
                "INSERT INTO emergency_numbers (area, number, kind, name_zh, name_en, verified_on)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT DO NOTHING",
            )
            .bind(row.area)
            .bind(&row.number)
            .bind(row.kind)
            .bind(&row.name_zh)
            .bind(&row.name_en)
            .bind(row.verified_on)
            .execute(db)
            .await
            .map(drop))?;
        }
        Ok(())
    }

    async fn add_keywords(&mut self, keywords: &[Keyword]) -> Result<(), StoreError> {
        for chunk in keywords.chunks(CHUNK) {
            on!(self, db => {
                QueryBuilder::new("INSERT INTO safety_keywords (code, kind, pattern, unless) ")
                    .push_values(chunk, |mut values, row| {
                        values
                            .push_bind(&row.code)
                            .push_bind(row.kind)
                            .push_bind(&row.pattern)
                            .push_bind(&row.unless);
                    })
                    .push(" ON CONFLICT DO NOTHING")
                    .build()
                    .execute(db)
                    .await
                    .map(drop)
            })?;
        }
        Ok(())
    }
}
