//! SQL on alerts. A lead sees those of her areas; every lead sees those whose area is not known.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::exec::on;
use crate::list::{AlertKey, ListPart, PART_AND_ONE, Wanted, like};
use crate::{Exec, StoreError, Tx};
use peiban_core::alert::{AlertKind, AlertState};
use peiban_core::area::AreaCode;
use peiban_core::id::{AlertId, CaregiverId, UserId};
use peiban_core::inbox::UpdateKey;

/// An alert without its text.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct AlertRow {
    /// Its id.
    pub id: AlertId,
    /// What people call it.
    pub reference: String,
    /// What brought it.
    pub kind: AlertKind,
    /// Where it stands.
    pub state: AlertState,
    /// Where the caregiver lives; 0 while not known.
    pub area: AreaCode,
    /// The area's name in Chinese; empty while not known.
    pub area_zh: String,
    /// The area's name in English; empty while not known.
    pub area_en: String,
    /// When it came.
    pub at: DateTime<Utc>,
    /// By when somebody must have looked.
    pub due_at: DateTime<Utc>,
}

/// A new alert.
#[derive(Debug, Clone)]
pub struct NewAlert {
    /// Its id.
    pub id: AlertId,
    /// What people call it.
    pub reference: String,
    /// Who may need a person; `None` only for an update of an unknown chat.
    pub caregiver: Option<CaregiverId>,
    /// Where; 0 while not known.
    pub area: AreaCode,
    /// What brought it.
    pub kind: AlertKind,
    /// What was written, sealed.
    pub text_sealed: Option<Vec<u8>>,
    /// The update that could not be handled, whose sealed payload is the text.
    pub update: Option<UpdateKey>,
    /// By when somebody must look.
    pub due_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct SealedUpdate {
    #[sqlx(flatten)]
    key: UpdateKey,
    sealed: Vec<u8>,
}

/// The one rule of who sees an alert `a`: `$1` is the user.
macro_rules! seen {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " EXISTS (SELECT 1 FROM user_permissions p
                       WHERE p.user_id = $1 AND p.permission = 'see_alerts' AND p.partner_id IS NULL
                         AND (a.area = 0 OR a.area BETWEEN p.area_from AND p.area_to)) ",
            $after
        )
    };
}

impl AlertRow {
    /// Where a list goes on after this one.
    pub fn key(&self) -> AlertKey {
        let rank = match self.state {
            AlertState::New => 0,
            AlertState::Closed => 2,
            _ => 1,
        };
        AlertKey { rank, due_at: self.due_at, id: self.id }
    }
}

impl Exec<'_> {
    /// Alerts that `user` sees, by reference: open ones first, the most pressing on top.
    pub async fn alerts_seen_by(
        &mut self,
        user: UserId,
        wanted: Wanted<'_, AlertKey>,
    ) -> Result<ListPart<AlertRow>, StoreError> {
        let (after, reference) = (wanted.after, like(wanted.q));
        let rows = on!(self, db => sqlx::query_as(seen!(
            "SELECT a.id, a.reference, a.kind, a.state, a.area, a.at, a.due_at,
                    COALESCE(n.name_zh, '') AS area_zh, COALESCE(n.name_en, '') AS area_en
               FROM alerts a
               LEFT JOIN areas n ON n.code = a.area AND n.valid_to IS NULL AND n.code <> 0
              WHERE",
            "AND LOWER(a.reference) LIKE $6 ESCAPE '\\'
              AND ($2 IS NULL OR (CASE a.state WHEN 'new' THEN 0 WHEN 'closed' THEN 2 ELSE 1 END, a.due_at, a.id) > ($2, $3, $4))
              ORDER BY CASE a.state WHEN 'new' THEN 0 WHEN 'closed' THEN 2 ELSE 1 END, a.due_at, a.id
              LIMIT $5"
        ))
        .bind(user)
        .bind(after.map(|key| key.rank))
        .bind(after.map(|key| key.due_at))
        .bind(after.map(|key| key.id))
        .bind(PART_AND_ONE)
        .bind(&reference)
        .fetch_all(db)
        .await)?;
        let total = match wanted.total(&rows) {
            Some(total) => total,
            None => self.count_alerts(user, &reference).await?,
        };
        Ok(ListPart::of(rows, total))
    }

    async fn count_alerts(&mut self, user: UserId, reference: &str) -> Result<i64, StoreError> {
        on!(self, db => sqlx::query_scalar(seen!(
            "SELECT COUNT(*) FROM alerts a WHERE",
            "AND LOWER(a.reference) LIKE $2 ESCAPE '\\'"
        ))
        .bind(user)
        .bind(reference)
        .fetch_one(db)
        .await)
    }

    /// One alert, if `user` sees it.
    pub async fn alert_seen_by(&mut self, user: UserId, id: AlertId) -> Result<Option<AlertRow>, StoreError> {
        on!(self, db => sqlx::query_as(seen!(
            "SELECT a.id, a.reference, a.kind, a.state, a.area, a.at, a.due_at,
                    COALESCE(n.name_zh, '') AS area_zh, COALESCE(n.name_en, '') AS area_en
               FROM alerts a
               LEFT JOIN areas n ON n.code = a.area AND n.valid_to IS NULL AND n.code <> 0
              WHERE a.id = $2 AND",
            ""
        ))
        .bind(user)
        .bind(id)
        .fetch_optional(db)
        .await)
    }
}

impl Tx<'_> {
    /// Adds an alert.
    pub async fn insert_alert(&mut self, new: &NewAlert) -> Result<(), StoreError> {
        let now = self.now;
        let update = new.update.as_ref();
        on!(self, db => sqlx::query(
            "INSERT INTO alerts (id, reference, caregiver_id, area, kind, state, text_sealed, at, due_at,
                                 channel, account, update_id)
             VALUES ($1, $2, $3, $4, $5, 'new', $6, $7, $8, $9, $10, $11)",
        )
        .bind(new.id)
        .bind(&new.reference)
        .bind(new.caregiver)
        .bind(new.area)
        .bind(new.kind)
        .bind(&new.text_sealed)
        .bind(now)
        .bind(new.due_at)
        .bind(update.map(|key| &key.channel))
        .bind(update.map(|key| &key.account))
        .bind(update.map(|key| key.update_id))
        .execute(db)
        .await
        .map(drop))
    }

    /// The sealed text of an alert.
    pub async fn sealed_text(&mut self, id: AlertId) -> Result<Option<Vec<u8>>, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT text_sealed FROM alerts WHERE id = $1")
            .bind(id)
            .fetch_one(db)
            .await)
    }

    /// The parked update that an alert is about, with its sealed payload.
    pub async fn sealed_update(&mut self, id: AlertId) -> Result<Option<(UpdateKey, Vec<u8>)>, StoreError> {
        let row: Option<SealedUpdate> = on!(self, db => sqlx::query_as(
            "SELECT i.channel, i.account, i.update_id, i.sealed
               FROM alerts a
               JOIN inbox i ON i.channel = a.channel AND i.account = a.account AND i.update_id = a.update_id
              WHERE a.id = $1 AND i.sealed IS NOT NULL",
        )
        .bind(id)
        .fetch_optional(db)
        .await)?;
        Ok(row.map(|row| (row.key, row.sealed)))
    }

    /// Notes who took an alert on; false when somebody had already.
    pub async fn acknowledge(&mut self, id: AlertId, user: UserId) -> Result<bool, StoreError> {
        let now = self.now;
        let done = on!(self, db => sqlx::query(
            "UPDATE alerts SET state = 'acknowledged', acknowledged_by = $2, acknowledged_at = $3
              WHERE id = $1 AND state = 'new'",
        )
        .bind(id)
        .bind(user)
        .bind(now)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }
}
