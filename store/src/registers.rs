//! SQL on registers: what is stored of operations, rows and conflicts.

pub(crate) mod pages;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::QueryBuilder;

use crate::exec::on;
use crate::{CHUNK, Exec, Locked, StoreError, Tx};
use peiban_core::area::AreaCode;
use peiban_core::id::{CaregiverId, ConflictId, GroupId, OpId, SessionId, UserId};
use peiban_core::register::{AttendanceRow, Basis, Kept, Pair, StoredOp};
use peiban_core::session::SessionState;

/// The session of a register, as the actor may see it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RegisterSession {
    /// Its id.
    pub id: SessionId,
    /// Its group.
    pub group_id: GroupId,
    /// Its group's area.
    pub area: AreaCode,
    /// Where it stands.
    pub state: SessionState,
    /// Its local day.
    pub held_on: NaiveDate,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// IANA zone.
    pub zone: String,
    /// More than 0 if the actor answers for the group.
    pub supervises: i64,
}

impl Exec<'_> {
    /// The session of a register, if `user` may take it; for the bot and the operator, any.
    pub async fn register_session(
        &mut self,
        session: SessionId,
        user: Option<UserId>,
    ) -> Result<Option<RegisterSession>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT s.id, s.group_id, g.area, s.state, s.held_on, s.starts_at, s.zone,
                    (SELECT COUNT(*) FROM group_permissions p
                      WHERE p.group_id = g.id AND p.user_id = $2 AND p.permission = 'manage_groups') AS supervises
               FROM sessions s
               JOIN groups g ON g.id = s.group_id
              WHERE s.id = $1
                AND ($3 OR EXISTS (SELECT 1 FROM group_permissions p
                                    WHERE p.group_id = g.id AND p.user_id = $2
                                      AND p.permission = 'take_registers'))",
        )
        .bind(session)
        .bind(user)
        .bind(user.is_none())
        .fetch_optional(db)
        .await)
    }

    /// Whether somebody has a row on a register, marked or not.
    pub async fn has_row(&mut self, session: SessionId, person: CaregiverId) -> Result<bool, StoreError> {
        let found: i64 = on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*) FROM attendance WHERE session_id = $1 AND caregiver_id = $2",
        )
        .bind(session)
        .bind(person)
        .fetch_one(db)
        .await)?;
        Ok(found > 0)
    }

    /// The roster of a session's day, and whoever else has a row: those stand last.
    pub async fn register_people(
        &mut self,
        session: SessionId,
    ) -> Result<Vec<(CaregiverId, Basis)>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT e.caregiver_id, 'enrolled', 0 AS place
               FROM sessions s
               JOIN enrolments e ON e.group_id = s.group_id
              WHERE s.id = $1 AND e.enrolled_on <= s.held_on AND (e.ended_on IS NULL OR e.ended_on > s.held_on)
                AND e.state NOT IN ('applied', 'waitlisted')
              UNION ALL
             SELECT caregiver_id, basis, 1 FROM attendance WHERE session_id = $1
              ORDER BY place",
        )
        .bind(session)
        .fetch_all(db)
        .await)
    }

    /// Every operation of a session, and those among `ids` that stand elsewhere.
    pub async fn register_ops(
        &mut self,
        session: SessionId,
        ids: &[OpId],
    ) -> Result<Vec<StoredOp>, StoreError> {
        on!(self, db => {
            let mut query = QueryBuilder::new(
                "SELECT op_id, session_id, kind, caregiver_id, device, device_seq, source, status, detail,
                        base_rev, result_rev, content_hash, outcome, reason, recorded_at
                   FROM register_ops WHERE session_id = ",
            );
            query.push_bind(session);
            if !ids.is_empty() {
                query.push(" OR op_id IN (");
                let mut list = query.separated(", ");
                for id in ids {
                    list.push_bind(*id);
                }
                query.push(")");
            }
            query.build_query_as().persistent(false).fetch_all(db).await
        })
    }
}

impl Tx<'_> {
    /// Keeps operations, whatever became of them.
    pub async fn insert_register_ops(&mut self, session: SessionId, ops: &[Kept]) -> Result<(), StoreError> {
        let (now, actor) = (self.now, self.actor().user());
        for chunk in ops.chunks(CHUNK) {
            on!(self, db => QueryBuilder::new(
                "INSERT INTO register_ops (op_id, session_id, kind, caregiver_id, device, device_seq, actor_id, source,
                                           status, detail, base_rev, result_rev, content_hash, outcome, reason,
                                           recorded_at, clock_said, received_at) ",
            )
            .push_values(chunk, |mut row, Kept { op, clock_said, outcome, reason, rev }| {
                row.push_bind(op.op_id).push_bind(session).push_bind(op.kind).push_bind(op.caregiver);
                row.push_bind(op.device).push_bind(op.device_seq).push_bind(actor).push_bind(op.source);
                let detail = serde_json::to_string(&op.detail.nameless()).unwrap_or_default();
                row.push_bind(op.status).push_bind(detail).push_bind(op.base_rev).push_bind(*rev);
                row.push_bind(op.content_hash.as_slice()).push_bind(*outcome).push_bind(*reason);
                row.push_bind(op.recorded_at).push_bind(*clock_said).push_bind(now);
            })
            .build()
            .execute(db)
            .await
            .map(drop))?;
        }
        Ok(())
    }

    /// Saves rows of attendance, one a person.
    pub async fn save_attendance(
        &mut self,
        session: SessionId,
        rows: &[AttendanceRow],
    ) -> Result<(), StoreError> {
        for chunk in rows.chunks(CHUNK) {
            on!(self, db => QueryBuilder::new(
                "INSERT INTO attendance (session_id, caregiver_id, status, basis, rev, op_id, marked_at) ",
            )
            .push_values(chunk, |mut row, new| {
                row.push_bind(session).push_bind(new.caregiver).push_bind(new.status).push_bind(new.basis);
                row.push_bind(new.rev).push_bind(new.op_id).push_bind(new.marked_at);
            })
            .push(
                " ON CONFLICT (session_id, caregiver_id) DO UPDATE
                     SET status = excluded.status, rev = excluded.rev, op_id = excluded.op_id,
                         marked_at = excluded.marked_at",
            )
            .build()
            .execute(db)
            .await
            .map(drop))?;
        }
        Ok(())
    }

    /// Opens conflicts between operations that are stored already.
    pub async fn open_conflicts(&mut self, session: SessionId, pairs: &[Pair]) -> Result<(), StoreError> {
        let now = self.now;
        let pairs: Vec<_> = pairs.iter().map(|pair| (ConflictId(self.new_id()), *pair)).collect();
        for chunk in pairs.chunks(CHUNK) {
            on!(self, db => QueryBuilder::new(
                "INSERT INTO register_conflicts (id, session_id, caregiver_id, op_a, op_b, state, opened_at) ",
            )
            .push_values(chunk, |mut row, (id, pair)| {
                row.push_bind(*id).push_bind(session).push_bind(pair.caregiver);
                row.push_bind(pair.a).push_bind(pair.b).push_bind("open").push_bind(now);
            })
            .push(" ON CONFLICT (op_a, COALESCE(op_b, op_a), COALESCE(caregiver_id, session_id))
                   DO UPDATE SET state = 'open', kept = NULL, decided_by = NULL, decided_at = NULL")
            .build()
            .execute(db)
            .await
            .map(drop))?;
        }
        Ok(())
    }

    /// Closes a conflict that a later word has settled; `kept` is what counts now.
    pub async fn settle_conflict(&mut self, pair: Pair, kept: Option<OpId>) -> Result<(), StoreError> {
        let (now, user) = (self.now, self.actor().user());
        on!(self, db => sqlx::query(
            "UPDATE register_conflicts SET state = 'resolved', decided_at = $3, decided_by = $4, kept = $6
              WHERE op_a = $1 AND op_b = $2 AND state = 'open' AND caregiver_id IS NOT DISTINCT FROM $5",
        )
        .bind(pair.a)
        .bind(pair.b)
        .bind(now)
        .bind(user)
        .bind(pair.caregiver)
        .bind(kept)
        .execute(db)
        .await
        .map(drop))
    }

    /// Closes what waited for a decision on the session: resolved if it counts now, else dismissed.
    pub async fn settle_waiting(
        &mut self,
        session: SessionId,
        decided: SessionState,
    ) -> Result<(), StoreError> {
        let (now, user) = (self.now, self.actor().user());
        let (said, marked) =
            if decided == SessionState::Held { ("dismissed", "resolved") } else { ("resolved", "dismissed") };
        on!(self, db => sqlx::query(
            "UPDATE register_conflicts
                SET state = CASE WHEN (SELECT o.kind FROM register_ops o
                                        WHERE o.op_id = register_conflicts.op_a) = 'state'
                                 THEN $4 ELSE $5 END,
                    decided_at = $2, decided_by = $3
              WHERE session_id = $1 AND op_b IS NULL AND state = 'open'",
        )
        .bind(session)
        .bind(now)
        .bind(user)
        .bind(said)
        .bind(marked)
        .execute(db)
        .await
        .map(drop))
    }

    /// Moves a session on: its first mark, or a device's word that it did not happen. False when it does not stand any
    /// more where it did.
    pub async fn save_session_state(
        &mut self,
        before: &Locked<RegisterSession>,
        state: SessionState,
    ) -> Result<bool, StoreError> {
        let submitted = (state == SessionState::Submitted).then_some(self.now);
        let by = self.actor().user().filter(|_| submitted.is_some());
        let done = on!(self, db => sqlx::query(
            "UPDATE sessions SET state = $2, submitted_at = COALESCE($3, submitted_at),
                                 submitted_by = COALESCE($4, submitted_by)
              WHERE id = $1 AND state = $5",
        )
        .bind(before.id)
        .bind(state)
        .bind(submitted)
        .bind(by)
        .bind(before.state)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }
}
