//! A bot at work: the inbox answered, the outbox sent, until it is told to stop.

use std::sync::Arc;
use std::time::Duration;

use peiban_store::Store;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::channel::Channel;
use crate::inbox::{ChannelReader, Inbox};
use crate::sender::{Options, Sender};

/// How often the inbox is looked at when nobody rings: another node may have kept an update.
const LOOK: Duration = Duration::from_millis(100);
/// How long sends under way may take at the end: what is cut off may arrive, and be sent again.
const LAST: Duration = Duration::from_secs(30);

/// The tasks of one bot.
pub struct Running {
    sender: Sender,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Running {
    /// Starts answering and sending through `channel`.
    pub fn start<C>(store: Store, channel: Arc<C>, options: Options) -> Self
    where
        C: Channel + ChannelReader + 'static,
    {
        let sender = Sender::new(store.clone(), Arc::clone(&channel) as Arc<dyn Channel>, options);
        Self::with(store, channel, sender)
    }

    /// Starts answering through `reader`, and sending through a sender that is there already.
    pub fn with<R: ChannelReader + 'static>(store: Store, reader: Arc<R>, sender: Sender) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let inbox = Inbox::new(store.clone(), reader).answering_through(sender.clone());
        tasks.spawn(answering(store, inbox, stopped));
        let sending = sender.clone();
        tasks.spawn(async move {
            sending.run().await;
        });
        Self { sender, stop, tasks }
    }

    /// Adds a task that ends when what it is given turns true: a poller.
    pub fn also<F>(&mut self, task: impl FnOnce(watch::Receiver<bool>) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tasks.spawn(task(self.stop.subscribe()));
    }

    /// Ends: what is under way finishes, the rest is given back.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        self.sender.stop();
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST, ended).await.is_err() {
            tracing::warn!("the bot did not end in time; its leases run out by themselves");
        }
    }
}

async fn answering(store: Store, inbox: Inbox, mut stopped: watch::Receiver<bool>) {
    loop {
        if let Err(error) = inbox.drain().await {
            tracing::error!(?error, "the inbox could not be drained");
        }
        tokio::select! {
            () = store.bell().notified() => {}
            () = tokio::time::sleep(LOOK) => {}
            _ = stopped.changed() => return,
        }
    }
}
