//! A connection: SQLite's own, and what is known of its statements.

use std::fmt;
use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use rusqlite::{InterruptHandle, OpenFlags};
use sqlx_core::connection::Connection;
use sqlx_core::error::Error;
use sqlx_core::transaction::Transaction;

use crate::options::Place;
use crate::statement::Shapes;
use crate::{Sqlite, SqliteConnectOptions, error};

/// The longest wait for a lock that SQLite can be told, in its 32 bits of milliseconds.
const LONGEST_WAIT: Duration = Duration::from_millis(i32::MAX as u64);

/// How often a statement asks whether it was cancelled: a fraction of a millisecond.
const STEPS: i32 = 4096;

/// A connection to a SQLite database. Statements run on the thread that polls them.
pub struct SqliteConnection {
    /// Boxed, since pools and enums move connections about.
    pub(crate) raw: Box<rusqlite::Connection>,
    pub(crate) shapes: Shapes,
    /// Transactions that were begun and not ended: one, and its savepoints.
    pub(crate) depth: usize,
    /// A begin failed, and its [`Transaction`], which rolls back when it is dropped, stands for nothing.
    pub(crate) begin_failed: bool,
}

impl fmt::Debug for SqliteConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteConnection").field("depth", &self.depth).finish_non_exhaustive()
    }
}

impl SqliteConnection {
    pub(crate) fn open(options: &SqliteConnectOptions) -> Result<Self, Error> {
        let raw = match &options.place {
            Place::Memory => rusqlite::Connection::open_in_memory(),
            Place::File(path) => {
                if options.create_if_missing && !options.read_only {
                    make(path);
                }
                rusqlite::Connection::open_with_flags(path, flags(options.read_only))
            }
        }
        .map_err(error::unbound)?;
        raw.busy_timeout(options.busy_timeout.min(LONGEST_WAIT)).map_err(error::unbound)?;
        raw.set_prepared_statement_cache_capacity(options.statement_cache_capacity);
        for (name, value) in &options.pragmas {
            raw.execute_batch(&format!("PRAGMA {name} = {value}")).map_err(error::unbound)?;
        }
        let shapes = Shapes::new(options.statement_cache_capacity);
        Ok(Self { raw: Box::new(raw), shapes, depth: 0, begin_failed: false })
    }

    /// Ends the statement that runs when it is used, from any thread: that fails with code 9
    /// ([`is_interrupted`](crate::is_interrupted)), and a write takes its whole transaction with it.
    ///
    /// Between two statements it does nothing: see [`cancel_when`](Self::cancel_when).
    pub fn interrupt_handle(&self) -> InterruptHandle {
        self.raw.get_interrupt_handle()
    }

    /// From now on statements end as if interrupted once `cancelled` says so, which is asked every
    /// few thousand of SQLite's steps; `None` lets them run again.
    ///
    /// # Errors
    ///
    /// When SQLite has no room for it.
    pub fn cancel_when<F>(&mut self, cancelled: Option<F>) -> Result<(), Error>
    where
        F: FnMut() -> bool + Send + 'static,
    {
        self.raw.progress_handler(STEPS, cancelled).map_err(error::unbound)
    }

    /// SQLite rolled the transaction back by itself (disk full, interrupted); nothing may run until it is ended, or
    /// it would be committed on its own.
    pub(crate) fn lost_transaction(&self) -> bool {
        self.depth > 0 && self.raw.is_autocommit()
    }
}

/// Makes an empty file, which is a database, unless there is one. Where it cannot, SQLite says why when it opens it.
fn make(path: &Path) {
    let mut new = OpenOptions::new();
    new.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
    let _ = new.open(path);
}

/// One thread at a time has a connection, so SQLite needs no lock of its own; what is missing is made by [`make`].
fn flags(read_only: bool) -> OpenFlags {
    let access = if read_only { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
    access | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

impl Connection for SqliteConnection {
    type Database = Sqlite;
    type Options = SqliteConnectOptions;

    /// The last one to close a database folds its WAL into the file.
    async fn close(self) -> Result<(), Error> {
        (*self.raw).close().map_err(|(_, error)| error::unbound(error))
    }

    async fn close_hard(self) -> Result<(), Error> {
        self.close().await
    }

    /// Always well: there is nothing between here and the file.
    async fn ping(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn begin(&mut self) -> impl Future<Output = Result<Transaction<'_, Sqlite>, Error>> + Send + '_ {
        Transaction::begin(self, None)
    }

    fn cached_statements_size(&self) -> usize {
        self.shapes.len()
    }

    async fn clear_cached_statements(&mut self) -> Result<(), Error> {
        self.raw.flush_prepared_statement_cache();
        self.shapes.clear();
        Ok(())
    }

    fn shrink_buffers(&mut self) {}

    async fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn should_flush(&self) -> bool {
        false
    }
}

sqlx_core::impl_acquire!(Sqlite, SqliteConnection);
