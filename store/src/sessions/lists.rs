//! SQL on lists of sessions whose registers somebody may take.

use chrono::{DateTime, TimeDelta, Utc};

use crate::exec::on;
use crate::list::{ListPart, PART_AND_ONE, SessionKey, Wanted, like, never};
use crate::sessions::{cards, owed};
use crate::{Exec, SessionCard, StoreError};
use peiban_core::id::{SessionId, UserId};
use peiban_core::session::RegisterList;
use uuid::Uuid;

impl SessionCard {
    /// Where a list goes on after this one.
    pub fn key(&self) -> SessionKey {
        SessionKey { ends_at: self.session.ends_at(), id: self.session.id() }
    }
}

/// Whose registers `$1` may take, in a group or at a place with `$3` in its name.
macro_rules! taken {
    () => {
        concat!(
            " AND EXISTS (SELECT 1 FROM group_permissions p
                           WHERE p.user_id = $1 AND p.permission = 'take_registers' AND p.group_id = s.group_id)
              AND ",
            crate::groups::called!("$3"),
            " "
        )
    };
}

/// Sessions whose time has not passed at `$2` and that nobody handed in.
macro_rules! ahead {
    () => {
        "WHERE s.ends_at > $2 AND s.state IN ('scheduled', 'held')"
    };
}

/// Sessions in which something does not agree, and did at `$2`.
macro_rules! doubtful {
    () => {
        "WHERE s.id IN (SELECT f.session_id FROM register_conflicts f WHERE f.state = 'open' AND f.opened_at <= $2)"
    };
}

/// One part of a list: from the row `($4, $5)` on, the next one first, or back from it.
macro_rules! part {
    (on, $($which:expr),+) => {
        cards!($($which),+, taken!(),
            "AND (s.ends_at, s.id) > ($4, $5)
             ORDER BY s.ends_at, s.id
             LIMIT $6")
    };
    (back, $($which:expr),+) => {
        cards!($($which),+, taken!(),
            "AND (s.ends_at, s.id) < ($4, $5)
             ORDER BY s.ends_at DESC, s.id DESC
             LIMIT $6")
    };
}

/// How many rows a list has.
macro_rules! count {
    ($($which:expr),+) => {
        concat!(
            "SELECT COUNT(*)
               FROM sessions s
               JOIN groups g ON g.id = s.group_id
               JOIN sites t ON t.id = s.site_id ",
            $($which),+,
            taken!()
        )
    };
}

impl Exec<'_> {
    /// Sessions whose registers `user` may take, by group or place: what lies ahead the next one first, all else the
    /// latest first.
    ///
    /// A session without anybody on its roster is owed no register.
    pub async fn sessions_listed(
        &mut self,
        user: UserId,
        (list, now): (RegisterList, DateTime<Utc>),
        wanted: Wanted<'_, SessionKey>,
    ) -> Result<ListPart<SessionCard>, StoreError> {
        let (sql, first) = match list {
            RegisterList::Ahead => (part!(on, ahead!()), now),
            RegisterList::Owed => (part!(back, "WHERE ", owed!()), now + TimeDelta::seconds(1)),
            RegisterList::Doubtful => (part!(back, doubtful!()), never()),
        };
        let q = like(wanted.q);
        let after =
            wanted.after.cloned().unwrap_or(SessionKey { ends_at: first, id: SessionId(Uuid::nil()) });
        let rows = on!(self, db => sqlx::query_as(sql)
            .bind(user)
            .bind(now)
            .bind(&q)
            .bind(after.ends_at)
            .bind(after.id)
            .bind(PART_AND_ONE)
            .fetch_all(db)
            .await)?;
        let total = match wanted.total(&rows) {
            Some(total) => total,
            None => self.count_sessions(user, (list, now), &q).await?,
        };
        Ok(ListPart::of(rows, total))
    }

    async fn count_sessions(
        &mut self,
        user: UserId,
        (list, now): (RegisterList, DateTime<Utc>),
        q: &str,
    ) -> Result<i64, StoreError> {
        let sql = match list {
            RegisterList::Ahead => count!(ahead!()),
            RegisterList::Owed => count!("WHERE ", owed!()),
            RegisterList::Doubtful => count!(doubtful!()),
        };
        on!(self, db => sqlx::query_scalar(sql).bind(user).bind(now).bind(q).fetch_one(db).await)
    }
}
