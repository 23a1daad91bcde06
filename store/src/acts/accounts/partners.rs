//! Writes on partners: they belong to the whole country.

use uuid::Uuid;

use crate::Tx;
use crate::act::{Act, ActError};
use crate::acts::scope::permitted;
use peiban_core::area::AreaCode;
use peiban_core::partner::Partner;
use peiban_core::refused::Refused;
use peiban_core::user::Permission;

async fn checked(tx: &mut Tx<'_>, partner: &Partner) -> Result<(), ActError> {
    permitted(tx, Permission::ManageUsers, AreaCode::COUNTRY).await?;
    match partner.faults().first() {
        Some(rule) => Err((*rule).into()),
        None => Ok(()),
    }
}

/// Adds a partner. The same form sent twice, with the id it was made with, adds one.
pub struct AddPartner(pub Partner);

impl Act for AddPartner {
    type Out = ();
    const NAME: &'static str = "partner.add";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        checked(tx, &self.0).await?;
        if tx.partner(self.0.id).await?.is_some_and(|known| known.code == self.0.code) {
            return Ok(());
        }
        if tx.insert_partner(&self.0).await? {
            return Ok(());
        }
        match tx.partner(self.0.id).await? {
            Some(known) if known.code == self.0.code => Ok(()), // the same form, at the same time
            _ => Err(Refused::at("code", "partners-error-code-taken").into()),
        }
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.0.id.0)
    }

    fn detail(&self) -> String {
        self.0.code.clone()
    }
}

/// Gives a partner other names, or another kind; its code stays.
pub struct RenamePartner(pub Partner);

impl Act for RenamePartner {
    type Out = ();
    const NAME: &'static str = "partner.rename";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        checked(tx, &self.0).await?;
        if tx.rename_partner(&self.0).await? { Ok(()) } else { Err(ActError::NotFound) }
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.0.id.0)
    }

    fn detail(&self) -> String {
        self.0.code.clone()
    }
}
