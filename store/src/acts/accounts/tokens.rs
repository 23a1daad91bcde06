//! Tokens with which programs speak for a user.

use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;

use crate::act::{Act, ActError};
use crate::{NewApiToken, Tx};
use peiban_core::group::check_title;
use peiban_core::id::ApiTokenId;
use peiban_core::refused::Refused;
use peiban_core::text::MessageKey;
use peiban_core::user::Permission;

/// How long a token lasts unless told otherwise, in days.
pub const TOKEN_DAYS: i64 = 90;
/// How long it may last, in days.
pub const TOKEN_DAYS_MOST: i64 = 365;
/// Tokens of one user that work at once, at most.
const TOKENS_MOST: usize = 20;

/// Makes a token that allows part of what the actor's roles allow.
pub struct MakeApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// What it is for.
    pub name: String,
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// How long, 1 to [`TOKEN_DAYS_MOST`].
    pub days: i64,
}

impl Act for MakeApiToken {
    type Out = ();
    const NAME: &'static str = "api_token.make";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let user = tx.actor().user().ok_or(ActError::NotFound)?;
        tx.lock_users(&[]).await?; // her own: what she may do does not end meanwhile, nor does she make another
        let name = check_title(&self.name, Refused::at("name", "tokens-error-name-length"))?;
        if !(1..=TOKEN_DAYS_MOST).contains(&self.days) {
            return Err(Refused::at("days", "tokens-error-days-range").into());
        }
        let held = tx.permissions_of(user).await?;
        if self.permissions.is_empty() || self.permissions.iter().any(|wanted| !held.contains(wanted)) {
            return Err(MessageKey("tokens-error-allow-held").into());
        }
        let now = tx.now;
        if tx.api_tokens_of(user, now).await?.len() >= TOKENS_MOST {
            return Err(MessageKey("tokens-error-many").into());
        }
        let words: Vec<_> = self.permissions.iter().map(|one| one.word()).collect();
        let new = NewApiToken {
            id: self.id,
            user,
            name,
            token_hash: &self.token_hash,
            permissions: &words.join(","),
            expires_at: now + TimeDelta::days(self.days),
        };
        Ok(tx.insert_api_token(new).await?)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.id.0)
    }

    fn detail(&self) -> String {
        let words: Vec<_> = self.permissions.iter().map(|one| one.word()).collect();
        format!("{} {} days", words.join(","), self.days)
    }
}

/// Ends a token of the actor's.
pub struct EndApiToken(pub ApiTokenId);

impl Act for EndApiToken {
    type Out = ();
    const NAME: &'static str = "api_token.end";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let user = tx.actor().user().ok_or(ActError::NotFound)?;
        if tx.end_api_token(user, self.0).await? { Ok(()) } else { Err(ActError::NotFound) }
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.0.0)
    }
}

/// Notes the day a token was used: once a day.
pub struct NoteTokenUsed {
    /// Which.
    pub token: ApiTokenId,
    /// The day.
    pub on: NaiveDate,
}

impl Act for NoteTokenUsed {
    type Out = ();
    const NAME: &'static str = "api_token.note_used";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        Ok(tx.save_token_used(self.token, self.on).await?)
    }
}
