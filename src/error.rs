//! Why a request failed, shown as a page or as JSON.

use peiban_core::refused::Refused;
use peiban_core::text::MessageKey;
use peiban_core::throttle::Wait;
use peiban_store::ActError;
use peiban_store::StoreError;
use rocket::Request;
use rocket::http::Status;
use rocket::response::{self, Responder};
use rocket_dyn_templates::Template;

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not in the visitor's scope: the same answer.
    #[error("not found")]
    NotFound,
    /// The visitor asked for something the rules forbid.
    #[error("refused: {}", .0.rule)]
    Refused(Refused),
    /// A field of a request that breaks a rule, by the name that the request has for it.
    #[error("refused: {field}")]
    Field {
        /// Which.
        field: String,
        /// The rule.
        rule: MessageKey,
    },
    /// Changed since the version that was asked for.
    #[error("changed meanwhile")]
    Changed,
    /// Fields of a form that do not fit; the form knows which.
    #[error("fields refused")]
    Fields,
    /// Too many wrong tries; another one counts only later.
    #[error("too many tries")]
    Wait(Wait),
    /// A form that comes back filled in; at once, or with a wait.
    #[error("form refused")]
    Form(Box<Template>, Option<Wait>),
    /// Our fault. Logged in full, never shown.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Our fault outside the database.
    #[error("internal: {0}")]
    Internal(&'static str),
}

impl From<ActError> for Error {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Refused(refused) => Self::Refused(refused),
            ActError::NotFound => Self::NotFound,
            ActError::Store(error) => Self::Store(error),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<MessageKey> for Error {
    fn from(rule: MessageKey) -> Self {
        Self::Refused(rule.into())
    }
}

impl Error {
    /// Names the field of a refusal without `prefix`: forms and requests may call it differently.
    #[must_use]
    pub fn without(self, prefix: &str) -> Self {
        match self {
            Self::Refused(Refused { field: Some(field), rule }) => {
                Self::Field { field: field.strip_prefix(prefix).unwrap_or(field).to_owned(), rule }
            }
            other => other,
        }
    }
}

/// What a catcher tells beyond the status.
#[derive(Default)]
pub struct Told(pub Option<MessageKey>);

/// The field that does not fit, for answers to programs.
#[derive(Default)]
pub struct AtField(pub Option<String>);

/// How long the caller has to wait, for the header that says so.
#[derive(Default)]
pub struct Waits(pub Option<Wait>);

/// The status for a database that failed: full, busy or broken.
pub fn status_of(error: &StoreError) -> Status {
    if error.is_full() {
        Status::InsufficientStorage
    } else if error.is_busy() {
        Status::ServiceUnavailable
    } else {
        Status::InternalServerError
    }
}

impl<'r> Responder<'r, 'static> for Error {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        match self {
            Self::Form(page, None) => (Status::UnprocessableEntity, *page).respond_to(request),
            Self::Form(page, Some(wait)) => {
                request.local_cache(|| Waits(Some(wait)));
                (Status::TooManyRequests, *page).respond_to(request)
            }
            Self::Wait(wait) => {
                request.local_cache(|| Waits(Some(wait)));
                Err(Status::TooManyRequests)
            }
            Self::Refused(Refused { field, rule }) => {
                request.local_cache(|| Told(Some(rule)));
                request.local_cache(|| AtField(field.map(str::to_owned)));
                Err(Status::UnprocessableEntity)
            }
            Self::Field { field, rule } => {
                request.local_cache(|| Told(Some(rule)));
                request.local_cache(|| AtField(Some(field)));
                Err(Status::UnprocessableEntity)
            }
            Self::Changed => {
                request.local_cache(|| Told(Some(MessageKey("sessions-error-meanwhile"))));
                Err(Status::PreconditionFailed)
            }
            Self::Fields => Err(Status::UnprocessableEntity),
            Self::NotFound => Err(Status::NotFound),
            Self::Store(error) => {
                tracing::error!(?error, "the database failed");
                Err(status_of(&error))
            }
            Self::Internal(what) => {
                tracing::error!(what, "a request failed");
                Err(Status::InternalServerError)
            }
        }
    }
}
