//! Two acts on one county: one after the other, or at the same time.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use chrono::TimeDelta;
use peiban_core::actor::{Actor, SignIn};
use peiban_core::id::CurriculumId;
use peiban_core::plan::rules;
use peiban_store::acts::messages::plan::DrainPlanDue;
use peiban_store::{Act, ActError, Store, Tools};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::sync::OnceCell;

use super::acts::{Noun, Pairing};
use super::cell::Cell;
use crate::database::{copy_of, on_postgres, own_database};
use crate::raw::{Raw, ask};
use crate::support::wednesday;

type Running = Pin<Box<dyn Future<Output = String> + Send>>;

/// An act ready to be done, and by whom: a user of the county, or one of the others.
pub struct Doing {
    /// The type's name.
    pub act: &'static str,
    /// Whether it notes itself in the audit.
    pub audited: bool,
    who: Who,
    run: Box<dyn FnOnce(Store, Actor) -> Running + Send>,
}

enum Who {
    User(&'static str),
    Other(Actor),
}

/// Done by a user of the county.
pub fn by<A: Act>(user: &'static str, act: A) -> Doing {
    doing(Who::User(user), act)
}

/// Done by nobody who signed in.
pub fn by_bot<A: Act>(act: A) -> Doing {
    doing(Who::Other(Actor::bot()), act)
}

fn doing<A: Act>(who: Who, act: A) -> Doing {
    let path = std::any::type_name::<A>();
    let path = path.split('<').next().unwrap_or(path);
    let name = path.rsplit("::").next().unwrap_or(path);
    let run = |store: Store, actor: Actor| -> Running {
        Box::pin(async move {
            match store.act(&actor, act).await {
                Ok(_) => "done".to_owned(),
                Err(ActError::Refused(refused)) => refused.rule.to_string(),
                Err(ActError::NotFound) => "not there".to_owned(),
                Err(ActError::Store(error)) => format!("failed: {error:?}"),
            }
        })
    };
    Doing { act: name, audited: A::AUDITED, who, run: Box::new(run) }
}

/// What two acts came to: what each said, and what is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    pub said: [String; 2],
    pub left: Vec<String>,
}

/// How two acts meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting {
    /// The first is over before the second begins.
    Apart,
    /// Both begin when they want to.
    Free,
    /// Both have read, and wait for a row that somebody else holds.
    AtRows,
    /// Both have done all but note it in the audit: neither is committed.
    AtAudit,
}

/// Counties in one database: with more, looking takes long.
const COUNTIES: u32 = 120;

/// A database with all its counties settled, which every place copies.
static SETTLED: OnceCell<(String, Cell)> = OnceCell::const_new();

async fn settled() -> &'static (String, Cell) {
    SETTLED
        .get_or_init(|| async {
            let url = own_database().await;
            let mut tables = Raw::open(&url).await;
            let curriculum = "SELECT curriculum_id FROM modules WHERE seq = 1 LIMIT 1";
            let curriculum = CurriculumId(tables.id(curriculum).await);
            let version = "SELECT MAX(version) FROM consent_texts WHERE purpose = 'service_messages'";
            let consent_version = tables.number(version).await;
            let cell = Cell { n: 0, curriculum, consent_version };
            tables.run("BEGIN").await;
            for n in 1..=COUNTIES {
                Cell { n, ..cell }.settle(&mut tables).await;
            }
            tables.run("COMMIT").await;
            tables.close().await;
            (url, cell)
        })
        .await
}

/// A database in which one pair after the other meets, each time in another county.
pub struct Place {
    store: Store,
    tables: Raw,
    /// Holds what acts are to wait for, on PostgreSQL.
    holder: Option<PgConnection>,
    /// The county of the last meeting.
    cell: Cell,
}

impl Place {
    pub async fn new() -> Self {
        let (settled, cell) = settled().await;
        let url = copy_of(settled).await;
        let store = Store::open(&url, 4, Tools::default()).await.unwrap();
        let tables = Raw::open(&url).await;
        let holder = if on_postgres() { Some(PgConnection::connect(&url).await.unwrap()) } else { None };
        Self { store, tables, holder, cell: *cell }
    }

    /// Whether there are counties left for so many meetings.
    pub fn has_room(&self, meetings: u32) -> bool {
        self.cell.n + meetings <= COUNTIES
    }

    /// Ends all connections.
    pub async fn close(self) {
        self.store.close().await;
        self.tables.close().await;
    }

    async fn actor(&mut self, cell: Cell, who: &Who) -> Actor {
        let user = match who {
            Who::Other(actor) => return *actor,
            Who::User(name) => cell.user(name),
        };
        let sql = "SELECT id AS user_id, display_name, language, 'x' AS csrf, made_at AS expires_at, '' AS permissions
                     FROM users WHERE id = $1";
        let sign_in: SignIn = ask!(&mut self.tables, query_as, fetch_one, sql, user);
        sign_in.actor("x").unwrap()
    }

    /// Lets two acts meet in a county where nothing was done yet.
    pub async fn meet(&mut self, meeting: Meeting, make: [fn(Cell) -> Doing; 2], shared: &[Noun]) -> Came {
        self.cell.n += 1;
        let cell = self.cell;
        cell.open(&mut self.tables).await;
        self.store.clock().stand_at(wednesday());
        let mut ready = Vec::new();
        for make in make {
            let doing = make(cell);
            let actor = self.actor(cell, &doing.who).await;
            ready.push((doing, actor));
        }
        let (second, first) = (ready.pop().unwrap(), ready.pop().unwrap());
        // Who claims passes over rows that somebody holds, and would find them the next time.
        let waits = |noun: &Noun| {
            *noun != Noun::Message || [&first, &second].iter().all(|it| it.0.act != "ClaimMessages")
        };
        let said = match meeting {
            Meeting::Apart => {
                let one = self.begin(first).await.unwrap();
                [one, self.begin(second).await.unwrap()]
            }
            Meeting::Free => {
                let (one, two) = (self.begin(first), self.begin(second));
                [one.await.unwrap(), two.await.unwrap()]
            }
            Meeting::AtRows => {
                let held =
                    shared.iter().filter(|noun| waits(noun)).flat_map(|noun| rows_of(*noun, cell)).collect();
                self.held(held, first, second).await
            }
            Meeting::AtAudit => {
                self.held(vec!["LOCK TABLE audit_events IN SHARE MODE".to_owned()], first, second).await
            }
        };
        self.store.act(&Actor::bot(), DrainPlanDue { rules: rules(), most: 500 }).await.unwrap();
        Came { said, left: cell.left(&mut self.tables).await }
    }

    /// Each act begins a second later than the one before, so that the later one is the later one.
    fn begin(&self, (doing, actor): (Doing, Actor)) -> tokio::task::JoinHandle<String> {
        self.store.clock().shift(TimeDelta::seconds(1));
        tokio::spawn((doing.run)(self.store.clone(), actor))
    }

    /// Begins both acts while somebody else holds what they need; lets go when each waits or is over.
    async fn held(
        &mut self,
        locks: Vec<String>,
        first: (Doing, Actor),
        second: (Doing, Actor),
    ) -> [String; 2] {
        let sql = format!("BEGIN; {}", locks.join("; "));
        self.holder().execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.unwrap();
        let one = self.begin(first);
        while !one.is_finished() && self.waiting().await < 1 {
            tokio::time::sleep(LOOKS).await;
        }
        let two = self.begin(second);
        while self.waiting().await + i64::from(one.is_finished()) + i64::from(two.is_finished()) < 2 {
            tokio::time::sleep(LOOKS).await;
        }
        self.holder().execute("ROLLBACK").await.unwrap();
        [one.await.unwrap(), two.await.unwrap()]
    }

    fn holder(&mut self) -> &mut PgConnection {
        self.holder.as_mut().unwrap()
    }

    /// How many acts wait for a lock in this database.
    async fn waiting(&mut self) -> i64 {
        self.tables
            .number(
                "SELECT COUNT(*) FROM pg_stat_activity
                  WHERE datname = current_database() AND wait_event_type = 'Lock'",
            )
            .await
    }
}

/// Between two looks whether acts wait.
const LOOKS: Duration = Duration::from_micros(500);

/// Holds the rows of a thing that acts may wait for.
fn rows_of(noun: Noun, cell: Cell) -> Vec<String> {
    let (table, things): (_, &[_]) = match noun {
        Noun::Account => ("users", &["boss1", "boss2", "lead", "local"]),
        Noun::Group => ("groups", &["g", "g2"]),
        Noun::Session => ("sessions", &["h1", "h2", "s1"]),
        Noun::Chat => ("chat_links", &["link1", "linkx"]),
        Noun::Person => ("caregivers", &["o", "p1", "x"]),
        Noun::Message => ("planned_messages", &["m1", "m2", "m3"]),
        Noun::Alert => ("alerts", &["alert"]),
        Noun::Bot => return vec![rows("bot_accounts", "account", &cell.named("bot"))],
        Noun::Poster => return vec![rows("join_codes", "code", &cell.named("J"))],
        Noun::Organisation | Noun::Named(_) => return vec![],
    };
    things.iter().map(|thing| rows(table, "id", &cell.id(thing).to_string())).collect()
}

fn rows(table: &str, column: &str, value: &str) -> String {
    format!("SELECT 1 FROM {table} WHERE {column} = '{value}' FOR UPDATE")
}

/// The ways in which two acts meet at once, those that make a difference to them: SQLite's writer does one after the
/// other anyhow.
pub fn ways(one: &Pairing, two: &Pairing, shared: &[Noun]) -> Vec<Meeting> {
    if !on_postgres() {
        return vec![Meeting::Free];
    }
    let mut ways = vec![];
    if shared.iter().any(|noun| !matches!(noun, Noun::Organisation | Noun::Named(_))) {
        ways.push(Meeting::AtRows);
    }
    if one.is_audited() || two.is_audited() {
        ways.push(Meeting::AtAudit);
    }
    if ways.is_empty() {
        ways.push(Meeting::Free);
    }
    ways
}
