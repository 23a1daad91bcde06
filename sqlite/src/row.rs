//! Rows: all that a statement gave lie in one buffer.

use std::fmt;
use std::sync::Arc;

use rusqlite::types::ValueRef as Raw;
use sqlx_core::column::{Column, ColumnIndex};
use sqlx_core::error::Error;
use sqlx_core::row::Row;

use crate::statement::{Shape, SqliteColumn};
use crate::value::{SqliteValueRef, Values};
use crate::{Sqlite, error};

/// All rows that a statement gave.
pub(crate) struct Rows {
    shape: Arc<Shape>,
    values: Values,
    count: usize,
}

impl Rows {
    pub(crate) fn new(shape: Arc<Shape>) -> Self {
        Self { shape, values: Values::default(), count: 0 }
    }

    pub(crate) fn shape(&self) -> &Arc<Shape> {
        &self.shape
    }

    /// For a statement that SQLite prepared anew before its first row.
    pub(crate) fn reshape(&mut self, shape: Shape) {
        self.shape = Arc::new(shape);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Takes over the row that the statement stands on.
    pub(crate) fn push(&mut self, row: &rusqlite::Row<'_>) -> Result<(), Error> {
        for column in self.shape.columns() {
            let index = column.ordinal();
            let value = match row.get_ref(index).map_err(error::bound)? {
                Raw::Null => SqliteValueRef::Null,
                Raw::Integer(number) => SqliteValueRef::Integer(number),
                Raw::Real(number) => SqliteValueRef::Real(number),
                Raw::Blob(bytes) => SqliteValueRef::Blob(bytes),
                Raw::Text(bytes) => SqliteValueRef::Text(std::str::from_utf8(bytes).map_err(|error| {
                    Error::ColumnDecode { index: index.to_string(), source: error.into() }
                })?),
            };
            self.values.push(value);
        }
        self.count += 1;
        Ok(())
    }
}

/// The rows of `rows`, in order.
pub(crate) fn each(rows: Arc<Rows>) -> impl Iterator<Item = SqliteRow> + Send {
    let width = rows.shape.columns().len();
    (0..rows.count).map(move |number| SqliteRow { rows: Arc::clone(&rows), first: number * width })
}

/// One row. It keeps the others of its statement in memory as long as it lives.
pub struct SqliteRow {
    rows: Arc<Rows>,
    first: usize,
}

/// Names of columns only: values do not belong in a log.
impl fmt::Debug for SqliteRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteRow").field("columns", &self.columns()).finish_non_exhaustive()
    }
}

impl Row for SqliteRow {
    type Database = Sqlite;

    fn columns(&self) -> &[SqliteColumn] {
        self.rows.shape.columns()
    }

    fn try_get_raw<I: ColumnIndex<Self>>(&self, index: I) -> Result<SqliteValueRef<'_>, Error> {
        let index = index.index(self)?;
        let value = self.rows.values.get(self.first + index);
        value.ok_or_else(|| Error::ColumnIndexOutOfBounds { index, len: self.len() })
    }
}

sqlx_core::impl_column_index_for_row!(SqliteRow);

impl ColumnIndex<SqliteRow> for str {
    fn index(&self, row: &SqliteRow) -> Result<usize, Error> {
        row.rows.shape.position(self)
    }
}

/// How a statement ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SqliteQueryResult {
    pub(crate) changes: u64,
}

impl SqliteQueryResult {
    /// Rows inserted, updated or deleted by the statement itself, not by triggers or foreign keys; 0 for all others.
    pub fn rows_affected(&self) -> u64 {
        self.changes
    }
}

impl Extend<SqliteQueryResult> for SqliteQueryResult {
    fn extend<T: IntoIterator<Item = SqliteQueryResult>>(&mut self, results: T) {
        for result in results {
            self.changes += result.changes;
        }
    }
}
