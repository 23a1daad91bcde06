//! Telegram as a channel.
//!
//! The types and error words are teloxide's; the requests are our own, for three reasons: teloxide sleeps ten
//! seconds on every 5xx, hides the status of an answer that is no JSON, and keeps no update as it came. Updates
//! are ours as well ([`poll`], [`intake`]): its listeners acknowledge before anything is kept.

mod call;
pub mod intake;
pub mod menu;
pub mod poll;
mod read;
mod send;

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use peiban_core::trouble::Trouble;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use teloxide::payloads::AnswerCallbackQuery;
use teloxide::types::AllowedUpdate;
use tokio::sync::Semaphore;

use crate::channel::{Channel, Outgoing, SendError};
pub use call::Fault;
use call::Wire;
pub use read::{Update, read};

/// The word of this channel in the database.
pub const NAME: &str = "telegram";

/// How long a call may take that neither sends nor polls.
const CALL: Duration = Duration::from_secs(15);
/// How long a send may take: longer than a slow answer, since what is not answered may have arrived.
const SEND: Duration = Duration::from_secs(60);
/// Taps acknowledged at the same time; more are left to run out by themselves.
const TAPS: usize = 32;

/// One bot of Telegram.
#[derive(Debug)]
pub struct Telegram {
    wire: Wire,
    account: String,
    taps: Arc<Semaphore>,
}

/// A token or an address that cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotBe {
    /// Not digits, a colon and a secret.
    #[error("a token is digits, a colon and a secret, as BotFather shows it")]
    Token,
    /// Not an address of http or https.
    #[error("the address must start with http:// or https://")]
    Address,
}

#[derive(Deserialize)]
struct Me {
    username: String,
}

#[derive(Deserialize)]
struct WebhookInfo {
    url: String,
}

/// The number of the bot a token belongs to: what the database calls the account.
///
/// ```
/// assert_eq!(peiban_bot::telegram::account_of("4321:a-secret_1"), Some("4321"));
/// assert_eq!(peiban_bot::telegram::account_of("a-secret"), None);
/// ```
pub fn account_of(token: &str) -> Option<&str> {
    let (number, secret) = token.split_once(':')?;
    let safe = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let good = !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit())
        && !secret.is_empty()
        && secret.chars().all(safe);
    good.then_some(number)
}

impl Telegram {
    /// The bot of `token`, reached at `api_url` (the real one: `https://api.telegram.org`). Asks nobody yet.
    ///
    /// # Errors
    ///
    /// [`CannotBe`] when the token or the address cannot be one.
    pub fn new(token: &str, api_url: &str) -> Result<Self, CannotBe> {
        let account = account_of(token).ok_or(CannotBe::Token)?.to_owned();
        let wire = Wire::new(token, api_url).ok_or(CannotBe::Address)?;
        Ok(Self { wire, account, taps: Arc::new(Semaphore::new(TAPS)) })
    }

    /// The bot's user name, for links of the form `t.me/<name>`.
    ///
    /// # Errors
    ///
    /// Whatever Telegram or the network answers.
    pub async fn name(&self) -> Result<String, Fault> {
        let me: Me = self.wire.call("getMe", &json!({}), CALL).await?;
        Ok(me.username)
    }

    /// Has Telegram post updates to `url` with `secret` in a header.
    ///
    /// # Errors
    ///
    /// Whatever Telegram or the network answers.
    pub async fn set_webhook(&self, url: &str, secret: &str) -> Result<(), Fault> {
        let hook =
            json!({ "url": url, "secret_token": secret, "allowed_updates": wanted(), "max_connections": 20 });
        self.wire.call::<bool>("setWebhook", &hook, CALL).await.map(drop)
    }

    /// Has Telegram keep updates until they are asked for; those that wait stay.
    ///
    /// # Errors
    ///
    /// Whatever Telegram or the network answers.
    pub async fn delete_webhook(&self) -> Result<(), Fault> {
        let keep = json!({ "drop_pending_updates": false });
        self.wire.call::<bool>("deleteWebhook", &keep, CALL).await.map(drop)
    }

    /// Where Telegram posts updates; empty while it keeps them until they are asked for.
    ///
    /// # Errors
    ///
    /// Whatever Telegram or the network answers.
    pub async fn posts_to(&self) -> Result<String, Fault> {
        let info: WebhookInfo = self.wire.call("getWebhookInfo", &json!({}), CALL).await?;
        Ok(info.url)
    }

    /// Has Telegram show commands: an object of `setMyCommands`.
    async fn set_commands(&self, commands: serde_json::Value) -> Result<(), Fault> {
        self.wire.call::<bool>("setMyCommands", &commands, CALL).await.map(drop)
    }

    /// Updates from `offset` on, each as it came; waits for the first one up to `wait` (whole seconds).
    async fn updates(&self, offset: i64, wait: Duration) -> Result<Vec<Box<RawValue>>, Fault> {
        let ask = json!({ "offset": offset, "timeout": wait.as_secs(), "allowed_updates": wanted() });
        self.wire.call("getUpdates", &ask, wait + Duration::from_secs(10)).await
    }

    /// Ends the waiting sign on a tapped button. Nothing depends on it: nobody waits, no failure is told.
    pub fn acknowledge(&self, callback: String) {
        let Ok(permit) = Arc::clone(&self.taps).try_acquire_owned() else { return };
        let wire = self.wire.clone();
        tokio::spawn(async move {
            let answer = AnswerCallbackQuery::new(callback.into());
            let _ = wire.call::<bool>("answerCallbackQuery", &answer, CALL).await;
            drop(permit);
        });
    }
}

impl crate::inbox::ChannelReader for Telegram {
    fn name(&self) -> &'static str {
        NAME
    }

    fn account(&self) -> &str {
        Channel::account(self)
    }

    fn parse(&self, payload: &str) -> Result<Option<crate::channel::Heard>, crate::inbox::Unreadable> {
        read(payload)
    }
}

impl Channel for Telegram {
    fn name(&self) -> &'static str {
        NAME
    }

    fn account(&self) -> &str {
        &self.account
    }

    fn send<'a>(&'a self, chat: &'a str, message: &'a Outgoing) -> BoxFuture<'a, Result<String, SendError>> {
        Box::pin(send::send(&self.wire, chat, message))
    }

    fn probe(&self) -> BoxFuture<'_, Result<(), Trouble>> {
        Box::pin(async { self.name().await.map(drop).map_err(|fault| send::trouble(&fault)) })
    }
}

/// The kinds of update that mean anything here; Telegram keeps the others to itself.
fn wanted() -> Vec<AllowedUpdate> {
    use AllowedUpdate::{CallbackQuery, EditedMessage, Message, MyChatMember};
    vec![Message, EditedMessage, CallbackQuery, MyChatMember]
}
