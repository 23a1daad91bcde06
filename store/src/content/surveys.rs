//! SQL on surveys, their questions, and what was answered.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::QueryBuilder;

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::content::SurveyRow;
use peiban_core::id::{CaregiverId, ResponseId, SessionId, SurveyId};
use peiban_core::survey::{Feedback, Question, Survey, SurveyOption, Wave};
use peiban_core::text::Language;

#[derive(sqlx::FromRow)]
struct Head {
    id: SurveyId,
    thanks_zh: String,
    thanks_en: String,
    expires_hours: i64,
}

#[derive(sqlx::FromRow)]
struct QuestionOption {
    code: String,
    text_zh: String,
    text_en: String,
    value: String,
    label_zh: String,
    label_en: String,
}

/// A response as it stands.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ResponseRow {
    /// Its id.
    pub id: ResponseId,
    /// Every question has an answer or a skip.
    pub complete: bool,
}

impl Exec<'_> {
    /// The newest version of the survey for `wave`, with its questions and options in order.
    pub async fn survey_for(&mut self, wave: Wave) -> Result<Option<Survey>, StoreError> {
        let head: Option<Head> = on!(self, db => sqlx::query_as(
            "SELECT id, thanks_zh, thanks_en, expires_hours FROM surveys
              WHERE wave = $1 ORDER BY version DESC, code LIMIT 1",
        )
        .bind(wave)
        .fetch_optional(db)
        .await)?;
        let Some(Head { id, thanks_zh, thanks_en, expires_hours }) = head else { return Ok(None) };
        let rows: Vec<QuestionOption> = on!(self, db => sqlx::query_as(
            "SELECT q.code, q.text_zh, q.text_en, o.value, o.label_zh, o.label_en
               FROM survey_questions q
               JOIN survey_options o ON o.survey_id = q.survey_id AND o.question = q.code
              WHERE q.survey_id = $1
              ORDER BY q.seq, o.seq",
        )
        .bind(id)
        .fetch_all(db)
        .await)?;
        Ok(Some(Survey { id, thanks_zh, thanks_en, expires_hours, questions: grouped(rows) }))
    }

    /// How far a caregiver is with the survey after `session`; none where it is no session of hers.
    pub async fn feedback(
        &mut self,
        session: SessionId,
        caregiver: CaregiverId,
        now: DateTime<Utc>,
    ) -> Result<Option<Feedback>, StoreError> {
        let Some(held) = self.reminded(session, caregiver).await? else { return Ok(None) };
        let Some(survey) = self.survey_for(Wave::AfterSession).await? else { return Ok(None) };
        let answered = match self.response(survey.id, caregiver, session).await? {
            Some(response) => self.answered(response.id).await?,
            None => Vec::new(),
        };
        let late = held.ends_at + TimeDelta::hours(survey.expires_hours) <= now;
        Ok(Some(Feedback { session, survey, answered, late }))
    }

    /// Whether the survey `code` has this version already.
    pub async fn has_survey(&mut self, code: &str, version: i64) -> Result<bool, StoreError> {
        let found: i64 = on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*) FROM surveys WHERE code = $1 AND version = $2",
        )
        .bind(code)
        .bind(version)
        .fetch_one(db)
        .await)?;
        Ok(found > 0)
    }

    /// A caregiver's response after one session.
    pub async fn response(
        &mut self,
        survey: SurveyId,
        caregiver: CaregiverId,
        session: SessionId,
    ) -> Result<Option<ResponseRow>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT id, state = 'complete' AS complete
               FROM responses
              WHERE survey_id = $1 AND caregiver_id = $2 AND occasion = $3",
        )
        .bind(survey)
        .bind(caregiver)
        .bind(session)
        .fetch_optional(db)
        .await)
    }

    /// The questions that a response has answers to, skips included.
    pub async fn answered(&mut self, response: ResponseId) -> Result<Vec<String>, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT question FROM answers WHERE response_id = $1")
            .bind(response)
            .fetch_all(db)
            .await)
    }
}

fn grouped(rows: Vec<QuestionOption>) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    for QuestionOption { code, text_zh, text_en, value, label_zh, label_en } in rows {
        let option = SurveyOption { value, label_zh, label_en };
        match questions.last_mut().filter(|question| question.code == code) {
            Some(question) => question.choices.push(option),
            None => questions.push(Question { code, text_zh, text_en, choices: vec![option] }),
        }
    }
    questions
}

impl Tx<'_> {
    /// Adds one version of a survey with its questions and options.
    pub async fn insert_survey(&mut self, id: SurveyId, row: &SurveyRow) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "INSERT INTO surveys (id, code, version, wave, title_zh, title_en, thanks_zh, thanks_en,
                                  expires_hours, min_n_to_show)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(id)
        .bind(&row.id)
        .bind(row.version)
        .bind(row.wave)
        .bind(&row.title.zh)
        .bind(&row.title.en)
        .bind(&row.thanks.zh)
        .bind(&row.thanks.en)
        .bind(row.expires_hours)
        .bind(row.min_n_to_show)
        .execute(db)
        .await
        .map(drop))?;
        self.insert_questions(id, row).await
    }

    async fn insert_questions(&mut self, id: SurveyId, row: &SurveyRow) -> Result<(), StoreError> {
        if row.questions.is_empty() || row.options.is_empty() {
            return Ok(());
        }
        on!(self, db => QueryBuilder::new("INSERT INTO survey_questions (survey_id, seq, code, kind, text_zh, text_en) ")
            .push_values(&row.questions, |mut values, question| {
                values
                    .push_bind(id)
                    .push_bind(question.order)
                    .push_bind(&question.id)
                    .push_bind(question.kind)
                    .push_bind(&question.text.zh)
                    .push_bind(&question.text.en);
            })
            .build()
            .execute(db)
            .await
            .map(drop))?;
        on!(self, db => {
            QueryBuilder::new("INSERT INTO survey_options (survey_id, question, seq, value, score, label_zh, label_en) ")
                .push_values(row.options.iter().zip(1_i64..), |mut values, (option, seq)| {
                    values
                        .push_bind(id)
                        .push_bind(&option.question)
                        .push_bind(seq)
                        .push_bind(&option.value)
                        .push_bind(option.score)
                        .push_bind(&option.label.zh)
                        .push_bind(&option.label.en);
                })
                .build()
                .execute(db)
                .await
                .map(drop)
        })
    }

    /// Starts a response, or finds the one that is there.
    pub async fn open_response(
        &mut self,
        survey: SurveyId,
        caregiver: CaregiverId,
        (session, language): (SessionId, Language),
    ) -> Result<ResponseId, StoreError> {
        let (id, now) = (ResponseId(self.new_id()), self.now);
        on!(self, db => sqlx::query_scalar(
            "INSERT INTO responses (id, survey_id, caregiver_id, occasion, state, language, started_at)
             VALUES ($1, $2, $3, $4, 'started', $5, $6)
             ON CONFLICT (survey_id, caregiver_id, occasion) DO UPDATE SET language = excluded.language
             RETURNING id",
        )
        .bind(id)
        .bind(survey)
        .bind(caregiver)
        .bind(session)
        .bind(language)
        .bind(now)
        .fetch_one(db)
        .await)
    }

    /// Keeps an answer; tapping another button of the same question changes it.
    pub async fn save_answer(
        &mut self,
        response: ResponseId,
        question: &str,
        value: &str,
    ) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "INSERT INTO answers (response_id, question, value, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (response_id, question) DO UPDATE SET value = excluded.value, at = excluded.at",
        )
        .bind(response)
        .bind(question)
        .bind(value)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Every question has its answer or skip now.
    pub async fn complete_response(&mut self, response: ResponseId) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "UPDATE responses SET state = 'complete', completed_at = COALESCE(completed_at, $2) WHERE id = $1",
        )
        .bind(response)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }
}
