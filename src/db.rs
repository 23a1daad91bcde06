//! The store as a Rocket database.

use std::ops::Deref;

use peiban_core::seal::Keys;
use peiban_store::{Exec, Store, StoreError, Tools};
use rocket::figment::{self, Figment};
use rocket_db_pools::{Config, Database, Error};

/// Lends the store to a handler: `db: &Db`.
#[derive(Database)]
#[database("peiban")]
pub struct Db(Pool);

/// The store, opened by Rocket.
pub struct Pool(Store);

impl Deref for Pool {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.0
    }
}

#[rocket::async_trait]
impl rocket_db_pools::Pool for Pool {
    type Connection = Exec<'static>;
    type Error = Error<StoreError>;

    async fn init(settings: &Figment) -> Result<Self, Self::Error> {
        let config: Config = settings.extract()?;
        let readers = u32::try_from(config.max_connections).unwrap_or(u32::MAX);
        let secret: String = settings.extract_inner("secret_key")?;
        let keys = Keys::of_hex(&secret)
            .ok_or_else(|| figment::Error::from("secret_key: needs 64 hexadecimal digits".to_owned()))?;
        Store::open(&config.url, readers, Tools { keys, ..Tools::default() })
            .await
            .map(Self)
            .map_err(Error::Init)
    }

    async fn get(&self) -> Result<Self::Connection, Self::Error> {
        self.read().await.map_err(Error::Get)
    }

    /// Nothing: Rocket calls this at the first signal, before running requests end.
    async fn close(&self) {}
}
