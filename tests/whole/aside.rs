//! Long reads beside pages and acts: nobody waits for them, and they end.

use std::time::Duration;

use peiban_core::actor::Actor;
use peiban_store::{LONG_READ, Store, StoreError, Tools};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::database::{on_postgres, own_database};
use crate::store::add;

async fn store() -> Store {
    Store::open(&own_database().await, 8, Tools::default()).await.unwrap()
}

/// A read that stands in its middle until it is let go.
struct Standing {
    read: JoinHandle<Result<(i64, i64), StoreError>>,
    go: oneshot::Sender<()>,
}

impl Standing {
    async fn start(store: &Store) -> Self {
        let (started, begun) = oneshot::channel();
        let (go, wait) = oneshot::channel();
        let store = store.clone();
        let read = tokio::spawn(async move {
            let read = store.aside(LONG_READ, |mut read| {
                Box::pin(async move {
                    let before = read.user_count().await?;
                    started.send(()).unwrap();
                    if on_postgres() {
                        wait.await.unwrap();
                    } else {
                        futures::executor::block_on(wait).unwrap(); // as a statement does, with its thread
                    }
                    Ok((before, read.user_count().await?))
                })
            });
            read.await
        });
        begun.await.unwrap();
        Self { read, go }
    }

    async fn end(self) -> (i64, i64) {
        self.go.send(()).unwrap();
        self.read.await.unwrap().unwrap()
    }
}

/// Reads until it is given up.
async fn endless(store: Store, limit: Duration) -> Result<(), StoreError> {
    let read = store.aside(limit, |mut read| {
        Box::pin(async move {
            loop {
                read.user_count().await?;
            }
        })
    });
    read.await
}

#[tokio::test]
async fn nobody_waits_for_a_long_read() {
    let store = store().await;
    let standing = Standing::start(&store).await;

    assert_eq!(store.read().await.unwrap().user_count().await.unwrap(), 0);
    store.act(&Actor::operator(), add("one")).await.unwrap();
    assert_eq!(store.read().await.unwrap().user_count().await.unwrap(), 1);

    assert_eq!(standing.end().await, (0, 0), "it sees what was there when it began");
}

#[tokio::test]
async fn a_read_that_takes_too_long_is_given_up() {
    let store = store().await;

    let given_up = endless(store.clone(), Duration::from_millis(50)).await;

    assert!(matches!(given_up, Err(StoreError::TooLong)), "{given_up:?}");
    assert!(StoreError::TooLong.is_busy(), "whoever asked may ask again");
    assert_eq!(Standing::start(&store).await.end().await, (0, 0), "the next one has its time");
}

#[tokio::test]
async fn a_third_long_read_waits_for_a_place() {
    let store = store().await;
    let (one, two) = (Standing::start(&store).await, Standing::start(&store).await);

    let third = endless(store.clone(), Duration::from_millis(20)).await;

    assert!(matches!(third, Err(StoreError::TooLong)), "{third:?}");
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { Standing::start(&store).await.end().await }
    });
    one.end().await;
    assert_eq!(waiting.await.unwrap(), (0, 0));
    two.end().await;
}

#[tokio::test]
async fn a_long_read_ends_with_whoever_waits_for_it() {
    let store = store().await;
    for _ in 0..4 {
        let read = tokio::spawn(endless(store.clone(), LONG_READ));
        tokio::task::yield_now().await;
        read.abort();
    }

    assert_eq!(Standing::start(&store).await.end().await, (0, 0));
}

#[tokio::test]
async fn a_store_that_closes_gives_long_reads_up() {
    let store = store().await;
    let reads = [0, 1].map(|_| tokio::spawn(endless(store.clone(), LONG_READ)));
    tokio::task::yield_now().await;

    store.close().await;

    for read in reads {
        assert!(read.await.unwrap().is_err());
    }
}
