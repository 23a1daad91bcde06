//! SQL on rosters' files: kept sealed until they are confirmed, then wiped.

use chrono::{DateTime, Utc};

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::id::{RosterId, UserId};
use peiban_core::roster::Preview;

/// A file that waits for its confirmation.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StagedRoster {
    /// SHA-256 of the file.
    pub file_hash: Vec<u8>,
    /// The file itself, sealed for its row.
    pub file_sealed: Vec<u8>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct RosterResult {
    /// People who were new.
    pub added: i64,
    /// RosterKnown people of whom something changed.
    pub updated: i64,
    /// RosterKnown people of whom nothing changed.
    pub same: i64,
    /// Of those enrolled, how many wait for a place.
    pub waitlisted: i64,
}

impl Exec<'_> {
    /// A file that `user` staged and that is still kept.
    pub async fn staged_roster(
        &mut self,
        id: RosterId,
        user: Option<UserId>,
        now: DateTime<Utc>,
    ) -> Result<Option<StagedRoster>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT file_hash, file_sealed
               FROM roster_imports
              WHERE id = $1 AND state = 'staged' AND expires_at > $3
                AND (made_by = $2 OR (made_by IS NULL AND $2 IS NULL))",
        )
        .bind(id)
        .bind(user)
        .bind(now)
        .fetch_optional(db)
        .await)
    }

    /// What an import of `user` did.
    pub async fn roster_result(
        &mut self,
        id: RosterId,
        user: UserId,
    ) -> Result<Option<RosterResult>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT added, updated, same, waitlisted
               FROM roster_imports
              WHERE id = $1 AND made_by = $2 AND state = 'imported'",
        )
        .bind(id)
        .bind(user)
        .fetch_optional(db)
        .await)
    }
}

impl Tx<'_> {
    /// Keeps a file until `expires_at`; wipes those whose hour is over.
    pub async fn stage_roster(
        &mut self,
        id: RosterId,
        staged: &StagedRoster,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (now, user) = (self.now, self.actor().user());
        on!(self, db => sqlx::query(
            "UPDATE roster_imports SET state = 'expired', file_sealed = NULL
              WHERE state = 'staged' AND expires_at <= $1",
        )
        .bind(now)
        .execute(db)
        .await
        .map(drop))?;
        on!(self, db => sqlx::query(
            "INSERT INTO roster_imports (id, state, file_hash, file_sealed, added, updated, same, waitlisted,
                                         made_by, made_at, expires_at)
             VALUES ($1, 'staged', $2, $3, 0, 0, 0, 0, $4, $5, $6)",
        )
        .bind(id)
        .bind(&staged.file_hash)
        .bind(&staged.file_sealed)
        .bind(user)
        .bind(now)
        .bind(expires_at)
        .execute(db)
        .await
        .map(drop))
    }

    /// Wipes the file and keeps what its import did; `false` if it was not there to import.
    pub async fn finish_roster(
        &mut self,
        id: RosterId,
        file_hash: &[u8],
        done: &Preview,
    ) -> Result<bool, StoreError> {
        let (now, user) = (self.now, self.actor().user());
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let changed = on!(self, db => sqlx::query(
            "UPDATE roster_imports
                SET state = 'imported', file_sealed = NULL, imported_at = $4,
                    added = $5, updated = $6, same = $7, waitlisted = $8
              WHERE id = $1 AND state = 'staged' AND file_hash = $2 AND expires_at > $4
                AND (made_by = $3 OR (made_by IS NULL AND $3 IS NULL))",
        )
        .bind(id)
        .bind(file_hash)
        .bind(user)
        .bind(now)
        .bind(count(done.add))
        .bind(count(done.update))
        .bind(count(done.same))
        .bind(count(done.waitlisted))
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(changed == 1)
    }
}
