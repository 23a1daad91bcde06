//! sqlx's way to run statements. Everything is done when a future or stream is first polled.

use either::Either;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::{FutureExt, StreamExt, stream};
use sqlx_core::describe::Describe;
use sqlx_core::error::Error;
use sqlx_core::executor::{Execute, Executor};
use sqlx_core::sql_str::SqlStr;

use crate::row::{SqliteQueryResult, SqliteRow};
use crate::run::{Outcome, Wanted};
use crate::statement::SqliteStatement;
use crate::{Sqlite, SqliteConnection, SqliteTypeInfo, error};

impl<'c> Executor<'c> for &'c mut SqliteConnection {
    type Database = Sqlite;

    fn execute<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<SqliteQueryResult, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        async move {
            let mut all = SqliteQueryResult::default();
            for outcome in self.run(query, Wanted::None) {
                all.extend([outcome.ended()?]);
            }
            Ok(all)
        }
        .boxed()
    }

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<SqliteQueryResult, SqliteRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        async move { stream::iter(self.run(query, Wanted::All).into_iter().flat_map(Outcome::steps)) }
            .flatten_stream()
            .boxed()
    }

    fn fetch_all<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Vec<SqliteRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        async move {
            let mut all = Vec::new();
            for outcome in self.run(query, Wanted::All) {
                all.extend(outcome.rows()?);
            }
            Ok(all)
        }
        .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<SqliteRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        async move {
            for outcome in self.run(query, Wanted::First) {
                if let Some(row) = outcome.rows()?.next() {
                    return Ok(Some(row));
                }
            }
            Ok(None)
        }
        .boxed()
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        _: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, Result<SqliteStatement, Error>>
    where
        'c: 'e,
    {
        async move {
            let shape = {
                let statement = self.raw.prepare_cached(sql.as_str()).map_err(error::unbound)?;
                self.shapes.of(sql.as_str(), &statement)?
            };
            Ok(SqliteStatement { sql, shape })
        }
        .boxed()
    }

    /// Always refused: only sqlx's macros that read a database at build time ask.
    fn describe<'e>(self, _: SqlStr) -> BoxFuture<'e, Result<Describe<Sqlite>, Error>>
    where
        'c: 'e,
    {
        async { Err(Error::Protocol("statements are not described".into())) }.boxed()
    }
}
