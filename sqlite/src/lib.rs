//! SQLite for sqlx, each statement run on the thread that calls it.
//!
//! sqlx's own driver gives every connection a thread. Each statement, and each wake for its rows, hops between
//! threads: 5 to 38 µs of processor, by machine and load, where a statement run in place needs 1.4. A write of a
//! register is a dozen statements, so the hop was most of it. Here a statement is over when its future is first
//! polled; nothing is handed to anybody. `query_as`, `FromRow`, `QueryBuilder`, pools and migrations are sqlx's.
//!
//! What that asks of callers: **a statement holds its thread until it ends.** Writes belong on a thread of their own,
//! and so do reads that take longer than a page may wait; [`SqliteConnection::interrupt_handle`] ends one from
//! another thread, [`SqliteConnection::cancel_when`] a row of them. All rows of a statement are read before the first is given.
//!
//! This package may go when sqlx runs SQLite in place, or no longer hops for each statement: `cargo bench -p
//! peiban-sqlite` prints both drivers' figures. Files are the same for both, byte for byte what is stored in them.
//! sqlx-core promises no stable interface, so its version is pinned.

mod arguments;
mod connection;
mod error;
mod executor;
mod migrate;
mod options;
mod row;
mod run;
mod statement;
mod transaction;
mod types;
mod value;

pub use arguments::SqliteArguments;
pub use connection::SqliteConnection;
pub use error::{SqliteError, is_interrupted};
pub use options::SqliteConnectOptions;
pub use row::{SqliteQueryResult, SqliteRow};
pub use rusqlite::InterruptHandle;
pub use statement::{SqliteColumn, SqliteStatement};
pub use transaction::SqliteTransactionManager;
pub use value::{SqliteTypeInfo, SqliteValue, SqliteValueRef, Values};

use sqlx_core::database::{Database, HasStatementCache};

/// A pool of connections.
pub type SqlitePool = sqlx_core::pool::Pool<Sqlite>;
/// How a pool of connections is kept.
pub type SqlitePoolOptions = sqlx_core::pool::PoolOptions<Sqlite>;

/// SQLite, as sqlx names a database.
#[derive(Debug)]
pub struct Sqlite;

impl Database for Sqlite {
    type Connection = SqliteConnection;
    type TransactionManager = SqliteTransactionManager;
    type Row = SqliteRow;
    type QueryResult = SqliteQueryResult;
    type Column = SqliteColumn;
    type TypeInfo = SqliteTypeInfo;
    type Value = SqliteValue;
    type ValueRef<'r> = SqliteValueRef<'r>;
    type Arguments = SqliteArguments;
    type ArgumentBuffer = Values;
    type Statement = SqliteStatement;

    const NAME: &'static str = "SQLite";
    const URL_SCHEMES: &'static [&'static str] = &["sqlite"];
}

impl HasStatementCache for Sqlite {}
