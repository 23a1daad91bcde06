//! Transactions and savepoints.

use sqlx_core::error::Error;
use sqlx_core::sql_str::SqlStr;
use sqlx_core::transaction::TransactionManager;

use crate::{Sqlite, SqliteConnection, SqliteError, error};

/// Begins and ends transactions, and savepoints within one.
///
/// SQLite may roll back a transaction by itself: disk full, I/O error, interrupted. All that is then asked of it is
/// refused with code 516 until its outermost `Transaction` is dropped or rolled back, so that nothing is committed on
/// its own by a caller who overlooked the error.
#[derive(Debug)]
pub struct SqliteTransactionManager;

impl TransactionManager for SqliteTransactionManager {
    type Database = Sqlite;

    async fn begin(connection: &mut SqliteConnection, statement: Option<SqlStr>) -> Result<(), Error> {
        let begun = connection.begin_deeper(statement);
        connection.begin_failed = begun.is_err();
        begun
    }

    async fn commit(connection: &mut SqliteConnection) -> Result<(), Error> {
        connection.commit_one()
    }

    async fn rollback(connection: &mut SqliteConnection) -> Result<(), Error> {
        connection.rollback_one()
    }

    fn start_rollback(connection: &mut SqliteConnection) {
        if std::mem::take(&mut connection.begin_failed) {
            return; // of the transaction that never began
        }
        if let Err(error) = connection.rollback_one() {
            tracing::error!(target: "peiban_sqlite", %error, "a transaction could not be rolled back");
            connection.depth = connection.depth.saturating_sub(1);
        }
    }

    fn get_transaction_depth(connection: &SqliteConnection) -> usize {
        connection.depth
    }
}

impl SqliteConnection {
    fn begin_deeper(&mut self, statement: Option<SqlStr>) -> Result<(), Error> {
        if self.lost_transaction() {
            return Err(SqliteError::rolled_back().into());
        }
        match (self.depth, statement) {
            (0, None) => self.exec("BEGIN")?,
            (0, Some(statement)) => {
                self.exec(statement.as_str())?;
                if self.raw.is_autocommit() {
                    return Err(Error::BeginFailed);
                }
            }
            (depth, None) => self.exec(&format!("SAVEPOINT s{depth}"))?,
            (_, Some(_)) => return Err(Error::InvalidSavePointStatement),
        }
        self.depth += 1;
        Ok(())
    }

    /// Ends one level. After a failure it is still open, and its owner rolls it back.
    fn commit_one(&mut self) -> Result<(), Error> {
        if self.lost_transaction() {
            return Err(SqliteError::rolled_back().into());
        }
        match self.depth {
            0 => return Ok(()),
            1 => self.exec("COMMIT")?,
            depth => self.exec(&format!("RELEASE s{}", depth - 1))?,
        }
        self.depth -= 1;
        Ok(())
    }

    fn rollback_one(&mut self) -> Result<(), Error> {
        let Some(above) = self.depth.checked_sub(1) else { return Ok(()) };
        if !self.lost_transaction() {
            // A savepoint that cannot be rolled back takes the transaction with it.
            let whole = above == 0 || self.exec(&format!("ROLLBACK TO s{above}; RELEASE s{above}")).is_err();
            if whole && !self.raw.is_autocommit() {
                self.exec("ROLLBACK")?;
            }
        }
        self.depth = above;
        Ok(())
    }

    fn exec(&self, sql: &str) -> Result<(), Error> {
        self.raw.execute_batch(sql).map_err(error::unbound)
    }
}
