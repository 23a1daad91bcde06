//! Keeping what came in, and what becomes of an update that cannot be handled.

use uuid::Uuid;

use crate::act::{Act, ActError};
use crate::{NewAlert, Tx};
use peiban_core::alert::{self, AlertKind};
use peiban_core::area::AreaCode;
use peiban_core::id::AlertId;
use peiban_core::inbox::{InboxUpdate, Received, UpdateKey, seal_id};
use peiban_core::seal::Sealed;

/// Keeps updates, so that they may be acknowledged. Those known already change nothing.
pub struct TakeIn(pub Vec<Received>);

impl Act for TakeIn {
    /// How many were new.
    type Out = u64;
    const NAME: &'static str = "inbox.take_in";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<u64, ActError> {
        Ok(tx.insert_updates(&self.0).await?)
    }
}

/// Counts a failed try to handle an update; it is tried again.
pub struct CountFailure(pub UpdateKey);

impl Act for CountFailure {
    type Out = ();
    const NAME: &'static str = "inbox.count_failure";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        Ok(tx.count_failure(&self.0).await?)
    }
}

/// Parks an update that cannot be handled, its payload sealed, and alerts the leads of its area.
///
/// It may hold a disclosure, so somebody must look. Tips and surveys go on: nobody knows that it holds one, and
/// a fault of ours must not silence anybody. Whoever reads it and finds one decides.
pub struct ParkUpdate(pub InboxUpdate);

impl Act for ParkUpdate {
    /// False when it was parked or handled before: then nobody is told again.
    type Out = bool;
    const NAME: &'static str = "inbox.park";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, ActError> {
        let InboxUpdate { key, chat, sealed, payload, .. } = &self.0;
        let sealed = sealed.clone().unwrap_or_else(|| {
            let payload = payload.as_deref().unwrap_or_default();
            tx.keys().seal(Sealed::Alert, seal_id(key), payload.as_bytes())
        });
        let bot = (key.channel.as_str(), key.account.as_str());
        if let Some(chat) = chat {
            tx.lock_chat(bot, chat).await?;
        }
        if !tx.park_update(key, sealed).await? {
            return Ok(false);
        }
        if let Some(chat) = chat {
            tx.lock_people_of_chat(bot, chat, None).await?;
        }
        let person = match chat {
            Some(chat) => tx.person_of_chat(key, chat).await?.map(|(person, _)| person),
            None => None,
        };
        let id = tx.new_id();
        let alert = NewAlert {
            id: AlertId(id),
            reference: alert::reference(id),
            caregiver: person.as_ref().map(|person| person.caregiver),
            area: person.map_or(AreaCode::COUNTRY, |person| person.area),
            kind: AlertKind::Unread,
            text_sealed: None,
            update: Some(key.clone()),
            due_at: alert::due_at(tx.now, chrono_tz::Asia::Shanghai),
        };
        tx.insert_alert(&alert).await?;
        Ok(true)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(seal_id(&self.0.key))
    }
}

/// Marks an update handled that says nothing to anybody.
pub struct PassOver(pub UpdateKey);

impl Act for PassOver {
    type Out = ();
    const NAME: &'static str = "inbox.pass_over";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        tx.finish_update(&self.0).await?;
        Ok(())
    }
}
