//! The actor's right to what an act touches. Without it, nothing is there.

use crate::Tx;
use crate::act::ActError;
use peiban_core::area::AreaCode;
use peiban_core::id::GroupId;
use peiban_core::user::Permission;

/// Goes on if the actor may do `permission` in all of `area`; the bot and the operator may.
pub(crate) async fn permitted(
    tx: &mut Tx<'_>,
    permission: Permission,
    area: AreaCode,
) -> Result<(), ActError> {
    let Some(user) = tx.actor().user() else { return Ok(()) };
    if tx.may_in(user, permission, (area, None)).await? { Ok(()) } else { Err(ActError::NotFound) }
}

/// Goes on if the actor may do `permission` with `group`; the bot and the operator may.
pub(crate) async fn permitted_on(
    tx: &mut Tx<'_>,
    permission: Permission,
    group: GroupId,
) -> Result<(), ActError> {
    let Some(user) = tx.actor().user() else { return Ok(()) };
    if tx.may_on(user, permission, group).await? { Ok(()) } else { Err(ActError::NotFound) }
}
