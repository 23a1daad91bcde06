//! Writes on consents, link tokens and posters' codes.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{Act, ActError};
use crate::chat::TOKEN_HOURS;
use crate::consent::{ConsentStatus, Purpose, check_record};
use crate::id::CaregiverId;
use crate::store::{Said, Tx};

use crate::user::Permission;

async fn permitted_for(tx: &mut Tx<'_>, caregiver: CaregiverId) -> Result<(), ActError> {
    let Some(user) = tx.actor().user() else { return Ok(()) };
    let takes = tx.may_for(user, Permission::TakeRegisters, caregiver).await?;
    if takes || tx.may_for(user, Permission::ManageGroups, caregiver).await? {
        Ok(())
    } else {
        Err(ActError::NotFound)
    }
}

/// Keeps a one-time token, which the facilitator shows as a QR code or link (`l_<token>`): a day, one use.
pub struct MakeLinkToken {
    /// [`crate::chat::token_hash`] of the token.
    pub token_hash: Vec<u8>,
    /// Whose chat it will tie.
    pub caregiver: CaregiverId,
}

impl Act for MakeLinkToken {
    type Out = ();
    const NAME: &'static str = "link_token.make";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        permitted_for(tx, self.caregiver).await?;
        let expires_at = tx.now + TimeDelta::hours(TOKEN_HOURS);
        Ok(tx.insert_token(&self.token_hash, self.caregiver, expires_at).await?)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.caregiver.0)
    }
}

/// Keeps what a caregiver said on paper or by word of mouth.
pub struct RecordConsent(pub Said);

impl Act for RecordConsent {
    type Out = ();
    const NAME: &'static str = "consent.record";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        permitted_for(tx, self.0.caregiver).await?;
        check_record(self.0.method, self.0.witness.as_deref())?;
        tx.insert_consent(&self.0).await?;
        if self.0.purpose == Purpose::ServiceMessages && self.0.status != ConsentStatus::Given {
            tx.cancel_unsent_of(self.0.caregiver, "stopped").await?;
        }
        Ok(tx.mark_plan_due(&[self.0.caregiver]).await?)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.0.caregiver.0)
    }
}

/// Counts that a poster's page was opened.
pub struct CountOpen(pub String);

impl Act for CountOpen {
    type Out = ();
    const NAME: &'static str = "join_code.open";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        if tx.count_open(&self.0).await? { Ok(()) } else { Err(ActError::NotFound) }
    }
}
