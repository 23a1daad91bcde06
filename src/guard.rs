//! Who asks, and may they write.

mod browser;
pub(crate) mod devices;
mod guesses;
mod posted;
mod sent;
mod shell;
mod signs;

use peiban_core::actor::SignIn;
use peiban_core::user::Permission;
use peiban_core::zone::Zone;
use peiban_store::acts::accounts::NoteTokenUsed;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

pub use browser::{BROWSER_COOKIE, Browser};
pub use guesses::{Caller, Guesses, Try};
pub use posted::{Posted, Typed, Visited};
pub use sent::Asking;
pub use sent::Sent;
pub use shell::{Demo, LANGUAGE_COOKIE, Shell, home, language_of};
pub use signs::CleanAddresses;

use crate::db::Db;
use crate::error::Error;
use crate::secret;

/// The cookie of a sign-in. The prefix makes browsers keep it to this host and to encrypted connections.
pub const COOKIE: &str = "__Host-peiban";

/// Why a guard refused. Holds no data: Rocket prints it.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub enum Refusal {
    /// No cookie, or one that no longer counts.
    #[error("nobody is signed in")]
    NobodySignedIn,
    /// Sent from another site, or without the token of the sign-in.
    #[error("the request comes from another site")]
    Foreign,
    /// A text in the body is too long or holds what cannot be seen.
    #[error("a field does not fit")]
    Field,
    /// The body is too large or of another kind.
    #[error("the body cannot be read")]
    Body,
    /// The database did not answer.
    #[error("our fault")]
    Ours,
}

impl Refusal {
    fn status(self) -> Status {
        match self {
            Self::NobodySignedIn => Status::Unauthorized,
            Self::Foreign => Status::Forbidden,
            Self::Field => Status::UnprocessableEntity,
            Self::Body => Status::BadRequest,
            Self::Ours => Status::ServiceUnavailable,
        }
    }
}

/// The person signed in; looked up once a request.
pub struct SignedIn(SignIn);

impl std::ops::Deref for SignedIn {
    type Target = SignIn;

    fn deref(&self) -> &SignIn {
        &self.0
    }
}

impl SignedIn {
    /// Goes on only if some role of hers allows `permission`: to others, nothing is there.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] for everybody else.
    pub fn needs(&self, permission: Permission) -> Result<(), Error> {
        if self.may(permission) { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Goes on only if some role of hers manages groups or takes registers.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] for everybody else.
    pub fn works_with_groups(&self) -> Result<(), Error> {
        self.needs(Permission::TakeRegisters).or_else(|_| self.needs(Permission::ManageGroups))
    }
}

async fn person<'r>(request: &'r Request<'_>) -> Result<&'r SignedIn, Refusal> {
    let found: &Result<Option<SignedIn>, Refusal> = request.local_cache_async(look_up(request)).await;
    found.as_ref().map_err(|why| *why)?.as_ref().ok_or(Refusal::NobodySignedIn)
}

/// Tokens of the API begin with it: whoever finds one in a file knows what it opens.
pub const TOKEN_PREFIX: &str = "peiban_";

/// The token of a request to the API. Where there is one, cookies are not looked at.
fn bearer<'r>(request: &'r Request<'_>) -> Option<&'r str> {
    let shown =
        request.headers().get_one("Authorization").filter(|_| request.uri().path().starts_with("/api/"))?;
    Some(shown.strip_prefix("Bearer ").unwrap_or_default().trim())
}

async fn by_token(request: &Request<'_>, token: &str) -> Result<Option<SignedIn>, Refusal> {
    let db = Db::fetch(request.rocket()).ok_or(Refusal::Ours)?;
    let now = db.clock().now();
    let found = async { db.read().await?.token_sign_in(&secret::hash(token), now).await };
    let found = found.await.map_err(|error| {
        tracing::error!(?error, "a token could not be read");
        Refusal::Ours
    })?;
    let Some(found) = found.filter(|_| token.starts_with(TOKEN_PREFIX)) else { return Ok(None) };
    let today = Zone::CHINA.day(now);
    if let (Some(token), Some(actor)) = (found.token(), found.actor_by_token())
        && found.token_used_on() != Some(today)
        && let Err(error) = db.act(&actor, NoteTokenUsed { token, on: today }).await
    {
        tracing::error!(?error, "the use of a token could not be noted");
    }
    Ok(Some(SignedIn(found)))
}

async fn look_up(request: &Request<'_>) -> Result<Option<SignedIn>, Refusal> {
    if let Some(token) = bearer(request) {
        return by_token(request, token).await;
    }
    let Some(cookie) = request.cookies().get(COOKIE) else { return Ok(None) };
    let hash = secret::hash(cookie.value());
    let db = Db::fetch(request.rocket()).ok_or(Refusal::Ours)?;
    let sign_in = async { db.read().await?.sign_in(&hash).await };
    let sign_in = sign_in.await.map_err(|error| {
        tracing::error!(?error, "a sign-in could not be read");
        Refusal::Ours
    })?;
    Ok(sign_in.filter(|sign_in| sign_in.is_live(db.clock().now())).map(SignedIn))
}

#[async_trait]
impl<'r> FromRequest<'r> for &'r SignedIn {
    type Error = Refusal;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Refusal> {
        match person(request).await {
            Ok(person) => Outcome::Success(person),
            Err(why) => Outcome::Error((why.status(), why)),
        }
    }
}

/// Browsers tell where a request comes from; programs that tell nothing are no forged pages. A page without an origin,
/// in a frame or a file, is none of ours.
fn from_our_pages(request: &Request<'_>) -> bool {
    let headers = request.headers();
    let nowhere = headers.get_one("Origin") == Some("null");
    !nowhere && matches!(headers.get_one("Sec-Fetch-Site"), None | Some("same-origin" | "none"))
}
