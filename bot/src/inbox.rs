//! Takes what came in, handles different chats at the same time and each chat in order.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use futures::stream::{self, StreamExt};
use peiban_core::actor::Actor;
use peiban_core::chat::{Book, ChatFacts};
use peiban_core::inbox::{InboxUpdate, MOST_TRIES};
use peiban_core::seal::CannotOpen;
use peiban_store::ActError;
use peiban_store::acts::chat::HearUpdate;
use peiban_store::acts::chat::inbox::{CountFailure, ParkUpdate, PassOver};
use peiban_store::{Exec, Store};

use crate::channel::Heard;
use crate::sender::{Sender, Turn};
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

/// The updates of one bot, being answered.
pub struct Inbox {
    store: Store,
    reader: Arc<dyn ChannelReader>,
    sender: Option<Sender>,
    shelf: Mutex<Option<(i64, Arc<Book>)>>,
}

impl Inbox {
    /// What `reader` can read of what waits.
    pub fn new(store: Store, reader: Arc<dyn ChannelReader>) -> Self {
        Self { store, reader, sender: None, shelf: Mutex::default() }
    }

    /// Replies go straight to `sender` while it is the one that sends for the bot.
    #[must_use]
    pub fn answering_through(self, sender: Sender) -> Self {
        Self { sender: Some(sender), ..self }
    }

    /// Handles all that waits, and tells how many were handled. Stops early at a failure, which is counted.
    ///
    /// # Errors
    ///
    /// [`ActError::Store`] when the database does not answer.
    pub async fn drain(&self) -> Result<usize, ActError> {
        let mut handled = 0;
        loop {
            let mut read = self.store.read().await?;
            let waiting = read.inbox_next(self.reader.name(), self.reader.account(), 200).await?;
            if waiting.is_empty() {
                return Ok(handled);
            }
            let book = self.book(&mut read).await?;
            drop(read);
            let done: Vec<bool> = stream::iter(waiting)
                .map(|update| self.handle(update, Arc::clone(&book)))
                .buffer_unordered(AT_ONCE)
                .collect()
                .await;
            handled += done.iter().filter(|done| **done).count();
            if done.contains(&false) {
                return Ok(handled);
            }
        }
    }

    /// What may be said, read again only when it was changed.
    async fn book(&self, read: &mut Exec<'_>) -> Result<Arc<Book>, ActError> {
        let revision = read.book_revision().await?;
        let held = |shelf: &Option<(i64, Arc<Book>)>| match shelf {
            Some((held, book)) if *held == revision => Some(Arc::clone(book)),
            _ => None,
        };
        if let Some(book) = held(&self.shelf()) {
            return Ok(book);
        }
        let book = Arc::new(read.book().await?);
        *self.shelf() = Some((revision, Arc::clone(&book)));
        Ok(book)
    }

    fn shelf(&self) -> MutexGuard<'_, Option<(i64, Arc<Book>)>> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn handle(&self, update: InboxUpdate, book: Arc<Book>) -> bool {
        let key = update.key.clone();
        let Err(error) = self.try_to(&update, book).await else { return true };
        tracing::error!(channel = key.channel, update = key.update_id, %error, "an update could not be handled");
        let kept = if update.tries + 1 < MOST_TRIES {
            self.store.act(&Actor::bot(), CountFailure(key)).await
        } else {
            self.store.act(&Actor::bot(), ParkUpdate(update)).await.map(drop)
        };
        if let Err(error) = kept {
            tracing::error!(%error, "a failed update could not be counted");
        }
        false
    }

    async fn try_to(&self, update: &InboxUpdate, book: Arc<Book>) -> Result<(), Failed> {
        let Some(heard) = self.reader.parse(&update.open(self.store.keys())?)? else {
            self.store.act(&Actor::bot(), PassOver(update.key.clone())).await?;
            return Ok(());
        };
        let turn = self.sender.as_ref().and_then(Sender::takes_replies);
        let act = HearUpdate {
            key: update.key.clone(),
            chat: heard.chat.clone(),
            needs: needs(&heard),
            book,
            sender: turn.map(Turn::hold),
            decide: Arc::new(move |facts: &ChatFacts, now: DateTime<Utc>| {
                let talk = facts.talk.as_deref().and_then(|json| serde_json::from_str::<Talk>(json).ok());
                answer(&talk.unwrap_or_default(), &heard, facts, now).decision()
            }),
        };
        let held = self.store.act(&Actor::bot(), act).await?.held;
        if let Some((sender, turn)) = self.sender.as_ref().zip(turn).filter(|_| !held.is_empty()) {
            sender.take(held, turn);
        }
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("it was sealed with another key")]
    Sealed(#[from] CannotOpen),
    #[error(transparent)]
    Act(#[from] ActError),
}
