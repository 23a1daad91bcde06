//! The built-in channel: phones on a page, for the demo, for previews and for tests.

use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt};
use peiban_core::actor::Actor;
use peiban_core::chat::{JoinCode, Payload};
use peiban_core::seal::Sealed;
use peiban_core::trouble::Trouble;
use peiban_store::ActError;
use peiban_store::acts::chat::simulator::{ShowBubble, UsePhone};
use peiban_store::{Store, StoreError};

use crate::channel::{Button, Channel, Heard, Outgoing, SendError, What};
use crate::inbox::{ChannelReader, Inbox, Unreadable};
use crate::sender::Sender;

/// The simulator's only bot account.
pub const ACCOUNT: &str = "demo";

/// The channel; it needs the store, since its phones are rows.
#[derive(Clone)]
pub struct Simulator(pub Store);

impl Channel for Simulator {
    fn name(&self) -> &'static str {
        "simulator"
    }

    fn account(&self) -> &str {
        ACCOUNT
    }

    fn send<'a>(&'a self, chat: &'a str, message: &'a Outgoing) -> BoxFuture<'a, Result<String, SendError>> {
        let buttons = serde_json::to_string(&message.buttons).unwrap_or_default();
        let act = ShowBubble { chat: chat.to_owned(), text: message.text.clone(), buttons };
        async move { self.0.act(&Actor::bot(), act).await.map_err(|_| SendError::Failed(Trouble::Server)) }
            .boxed()
    }
}

impl ChannelReader for Simulator {
    fn name(&self) -> &'static str {
        Channel::name(self)
    }

    fn account(&self) -> &str {
        ACCOUNT
    }

    fn parse(&self, payload: &str) -> Result<Option<Heard>, Unreadable> {
        serde_json::from_str(payload).map(Some).map_err(|_| Unreadable)
    }
}

/// A bubble as a page shows it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Shown {
    /// Its id: later bubbles have larger ones.
    pub id: uuid::Uuid,
    /// Of the person with the phone.
    pub mine: bool,
    /// What it says.
    pub text: String,
    /// Buttons under it.
    pub buttons: Vec<Button>,
    /// When.
    pub at: chrono::DateTime<chrono::Utc>,
}

impl Simulator {
    /// What somebody does on a phone; `shown` is her own bubble. The update waits in the inbox.
    ///
    /// # Errors
    ///
    /// [`ActError::Store`] when the database does not answer.
    pub async fn hear(&self, heard: &Heard, shown: &str) -> Result<(), ActError> {
        let act = UsePhone {
            account: ACCOUNT.to_owned(),
            chat: heard.chat.clone(),
            shown: shown.to_owned(),
            payload: serde_json::to_string(heard).unwrap_or_default(),
        };
        self.0.act(&Actor::bot(), act).await
    }

    /// Answers all that waits and sends all that is due, so that the page that comes back has it on it.
    ///
    /// # Errors
    ///
    /// [`ActError::Store`] when the database does not answer.
    pub async fn answer(&self, sender: &Sender) -> Result<(), ActError> {
        Inbox::new(self.0.clone(), Arc::new(self.clone())).drain().await?;
        sender.settle().await;
        Ok(())
    }

    /// The last bubbles of a phone, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn shown(&self, chat: &str) -> Result<Vec<Shown>, StoreError> {
        let bubbles = self.0.read().await?.bubbles_of(chat).await?;
        let shown = bubbles.into_iter().map(|bubble| {
            let typed = bubble.text_sealed.and_then(|sealed| {
                self.0.keys().open(Sealed::Alert, bubble.id, &sealed).ok() // another start, another key
            });
            let text = typed.map_or(bubble.text, |typed| String::from_utf8_lossy(&typed).into_owned());
            let buttons = serde_json::from_str(&bubble.buttons).unwrap_or_default();
            Shown { id: bubble.id, mine: !bubble.outgoing, text, buttons, at: bubble.at }
        });
        Ok(shown.collect())
    }
}

/// What a typed line means, as a chat app would tell it.
pub fn typed(text: &str) -> What {
    match text.trim().strip_prefix("/start") {
        Some(rest) if rest.is_empty() || rest.starts_with(' ') => {
            What::Start(Some(rest.trim().to_owned()).filter(|payload| !payload.is_empty()))
        }
        _ => What::Text(text.to_owned()),
    }
}

/// Counts that a poster's page was opened, and tells its code; none when there is no such code.
///
/// # Errors
///
/// [`ActError::Store`] when the database does not answer.
pub async fn opened(store: &Store, code: &str) -> Result<Option<JoinCode>, ActError> {
    if Payload::of(&format!("j_{code}")).is_none() {
        return Ok(None);
    }
    match store.act(&Actor::bot(), peiban_store::acts::people::consents::CountOpen(code.to_owned())).await {
        Ok(()) => Ok(store.read().await?.join_code(code).await?),
        Err(ActError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
