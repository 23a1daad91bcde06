//! Rows written past the acts, on either database: what all made-up groups are made of.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use peiban_core::id::SessionId;
use peiban_sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::support::wednesday;

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
pub(crate) use put;

/// What one statement with these values answers, fetched in one of sqlx's ways.
macro_rules! ask {
    ($raw:expr, $way:ident, $fetch:ident, $sql:expr $(, $value:expr)*) => {
        match $raw {
            Raw::Sqlite(db) => sqlx::$way($sql)$(.bind($value))*.$fetch(db).await.unwrap(),
            Raw::Postgres(db) => sqlx::$way($sql)$(.bind($value))*.$fetch(db).await.unwrap(),
        }
    };
}
pub(crate) use ask;

impl Raw {
    pub async fn open(url: &str) -> Self {
        if url.starts_with("sqlite:") {
            Self::Sqlite(SqliteConnection::connect(url).await.unwrap())
        } else {
            Self::Postgres(PgConnection::connect(url).await.unwrap())
        }
    }

    /// Ends the connection, so that the database can be copied.
    pub async fn close(self) {
        match self {
            Self::Sqlite(db) => db.close().await.unwrap(),
            Self::Postgres(db) => db.close().await.unwrap(),
        }
    }

    /// Runs statements without values, such as a change that no page makes.
    pub async fn run(&mut self, sql: &str) {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Sqlite(db) => drop(db.execute(sql).await.unwrap()),
            Self::Postgres(db) => drop(db.execute(sql).await.unwrap()),
        }
    }

    /// A count, or another whole number.
    pub async fn number(&mut self, sql: &'static str) -> i64 {
        ask!(self, query_scalar, fetch_one, sql)
    }

    /// An id.
    pub async fn id(&mut self, sql: &'static str) -> Uuid {
        ask!(self, query_scalar, fetch_one, sql)
    }

    /// Words, one a row, in the order of the statement.
    pub async fn words(&mut self, sql: &'static str) -> Vec<String> {
        ask!(self, query_scalar, fetch_all, sql)
    }

    /// A running group in Longan at a site of its own, whose id is the group's; with a place, a name and a code.
    pub async fn running_group(&mut self, group: Uuid, (place, name, code): (&str, &str, &str)) {
        let opened = wednesday();
        put!(
            &mut *self,
            "INSERT INTO sites (id, area, code, name, kind, settlement, zone, accessibility, opened_at)
             VALUES ($1, 450123, $2, $3, 'community', 'rural', 'Asia/Shanghai', 'unknown', $4)",
            group,
            code,
            place,
            opened
        );
        put!(
            self,
            "INSERT INTO groups (id, site_id, code, name, curriculum_id, area, capacity, state, opened_at)
             SELECT $1, $1, $2, $3, curriculum_id, 450123, 40, 'running', $4 FROM modules WHERE seq = 1",
            group,
            code,
            name,
            opened
        );
    }

    /// A session of a group: its first module, an hour and a half from `starts_at`.
    pub async fn session(&mut self, session: Uuid, group: Uuid, starts_at: DateTime<Utc>) {
        put!(
            self,
            "INSERT INTO sessions (id, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
             SELECT $1, g.id, m.id, g.site_id, $3, $4, 'Asia/Shanghai', $5, 'group', 'scheduled', 0
               FROM groups g JOIN modules m ON m.curriculum_id = g.curriculum_id AND m.seq = 1
              WHERE g.id = $2",
            session,
            group,
            starts_at,
            starts_at + TimeDelta::minutes(90),
            starts_at.date_naive()
        );
    }

    /// A registered caregiver with a household, whose id is hers.
    pub async fn person(&mut self, person: Uuid, number: i64, name: &str) {
        let made = wednesday();
        put!(&mut *self, "INSERT INTO households (id, made_at) VALUES ($1, $2)", person, made);
        put!(
            self,
            "INSERT INTO caregivers (id, number, state, household_id, area, name, language, zone, made_at)
             VALUES ($1, $2, 'registered', $1, 450123, $3, 'zh-Hans', 'Asia/Shanghai', $4)",
            person,
            number,
            name,
            made
        );
    }

    /// Her place in a group, from a day on.
    pub async fn enrolment(
        &mut self,
        id: Uuid,
        (person, group): (Uuid, Uuid),
        (state, from): (&str, NaiveDate),
    ) {
        put!(
            self,
            "INSERT INTO enrolments (id, caregiver_id, group_id, state, enrolled_on, made_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            id,
            person,
            group,
            state,
            from,
            wednesday()
        );
    }

    /// Moves a session to another time.
    pub async fn move_session(&mut self, session: SessionId, to: DateTime<Utc>) {
        put!(
            self,
            "UPDATE sessions SET starts_at = $2, ends_at = $3, sequence = sequence + 1 WHERE id = $1",
            session,
            to,
            to + TimeDelta::minutes(90)
        );
    }
}
