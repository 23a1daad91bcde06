//! SQL on every figure that is kept: to compare with a fresh count, and to be replaced by it.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::exec::on;
use crate::reach::cell_facts::Days;
use crate::reach::rollups::Periods;
use crate::{CHUNK, Cell, Exec, Spot, StoreError, Tx};
use peiban_core::reach::{Grain, Period, Tally};

/// A figure of a period.
#[derive(sqlx::FromRow)]
struct PeriodRow {
    grain: Grain,
    start: NaiveDate,
    area: i64,
    partner: Uuid,
    #[sqlx(flatten)]
    tally: Tally,
}

/// A figure of a cell.
#[derive(sqlx::FromRow)]
struct DayRow {
    #[sqlx(flatten)]
    cell: Cell,
    #[sqlx(flatten)]
    tally: Tally,
}

fn by_cell(rows: Vec<DayRow>) -> Days {
    let mut days = Days::new();
    for DayRow { cell, tally } in rows {
        days.entry(cell).or_default().push(tally);
    }
    days
}

impl Exec<'_> {
    /// Every figure of every day.
    pub async fn kept_days(&mut self) -> Result<Days, StoreError> {
        let rows: Vec<DayRow> = on!(self, db => sqlx::query_as(
            "SELECT day, area, partner, measure, part, value, people FROM rollup_days
              ORDER BY day, area, partner, measure, part",
        )
        .fetch_all(db)
        .await)?;
        Ok(by_cell(rows))
    }

    /// Every figure that is kept of these cells.
    pub(crate) async fn days_of(&mut self, cells: &[Cell]) -> Result<Days, StoreError> {
        let mut days = Days::new();
        for some in cells.chunks(CHUNK) {
            let rows: Vec<DayRow> = on!(self, db => {
                QueryBuilder::new("SELECT day, area, partner, measure, part, value, people FROM rollup_days
                                    WHERE (day, area, partner) IN (")
                    .push_values(some, |mut row, cell| {
                        row.push_bind(cell.day).push_bind(cell.area).push_bind(cell.partner);
                    })
                    .push(")")
                    .build_query_as()
                    .persistent(false)
                    .fetch_all(db)
                    .await
            })?;
            days.append(&mut by_cell(rows));
        }
        Ok(days)
    }

    /// Every figure of every period.
    pub async fn kept_periods(&mut self) -> Result<Periods, StoreError> {
        let rows: Vec<PeriodRow> = on!(self, db => sqlx::query_as(
            "SELECT grain, start, area, partner, measure, part, value, people FROM rollup_periods
              ORDER BY grain, start, area, partner, measure, part",
        )
        .fetch_all(db)
        .await)?;
        let mut periods = Periods::new();
        for PeriodRow { grain, start, area, partner, tally } in rows {
            periods.entry(Spot { period: Period { grain, start }, area, partner }).or_default().push(tally);
        }
        Ok(periods)
    }
}

impl Tx<'_> {
    /// Nobody folds until then; tells the turn that whoever counts all of them saves in. None if somebody else does.
    pub(crate) async fn hold_rollups(&mut self, until: DateTime<Utc>) -> Result<Option<i64>, StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query_scalar(
            "UPDATE rollup_state SET turn = turn + 1, held_until = $1
              WHERE id = 1 AND (held_until IS NULL OR held_until <= $2)
          RETURNING turn",
        )
        .bind(until)
        .bind(now)
        .fetch_optional(db)
        .await)
    }

    /// Holds them until another time, or lets them go; false if the turn is somebody else's by now.
    pub(crate) async fn hold_rollups_for(
        &mut self,
        turn: i64,
        until: Option<DateTime<Utc>>,
    ) -> Result<bool, StoreError> {
        let held = on!(self, db => sqlx::query("UPDATE rollup_state SET held_until = $2 WHERE id = 1 AND turn = $1")
            .bind(turn)
            .bind(until)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(held > 0)
    }
}
