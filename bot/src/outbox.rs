//! Sends replies. The sender of planned messages takes this over.

use peiban_core::actor::Actor;
use peiban_core::acts::ActError;
use peiban_core::acts::replies::{ClaimReplies, ReplyDone};
use peiban_core::store::Store;

use crate::channel::{Channel, Outgoing};

/// Sends every waiting reply of a bot account, and tells how many left.
///
/// # Errors
///
/// [`ActError::Store`] when the database does not answer.
pub async fn send_replies(store: &Store, channel: &dyn Channel) -> Result<usize, ActError> {
    let claim = ClaimReplies { channel: channel.name().to_owned(), account: channel.account().to_owned() };
    let mut sent = 0;
    for reply in store.act(&Actor::bot(), claim).await? {
        let done = match serde_json::from_str::<Outgoing>(&reply.body) {
            Ok(message) => channel.send(&reply.chat, &message).await.map_err(|error| error.to_string()),
            Err(_) => Err("unreadable".to_owned()),
        };
        sent += usize::from(done.is_ok());
        store.act(&Actor::bot(), ReplyDone(reply.id, done)).await?;
    }
    Ok(sent)
}
