//! Running statements: bind, step, take over the rows.

use std::sync::Arc;
use std::time::{Duration, Instant};

use either::Either;
use rusqlite::fallible_iterator::FallibleIterator;
use sqlx_core::SmallVec;
use sqlx_core::error::Error;
use sqlx_core::executor::Execute;

use crate::row::{self, Rows, SqliteQueryResult, SqliteRow};
use crate::statement::{self, Shape};
use crate::{Sqlite, SqliteArguments, SqliteConnection, SqliteError, error};

/// A text that takes longer is told of.
const SLOW: Duration = Duration::from_secs(1);

/// How many of its rows a statement is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    None,
    First,
    All,
}

/// What one statement gave, and how it ended: rows may come before an error.
pub(crate) struct Outcome {
    rows: Option<Arc<Rows>>,
    ended: Result<SqliteQueryResult, Error>,
}

/// One for each statement of a text, nearly always one.
pub(crate) type Outcomes = SmallVec<[Outcome; 1]>;

impl Outcome {
    fn failed(error: Error) -> Self {
        Self { rows: None, ended: Err(error) }
    }

    /// Its rows, unless it failed.
    pub(crate) fn rows(self) -> Result<impl Iterator<Item = SqliteRow>, Error> {
        self.ended?;
        Ok(self.rows.into_iter().flat_map(row::each))
    }

    /// How it ended.
    pub(crate) fn ended(self) -> Result<SqliteQueryResult, Error> {
        self.ended
    }

    /// Its rows and then its end, as sqlx's streams have it.
    pub(crate) fn steps(
        self,
    ) -> impl Iterator<Item = Result<Either<SqliteQueryResult, SqliteRow>, Error>> + Send {
        let rows = self.rows.into_iter().flat_map(row::each);
        rows.map(|row| Ok(Either::Right(row))).chain([self.ended.map(Either::Left)])
    }
}

impl SqliteConnection {
    /// Runs the statements of `query`, the last one perhaps in vain.
    pub(crate) fn run<'q, E: Execute<'q, Sqlite>>(&mut self, mut query: E, wanted: Wanted) -> Outcomes {
        let persistent = query.persistent();
        let arguments = query.take_arguments();
        let sql = query.sql();
        let sql = sql.as_str();
        let started = Instant::now();
        let outcomes = match arguments {
            Ok(Some(arguments)) if persistent => one(self.run_kept(sql, &arguments, wanted)),
            Ok(Some(arguments)) => one(self.run_once(sql, &arguments, wanted)),
            Ok(None) => self.run_script(sql, wanted),
            Err(error) => one(Err(Error::Encode(error))),
        };
        let took = started.elapsed();
        if took >= SLOW {
            tracing::warn!(target: "peiban_sqlite", sql, ms = took.as_millis(), "a slow statement");
        }
        outcomes
    }

    /// One statement, which stays prepared.
    fn run_kept(&mut self, sql: &str, arguments: &SqliteArguments, wanted: Wanted) -> Result<Outcome, Error> {
        self.keep_out_of_a_lost_transaction()?;
        let mut statement = self.raw.prepare_cached(sql).map_err(error::unbound)?;
        let shape = self.shapes.of(sql, &statement)?;
        arguments.bind(&mut statement, &shape)?;
        let outcome = finish(&self.raw, &mut statement, Arc::clone(&shape), wanted);
        if let Some(rows) = &outcome.rows
            && !Arc::ptr_eq(rows.shape(), &shape)
        {
            self.shapes.keep(sql, rows.shape());
        }
        Ok(outcome)
    }

    /// One statement, which is not wanted again.
    fn run_once(&self, sql: &str, arguments: &SqliteArguments, wanted: Wanted) -> Result<Outcome, Error> {
        let statement = self.raw.prepare(sql).map_err(error::unbound)?;
        self.run_fresh(statement, arguments, wanted)
    }

    /// Any number of statements without arguments, until one fails or gave the row that was wanted.
    fn run_script(&self, sql: &str, wanted: Wanted) -> Outcomes {
        let mut script = rusqlite::Batch::new(&self.raw, sql);
        let mut outcomes = Outcomes::new();
        let mut over = false;
        while !over {
            let outcome = match script.next() {
                Ok(None) => break,
                Ok(Some(statement)) => self.run_fresh(statement, &SqliteArguments::default(), wanted),
                Err(error) => Err(error::unbound(error)),
            }
            .unwrap_or_else(Outcome::failed);
            let found = outcome.rows.as_ref().is_some_and(|rows| !rows.is_empty());
            over = outcome.ended.is_err() || (wanted == Wanted::First && found);
            outcomes.push(outcome);
        }
        outcomes
    }

    fn run_fresh(
        &self,
        mut statement: rusqlite::Statement<'_>,
        arguments: &SqliteArguments,
        wanted: Wanted,
    ) -> Result<Outcome, Error> {
        self.keep_out_of_a_lost_transaction()?;
        let shape = Arc::new(Shape::of(&statement)?);
        arguments.bind(&mut statement, &shape)?;
        Ok(finish(&self.raw, &mut statement, shape, wanted))
    }

    fn keep_out_of_a_lost_transaction(&self) -> Result<(), Error> {
        if self.lost_transaction() { Err(SqliteError::rolled_back().into()) } else { Ok(()) }
    }
}

fn one(outcome: Result<Outcome, Error>) -> Outcomes {
    Outcomes::from_iter([outcome.unwrap_or_else(Outcome::failed)])
}

/// Runs a statement whose parameters are bound.
fn finish(
    raw: &rusqlite::Connection,
    statement: &mut rusqlite::Statement<'_>,
    shape: Arc<Shape>,
    wanted: Wanted,
) -> Outcome {
    let before = raw.total_changes();
    let mut rows = Rows::new(shape);
    let ended = step(statement, &mut rows, wanted).map(|()| {
        // SQLite's count is of the last statement that changed rows, which need not be this one.
        let changes = if raw.total_changes() == before { 0 } else { raw.changes() };
        SqliteQueryResult { changes }
    });
    Outcome { rows: Some(Arc::new(rows)), ended }
}

/// Steps to the end, or to the first row if no more is wanted. The statement is reset whatever happens.
fn step(statement: &mut rusqlite::Statement<'_>, rows: &mut Rows, wanted: Wanted) -> Result<(), Error> {
    // Resetting a write before its end would commit it, and hide whether that went well.
    let stops_early = wanted == Wanted::First && statement.readonly();
    let mut cursor = statement.raw_query();
    let mut first = true;
    while let Some(row) = cursor.next().map_err(error::bound)? {
        if first && statement::changed(row.as_ref()) {
            rows.reshape(Shape::of(row.as_ref())?);
        }
        if wanted == Wanted::All || (wanted == Wanted::First && first) {
            rows.push(row)?;
        }
        if stops_early {
            break;
        }
        first = false;
    }
    Ok(())
}
