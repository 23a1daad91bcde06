//! Takes what came in, handles different chats at the same time and each chat in order.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::stream::{self, StreamExt};
use peiban_core::actor::Actor;
use peiban_core::acts::ActError;
use peiban_core::acts::chats::HearUpdate;
use peiban_core::acts::inbox::{CountFailure, ParkUpdate, PassOver};
use peiban_core::chat::{Book, Facts};
use peiban_core::inbox::{InboxUpdate, MOST_TRIES};
use peiban_core::store::Store;

use crate::channel::Heard;
use crate::talk::{Talk, answer, needs};

/// Chats handled at the same time.
const AT_ONCE: usize = 16;

/// Reads what a channel's updates say.
pub trait ChannelReader: Send + Sync {
    /// The word in the database: `telegram` or `simulator`.
    fn name(&self) -> &'static str;

    /// Which bot of the channel.
    fn account(&self) -> &str;

    /// What an update says; `None` for one that says nothing to us.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] when it cannot be read: it is tried again, then parked.
    fn parse(&self, payload: &str) -> Result<Option<Heard>, Unreadable>;
}

/// An update is not of the channel's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an update cannot be read")]
pub struct Unreadable;

/// Handles all that waits, and tells how many were handled. Stops early at a failure, which is counted.
///
/// # Errors
///
/// [`ActError::Store`] when the database does not answer.
pub async fn drain(store: &Store, reader: &dyn ChannelReader) -> Result<usize, ActError> {
    let mut handled = 0;
    let mut book: Option<Arc<Book>> = None;
    loop {
        let mut read = store.read().await?;
        let waiting = read.inbox_next(reader.name(), reader.account(), 200).await?;
        if waiting.is_empty() {
            return Ok(handled);
        }
        let now_book = match &book {
            Some(book) => Arc::clone(book),
            None => Arc::clone(book.insert(Arc::new(read.book().await?))),
        };
        drop(read);
        let done: Vec<bool> = stream::iter(waiting)
            .map(|update| handle(store, reader, update, Arc::clone(&now_book)))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        handled += done.iter().filter(|done| **done).count();
        if done.contains(&false) {
            return Ok(handled);
        }
    }
}

/// Drains for ever, looking again after each pause.
pub async fn work(store: Store, reader: Arc<dyn ChannelReader>, pause: Duration) {
    loop {
        if let Err(error) = drain(&store, reader.as_ref()).await {
            tracing::error!(?error, "the inbox could not be drained");
        }
        tokio::time::sleep(pause).await;
    }
}

async fn handle(store: &Store, reader: &dyn ChannelReader, update: InboxUpdate, book: Arc<Book>) -> bool {
    let key = update.key.clone();
    let Err(error) = try_to(store, reader, &update, book).await else { return true };
    tracing::error!(channel = key.channel, update = key.update_id, %error, "an update could not be handled");
    let kept = if update.tries + 1 < MOST_TRIES {
        store.act(&Actor::bot(), CountFailure(key)).await
    } else {
        store.act(&Actor::bot(), ParkUpdate(update)).await.map(drop)
    };
    if let Err(error) = kept {
        tracing::error!(%error, "a failed update could not be counted");
    }
    false
}

#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error(transparent)]
    Act(#[from] ActError),
}

async fn try_to(
    store: &Store,
    reader: &dyn ChannelReader,
    update: &InboxUpdate,
    book: Arc<Book>,
) -> Result<(), Failed> {
    let Some(heard) = reader.parse(update.payload.as_deref().unwrap_or_default())? else {
        store.act(&Actor::bot(), PassOver(update.key.clone())).await?;
        return Ok(());
    };
    let act = HearUpdate {
        key: update.key.clone(),
        chat: heard.chat.clone(),
        needs: needs(&heard),
        book,
        decide: Arc::new(move |facts: &Facts, now: DateTime<Utc>| {
            let talk = facts.talk.as_deref().and_then(|json| serde_json::from_str::<Talk>(json).ok());
            answer(&talk.unwrap_or_default(), &heard, facts, now).decision()
        }),
    };
    store.act(&Actor::bot(), act).await?;
    Ok(())
}
