//! Rows of a small group, written past the acts: one session, and people with a linked chat.

use chrono::{DateTime, NaiveDate, Utc};
use peiban_core::actor::Actor;
use peiban_core::acts::{Act, ActError};
use peiban_core::id::{CaregiverId, SessionId};
use peiban_core::store::{Store, Tx};
use sqlx::{Connection, PgConnection, SqliteConnection};
use uuid::Uuid;

/// A connection past the store.
pub enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Runs one statement with these values, on either database.
macro_rules! put {
    ($raw:expr, $sql:expr $(, $value:expr)*) => {
        match $raw {
            Raw::Sqlite(db) => drop(sqlx::query($sql)$(.bind($value))*.execute(db).await.unwrap()),
            Raw::Postgres(db) => drop(sqlx::query($sql)$(.bind($value))*.execute(db).await.unwrap()),
        }
    };
}

impl Raw {
    pub async fn open(url: &str) -> Self {
        if url.starts_with("sqlite:") {
            Self::Sqlite(SqliteConnection::connect(url).await.unwrap())
        } else {
            Self::Postgres(PgConnection::connect(url).await.unwrap())
        }
    }

    /// Runs one statement without values.
    pub async fn run(&mut self, sql: &str) {
        put!(self, sqlx::AssertSqlSafe(sql.to_owned()));
    }

    /// How many planned rows are in a state, and have a step.
    pub async fn count(&mut self, step: &str, state: &str) -> i64 {
        let sql = "SELECT COUNT(*) FROM planned_messages WHERE step = $1 AND state = $2";
        match self {
            Self::Sqlite(db) => sqlx::query_scalar(sql).bind(step).bind(state).fetch_one(db).await.unwrap(),
            Self::Postgres(db) => sqlx::query_scalar(sql).bind(step).bind(state).fetch_one(db).await.unwrap(),
        }
    }

    /// The chat and state of the only link.
    pub async fn link(&mut self) -> (String, String) {
        let sql = "SELECT chat, state FROM chat_links";
        match self {
            Self::Sqlite(db) => sqlx::query_as(sql).fetch_one(db).await.unwrap(),
            Self::Postgres(db) => sqlx::query_as(sql).fetch_one(db).await.unwrap(),
        }
    }

    pub async fn attend(&mut self, session: SessionId, person: CaregiverId, status: &str) {
        put!(self, "UPDATE sessions SET state = 'held' WHERE id = $1", session);
        put!(
            self,
            "INSERT INTO attendance (session_id, caregiver_id, status, basis, rev, op_id, marked_at)
             VALUES ($1, $2, $3, 'enrolled', 1, $4, $5)",
            session,
            person,
            status,
            Uuid::now_v7(),
            Utc::now()
        );
    }

    pub async fn move_session(&mut self, session: SessionId, to: DateTime<Utc>) {
        let end = to + chrono::TimeDelta::minutes(90);
        put!(
            self,
            "UPDATE sessions SET starts_at = $2, ends_at = $3, sequence = sequence + 1 WHERE id = $1",
            session,
            to,
            end
        );
    }

    pub async fn withdraw(&mut self, person: CaregiverId) {
        self.consent(person, "withdrawn", Utc::now() + chrono::TimeDelta::days(3000)).await;
    }

    async fn consent(&mut self, person: CaregiverId, status: &str, at: DateTime<Utc>) {
        put!(
            self,
            "INSERT INTO consent_texts (purpose, version, text_zh, text_en, short_zh, short_en)
             VALUES ('service_messages', 1, '-', '-', '-', '-') ON CONFLICT DO NOTHING"
        );
        put!(
            self,
            "INSERT INTO consents (id, caregiver_id, purpose, status, text_version, language, method, at)
             VALUES ($1, $2, 'service_messages', $3, 1, 'zh-Hans', 'tapped', $4)",
            Uuid::now_v7(),
            person,
            status,
            at
        );
    }

    /// A group with one session at `starts_at`, and `people` enrolled in it with simulator chats 1, 2, 3 …
    pub async fn group(&mut self, starts_at: DateTime<Utc>, people: u32) -> (SessionId, Vec<CaregiverId>) {
        let (site, group) = (Uuid::now_v7(), Uuid::now_v7());
        put!(
            self,
            "INSERT INTO sites (id, area, code, name, kind, settlement, zone, accessibility, opened_at)
             VALUES ($1, 450123, 'test', '城厢镇儿童之家', 'community', 'rural', 'Asia/Shanghai', 'unknown', $2)",
            site,
            starts_at
        );
        put!(
            self,
            "INSERT INTO groups (id, site_id, code, name, curriculum_id, area, capacity, state, opened_at)
             VALUES ($1, $2, 'test', '甲组', (SELECT id FROM curricula LIMIT 1), 450123, 30, 'running', $3)",
            group,
            site,
            starts_at
        );
        let session = SessionId(Uuid::now_v7());
        put!(
            self,
            "INSERT INTO sessions (id, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, state,
                                   sequence)
             VALUES ($1, $2, (SELECT id FROM modules WHERE seq = 1 LIMIT 1), $3, $4, $5, 'Asia/Shanghai', $6, 'group',
                     'scheduled', 0)",
            session,
            group,
            site,
            starts_at,
            starts_at + chrono::TimeDelta::minutes(90),
            starts_at.date_naive()
        );
        let mut ids = Vec::new();
        for n in 1..=people {
            ids.push(self.person(group, i64::from(n)).await);
        }
        (session, ids)
    }

    async fn person(&mut self, group: Uuid, n: i64) -> CaregiverId {
        let (household, person) = (Uuid::now_v7(), CaregiverId(Uuid::now_v7()));
        let at: DateTime<Utc> = "2026-11-01T00:00:00Z".parse().unwrap();
        put!(self, "INSERT INTO households (id, made_at) VALUES ($1, $2)", household, at);
        put!(
            self,
            "INSERT INTO caregivers (id, number, state, household_id, area, name, language, zone, made_at)
             VALUES ($1, $2, 'registered', $3, 450123, '某人', 'zh-Hans', 'Asia/Shanghai', $4)",
            person,
            900_000 + n,
            household,
            at
        );
        put!(
            self,
            "INSERT INTO enrolments (id, caregiver_id, group_id, state, enrolled_on, made_at)
             VALUES ($1, $2, $3, 'active', $4, $5)",
            Uuid::now_v7(),
            person,
            group,
            NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
            at
        );
        put!(
            self,
            "INSERT INTO chat_links (id, channel, account, chat, caregiver_id, state, talk, made_at)
             VALUES ($1, 'simulator', 'test', $2, $3, 'linked', '{}', $4)",
            Uuid::now_v7(),
            n.to_string(),
            person,
            at
        );
        self.consent(person, "given", at).await;
        person
    }
}

/// Says that the plans of these people have to be looked at again.
pub struct Changed(pub Vec<CaregiverId>);

impl Act for Changed {
    type Out = ();
    const NAME: &'static str = "test.changed";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        Ok(tx.mark_plan_due(&self.0).await?)
    }
}

pub async fn changed(store: &Store, people: &[CaregiverId]) {
    store.act(&Actor::bot(), Changed(people.to_vec())).await.unwrap();
}
