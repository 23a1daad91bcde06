//! Writes on the simulator's phones.

use crate::act::{Act, ActError};
use crate::{Bubble, Tx};
use peiban_core::inbox::{Received, UpdateKey};
use peiban_core::seal::Sealed;

/// Puts a message on a phone.
pub struct ShowBubble {
    /// Which phone.
    pub chat: String,
    /// What it says.
    pub text: String,
    /// Its buttons as JSON.
    pub buttons: String,
}

impl Act for ShowBubble {
    /// What the simulator calls the message.
    type Out = String;
    const NAME: &'static str = "simulator.show";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<String, ActError> {
        let bubble = Bubble {
            id: tx.new_id(),
            outgoing: true,
            text: self.text.clone(),
            text_sealed: None,
            buttons: self.buttons.clone(),
            at: tx.now,
        };
        Ok(tx.insert_bubble(&self.chat, &bubble).await?.to_string())
    }
}

/// What somebody does on a phone: a bubble of her own, and an update that came in.
pub struct UsePhone {
    /// Which bot account hears it.
    pub account: String,
    /// Which phone.
    pub chat: String,
    /// What her bubble shows.
    pub shown: String,
    /// The update as JSON.
    pub payload: String,
}

impl Act for UsePhone {
    type Out = ();
    const NAME: &'static str = "simulator.use";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let id = tx.new_id();
        let bubble = Bubble {
            id,
            outgoing: false,
            text: String::new(),
            text_sealed: Some(tx.keys().seal(Sealed::Alert, id, self.shown.as_bytes())),
            buttons: "[]".to_owned(),
            at: tx.now,
        };
        let update_id = tx.insert_bubble(&self.chat, &bubble).await?;
        let key = UpdateKey { channel: "simulator".to_owned(), account: self.account.clone(), update_id };
        let received = Received { key, chat: Some(self.chat.clone()), payload: self.payload.clone() };
        tx.insert_updates(&[received]).await?;
        Ok(())
    }
}
