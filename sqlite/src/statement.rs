//! What is known of a statement's text, found out once: its columns, and which argument each parameter takes.

use std::sync::Arc;

use either::Either;
use rusqlite::StatementStatus;
use sqlx_core::column::{Column, ColumnIndex};
use sqlx_core::common::StatementCache;
use sqlx_core::error::Error;
use sqlx_core::sql_str::SqlStr;
use sqlx_core::statement::Statement;

use crate::{Sqlite, SqliteArguments, SqliteTypeInfo, error};

/// A column of a row.
#[derive(Debug)]
pub struct SqliteColumn {
    name: Box<str>,
    ordinal: usize,
}

impl Column for SqliteColumn {
    type Database = Sqlite;

    fn ordinal(&self) -> usize {
        self.ordinal
    }

    fn name(&self) -> &str {
        &self.name
    }

    /// Always NULL, which means unknown: each value has a kind of its own.
    fn type_info(&self) -> &SqliteTypeInfo {
        &SqliteTypeInfo::Null
    }
}

/// What a statement's text says.
#[derive(Debug)]
pub(crate) struct Shape {
    columns: Vec<SqliteColumn>,
    /// For each parameter of SQLite the index of its argument.
    parameters: Vec<usize>,
}

impl Shape {
    pub(crate) fn of(statement: &rusqlite::Statement<'_>) -> Result<Self, Error> {
        let columns = (0..statement.column_count())
            .map(|ordinal| {
                let name = statement.column_name(ordinal).map_err(error::unbound)?.into();
                Ok(SqliteColumn { name, ordinal })
            })
            .collect::<Result<_, Error>>()?;
        let parameters = (1..=statement.parameter_count())
            .map(|index| argument_of(index, statement.parameter_name(index)))
            .collect::<Result<_, Error>>()?;
        Ok(Self { columns, parameters })
    }

    pub(crate) fn columns(&self) -> &[SqliteColumn] {
        &self.columns
    }

    pub(crate) fn parameters(&self) -> impl Iterator<Item = usize> {
        self.parameters.iter().copied()
    }

    pub(crate) fn position(&self, name: &str) -> Result<usize, Error> {
        let found = self.columns.iter().position(|column| *column.name == *name);
        found.ok_or_else(|| Error::ColumnNotFound(name.into()))
    }
}

/// `$3` and `?3` take the third argument, a bare `?` the one SQLite counts it as.
fn argument_of(index: usize, name: Option<&str>) -> Result<usize, Error> {
    let number = match name {
        None => Some(index),
        Some(name) => name.strip_prefix(['$', '?']).and_then(|number| number.parse().ok()),
    };
    number.and_then(|number| number.checked_sub(1)).ok_or_else(|| {
        Error::Protocol(format!("parameters are numbered from $1, not {}", name.unwrap_or_default()))
    })
}

/// The shapes of the texts used last, as many as there are prepared statements.
pub(crate) struct Shapes(StatementCache<Arc<Shape>>);

impl Shapes {
    pub(crate) fn new(capacity: usize) -> Self {
        Self(StatementCache::new(capacity))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The shape of `sql`, which `statement` was prepared from.
    ///
    /// A statement that never ran was prepared just now, perhaps from tables that have changed since its shape was kept.
    pub(crate) fn of(&mut self, sql: &str, statement: &rusqlite::Statement<'_>) -> Result<Arc<Shape>, Error> {
        if let Some(shape) = self.0.get_mut(sql)
            && statement.get_status(StatementStatus::Run) > 0
        {
            return Ok(Arc::clone(shape));
        }
        if statement.expanded_sql().is_none() {
            return Err(Error::Protocol("there is no statement in the text".into()));
        }
        let shape = Arc::new(Shape::of(statement)?);
        self.keep(sql, &shape);
        Ok(shape)
    }

    pub(crate) fn keep(&mut self, sql: &str, shape: &Arc<Shape>) {
        self.0.insert(sql, Arc::clone(shape));
    }
}

/// True, once, when SQLite prepared `statement` anew by itself: its columns may be others.
pub(crate) fn changed(statement: &rusqlite::Statement<'_>) -> bool {
    statement.reset_status(StatementStatus::RePrepare) > 0
}

/// A prepared statement: its text and what that says. The connection finds SQLite's own by the text.
#[derive(Debug, Clone)]
pub struct SqliteStatement {
    pub(crate) sql: SqlStr,
    pub(crate) shape: Arc<Shape>,
}

impl Statement for SqliteStatement {
    type Database = Sqlite;

    fn into_sql(self) -> SqlStr {
        self.sql
    }

    fn sql(&self) -> &SqlStr {
        &self.sql
    }

    fn parameters(&self) -> Option<Either<&[SqliteTypeInfo], usize>> {
        let arguments = self.shape.parameters().map(|argument| argument + 1).max();
        Some(Either::Right(arguments.unwrap_or(0)))
    }

    fn columns(&self) -> &[SqliteColumn] {
        self.shape.columns()
    }

    sqlx_core::impl_statement_query!(SqliteArguments);
}

sqlx_core::impl_column_index_for_statement!(SqliteStatement);

impl ColumnIndex<SqliteStatement> for str {
    fn index(&self, statement: &SqliteStatement) -> Result<usize, Error> {
        statement.shape.position(self)
    }
}
