//! SQL on the organisation and its invitations.

use chrono::{DateTime, Utc};

use crate::exec::on;
use crate::{Exec, Locked, StoreError, Tx};
use peiban_core::area::AreaCode;
use peiban_core::id::{CurriculumId, InvitationId, PartnerId, UserId};
use peiban_core::user::Role;

/// An invitation that can still be used.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The role it gives.
    pub role: Role,
    /// Where.
    pub area: AreaCode,
    /// For rows of this partner only.
    pub partner_id: Option<PartnerId>,
}

/// The organisation that this installation serves.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Where it works.
    pub area: AreaCode,
    /// What new groups follow unless told otherwise.
    pub curriculum_id: CurriculumId,
}

impl Exec<'_> {
    /// The organisation, once it is set up.
    pub async fn organisation(&mut self) -> Result<Option<Organisation>, StoreError> {
        on!(self, db => sqlx::query_as("SELECT name, area, curriculum_id FROM organisation WHERE id = 1")
            .fetch_optional(db)
            .await)
    }

    /// An invitation that is neither used nor expired, by its code's SHA-256.
    pub async fn invitation(
        &mut self,
        code_hash: &[u8],
        now: DateTime<Utc>,
    ) -> Result<Option<Invitation>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT id, role, area, partner_id
               FROM invitations
              WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $2",
        )
        .bind(code_hash)
        .bind(now)
        .fetch_optional(db)
        .await)
    }
}

impl Tx<'_> {
    /// Sets the organisation up; there is only one.
    pub async fn insert_organisation(&mut self, organisation: &Organisation) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "INSERT INTO organisation (id, name, area, curriculum_id, set_up_at) VALUES (1, $1, $2, $3, $4)",
        )
        .bind(&organisation.name)
        .bind(organisation.area)
        .bind(organisation.curriculum_id)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Keeps an invitation; its code only as a hash.
    pub async fn insert_invitation(
        &mut self,
        invitation: &Invitation,
        (code_hash, expires_at): (&[u8], DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let (now, user) = (self.now, self.actor().user());
        on!(self, db => sqlx::query(
            "INSERT INTO invitations (id, code_hash, role, area, partner_id, made_by, made_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(invitation.id)
        .bind(code_hash)
        .bind(invitation.role)
        .bind(invitation.area)
        .bind(invitation.partner_id)
        .bind(user)
        .bind(now)
        .bind(expires_at)
        .execute(db)
        .await
        .map(drop))
    }

    /// Uses an invitation up that is held.
    pub(crate) async fn use_invitation(
        &mut self,
        invitation: &Locked<Invitation>,
        user: UserId,
    ) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query("UPDATE invitations SET used_at = $2, used_by = $3 WHERE id = $1")
        .bind(invitation.id)
        .bind(now)
        .bind(user)
        .execute(db)
        .await
        .map(drop))
    }
}
