//! The values that are bound to a statement.

use std::fmt;

use sqlx_core::arguments::Arguments;
use sqlx_core::encode::Encode;
use sqlx_core::error::{BoxDynError, Error};
use sqlx_core::types::Type;

use crate::statement::Shape;
use crate::value::{SqliteValueRef, Values};
use crate::{Sqlite, error};

/// The values that are bound to a statement, in order.
#[derive(Clone, Default)]
pub struct SqliteArguments {
    values: Values,
}

impl SqliteArguments {
    /// Gives each parameter of `statement` its argument.
    pub(crate) fn bind(&self, statement: &mut rusqlite::Statement<'_>, shape: &Shape) -> Result<(), Error> {
        for (index, argument) in shape.parameters().enumerate() {
            // SQLite would take it for NULL; PostgreSQL refuses, and so does this.
            let value = self.values.get(argument).ok_or_else(|| {
                let (wanted, given) = (argument + 1, self.values.len());
                Error::Protocol(format!("the statement wants argument {wanted}, {given} were given"))
            })?;
            statement.raw_bind_parameter(index + 1, value.bound()).map_err(error::bound)?;
        }
        Ok(())
    }
}

impl Arguments for SqliteArguments {
    type Database = Sqlite;

    fn reserve(&mut self, additional: usize, _size: usize) {
        self.values.reserve(additional);
    }

    fn add<'t, T>(&mut self, value: T) -> Result<(), BoxDynError>
    where
        T: Encode<'t, Sqlite> + Type<Sqlite>,
    {
        let before = self.values.len();
        match value.encode(&mut self.values) {
            Ok(null) if null.is_null() => self.values.push(SqliteValueRef::Null),
            Ok(_) => {}
            Err(error) => {
                self.values.truncate(before);
                return Err(error);
            }
        }
        Ok(())
    }

    fn len(&self) -> usize {
        self.values.len()
    }

    /// `$n`, since that is what hand-written SQL says: SQLite takes `$1` for a *name*, and a `?1` beside it for
    /// another parameter.
    fn format_placeholder<W: fmt::Write>(&self, writer: &mut W) -> fmt::Result {
        write!(writer, "${}", self.values.len())
    }
}

sqlx_core::impl_into_arguments_for_arguments!(SqliteArguments);
