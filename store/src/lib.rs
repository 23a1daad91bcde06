//! The database: SQLite inside, or PostgreSQL. Every act, and the only place with SQL.
//!
//! [`Store::read`] lends an [`Exec`], whose methods read; [`Store::act`] runs an act with a [`Tx`], whose own
//! methods write. On SQLite one writer commits whatever is queued together; on PostgreSQL each act is a
//! transaction, tried again when the database asks for it.

mod accounts;
mod act;
pub mod acts;
mod again;
mod aside;
mod chat;
mod content;
mod error;
mod exec;
mod fault;
mod files;
mod groups;
mod keys;
mod life;
pub mod list;
mod locks;
mod measure;
mod messages;
mod migrations;
mod people;
mod reach;
mod registers;
mod sessions;
pub mod whole;
mod writer;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use peiban_sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePool, SqlitePoolOptions};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgPool};
use tokio::sync::Notify;

pub use accounts::managed::{NamedUser, UserLine};
pub use accounts::organisation::{Invitation, Organisation};
pub use accounts::passwords::CodeOwner;
pub use accounts::roles::{ListedUser, RoleLine};
pub use accounts::tokens::{ApiToken, NewApiToken, OnceAnswer, OnceKey};
pub use accounts::{Credentials, UserAccount};
pub use act::{Act, ActError};
pub use aside::LONG_READ;
pub use chat::alerts::{AlertRow, NewAlert};
pub use chat::bot_accounts::BotState;
pub use chat::simulator::{BUBBLES, Bubble};
pub use content::surveys::ResponseRow;
pub use error::StoreError;
pub use exec::{Exec, Tx};
pub use fault::Fault;
pub use files::Hold;
pub use groups::courses::{AttendedRow, Course, Roster, Step};
pub use groups::joinable::JoinableGroup;
pub use groups::leads::LedGroup;
pub use groups::listing::{FacilitatorItem, FacilitatorsAsked, GroupsAsked};
pub use groups::teams::TeamCandidate;
pub use groups::{Candidate, FacilitatorRow, GroupRow};
use life::Life;
pub use life::LifeSign;
pub use locks::Locked;
pub use messages::SessionNews;
pub use messages::held::{Count, Outcome};
pub use migrations::Schema;
pub use people::consents::{LatestConsent, Said};
pub use people::enrolments::{ManagedEnrolment, Member, Membership, NewEnrolment};
pub use people::listing::{CaregiverItem, EnrolmentItem, EnrolmentsAsked};
pub use people::roster_files::{RosterResult, StagedRoster};
pub use people::rosters::{NamesakeRow, RosterGroup};
pub use people::{BandAsOf, CaregiverCard, NewCaregiver};
pub use reach::campaigns::{Campaign, JoinCode};
pub use reach::cells::Cell;
pub use reach::figures::{BelowRow, FigureRange, Needs, PartnerRow};
pub use reach::imports::ImportRow;
pub use reach::listing::{ReportItem, ReportsAsked};
pub(crate) use reach::rollups::DirtyCell;
pub use reach::rollups::{Spot, above};
pub use registers::RegisterSession;
pub use registers::pages::{Doubt, RegisterHead, RegisterRow};
pub use sessions::SessionCard;
pub use sessions::listing::SessionsAsked;

use peiban_core::actor::Actor;

use aside::Aside;
use peiban_core::clock::{Clock, Ids};
use peiban_core::seal::Keys;
use writer::Writer;

/// Rows in one bulk statement: PostgreSQL takes 65,535 binds, SQLite 32,766.
pub(crate) const CHUNK: usize = 500;

/// What a connection to SQLite keeps of the file, in KiB with a minus: its own 2 MB are read anew all day long in the
/// file of a season (80 MB).
const PAGES_KEPT: &str = "-8192";

/// One per process; clones share it.
#[derive(Clone)]
pub struct Store {
    back: Back,
    tools: Tools,
    bell: Arc<Notify>,
    hold: Arc<Mutex<Option<Hold>>>,
    life: Life,
    aside: Arc<Aside>,
}

/// What an act is given beside the database.
#[derive(Debug, Clone)]
pub struct Tools {
    /// The time.
    pub clock: Clock,
    /// New ids.
    pub ids: Ids,
    /// Keys for what is sealed.
    pub keys: Keys,
}

impl Default for Tools {
    fn default() -> Self {
        Self { clock: Clock::system(), ids: Ids::random(), keys: Keys::random() }
    }
}

#[derive(Clone)]
enum Back {
    /// `reading` opens one more reader.
    Sqlite {
        readers: SqlitePool,
        reading: SqliteConnectOptions,
        writer: Writer,
    },
    Postgres(PgPool),
}

impl Store {
    /// Opens the database at `url` and brings its tables up to date.
    ///
    /// `readers` connections read at the same time; on PostgreSQL they write as well.
    ///
    /// # Errors
    ///
    /// [`StoreError::Address`] for other schemes than `sqlite:` and `postgres:`; [`StoreError::Migrate`] when the
    /// tables are newer than this program; [`StoreError::Database`] when there is no such database;
    /// [`StoreError::File`] when its file cannot be made.
    pub async fn open(url: &str, readers: u32, tools: Tools) -> Result<Self, StoreError> {
        let hold = Arc::default();
        let (back, life) = if url.starts_with("sqlite:") {
            let back = open_sqlite(url, readers, tools.clone()).await?;
            (back, Life::of_file(url, Arc::clone(&hold)))
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let pool = open_postgres(url, readers).await?;
            (Back::Postgres(pool.clone()), Life::of_postgres(pool))
        } else {
            return Err(StoreError::Address);
        };
        Ok(Self { back, tools, bell: Arc::default(), hold, life, aside: Arc::default() })
    }

    /// The clock that every act is stamped by.
    pub fn clock(&self) -> &Clock {
        &self.tools.clock
    }

    /// Where new ids come from.
    pub fn ids(&self) -> &Ids {
        &self.tools.ids
    }

    /// Keys for what is sealed.
    pub fn keys(&self) -> &Keys {
        &self.tools.keys
    }

    /// Ring it when updates were kept: whoever answers in this process looks at once, others on their own time.
    pub fn bell(&self) -> &Notify {
        &self.bell
    }

    /// Keeps the hold on the database's file for as long as the store is open.
    pub fn keep(&self, hold: Option<Hold>) {
        *self.hold.lock().unwrap_or_else(PoisonError::into_inner) = hold;
    }

    /// Whether this process alone serves the database: it holds the lock of SQLite's file. Never true on PostgreSQL,
    /// nor for a command that works beside whoever serves.
    pub fn is_alone(&self) -> bool {
        self.hold.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Lends a connection to read from. On SQLite a read keeps the thread that polls it until it is over, so it is
    /// short; long ones go [aside](Self::aside).
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`] when none comes free in time.
    pub async fn read(&self) -> Result<Exec<'static>, StoreError> {
        Ok(match &self.back {
            Back::Sqlite { readers, .. } => Exec::from(readers.acquire().await?),
            Back::Postgres(pool) => Exec::from(pool.acquire().await?),
        })
    }

    /// Does `act` for `actor`: whole or not at all, audited, on disk when this returns.
    ///
    /// # Errors
    ///
    /// What the act refused, or [`ActError::Store`]; then nothing was written.
    pub async fn act<A: Act>(&self, actor: &Actor, act: A) -> Result<A::Out, ActError> {
        let began = Instant::now();
        let done = self.done(actor, act).await;
        measure::act(A::NAME, &done, began.elapsed());
        done
    }

    async fn done<A: Act>(&self, actor: &Actor, act: A) -> Result<A::Out, ActError> {
        match &self.back {
            Back::Sqlite { writer, .. } => writer.act(*actor, act).await,
            Back::Postgres(pool) => again::act(pool, actor, &act, &self.tools).await,
        }
    }

    /// Acts that wait for the writer; 0 on PostgreSQL, where none is.
    pub fn acts_waiting(&self) -> usize {
        match &self.back {
            Back::Sqlite { writer, .. } => writer.waiting(),
            Back::Postgres(_) => 0,
        }
    }

    /// Finishes what is queued and closes; on SQLite the WAL is folded into the file.
    pub async fn close(&self) {
        self.aside.close().await;
        match &self.back {
            Back::Sqlite { readers, writer, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Back::Postgres(pool) => pool.close().await,
        }
        self.keep(None); // after the last write: whoever takes the hold next finds everything in the file
    }
}

async fn open_sqlite(url: &str, readers: u32, tools: Tools) -> Result<Back, StoreError> {
    let options = url
        .parse::<SqliteConnectOptions>()?
        .create_if_missing(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(200)
        .pragma("journal_mode", "WAL")
        .pragma("synchronous", "FULL")
        .pragma("foreign_keys", "ON")
        .pragma("cache_size", PAGES_KEPT)
        .pragma("secure_delete", "ON");
    let is_new = files::prepare(url)?;
    let mut first = options.connect().await?;
    migrations::SQLITE.run_direct(None, &mut first, false).await?;
    if let Err(error) = rewrite_once(&mut first, is_new).await.map_err(StoreError::from) {
        tracing::warn!(%error, "what was deleted before still stands in the file; the next start tries again");
    }
    let reading = options.clone().read_only(true).create_if_missing(false);
    let readers = SqlitePoolOptions::new()
        .max_connections(readers)
        .acquire_timeout(Duration::from_secs(3))
        .test_before_acquire(false)
        .connect_lazy_with(reading.clone());
    let writer = Writer::start(options, first, tools).map_err(sqlx::Error::Io)?;
    Ok(Back::Sqlite { readers, reading, writer })
}

/// Overwrites, once for each file, what was deleted in it before `secure_delete` was on.
async fn rewrite_once(first: &mut SqliteConnection, is_new: bool) -> Result<(), sqlx::Error> {
    let done: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *first).await?;
    if done > 0 {
        return Ok(());
    }
    if !is_new {
        sqlx::query("VACUUM").execute(&mut *first).await?;
    }
    sqlx::query("PRAGMA user_version = 1").execute(first).await.map(drop)
}

async fn open_postgres(url: &str, readers: u32) -> Result<PgPool, StoreError> {
    let set = [("statement_timeout", "10s"), ("client_min_messages", "error")]; // no notices among our lines
    let options = url.parse::<PgConnectOptions>()?.options(set);
    let mut first = options.connect().await?; // a pool would only say that it waited
    migrations::POSTGRES.run(&mut first).await?;
    first.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(readers)
        .acquire_timeout(Duration::from_secs(3))
        .test_before_acquire(false)
        .connect_lazy_with(options);
    Ok(pool)
}
