//! Whether the secret key is this database's: asked before anything is sealed or hashed with it.

use uuid::Uuid;

use crate::act::{Act, ActError};
use crate::keys::SealedRow;
use crate::{Store, StoreError, Tx};
use peiban_core::actor::Actor;
use peiban_core::seal::{Keys, Sealed};

/// What the check says once it is opened.
const WORDS: &[u8] = b"peiban";

/// Goes on only with the key that this database was begun with.
///
/// A database that was begun before there was a check takes the key over if it opens what is sealed there, or if
/// nothing is.
///
/// # Errors
///
/// [`StoreError::WrongKey`] for another key.
pub async fn check_key(store: &Store) -> Result<(), StoreError> {
    let found = store.read().await?.key_check().await?;
    let done = match found {
        Some(sealed) => return opens(store.keys(), &sealed),
        None => store.act(&Actor::operator(), AdoptKey).await,
    };
    done.map_err(|error| match error {
        ActError::Store(error) => error,
        ActError::Refused(_) | ActError::NotFound => StoreError::WrongKey,
    })
}

fn opens(keys: &Keys, check: &[u8]) -> Result<(), StoreError> {
    let words = keys.open(Sealed::Check, Uuid::nil(), check).map_err(|_| StoreError::WrongKey)?;
    if words == WORDS { Ok(()) } else { Err(StoreError::WrongKey) }
}

/// Takes the key as this database's for good.
struct AdoptKey;

impl Act for AdoptKey {
    type Out = ();
    const NAME: &'static str = "key.adopt";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let phones = tx.some_phones().await?;
        let texts = tx.some_alert_texts().await?;
        let keys = tx.keys();
        let opens_one = |what, rows: &[SealedRow]| {
            rows.is_empty() || rows.iter().any(|row| keys.open(what, row.id, &row.sealed).is_ok())
        };
        if !opens_one(Sealed::Phone, &phones) || !opens_one(Sealed::Alert, &texts) {
            return Err(StoreError::WrongKey.into());
        }
        if tx.insert_key_check(&keys.seal(Sealed::Check, Uuid::nil(), WORDS)).await? {
            return Ok(());
        }
        let first = tx.key_check().await?.ok_or(StoreError::WrongKey)?;
        Ok(opens(keys, &first)?)
    }
}
