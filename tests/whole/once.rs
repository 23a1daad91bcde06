//! What there is only one of: the database says so itself, whoever writes.

use peiban_sqlite::SqliteConnection;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::database::{on_postgres, rows};
use crate::raw::{Raw, put};
use crate::seed::{SeededGroup, seed_group};
use crate::support::{TestApp, wednesday};

/// A second row of something that is there once; `$1` is a new id.
const TWICE: [(&str, &str); 20] = [
    ("a lead of a group", "INSERT INTO group_facilitators (group_id, user_id, part, from_on)
        SELECT f.group_id, u.id, 'lead', f.from_on FROM group_facilitators f JOIN users u ON u.name = 'luo.mei'
         WHERE f.part = 'lead' AND f.user_id <> u.id AND u.id <> $1"),
    ("an active schedule of a group", "INSERT INTO schedules (id, group_id, first_on, local_time, zone, minutes, rule, left_out, state, made_at)
        SELECT $1, group_id, first_on, local_time, zone, minutes, rule, left_out, 'active', made_at FROM schedules LIMIT 1"),
    ("a role without a partner", "INSERT INTO user_roles (id, user_id, role, area_from, area_to, partner_id, given_at)
        SELECT $1, user_id, role, area_from, area_to, partner_id, given_at FROM user_roles WHERE partner_id IS NULL LIMIT 1"),
    ("a role of a partner", "INSERT INTO user_roles (id, user_id, role, area_from, area_to, partner_id, given_at)
        SELECT $1, user_id, role, area_from, area_to, partner_id, given_at FROM user_roles WHERE partner_id IS NOT NULL LIMIT 1"),
    ("a live token of a caregiver", "INSERT INTO link_tokens (token_hash, caregiver_id, made_at, expires_at)
        SELECT code_hash, caregiver_id, t.made_at, t.expires_at FROM link_tokens t CROSS JOIN password_codes
         WHERE code_hash <> token_hash AND caregiver_id <> $1 LIMIT 1"),
    ("a live code for a password", "INSERT INTO password_codes (id, code_hash, user_id, made_at, expires_at)
        SELECT $1, token_hash, user_id, c.made_at, c.expires_at FROM password_codes c CROSS JOIN link_tokens
         WHERE code_hash <> token_hash LIMIT 1"),
    ("a mark against the session's state", "INSERT INTO register_conflicts (id, session_id, caregiver_id, op_a, state, opened_at)
        SELECT $1, session_id, caregiver_id, op_a, 'open', opened_at FROM register_conflicts WHERE caregiver_id IS NOT NULL AND op_b IS NULL"),
    ("a word against the session's state", "INSERT INTO register_conflicts (id, session_id, op_a, state, opened_at)
        SELECT $1, session_id, op_a, 'open', opened_at FROM register_conflicts WHERE caregiver_id IS NULL AND op_b IS NULL"),
    ("two words on the whole session", "INSERT INTO register_conflicts (id, session_id, op_a, op_b, state, opened_at)
        SELECT $1, session_id, op_a, op_b, 'open', opened_at FROM register_conflicts WHERE caregiver_id IS NULL AND op_b IS NOT NULL"),
    ("an open enrolment in a group", "INSERT INTO enrolments (id, caregiver_id, group_id, state, made_at)
        SELECT $1, caregiver_id, group_id, 'waitlisted', made_at FROM enrolments LIMIT 1"),
    ("a live link of a chat", "INSERT INTO chat_links (id, channel, account, chat, caregiver_id, state, talk, made_at)
        SELECT $1, l.channel, l.account, l.chat, c.id, 'linked', '{}', l.made_at FROM chat_links l JOIN caregivers c ON c.number = 2"),
    ("a live link of a caregiver", "INSERT INTO chat_links (id, channel, account, chat, caregiver_id, state, talk, made_at)
        SELECT $1, channel, account, 'other', caregiver_id, 'blocked', '{}', made_at FROM chat_links"),
    ("a name of a user", "INSERT INTO users (id, name, name_key, display_name, password_hash, made_at)
        SELECT $1, 'WEI.MIN', name_key, display_name, password_hash, made_at FROM users WHERE name = 'wei.min'"),
    ("a partner's code", "INSERT INTO partners (id, code, kind, name_zh, name_en, started_at)
        SELECT $1, code, kind, name_zh, name_en, started_at FROM partners LIMIT 1"),
    ("a site's code in a county", "INSERT INTO sites (id, area, code, name, kind, settlement, zone, accessibility, opened_at)
        SELECT $1, area, code, name, kind, settlement, zone, accessibility, opened_at FROM sites LIMIT 1"),
    ("a group's code at a site", "INSERT INTO groups (id, site_id, code, name, curriculum_id, area, capacity, state, opened_at)
        SELECT $1, site_id, code, name, curriculum_id, area, capacity, state, opened_at FROM groups LIMIT 1"),
    ("a session of a module at a time", "INSERT INTO sessions (id, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
        SELECT $1, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, 'scheduled', 0 FROM sessions LIMIT 1"),
    ("a session of a date of a schedule", "INSERT INTO sessions (id, group_id, schedule_id, recurrence_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
        SELECT $1, group_id, schedule_id, recurrence_id, site_id, starts_at, ends_at, zone, held_on, mode, 'cancelled', 0
          FROM sessions WHERE schedule_id IS NOT NULL LIMIT 1"),
    ("a make-up of a session missed", "INSERT INTO attendance (session_id, caregiver_id, status, basis, make_up_for, rev, op_id, marked_at)
        SELECT s.id, a.caregiver_id, a.status, 'make_up', a.make_up_for, 1, $1, a.marked_at
          FROM attendance a JOIN sessions s ON s.id <> a.session_id AND s.id <> a.make_up_for WHERE a.basis = 'make_up' LIMIT 1"),
    ("a number of a caregiver", "INSERT INTO caregivers (id, number, state, household_id, name, language, zone, made_at)
        SELECT $1, number, state, household_id, name, language, zone, made_at FROM caregivers LIMIT 1"),
];

/// A group, and at least one row of whatever is there once.
async fn one_of_each(app: &TestApp) -> SeededGroup {
    let mut group = seed_group(app, 2).await;
    let (who, other, session, at) = (group.people[0], group.people[1], group.today, wednesday());
    let tables = &mut group.tables;
    put!(
        &mut *tables,
        "INSERT INTO partners (id, code, kind, name_zh, name_en, started_at)
         VALUES ($1, 'women', 'ngo', '妇联', 'Women', $2)",
        who,
        at
    );
    put!(
        &mut *tables,
        "INSERT INTO user_roles (id, user_id, role, area_from, area_to, partner_id, given_at)
         SELECT $1, id, 'viewer', 450000, 459999, $1, $2 FROM users WHERE name = 'guest'",
        who,
        at
    );
    put!(
        &mut *tables,
        "INSERT INTO link_tokens (token_hash, caregiver_id, made_at, expires_at) VALUES ($1, $2, $3, $3)",
        vec![1_u8; 32],
        who,
        at
    );
    put!(
        &mut *tables,
        "INSERT INTO password_codes (id, code_hash, user_id, made_at, expires_at)
         SELECT $1, $2, id, $3, $3 FROM users WHERE name = 'wei.min'",
        who,
        vec![2_u8; 32],
        at
    );
    put!(
        &mut *tables,
        "INSERT INTO chat_links (id, channel, account, chat, caregiver_id, state, talk, made_at)
         VALUES ($1, 'simulator', 'test', '1', $1, 'linked', '{}', $2)",
        who,
        at
    );
    put!(
        &mut *tables,
        "INSERT INTO attendance (session_id, caregiver_id, status, basis, make_up_for, rev, op_id, marked_at)
         VALUES ($1, $2, 'present', 'make_up', $3, 1, $2, $4)",
        session,
        who,
        group.next_week,
        at
    );
    for op in [who, other] {
        put!(
            &mut *tables,
            "INSERT INTO register_ops (op_id, session_id, kind, device, device_seq, source, detail, base_rev,
                                                      content_hash, outcome, recorded_at, received_at)
             VALUES ($1, $2, 'state', $1, 1, 'facilitator', '{}', 0, $3, 'conflict', $4, $4)",
            op,
            session,
            vec![3_u8; 32],
            at
        );
    }
    for (n, person, second) in [(1, Some(who), None), (2, None, None), (3, None, Some(other))] {
        put!(
            &mut *tables,
            "INSERT INTO register_conflicts (id, session_id, caregiver_id, op_a, op_b, state, opened_at)
             VALUES ($1, $2, $3, $4, $5, 'resolved', $6)",
            Uuid::from_u128(n),
            session,
            person,
            who,
            second,
            at
        );
    }
    group
}

/// Whether a unique rule refused the row.
async fn refused(url: &str, sql: &'static str) -> bool {
    let id = Uuid::now_v7();
    let done = if on_postgres() {
        let mut db = PgConnection::connect(url).await.unwrap();
        sqlx::query(sql).bind(id).execute(&mut db).await.map(|done| done.rows_affected())
    } else {
        let mut db = SqliteConnection::connect(url).await.unwrap();
        sqlx::query(sql).bind(id).execute(&mut db).await.map(|done| done.rows_affected())
    };
    match done {
        Ok(0) => panic!("nothing to write twice: {sql}"),
        Ok(_) => false,
        Err(error) => {
            assert!(
                error.as_database_error().is_some_and(|error| error.is_unique_violation()),
                "{error}: {sql}"
            );
            true
        }
    }
}

#[rocket::async_test]
async fn the_database_takes_nothing_twice_that_there_is_once() {
    let app = TestApp::start().await;
    one_of_each(&app).await;

    let mut taken = Vec::new();
    for (what, sql) in TWICE {
        if !refused(&app.url, sql).await {
            taken.push(what);
        }
    }

    assert_eq!(taken, Vec::<&str>::new());
}

#[rocket::async_test]
async fn what_has_ended_makes_room_for_the_next() {
    let app = TestApp::start().await;
    let mut group = one_of_each(&app).await;
    for sql in [
        "UPDATE group_facilitators SET to_on = from_on WHERE part = 'lead'",
        "UPDATE schedules SET state = 'ended'",
        "UPDATE user_roles SET ended_at = given_at",
        "UPDATE link_tokens SET used_at = made_at",
        "UPDATE password_codes SET ended_at = made_at",
        "UPDATE enrolments SET state = 'withdrawn', ended_on = enrolled_on",
        "UPDATE chat_links SET state = 'revoked'",
    ] {
        group.tables.run(sql).await;
    }

    for what in
        ["a lead", "an active", "a role", "a live token", "a live code", "an open enrolment", "a live link"]
    {
        let (_, sql) = TWICE.iter().find(|(name, _)| name.starts_with(what)).unwrap();
        assert!(!refused(&app.url, sql).await, "{what}");
    }
}

/// The rules as they were before the migration that made them.
async fn without_rules(tables: &mut Raw) {
    for index in [
        "group_facilitators_one_lead",
        "schedules_one_active",
        "user_roles_live",
        "link_tokens_live",
        "password_codes_live",
        "register_conflicts_once",
    ] {
        tables.run(&format!("DROP INDEX {index}")).await;
    }
    tables.run("ALTER TABLE link_tokens DROP COLUMN ended_at").await;
    tables.run("ALTER TABLE password_codes DROP COLUMN ended_at").await;
}

#[rocket::async_test]
async fn older_rows_that_say_otherwise_end_and_the_newest_stays() {
    let app = TestApp::start().await;
    let mut group = one_of_each(&app).await;
    without_rules(&mut group.tables).await;
    let broken: Vec<_> = TWICE[..9].iter().collect();
    for (what, sql) in &broken {
        assert!(!refused(&app.url, sql).await, "{what}");
    }

    group
        .tables
        .run(if on_postgres() {
            include_str!("../../migrations/postgres/0040_once.sql")
        } else {
            include_str!("../../migrations/sqlite/0040_once.sql")
        })
        .await;

    for (what, sql) in broken {
        assert!(refused(&app.url, sql).await, "{what}");
    }
    let groups = rows(&app.url, "groups").await;
    assert_eq!(rows(&app.url, "group_facilitators WHERE part = 'lead' AND to_on IS NULL").await, groups);
    assert_eq!(
        rows(&app.url, "group_facilitators WHERE part = 'lead' AND to_on IS NOT NULL").await,
        groups - 1
    );
    assert_eq!(rows(&app.url, "schedules WHERE state = 'ended'").await, 1);
    assert_eq!(rows(&app.url, "user_roles WHERE ended_at IS NOT NULL").await, 2);
    assert_eq!(rows(&app.url, "link_tokens WHERE ended_at IS NULL").await, 1);
    assert_eq!(rows(&app.url, "password_codes WHERE ended_at IS NULL").await, 1);
    assert_eq!(rows(&app.url, "register_conflicts WHERE state = 'open'").await, 3, "the open one stays");
    assert_eq!(rows(&app.url, "register_conflicts").await, 3);
}
