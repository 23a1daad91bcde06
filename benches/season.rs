//! A season's rows in an SQLite file, and people who are signed in to it.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use peiban::cli::filled;
use peiban::secret;
use peiban_core::actor::Actor;
use peiban_core::area::AreaCode;
use peiban_core::user::{Grant, Role};
use peiban_sqlite::SqliteConnection;
use peiban_store::acts::accounts::{AddUser, StartSignIn};
use peiban_store::acts::reach::rollups::rebuild;
use peiban_store::{Store, Tools};
use sqlx::{Connection, Executor};
use uuid::Uuid;

use crate::noon::noon;

/// Facilitators who take turns with the groups of 25.
pub const FACILITATORS: usize = 50;
/// Those groups, each with a course of 8 whose registers can be taken.
pub const GROUPS: usize = 625;
/// Whom each of those groups holds.
pub const ROSTER: usize = 25;

/// A cookie's token and the token of its forms.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub token: String,
    pub csrf: String,
}

/// A database with a season in it.
pub struct Season {
    pub url: String,
    pub facilitators: Vec<SignedIn>,
    /// Sees every figure.
    pub staff: SignedIn,
    /// What counting the whole season anew took.
    pub counting: Duration,
}

/// The id that stands for `n` among things of `kind`, as `season.sql` makes it.
pub fn id(kind: u128, n: usize) -> Uuid {
    Uuid::from_u128((kind << 96) + n as u128)
}

async fn sign_in(store: &Store, name: &str, role: Role) -> SignedIn {
    let grant = Grant { role, area: AreaCode::COUNTRY, partner: None };
    let (display_name, password_hash) = (name.to_owned(), "-".to_owned());
    let act = AddUser { name: name.to_owned(), display_name, password_hash, grant };
    store.act(&Actor::operator(), act).await.expect("a user");
    let user =
        store.read().await.expect("a reader").credentials(name).await.expect("a row").expect("a user").id;
    let (token, csrf) = (secret::token(), secret::token());
    let act = StartSignIn { user, token_hash: secret::hash(&token), csrf: csrf.clone(), replaces: None };
    store.act(&Actor::visitor(), act).await.expect("a sign-in");
    SignedIn { token, csrf }
}

impl Season {
    /// Fills a new file with this season and those before it.
    pub async fn fill(url: &str, seasons: usize) -> Self {
        let store = Store::open(url, 1, Tools::default()).await.expect("a database");
        filled(&store).await.expect("content");
        let staff = sign_in(&store, "staff", Role::CampaignStaff).await;
        let mut facilitators = Vec::new();
        for n in 0..FACILITATORS {
            facilitators.push(sign_in(&store, &format!("facilitator.{n}"), Role::Facilitator).await);
        }
        let mut db = SqliteConnection::connect(url).await.expect("the file");
        db.execute(include_str!("season.sql")).await.expect("a season");
        if seasons > 1 {
            let earlier = include_str!("history.sql").replace(":seasons", &seasons.to_string());
            db.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(earlier))).await.expect("earlier seasons");
        }
        db.close().await.expect("the file closes");
        let began = Instant::now();
        rebuild(&store).await.expect("figures");
        let counting = began.elapsed();
        store.close().await;
        Self { url: url.to_owned(), facilitators, staff, counting }
    }
}

impl Season {
    /// No figure is kept: whoever counts everything anew has everything to replace.
    pub async fn forget_figures(&self) {
        self.change("DELETE FROM rollup_days; DELETE FROM rollup_periods;").await;
    }

    /// Sessions whose registers can be taken.
    pub async fn registers(&self) {
        self.change(include_str!("registers.sql")).await;
    }

    async fn change(&self, sql: &str) {
        let mut db = SqliteConnection::connect(&self.url).await.expect("the file");
        db.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))).await.expect("a change");
        db.close().await.expect("the file closes");
    }

    /// A session for every group tomorrow, in a zone where it is noon now: reminders are due.
    pub async fn tomorrow(&self) {
        let zone = noon();
        let at = Utc::now() + TimeDelta::hours(26);
        let (end, day) = (at + TimeDelta::minutes(90), at.with_timezone(&zone).date_naive());
        let time = |at: DateTime<Utc>| at.format("%F %T+00:00").to_string();
        self.change(&format!(
            "INSERT INTO sessions (id, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
             SELECT unhex(printf('%08x%024x', 15, ROW_NUMBER() OVER ())), id,
                    (SELECT id FROM modules WHERE seq = 1 LIMIT 1), site_id, '{}', '{}', '{zone}', '{day}', 'group',
                    'scheduled', 0
               FROM groups;
             UPDATE sites SET zone = '{zone}';
             UPDATE caregivers SET zone = '{zone}';",
            time(at),
            time(end),
        ))
        .await;
    }

    /// Nothing was planned yet, and the plans of so many are due.
    pub async fn remind(&self, people: usize) {
        self.change(&format!(
            "DELETE FROM planned_messages; DELETE FROM plan_due;
             INSERT INTO plan_due (caregiver_id, due_since)
             SELECT id, made_at FROM caregivers WHERE number <= {people};"
        ))
        .await;
    }

    /// 200,000 copies of a reminder that was planned are due, ten for each of 20,000 people.
    pub async fn backlog(&self) {
        self.change(
            "CREATE TEMP TABLE bench_row AS SELECT * FROM planned_messages LIMIT 1;
             DELETE FROM planned_messages; DELETE FROM plan_due;
             WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199999)
             INSERT INTO planned_messages (id, dedupe_key, caregiver_id, step, priority, anchor_kind, anchor_id, anchor_seq,
                                           body, due_at, state, claims, made_at)
             SELECT unhex(printf('%08x%024x', 16, n.i)), 'bench:' || n.i, c.id, r.step, r.priority, r.anchor_kind,
                    r.anchor_id, r.anchor_seq, r.body, '2026-11-01 00:00:00+00:00', 'planned', 0,
                    '2026-11-01 00:00:00+00:00'
               FROM n JOIN caregivers c ON c.number = n.i % 20000 + 1
               JOIN bench_row r;",
        )
        .await;
    }
}

/// One number out of a file that a program has open.
pub async fn number(url: &str, sql: &'static str) -> i64 {
    let mut db = SqliteConnection::connect(url).await.expect("the file");
    sqlx::query_scalar(sql).fetch_one(&mut db).await.expect("a number")
}
