//! SQL on work that is taken by one process at a time.
//!
//! The only place where the two databases are told different things: PostgreSQL skips rows that another node is
//! taking; SQLite has one writer and nothing to skip.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::QueryBuilder;

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::id::{CaregiverId, MessageId};
use peiban_core::inbox::BotAccount;
use peiban_core::lease::Tenure;
use peiban_core::plan::{FREE_STEPS, Leaving, Priority};

/// What left for one person on one of her days.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct SentOnDay {
    pub(crate) caregiver_id: CaregiverId,
    pub(crate) local_day: NaiveDate,
    /// Messages that count.
    pub(crate) pushes: i64,
    /// Those that were tips.
    pub(crate) tips: i64,
}

macro_rules! take_plan_due {
    ($skip:literal) => {
        concat!(
            "DELETE FROM plan_due WHERE caregiver_id IN
                (SELECT caregiver_id FROM plan_due ORDER BY due_since, caregiver_id LIMIT $1",
            $skip,
            ") RETURNING caregiver_id"
        )
    };
}

/// A row of `Leaving`; $1 channel, $2 account.
///
/// The bot of a link is compared as one text: PostgreSQL without statistics would else find a person's chat by the
/// bot, among all its chats, once for each message.
macro_rules! leaving {
    ($which:literal, $($end:literal),+) => {
        concat!(
            "SELECT m.id, m.caregiver_id, m.step, m.priority, m.body, m.failures, m.unknowns, m.due_at, m.expires_at, m.anchor_seq,
                    CASE WHEN m.anchor_seq IS NULL THEN m.chat ELSE l.chat END AS chat, l.id AS link_id,
                    c.language, c.zone, c.state AS caregiver_state,
                    (SELECT k.status FROM consents k
                      WHERE k.caregiver_id = m.caregiver_id AND k.purpose = 'service_messages'
                      ORDER BY k.at DESC, k.id DESC LIMIT 1) AS service,
                    (SELECT k.status FROM consents k
                      WHERE k.caregiver_id = m.caregiver_id AND k.purpose = 'surveys'
                      ORDER BY k.at DESC, k.id DESC LIMIT 1) AS surveys,
                    c.paused_until, c.safety_pause_until, c.under_18_at,
                    s.state AS session_state, s.sequence AS session_sequence, s.starts_at,
                    (SELECT COUNT(*) FROM register_conflicts f
                      WHERE f.session_id = s.id AND f.state = 'open'
                        AND (f.caregiver_id IS NULL OR f.caregiver_id = m.caregiver_id)) AS doubts,
                    (SELECT COUNT(*) FROM planned_messages r
                      WHERE r.caregiver_id = m.caregiver_id AND r.anchor_kind = 'session' AND r.anchor_id = s.id
                        AND r.step = 'session.recap' AND r.state IN ('planned', 'claimed', 'retry')) AS recap_waits
               FROM planned_messages m
               LEFT JOIN caregivers c ON c.id = m.caregiver_id
               LEFT JOIN chat_links l ON l.caregiver_id = m.caregiver_id AND l.state = 'linked'
                                     AND l.channel || ' ' || l.account = $1 || ' ' || $2
               LEFT JOIN sessions s ON m.anchor_kind = 'session' AND s.id = m.anchor_id
              WHERE ",
            $which,
            "   AND (m.anchor_seq IS NULL OR NOT EXISTS (SELECT 1 FROM plan_due d
                                                          WHERE d.caregiver_id = m.caregiver_id))",
            $($end),+
        )
    };
}

/// Due rows of priority $4 at $3, at most $5: of this bot, or of nobody's; if $6, also what may have arrived.
///
/// One chat has one in flight, and what it was to be told before and is tried again comes first; only a reply
/// waits for nothing but earlier replies, unless the chat itself is held.
macro_rules! due {
    ($skip:literal) => {
        leaving!(
            "m.state IN ('planned', 'retry') AND m.priority = $4 AND m.due_at <= $3
             AND (m.retry_at IS NULL OR m.retry_at <= $3) AND (m.unknowns = 0 OR $6)
             AND CASE WHEN m.anchor_seq IS NULL THEN m.channel = $1 AND m.account = $2
                      ELSE l.id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM chat_links x
                                 WHERE x.caregiver_id = m.caregiver_id AND x.state = 'linked') END
             AND NOT EXISTS (SELECT 1 FROM planned_messages o
                              WHERE o.state IN ('planned', 'claimed', 'retry') AND o.channel = $1 AND o.account = $2
                                AND o.chat = CASE WHEN m.anchor_seq IS NULL THEN m.chat ELSE l.chat END
                                AND (o.state = 'claimed'
                                     OR (o.state = 'retry' AND o.id < m.id
                                         AND (o.priority = 0 OR m.priority > 0 OR o.reason = 'asked_to_wait')
                                         AND (o.expires_at IS NULL OR o.expires_at > $3))))",
            " ORDER BY m.due_at, m.made_at, m.id LIMIT $5",
            $skip
        )
    };
}

/// Due rows, looked at or taken: the same arguments for both databases.
macro_rules! fetch_due {
    ($link:expr, $sql:expr, $of:expr, $now:expr, $most:expr, $repeats:expr) => {
        sqlx::query_as($sql)
            .bind(&$of.0.channel)
            .bind(&$of.0.account)
            .bind($now)
            .bind($of.1)
            .bind($most)
            .bind($repeats)
            .fetch_all($link.get())
            .await
            .map_err(StoreError::from)
    };
}

impl Exec<'_> {
    /// The due rows of one priority, as they stand; takes nothing.
    pub async fn due_messages(
        &mut self,
        of: (&BotAccount, Priority),
        now: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<Leaving>, StoreError> {
        match self.exec() {
            Exec::Sqlite(link) => fetch_due!(link, DUE, of, now, most, true),
            Exec::Postgres(link) => fetch_due!(link, DUE, of, now, most, true),
        }
    }

    /// A row that `hold` claimed, with fresh facts; none when it must be looked at again first.
    pub async fn held_message(
        &mut self,
        of: &BotAccount,
        id: MessageId,
        hold: Tenure,
    ) -> Result<Option<Leaving>, StoreError> {
        on!(self, db => sqlx::query_as(HELD)
            .bind(&of.channel)
            .bind(&of.account)
            .bind(id)
            .bind(hold.boot)
            .bind(hold.epoch)
            .fetch_optional(db)
            .await)
    }

    /// What left for each of these people on the days of `days`, or may have.
    pub(crate) async fn sent_on_days(
        &mut self,
        people: &[CaregiverId],
        days: &[NaiveDate],
    ) -> Result<Vec<SentOnDay>, StoreError> {
        on!(self, db => {
            let mut query = QueryBuilder::new(
                "SELECT caregiver_id, local_day, COUNT(*) AS pushes,
                        CAST(COALESCE(SUM(CASE WHEN priority = 4 THEN 1 ELSE 0 END), 0) AS BIGINT) AS tips
                   FROM planned_messages
                  WHERE anchor_seq IS NOT NULL AND state IN ('sent', 'claimed', 'unknown') AND step NOT IN (",
            );
            query.push_bind(FREE_STEPS[0]).push(", ").push_bind(FREE_STEPS[1]).push(") AND local_day IN (");
            let mut list = query.separated(", ");
            for day in days {
                list.push_bind(*day);
            }
            query.push(") AND caregiver_id IN (");
            let mut list = query.separated(", ");
            for person in people {
                list.push_bind(*person);
            }
            query.push(") GROUP BY caregiver_id, local_day").build_query_as().persistent(false).fetch_all(db).await
        })
    }
}

const DUE: &str = due!("");
const DUE_SKIPPING: &str = due!(" FOR UPDATE OF m SKIP LOCKED");
const HELD: &str =
    leaving!("m.id = $3 AND m.claimed_by = $4 AND m.claimed_epoch = $5 AND m.state = 'claimed'", "");

impl Tx<'_> {
    /// Takes people whose plan has to be looked at again, the longest waiting first.
    ///
    /// They are taken out before their facts are read: a change that comes meanwhile puts them in again.
    pub async fn take_plan_due(&mut self, most: i64) -> Result<Vec<CaregiverId>, StoreError> {
        match self.exec() {
            Exec::Sqlite(link) => {
                sqlx::query_scalar(take_plan_due!("")).bind(most).fetch_all(link.get()).await
            }
            Exec::Postgres(link) => {
                sqlx::query_scalar(take_plan_due!(" FOR UPDATE SKIP LOCKED"))
                    .bind(most)
                    .fetch_all(link.get())
                    .await
            }
        }
        .map_err(StoreError::from)
    }

    /// The due rows of one priority that nobody else is taking; they are held until the act ends.
    pub async fn take_due_messages(
        &mut self,
        of: (&BotAccount, Priority),
        most: i64,
        repeats: bool,
    ) -> Result<Vec<Leaving>, StoreError> {
        let now = self.now;
        match self.exec() {
            Exec::Sqlite(link) => fetch_due!(link, DUE, of, now, most, repeats),
            Exec::Postgres(link) => fetch_due!(link, DUE_SKIPPING, of, now, most, repeats),
        }
    }
}
