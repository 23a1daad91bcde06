//! Keeping what Telegram posts to our address, before it is acknowledged.

use peiban_core::actor::Actor;
use peiban_core::acts::ActError;
use peiban_core::acts::inbox::TakeIn;
use peiban_core::store::Store;

use super::read;

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
    let update = std::str::from_utf8(body).ok().and_then(|text| read::received(account, text));
    let Some((update, tap)) = update else { return Ok(Posted::Garbage) };
    store.act(&Actor::bot(), TakeIn(vec![update])).await?;
    Ok(Posted::Kept(tap))
}
