//! Writes on consents, link tokens and posters' codes.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::act::{Act, ActError};
use crate::{Said, Tx};
use peiban_core::chat::TOKEN_HOURS;
use peiban_core::consent::{ConsentStatus, Purpose, check_record};
use peiban_core::id::CaregiverId;
use peiban_core::text::MessageKey;

async fn permitted_for(tx: &mut Tx<'_>, caregiver: CaregiverId) -> Result<(), ActError> {
    let Some(user) = tx.actor().user() else { return Ok(()) };
    if tx.may_note_for(user, caregiver).await? { Ok(()) } else { Err(ActError::NotFound) }
}

async fn permitted_to_withdraw(tx: &mut Tx<'_>, caregiver: CaregiverId) -> Result<(), ActError> {
    let Some(user) = tx.actor().user() else { return Ok(()) };
    if tx.may_withdraw_for(user, caregiver).await? { Ok(()) } else { Err(ActError::NotFound) }
}

/// Keeps a one-time token, which the facilitator shows as a QR code or link (`l_<token>`): a day, one use.
pub struct MakeLinkToken {
    /// [`peiban_core::chat::token_hash`] of the token.
    pub token_hash: Vec<u8>,
    /// Whose chat it will tie.
    pub caregiver: CaregiverId,
}

impl Act for MakeLinkToken {
    type Out = ();
    const NAME: &'static str = "link_token.make";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let person = tx.lock_person(self.caregiver).await?;
        permitted_for(tx, self.caregiver).await?;
        let expires_at = tx.now + TimeDelta::hours(TOKEN_HOURS);
        Ok(tx.insert_token(&self.token_hash, person, expires_at).await?)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.caregiver.0)
    }
}

/// Keeps what a caregiver said on paper or by word of mouth.
pub struct RecordConsent {
    /// What she said, to whom and how.
    pub said: Said,
    /// The version of the text that she was asked with. An older one than the current is refused: she has not
    /// heard what would be kept.
    pub version: i64,
}

impl Act for RecordConsent {
    type Out = ();
    const NAME: &'static str = "consent.record";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let said = &self.said;
        tx.lock_person(said.caregiver).await?;
        if said.status == ConsentStatus::Withdrawn {
            permitted_to_withdraw(tx, said.caregiver).await?;
        } else {
            permitted_for(tx, said.caregiver).await?;
        }
        keep(tx, said, self.version).await
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.said.caregiver.0)
    }

    fn detail(&self) -> String {
        let Said { purpose, status, method, .. } = &self.said;
        format!("{} {} {}", purpose.word(), status.word(), method.word())
    }
}

/// Keeps what somebody said on paper or by word of mouth to `version` of the text; the caller has asked the scope.
pub(crate) async fn keep(tx: &mut Tx<'_>, said: &Said, version: i64) -> Result<(), ActError> {
    check_record(said.method, said.witness.as_deref())?;
    let texts = tx.consent_texts().await?;
    if !texts.iter().any(|text| text.purpose == said.purpose && text.version == version) {
        return Err(MessageKey("consents-error-version").into());
    }
    tx.insert_consent(said).await?;
    tx.mark_plan_due(&[said.caregiver]).await?; // the planner takes this first and her messages then: so do we
    if said.purpose == Purpose::ServiceMessages && said.status != ConsentStatus::Given {
        tx.cancel_unsent_of(said.caregiver, "stopped").await?;
    }
    Ok(())
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
