//! SQL on sessions.

pub(crate) mod listing;
pub(crate) mod lists;
pub(crate) mod rsvps;

use sqlx::QueryBuilder;

use crate::exec::on;
use crate::{CHUNK, Exec, Locked, StoreError, Tx};
use peiban_core::id::{GroupId, SessionId, UserId};
use peiban_core::session::Session;
use peiban_core::user::Permission;

/// A session with what stands beside it on pages.
#[derive(Debug, Clone, serde::Serialize, sqlx::FromRow)]
pub struct SessionCard {
    /// The session itself.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub session: Session,
    /// What its group is called.
    pub group_name: String,
    /// Where it is.
    pub site_name: String,
    /// The module's place in the curriculum, from 1.
    pub module_seq: Option<i64>,
    /// The module's title in Chinese.
    pub module_zh: Option<String>,
    /// The module's title in English.
    pub module_en: Option<String>,
    /// How many stand on the roster that day.
    pub people: i64,
}

macro_rules! columns {
    () => {
        "s.id, s.group_id, s.schedule_id, s.recurrence_id, s.module_id, s.site_id, s.starts_at, s.ends_at,
         s.zone, s.held_on, s.mode, s.state, s.reason, s.sequence"
    };
}

/// Who is on the roster of session `s`: the one rule, dated.
macro_rules! roster {
    () => {
        "FROM enrolments e
          WHERE e.group_id = s.group_id AND e.enrolled_on <= s.held_on
            AND (e.ended_on IS NULL OR e.ended_on > s.held_on)"
    };
}

/// Whether the register of session `s` is owed at `$2`: the session is over, somebody was on its roster, and nobody
/// handed the register in or called the session off. Pages and figures count by this one rule.
macro_rules! owed {
    () => {
        concat!(
            "s.ends_at <= $2 AND s.state IN ('scheduled', 'held') AND EXISTS (SELECT 1 ",
            crate::sessions::roster!(),
            ")"
        )
    };
}
/// The columns of a [`SessionCard`], and what follows.
macro_rules! cards {
    ($($rest:expr),+) => {
        concat!(
            "SELECT ", crate::sessions::columns!(), ", g.name AS group_name, t.name AS site_name, m.seq AS module_seq,
                    m.title_zh AS module_zh, m.title_en AS module_en,
                    (SELECT COUNT(DISTINCT e.caregiver_id) ", crate::sessions::roster!(), ") AS people
               FROM sessions s
               JOIN groups g ON g.id = s.group_id
               JOIN sites t ON t.id = s.site_id
               LEFT JOIN modules m ON m.id = s.module_id ",
            $($rest),+
        )
    };
}
pub(crate) use {cards, columns, owed, roster};

impl Exec<'_> {
    /// The session behind an id.
    pub async fn session(&mut self, id: SessionId) -> Result<Option<Session>, StoreError> {
        on!(self, db => sqlx::query_as(concat!("SELECT ", columns!(), " FROM sessions s WHERE s.id = $1"))
            .bind(id)
            .fetch_optional(db)
            .await)
    }

    /// A session, if `user` may do `permission` with its group.
    pub async fn session_seen_by(
        &mut self,
        user: UserId,
        permission: Permission,
        id: SessionId,
    ) -> Result<Option<SessionCard>, StoreError> {
        on!(self, db => sqlx::query_as(cards!(
            "WHERE s.id = $1
               AND EXISTS (SELECT 1 FROM group_permissions p
                            WHERE p.user_id = $2 AND p.permission = $3 AND p.group_id = s.group_id)"
        ))
        .bind(id)
        .bind(user)
        .bind(permission)
        .fetch_optional(db)
        .await)
    }

    /// Sessions of one group, the first one first.
    pub async fn sessions_of(&mut self, group: GroupId) -> Result<Vec<SessionCard>, StoreError> {
        on!(self, db => sqlx::query_as(cards!("WHERE s.group_id = $1 ORDER BY s.starts_at, s.id"))
            .bind(group)
            .fetch_all(db)
            .await)
    }
}

impl Tx<'_> {
    /// Adds sessions.
    pub async fn insert_sessions(&mut self, sessions: &[Session]) -> Result<(), StoreError> {
        for chunk in sessions.chunks(CHUNK) {
            on!(self, db => {
                QueryBuilder::new(
                    "INSERT INTO sessions (id, group_id, schedule_id, recurrence_id, module_id, site_id, starts_at,
                                           ends_at, zone, held_on, mode, state, reason, sequence) ",
                )
                .push_values(chunk, |mut row, session| {
                    row.push_bind(session.id())
                        .push_bind(session.group())
                        .push_bind(session.schedule())
                        .push_bind(session.recurrence_id())
                        .push_bind(session.module())
                        .push_bind(session.site())
                        .push_bind(session.starts_at())
                        .push_bind(session.ends_at())
                        .push_bind(session.zone().name())
                        .push_bind(session.held_on())
                        .push_bind(session.mode())
                        .push_bind(session.state())
                        .push_bind(session.reason())
                        .push_bind(session.sequence());
                })
                .build()
                .execute(db)
                .await
                .map(drop)
            })?;
        }
        Ok(())
    }

    /// Keeps a session that was moved or called off; false when it is not what it was `before`.
    pub async fn save_session(
        &mut self,
        before: &Locked<Session>,
        session: &Session,
    ) -> Result<bool, StoreError> {
        let saved: Option<SessionId> = on!(self, db => sqlx::query_scalar(
            "UPDATE sessions
                SET starts_at = $4, ends_at = $5, held_on = $6, state = $7, reason = $8, sequence = $9
              WHERE id = $1 AND sequence = $2 AND state = $3
             RETURNING id",
        )
        .bind(session.id())
        .bind(before.sequence())
        .bind(before.state())
        .bind(session.starts_at())
        .bind(session.ends_at())
        .bind(session.held_on())
        .bind(session.state())
        .bind(session.reason())
        .bind(session.sequence())
        .fetch_optional(db)
        .await)?;
        Ok(saved.is_some())
    }
}
