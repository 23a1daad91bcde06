//! A group with people and sessions, written straight into the tables.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::raw::{Raw, put};
use crate::support::{TestApp, wednesday};

/// One group led by Wei Min, with a session today and one next week.
pub struct SeededGroup {
    pub today: Uuid,
    pub next_week: Uuid,
    pub people: Vec<Uuid>,
    pub tables: Raw,
}

/// The id that stands for `n` among things of `kind`.
fn id(kind: u128, n: usize) -> Uuid {
    Uuid::from_u128((kind << 64) + n as u128)
}

async fn seed_person(tables: &mut Raw, n: usize) -> Uuid {
    let (person, now) = (id(4, n), wednesday());
    tables.person(person, i64::try_from(n + 1).unwrap(), &format!("Caregiver {}", n + 1)).await;
    put!(
        &mut *tables,
        "INSERT INTO child_references (id, household_id, band, as_of) VALUES ($1, $2, '3-5', $3)",
        id(6, n),
        person,
        now.date_naive()
    );
    let a_month_ago = (now - TimeDelta::days(30)).date_naive();
    tables.enrolment(id(7, n), (person, id(2, 0)), ("enrolled", a_month_ago)).await;
    person
}

/// Writes the group with so many people.
pub async fn seed_group(app: &TestApp, people: usize) -> SeededGroup {
    let (mut tables, now) = (Raw::open(&app.url).await, wednesday());
    tables.running_group(id(2, 0), ("Village hall", "Longan group 1", "G1")).await;
    put!(
        &mut tables,
        "INSERT INTO group_facilitators (group_id, user_id, part, from_on)
         SELECT $1, id, 'lead', $2 FROM users WHERE name = 'wei.min'",
        id(2, 0),
        now.date_naive()
    );
    let (today, next_week) = (id(3, 0), id(3, 1));
    tables.session(today, id(2, 0), now).await;
    tables.session(next_week, id(2, 0), now + TimeDelta::days(7)).await;
    let mut seeded = Vec::new();
    for n in 0..people {
        seeded.push(seed_person(&mut tables, n).await);
    }
    for _ in &seeded {
        put!(&mut tables, "INSERT INTO caregiver_numbers (given_at) VALUES ($1)", now);
    }
    if let Some(person) = seeded.first() {
        put!(
            &mut tables,
            "INSERT INTO rsvps (session_id, caregiver_id, answer, sequence, at) VALUES ($1, $2, 'coming', 0, $3)",
            today,
            *person,
            now
        );
    }
    SeededGroup { today, next_week, people: seeded, tables }
}

/// Calls a session off.
pub async fn cancel(tables: &mut Raw, session: Uuid) {
    put!(tables, "UPDATE sessions SET state = 'cancelled', reason = 'rain' WHERE id = $1", session);
}
