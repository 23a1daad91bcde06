//! Password hashing: argon2id, off the async threads, two at a time.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::error::Error;

/// 19 MiB each: a flood of sign-ins must not take the memory.
static TURNS: Semaphore = Semaphore::const_new(2);

const FAILED: Error = Error::Internal("hashing a password");

fn hasher() -> Result<Argon2<'static>, Error> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|_| FAILED)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// What is kept of a password, as a PHC string.
///
/// # Errors
///
/// [`Error::Internal`] when the machine has no memory or randomness left.
pub async fn hash(password: String) -> Result<String, Error> {
    let _turn = TURNS.acquire().await.map_err(|_| FAILED)?;
    let work = move || Ok(hasher()?.hash_password(password.as_bytes()).map_err(|_| FAILED)?.to_string());
    spawn_blocking(work).await.map_err(|_| FAILED)?
}

/// Whether `password` is the one that `kept` was made from.
///
/// Without `kept`, or with one that is no hash (an account whose password waits for its code), it takes as long and
/// answers no, so that time does not tell who has an account.
///
/// # Errors
///
/// [`Error::Internal`] when the work could not be done.
pub async fn verify(password: String, kept: Option<String>) -> Result<bool, Error> {
    let Some(kept) = kept.filter(|kept| PasswordHash::new(kept).is_ok()) else {
        hash(password).await?;
        return Ok(false);
    };
    let _turn = TURNS.acquire().await.map_err(|_| FAILED)?;
    let work = move || {
        let kept = PasswordHash::new(&kept).map_err(|_| FAILED)?;
        Ok(hasher()?.verify_password(password.as_bytes(), &kept).is_ok())
    };
    spawn_blocking(work).await.map_err(|_| FAILED)?
}
