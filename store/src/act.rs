//! What an act is, and why one writes nothing.

use uuid::Uuid;

use peiban_core::refused::Refused;
use peiban_core::text::MessageKey;

use crate::{StoreError, Tx};

/// One thing somebody does. May run more than once, so it owns nothing it spends.
pub trait Act: Send + Sync + 'static {
    /// What the caller gets once it is stored.
    type Out: Send + 'static;

    /// What the audit calls it: `concept.verb`.
    const NAME: &'static str;

    /// Whether it stands in the audit. False only for housekeeping that runs by itself, over and over, and decides
    /// nothing about people: it would bury what people did, and make the audit grow while nobody does anything.
    const AUDITED: bool = true;

    /// Loads, decides and saves.
    fn run(&self, tx: &mut Tx<'_>) -> impl Future<Output = Result<Self::Out, ActError>> + Send;

    /// What it is done to, for the audit.
    fn subject(&self) -> Option<Uuid> {
        None
    }

    /// Counts and codes for the audit; never names, numbers or texts of people.
    fn detail(&self) -> String {
        String::new()
    }
}

/// Why an act wrote nothing.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// A rule forbids it.
    #[error("refused: {}", .0.rule)]
    Refused(Refused),
    /// Not there, or not in the actor's scope: the same answer.
    #[error("not found")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refused> for ActError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<MessageKey> for ActError {
    fn from(rule: MessageKey) -> Self {
        Self::Refused(rule.into())
    }
}

impl From<sqlx::Error> for ActError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
