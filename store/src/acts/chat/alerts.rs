//! Writes on alerts. Reading a text is one: it is audited.

use uuid::Uuid;

use crate::act::{Act, ActError};
use crate::{AlertRow, StoreError, Tx};
use peiban_core::id::{AlertId, UserId};
use peiban_core::inbox::{seal_id, words_in};
use peiban_core::seal::Sealed;

/// Opens an alert and its text. That somebody read it is kept.
pub struct ReadAlert(pub AlertId);

impl Act for ReadAlert {
    /// The alert and what was written; none for voice, photo and buttons.
    /// Of an update that could not be handled: its words, if any stand in it.
    type Out = (AlertRow, Option<String>);
    const NAME: &'static str = "alert.read";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Out, ActError> {
        let (row, _) = seen(tx, self.0).await?;
        if let Some(sealed) = tx.sealed_text(self.0).await? {
            let text = opened(tx, self.0.0, &sealed)?;
            return Ok((row, Some(text)));
        }
        let Some((key, sealed)) = tx.sealed_update(self.0).await? else { return Ok((row, None)) };
        let payload = opened(tx, seal_id(&key), &sealed)?;
        Ok((row, words_in(&payload)))
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.0.0)
    }
}

/// A lead takes an alert on.
pub struct AcknowledgeAlert(pub AlertId);

impl Act for AcknowledgeAlert {
    /// False when somebody had already.
    type Out = bool;
    const NAME: &'static str = "alert.acknowledge";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, ActError> {
        let (row, user) = seen(tx, self.0).await?;
        Ok(tx.acknowledge(row.id, user).await?)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.0.0)
    }
}

fn opened(tx: &Tx<'_>, id: Uuid, sealed: &[u8]) -> Result<String, StoreError> {
    let plain = tx.keys().open(Sealed::Alert, id, sealed);
    let plain = plain.map_err(|_| StoreError::Unreadable("alert text"))?;
    Ok(String::from_utf8_lossy(&plain).into_owned())
}

/// Alerts are for people: neither the bot nor the operator reads one.
async fn seen(tx: &mut Tx<'_>, id: AlertId) -> Result<(AlertRow, UserId), ActError> {
    let user = tx.actor().user().ok_or(ActError::NotFound)?;
    let row = tx.alert_seen_by(user, id).await?.ok_or(ActError::NotFound)?;
    Ok((row, user))
}
