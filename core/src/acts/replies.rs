//! Sending replies, until the sender does it with everything else.

use super::{Act, ActError};
use crate::id::MessageId;
use crate::store::{Reply, Tx};

/// Takes the waiting replies of a bot account.
pub struct ClaimReplies {
    /// The channel's word.
    pub channel: String,
    /// Which bot.
    pub account: String,
}

impl Act for ClaimReplies {
    type Out = Vec<Reply>;
    const NAME: &'static str = "reply.claim";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Vec<Reply>, ActError> {
        Ok(tx.claim_replies(&self.channel, &self.account).await?)
    }
}

/// Notes that a reply left with this name, or why it did not.
pub struct ReplyDone(pub MessageId, pub Result<String, String>);

impl Act for ReplyDone {
    type Out = ();
    const NAME: &'static str = "reply.done";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let sent = self.1.as_deref().map_err(String::as_str);
        Ok(tx.reply_done(self.0, sent).await?)
    }
}
