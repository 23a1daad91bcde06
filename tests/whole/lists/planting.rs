//! Many rows at once, written past the acts.

use uuid::Uuid;

use crate::raw::Raw;
use crate::support::{TestApp, wednesday};

/// Writes `count` rows past the acts: in `sql`, `$id` is the id of each, `$n` its number from 1, `$rows` where they
/// come from.
pub(super) async fn plant(app: &TestApp, count: usize, sql: &str) {
    let (id, rows) = if crate::database::on_postgres() {
        (
            "CAST(lpad(to_hex(n.i), 32, '0') AS UUID)".to_owned(),
            format!("generate_series(1, {count}) AS n (i)"),
        )
    } else {
        let series = format!("SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}");
        let rows = format!("(WITH RECURSIVE n (i) AS ({series}) SELECT i FROM n) AS n");
        ("unhex(printf('%032x', n.i))".to_owned(), rows)
    };
    let sql = sql.replace("$rows", &rows).replace("$id", &id).replace("$n", "n.i");
    Raw::open(&app.url).await.run(&sql).await;
}

/// So many groups more, on the site and curriculum of the world's first in Long'an.
pub(super) async fn many_groups(app: &TestApp, count: usize) {
    let sql = "INSERT INTO groups (id, site_id, code, name, curriculum_id, area, capacity, state, opened_at)
               SELECT $id, g.site_id, 'many' || $n, 'Hall ' || ($n % 40), g.curriculum_id, g.area, 40, 'open', g.opened_at
                 FROM (SELECT * FROM groups WHERE area = 450123 ORDER BY id LIMIT 1) g CROSS JOIN $rows";
    plant(app, count, sql).await;
}

/// A session for each of [`many_groups`], all at one time, and somebody on each roster.
pub(super) async fn many_sessions(app: &TestApp, count: usize, (starts, ends): (&str, &str)) {
    somebody(app).await;
    many_groups(app, count).await;
    let day = &starts[..10];
    let of_many = "SELECT g.id, g.site_id FROM groups g WHERE g.code LIKE 'many%'";
    let sessions = format!(
        "INSERT INTO sessions (id, group_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
         SELECT g.id, g.id, g.site_id, '{starts}', '{ends}', 'Asia/Shanghai', '{day}', 'group', 'scheduled', 0
           FROM ({of_many}) g"
    );
    let rosters = format!(
        "INSERT INTO enrolments (id, caregiver_id, group_id, state, enrolled_on, made_at)
         SELECT g.id, c.id, g.id, 'enrolled', '{day}', '{starts}'
           FROM ({of_many}) g JOIN caregivers c ON c.number = 70000"
    );
    let mut raw = Raw::open(&app.url).await;
    raw.run(&sessions).await;
    raw.run(&rosters).await;
}

/// A person of the world's first group in Long'an.
pub(super) async fn somebody(app: &TestApp) -> Uuid {
    let (mut raw, person) = (Raw::open(&app.url).await, Uuid::from_u128(7 << 64));
    raw.person(person, 70_000, "Lan").await;
    let group = raw.id("SELECT id FROM groups WHERE area = 450123 ORDER BY id LIMIT 1").await;
    raw.enrolment(person, (person, group), ("active", wednesday().date_naive())).await;
    person
}

/// Some bytes, as either database writes them.
pub(super) fn hash() -> &'static str {
    if crate::database::on_postgres() { "'\\x00'::bytea" } else { "x'00'" }
}
