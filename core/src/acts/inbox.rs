//! Keeping what came in.

use super::{Act, ActError};
use crate::inbox::Received;
use crate::store::Tx;

/// Keeps updates, so that they may be acknowledged. Those known already change nothing.
pub struct TakeIn(pub Vec<Received>);

impl Act for TakeIn {
    /// How many were new.
    type Out = u64;
    const NAME: &'static str = "inbox.take_in";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<u64, ActError> {
        Ok(tx.insert_updates(&self.0).await?)
    }
}
