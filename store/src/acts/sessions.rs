//! Writes on sessions.

pub mod rsvps;

use chrono::NaiveDateTime;
use uuid::Uuid;

use crate::act::{Act, ActError};
use crate::acts::groups::courses::settle_group;
use crate::acts::scope::permitted_on;
use crate::{Locked, Tx};
use peiban_core::id::SessionId;
use peiban_core::refused::Refused;
use peiban_core::session::Session;
use peiban_core::text::MessageKey;
use peiban_core::user::Permission;

/// Moves a session; everybody who was told is told again.
pub struct MoveSession {
    /// Which.
    pub session: SessionId,
    /// To which local time, where the session is.
    pub to: NaiveDateTime,
    /// Only if this is still its [`Session::version`].
    pub seen: Option<String>,
}

impl Act for MoveSession {
    type Out = Session;
    const NAME: &'static str = "session.move";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Session, ActError> {
        let session = managed(tx, self.session).await?;
        still(&session, self.seen.as_deref())?;
        let moved = session.moved_to(self.to)?;
        save(tx, &session, &moved).await?;
        Ok(moved)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.session.0)
    }
}

/// Calls a session off; its module is left to be planned again.
pub struct CancelSession {
    /// Which.
    pub session: SessionId,
    /// Why, in a few words.
    pub reason: String,
    /// Only if this is still its [`Session::version`].
    pub seen: Option<String>,
}

impl Act for CancelSession {
    type Out = Session;
    const NAME: &'static str = "session.cancel";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Session, ActError> {
        let session = managed(tx, self.session).await?;
        still(&session, self.seen.as_deref())?;
        let cancelled = session.cancelled(&self.reason)?;
        save(tx, &session, &cancelled).await?;
        Ok(cancelled)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.session.0)
    }
}

/// Somebody changed the session meanwhile.
pub const MEANWHILE: MessageKey = MessageKey("sessions-error-meanwhile");

/// Goes on if nobody has changed the session since the version that was seen.
fn still(session: &Session, seen: Option<&str>) -> Result<(), MessageKey> {
    if seen.is_none_or(|seen| seen == session.version()) { Ok(()) } else { Err(MEANWHILE) }
}

async fn managed(tx: &mut Tx<'_>, id: SessionId) -> Result<Locked<Session>, ActError> {
    let session = tx.session_for_update(id).await?.ok_or(ActError::NotFound)?;
    permitted_on(tx, Permission::ManageGroups, session.group()).await?;
    Ok(session)
}

/// Its day may change: the figures of the day it leaves are counted again, and of the day it comes to.
async fn save(tx: &mut Tx<'_>, before: &Locked<Session>, session: &Session) -> Result<(), ActError> {
    tx.rollup_of_session(before.id()).await?;
    match tx.save_session(before, session).await {
        Ok(true) => {
            tx.rollup_of_session(session.id()).await?;
            settle_group(tx, before.held_group()).await?;
            Ok(tx.mark_plan_due_of_group(session.group()).await?)
        }
        Ok(false) => Err(MEANWHILE.into()),
        Err(error) if error.is_twice() => Err(Refused::at("date", "sessions-error-date-taken").into()),
        Err(error) => Err(error.into()),
    }
}
