//! SQL on what comes next.

use chrono::{DateTime, Utc};

use crate::exec::on;
use crate::{Exec, StoreError};

impl Exec<'_> {
    /// When the next message is due or the next session starts, after `now`.
    pub async fn next_due(&mut self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "SELECT MIN(at)
               FROM (SELECT MIN(due_at) AS at FROM planned_messages WHERE state IN ('planned', 'retry') AND due_at > $1
                     UNION ALL
                     SELECT MIN(starts_at) AS at FROM sessions WHERE state = 'scheduled' AND starts_at > $1) AS next",
        )
        .bind(now)
        .fetch_one(db)
        .await)
    }
}
