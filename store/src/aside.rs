//! Long reads: counting, exports, looking a file through. They run aside, so that no page waits for them.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use peiban_sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, PgPool};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};

use crate::{Back, Exec, Store, StoreError};

/// How long a read aside may take, unless its caller knows better.
pub const LONG_READ: Duration = Duration::from_secs(60);

/// Reads aside at the same time; more wait. The machine is there for pages first.
const PLACES: u32 = 2;

/// Where long reads run.
pub(crate) struct Aside {
    places: Arc<Semaphore>,
    /// Connections to SQLite that nobody reads with just now.
    idle: Mutex<Vec<SqliteConnection>>,
    closing: watch::Sender<bool>,
}

impl Default for Aside {
    fn default() -> Self {
        let places = Arc::new(Semaphore::new(PLACES as usize));
        Self { places, idle: Mutex::default(), closing: watch::Sender::new(false) }
    }
}

impl Store {
    /// Reads with a connection apart from those of the pages, given up after `limit`. It sees one state of the database,
    /// whatever is written meanwhile.
    ///
    /// On SQLite it runs on a thread of its own; on PostgreSQL `limit` is the time-out of its statements. Two run at the
    /// same time. A caller who goes away gives it up as well.
    ///
    /// # Errors
    ///
    /// What `read` fails with; [`StoreError::TooLong`] after `limit`, the wait for a place included.
    pub async fn aside<T, E, F>(&self, limit: Duration, read: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'a> FnOnce(Exec<'a>) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
    {
        let until = Instant::now() + limit;
        let place = self.aside.place(until).await?;
        let read = match &self.back {
            Back::Sqlite { reading, .. } => {
                let aside = Arc::clone(&self.aside);
                aside.on_a_thread(reading.clone(), (place, until), read).await
            }
            Back::Postgres(pool) => {
                let mut closing = self.aside.closing.subscribe();
                tokio::select! {
                    done = in_a_transaction(pool, until, read) => done,
                    _ = closing.wait_for(|closing| *closing) => Err(StoreError::Closed.into()),
                }
            }
        };
        match read {
            Err(_) if Instant::now() >= until => Err(StoreError::TooLong.into()),
            read => read,
        }
    }
}

impl Aside {
    async fn place(&self, until: Instant) -> Result<OwnedSemaphorePermit, StoreError> {
        let place = tokio::time::timeout_at(until.into(), Arc::clone(&self.places).acquire_owned()).await;
        place.map_err(|_| StoreError::TooLong)?.map_err(|_| StoreError::Closed)
    }

    async fn on_a_thread<T, E, F>(
        self: Arc<Self>,
        options: SqliteConnectOptions,
        (place, until): (OwnedSemaphorePermit, Instant),
        read: F,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'a> FnOnce(Exec<'a>) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let caller = Arc::new(());
        let waiting = Arc::downgrade(&caller);
        let runtime = Handle::current();
        let work = move || {
            let done = runtime.block_on(self.read(&options, (until, waiting), read));
            drop(place);
            let _ = answer.send(done); // nobody waits any more
        };
        std::thread::Builder::new()
            .name("aside".into())
            .spawn(work)
            .map_err(|error| StoreError::from(sqlx::Error::Io(error)))?;
        let done = answered.await;
        drop(caller);
        done.map_err(|_| StoreError::Closed)? // it panicked
    }

    async fn read<T, E, F>(
        self: &Arc<Self>,
        options: &SqliteConnectOptions,
        (until, waiting): (Instant, Weak<()>),
        read: F,
    ) -> Result<T, E>
    where
        E: From<StoreError>,
        F: for<'a> FnOnce(Exec<'a>) -> BoxFuture<'a, Result<T, E>>,
    {
        let mut connection = self.connection(options).await?;
        let aside = Arc::clone(self);
        let cancelled =
            move || *aside.closing.borrow() || waiting.strong_count() == 0 || Instant::now() >= until;
        connection.cancel_when(Some(cancelled)).map_err(StoreError::from)?;
        let mut state = connection.begin().await.map_err(StoreError::from)?;
        let done = read(Exec::from(&mut *state)).await;
        drop(state);
        connection.cancel_when(None::<fn() -> bool>).map_err(StoreError::from)?;
        self.idle().push(connection);
        done
    }

    async fn connection(&self, options: &SqliteConnectOptions) -> Result<SqliteConnection, StoreError> {
        let idle = self.idle().pop();
        match idle {
            Some(connection) => Ok(connection),
            None => Ok(options.connect().await?),
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives up what runs, and lets nobody in any more.
    pub(crate) async fn close(&self) {
        self.closing.send_replace(true);
        let all = self.places.acquire_many(PLACES).await;
        self.places.close();
        self.idle().clear();
        drop(all);
    }
}

async fn in_a_transaction<T, E, F>(pool: &PgPool, until: Instant, read: F) -> Result<T, E>
where
    E: From<StoreError>,
    F: for<'a> FnOnce(Exec<'a>) -> BoxFuture<'a, Result<T, E>>,
{
    let limit = until.saturating_duration_since(Instant::now()).as_millis().max(1);
    let reading = async {
        let mut transaction = pool
            .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await
            .map_err(StoreError::from)?;
        sqlx::query("SELECT set_config('statement_timeout', $1, true)")
            .bind(limit.to_string())
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::from)?;
        let done = read(Exec::from(&mut *transaction)).await;
        transaction.rollback().await.map_err(StoreError::from)?;
        done
    };
    let done = tokio::time::timeout_at(until.into(), reading).await;
    done.unwrap_or_else(|_| Err(StoreError::TooLong.into()))
}
