//! Having Telegram post to our address, and keeping what it posts before it is acknowledged.

use std::time::Duration;

use peiban_core::actor::Actor;
use peiban_store::ActError;
use peiban_store::Store;
use peiban_store::acts::chat::inbox::TakeIn;

use super::{Fault, Telegram, read};

/// Between two tries to tell Telegram our address.
const PAUSE: Duration = Duration::from_secs(5);

/// What became of something posted to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// It is on disk. A tap in it waits for an answer, by this id.
    Kept(Option<String>),
    /// It is no update: nothing was kept, and asking for it again would not help.
    Garbage,
}

/// Keeps an update of the bot `account`; on disk when this returns.
///
/// # Errors
///
/// When the database fails: it must not be acknowledged then.
pub async fn take_in(store: &Store, account: &str, body: &[u8]) -> Result<Posted, ActError> {
    let update = read::received(account, &String::from_utf8_lossy(body));
    let Some((update, tap)) = update else { return Ok(Posted::Garbage) };
    store.act(&Actor::bot(), TakeIn(vec![update])).await?;
    store.bell().notify_one();
    Ok(Posted::Kept(tap))
}

/// Tells Telegram to post updates to `url` with `secret`, again and again until it takes it.
///
/// Gives up only when Telegram refuses: then the token or the address is wrong, and trying does not mend it.
///
/// # Errors
///
/// [`Fault::Refused`].
pub async fn announce(telegram: &Telegram, url: &str, secret: &str) -> Result<(), Fault> {
    let told = insist(|| telegram.set_webhook(url, secret)).await;
    match &told {
        Ok(()) => tracing::info!("Telegram posts updates to us"),
        Err(fault) => {
            tracing::error!(%fault, "Telegram does not post to public_url; check it and telegram_token");
        }
    }
    told
}

/// Tells Telegram not to post any more, again and again until it takes it; updates that wait stay.
///
/// While an address is set nobody can poll: this comes before the first question, and only then, so that a
/// node that still polls takes no address away from one that has just been told to take posts.
///
/// # Errors
///
/// [`Fault::Refused`].
pub async fn withdraw(telegram: &Telegram) -> Result<(), Fault> {
    insist(|| telegram.delete_webhook()).await
}

/// Asks until there is an answer that another try does not change.
async fn insist<F: Future<Output = Result<(), Fault>>>(ask: impl Fn() -> F) -> Result<(), Fault> {
    loop {
        let fault = match ask().await {
            Err(fault) if !matches!(fault, Fault::Refused(..)) => fault,
            answer => return answer,
        };
        tracing::warn!(%fault, "Telegram could not be told how updates come in; trying again");
        tokio::time::sleep(if let Fault::Wait(time) = fault { time } else { PAUSE }).await;
    }
}
