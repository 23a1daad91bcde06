//! The store: opened in one place for every command, and lent to handlers.

use std::ops::Deref;
use std::time::Duration;

use peiban_core::seal::Keys;
use peiban_store::acts::keys::check_key;
use peiban_store::{Store, StoreError, Tools};
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Ignite, Phase, Request, Rocket, Sentinel, async_trait};
use secrecy::ExposeSecret;

use crate::config::Settings;

/// The longest pause between two tries to reach a server.
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// Lends the store to a handler: `db: &Db`.
pub struct Db(Store);

impl Db {
    /// What a server manages; the store was opened before, so that a failure can be told in words.
    pub fn of(store: Store) -> Self {
        Self(store)
    }

    /// The store of a server.
    pub fn fetch<P: Phase>(rocket: &Rocket<P>) -> Option<&Self> {
        rocket.state()
    }
}

impl Deref for Db {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.0
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for &'r Db {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match Db::fetch(request.rocket()) {
            Some(db) => Outcome::Success(db),
            None => Outcome::Error((Status::InternalServerError, ())),
        }
    }
}

/// A server without a store does not start.
impl Sentinel for &Db {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        Db::fetch(rocket).is_none()
    }
}

/// Opens the store of the settings, with its own key. A server that does not answer yet is waited for.
///
/// # Errors
///
/// What [`Store::open`] says, and [`StoreError::WrongKey`] for the key of another database.
pub async fn opened(settings: &Settings) -> Result<Store, StoreError> {
    let keys = Keys::of_hex(settings.secret_key.expose_secret()).ok_or(StoreError::WrongKey)?;
    let tools = Tools { keys, ..Tools::default() };
    let store = patiently(settings, &tools).await?;
    match check_key(&store).await {
        Ok(()) => Ok(store),
        Err(error) => {
            store.close().await;
            Err(error)
        }
    }
}

async fn patiently(settings: &Settings, tools: &Tools) -> Result<Store, StoreError> {
    let mut left = Duration::from_secs(settings.database_wait.into());
    let mut pause = Duration::from_secs(1);
    loop {
        match Store::open(&settings.database_url, settings.readers, tools.clone()).await {
            Err(error) if error.is_away() && !left.is_zero() => {
                let wait = pause.min(left);
                tracing::warn!(%error, seconds = wait.as_secs(), "the database does not answer; it is tried again");
                tokio::time::sleep(wait).await;
                left -= wait;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            done => return done,
        }
    }
}
