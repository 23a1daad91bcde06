//! A group with people and sessions, written straight into the tables.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Connection, PgConnection, SqliteConnection};
use uuid::Uuid;

use crate::database::on_postgres;
use crate::support::{TestApp, wednesday};

pub enum Tables {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Runs one statement on either database.
macro_rules! put {
    ($tables:expr, $sql:expr $(, $bind:expr)*) => {
        match &mut $tables {
            Tables::Sqlite(db) => { sqlx::query($sql)$(.bind($bind))*.execute(db).await.unwrap(); }
            Tables::Postgres(db) => { sqlx::query($sql)$(.bind($bind))*.execute(db).await.unwrap(); }
        }
    };
}

impl Tables {
    pub async fn of(app: &TestApp) -> Self {
        if on_postgres() {
            Self::Postgres(PgConnection::connect(&app.url).await.unwrap())
        } else {
            Self::Sqlite(SqliteConnection::connect(&app.url).await.unwrap())
        }
    }

    /// A count, or another whole number.
    pub async fn number(&mut self, sql: &'static str) -> i64 {
        match self {
            Self::Sqlite(db) => sqlx::query_scalar(sql).fetch_one(db).await.unwrap(),
            Self::Postgres(db) => sqlx::query_scalar(sql).fetch_one(db).await.unwrap(),
        }
    }

    /// Changes something that no page changes.
    pub async fn run(&mut self, sql: &'static str) {
        put!(*self, sql);
    }

    /// An id.
    pub async fn id(&mut self, sql: &'static str) -> Uuid {
        match self {
            Self::Sqlite(db) => sqlx::query_scalar(sql).fetch_one(db).await.unwrap(),
            Self::Postgres(db) => sqlx::query_scalar(sql).fetch_one(db).await.unwrap(),
        }
    }

    /// Words, one a row, in the order of the statement.
    pub async fn words(&mut self, sql: &'static str) -> Vec<String> {
        match self {
            Self::Sqlite(db) => sqlx::query_scalar(sql).fetch_all(db).await.unwrap(),
            Self::Postgres(db) => sqlx::query_scalar(sql).fetch_all(db).await.unwrap(),
        }
    }
}

/// One group led by Wei Min, with a session today and one next week.
pub struct SeededGroup {
    pub today: Uuid,
    pub next_week: Uuid,
    pub people: Vec<Uuid>,
    pub tables: Tables,
}

/// The id that stands for `n` among things of `kind`.
fn id(kind: u128, n: usize) -> Uuid {
    Uuid::from_u128((kind << 64) + n as u128)
}

async fn seed_session(tables: &mut Tables, session: Uuid, starts_at: DateTime<Utc>) {
    put!(
        *tables,
        "INSERT INTO sessions (id, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
         SELECT $1, $2, (SELECT id FROM modules WHERE seq = 1), $3, $4, $5, 'Asia/Shanghai', $6, 'group', 'scheduled', 0",
        session,
        id(2, 0),
        id(1, 0),
        starts_at,
        starts_at + TimeDelta::minutes(90),
        starts_at.date_naive()
    );
}

async fn seed_person(tables: &mut Tables, n: usize) -> Uuid {
    let (person, household, now) = (id(4, n), id(5, n), wednesday());
    put!(*tables, "INSERT INTO households (id, made_at) VALUES ($1, $2)", household, now);
    put!(
        *tables,
        "INSERT INTO caregivers (id, number, state, household_id, area, name, language, zone, made_at)
         VALUES ($1, $2, 'registered', $3, 450123, $4, 'zh-Hans', 'Asia/Shanghai', $5)",
        person,
        i64::try_from(n + 1).unwrap(),
        household,
        format!("Caregiver {}", n + 1),
        now
    );
    put!(
        *tables,
        "INSERT INTO child_references (id, household_id, band, as_of) VALUES ($1, $2, '3-5', $3)",
        id(6, n),
        household,
        now.date_naive()
    );
    put!(
        *tables,
        "INSERT INTO enrolments (id, caregiver_id, group_id, state, enrolled_on, made_at)
         VALUES ($1, $2, $3, 'enrolled', $4, $5)",
        id(7, n),
        person,
        id(2, 0),
        (now - TimeDelta::days(30)).date_naive(),
        now
    );
    person
}

/// Writes the group with so many people.
pub async fn seed_group(app: &TestApp, people: usize) -> SeededGroup {
    let (mut tables, now) = (Tables::of(app).await, wednesday());
    put!(
        tables,
        "INSERT INTO sites (id, area, code, name, kind, settlement, zone, accessibility, opened_at)
         VALUES ($1, 450123, 'S1', 'Village hall', 'community', 'rural', 'Asia/Shanghai', 'unknown', $2)",
        id(1, 0),
        now
    );
    put!(
        tables,
        "INSERT INTO groups (id, site_id, code, name, curriculum_id, area, capacity, state, opened_at)
         SELECT $1, $2, 'G1', 'Longan group 1', (SELECT curriculum_id FROM modules WHERE seq = 1), 450123, 40,
                'running', $3",
        id(2, 0),
        id(1, 0),
        now
    );
    put!(
        tables,
        "INSERT INTO group_facilitators (group_id, user_id, part, from_on)
         SELECT $1, id, 'lead', $2 FROM users WHERE name = 'wei.min'",
        id(2, 0),
        now.date_naive()
    );
    let (today, next_week) = (id(3, 0), id(3, 1));
    seed_session(&mut tables, today, now).await;
    seed_session(&mut tables, next_week, now + TimeDelta::days(7)).await;
    let mut seeded = Vec::new();
    for n in 0..people {
        seeded.push(seed_person(&mut tables, n).await);
    }
    put!(tables, "UPDATE counters SET value = $1 WHERE name = 'caregiver'", i64::try_from(people).unwrap());
    if let Some(person) = seeded.first() {
        put!(
            tables,
            "INSERT INTO rsvps (session_id, caregiver_id, answer, sequence, at) VALUES ($1, $2, 'coming', 0, $3)",
            today,
            *person,
            now
        );
    }
    SeededGroup { today, next_week, people: seeded, tables }
}

/// Calls a session off.
pub async fn cancel(tables: &mut Tables, session: Uuid) {
    put!(*tables, "UPDATE sessions SET state = 'cancelled', reason = 'rain' WHERE id = $1", session);
}

/// Moves a session to another time.
pub async fn move_to(tables: &mut Tables, session: Uuid, starts_at: DateTime<Utc>) {
    put!(
        *tables,
        "UPDATE sessions SET starts_at = $2, ends_at = $3, sequence = sequence + 1 WHERE id = $1",
        session,
        starts_at,
        starts_at + TimeDelta::minutes(90)
    );
}
