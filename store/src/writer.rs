//! The one writer of SQLite: what is queued is committed together, and nobody is answered before.
//!
//! It has a thread of its own, since statements run where they are called: an act reads and writes and waits for nobody,
//! and a commit waits for the disk.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use peiban_sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::sync::{mpsc, oneshot};

use crate::act::{Act, ActError};
use crate::{Exec, StoreError, Tools, Tx};
use peiban_core::actor::Actor;

/// Acts that may wait; more wait outside, which slows callers down.
const QUEUE: usize = 1024;
/// Acts in one commit.
const BATCH: usize = 256;
/// How often the WAL is folded into the file, so that it does not grow without end.
///
/// Nothing gathers statistics (`ANALYZE`) beside it: the SQLite that is built in samples values, and with samples it
/// plans a statement anew for each value that is bound, which costs milliseconds. Order stands in the SQL instead.
const FOLD_EVERY: Duration = Duration::from_secs(60);

#[derive(Clone)]
pub(crate) struct Writer(mpsc::Sender<Order>);

enum Order {
    Do(Box<dyn Job>),
    /// Commit what came before, close the file, then say so.
    Close(oneshot::Sender<()>),
}

/// An act on its way, whatever its type.
trait Job: Send {
    fn actor(&self) -> Actor;
    /// Runs the act and keeps its answer, the last one if it runs again; true when its writes may stay.
    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> BoxFuture<'a, bool>;
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Pending<A: Act> {
    act: A,
    actor: Actor,
    out: Option<Result<A::Out, ActError>>,
    reply: oneshot::Sender<Result<A::Out, ActError>>,
}

impl<A: Act> Job for Pending<A> {
    fn actor(&self) -> Actor {
        self.actor
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let out = match self.act.run(tx).await {
                Ok(out) => tx.audit(&self.act).await.map(|()| out).map_err(ActError::from),
                refused => refused,
            };
            let stays = out.is_ok();
            self.out = Some(out);
            stays
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (self.out, committed) {
            (Some(Ok(out)), Ok(())) => Ok(out),
            (Some(Ok(_)) | None, Err(error)) => Err(error.into()),
            (Some(Err(refused)), _) => Err(refused),
            (None, Ok(())) => Err(StoreError::Closed.into()), // it panicked
        };
        let _ = self.reply.send(answer); // nobody waits any more: stored all the same
    }
}

impl Writer {
    /// Starts its thread, which ends with the last clone.
    pub(crate) fn start(
        options: SqliteConnectOptions,
        first: SqliteConnection,
        tools: Tools,
    ) -> std::io::Result<Self> {
        let (sender, queue) = mpsc::channel(QUEUE);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let task = Task { options, tools, open: Some(first) };
        std::thread::Builder::new().name("writer".into()).spawn(move || runtime.block_on(task.run(queue)))?;
        Ok(Self(sender))
    }

    pub(crate) async fn act<A: Act>(&self, actor: Actor, act: A) -> Result<A::Out, ActError> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Pending { act, actor, out: None, reply });
        self.0.send(Order::Do(job)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Orders in the queue.
    pub(crate) fn waiting(&self) -> usize {
        self.0.max_capacity() - self.0.capacity()
    }

    pub(crate) async fn close(&self) {
        let (closed, done) = oneshot::channel();
        if self.0.send(Order::Close(closed)).await.is_ok() {
            let _ = done.await;
        }
    }
}

/// The writer's own loop; it opens the file again after an error.
struct Task {
    options: SqliteConnectOptions,
    tools: Tools,
    open: Option<SqliteConnection>,
}

impl Task {
    async fn run(mut self, mut queue: mpsc::Receiver<Order>) {
        let mut orders = Vec::with_capacity(BATCH);
        let mut fold = tokio::time::interval(FOLD_EVERY);
        loop {
            tokio::select! {
                count = queue.recv_many(&mut orders, BATCH) => if count == 0 { return },
                _ = fold.tick() => { self.fold().await; continue }
            }
            let (jobs, closing) = sorted(&mut orders);
            self.work(jobs).await;
            if !closing.is_empty() {
                return self.close(closing).await;
            }
        }
    }

    async fn work(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        let committed = self.commit(&mut jobs).await.map_err(StoreError::from);
        for job in jobs {
            job.answer(committed.clone());
        }
    }

    async fn commit(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(), sqlx::Error> {
        let mut connection = match self.open.take() {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        if !all_together(&mut connection, jobs, &self.tools).await? {
            each_for_itself(&mut connection, jobs, &self.tools).await?;
        }
        self.open = Some(connection);
        Ok(())
    }

    async fn fold(&mut self) {
        let Some(connection) = &mut self.open else { return };
        if sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await.is_err() {
            tracing::warn!("the WAL could not be folded into the database file");
        }
    }

    async fn close(mut self, closing: Vec<oneshot::Sender<()>>) {
        if let Some(connection) = self.open.take() {
            let _ = connection.close().await; // the last connection folds the WAL into the file
        }
        for closed in closing {
            let _ = closed.send(());
        }
    }
}

fn sorted(orders: &mut Vec<Order>) -> (Vec<Box<dyn Job>>, Vec<oneshot::Sender<()>>) {
    let mut jobs = Vec::with_capacity(orders.len());
    let mut closing = Vec::new();
    for order in orders.drain(..) {
        match order {
            Order::Do(job) => jobs.push(job),
            Order::Close(closed) => closing.push(closed),
        }
    }
    (jobs, closing)
}

/// One transaction for the batch; false if an act of several was refused, and nothing is written.
async fn all_together(
    connection: &mut SqliteConnection,
    jobs: &mut [Box<dyn Job>],
    tools: &Tools,
) -> Result<bool, sqlx::Error> {
    let alone = jobs.len() == 1;
    let mut all = connection.begin_with("BEGIN IMMEDIATE").await?;
    for job in jobs {
        if !attempt(&mut all, &mut **job, tools).await {
            all.rollback().await?;
            return Ok(alone);
        }
    }
    all.commit().await?;
    Ok(true)
}

/// The same with a savepoint for each act: two statements more, which only a batch with a refusal needs.
async fn each_for_itself(
    connection: &mut SqliteConnection,
    jobs: &mut [Box<dyn Job>],
    tools: &Tools,
) -> Result<(), sqlx::Error> {
    let mut all = connection.begin_with("BEGIN IMMEDIATE").await?;
    for job in jobs {
        let mut point = all.begin().await?;
        if attempt(&mut point, &mut **job, tools).await {
            point.commit().await?;
        } else {
            point.rollback().await?;
        }
    }
    all.commit().await
}

/// Runs one act; a panic is a refusal.
async fn attempt(connection: &mut SqliteConnection, job: &mut dyn Job, tools: &Tools) -> bool {
    let mut tx = Tx::new(Exec::from(connection), job.actor(), tools);
    AssertUnwindSafe(job.run(&mut tx)).catch_unwind().await.unwrap_or(false)
}
