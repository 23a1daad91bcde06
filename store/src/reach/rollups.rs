//! SQL on roll-ups: figures of days, and of the periods folded from them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::exec::on;
use crate::{CHUNK, Cell, Exec, StoreError, Tx};
use peiban_core::area::{AreaCode, AreaLevel};
use peiban_core::reach::{Period, Tally};

/// A place among periods: a period in an area and all below it, for rows of one partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// When.
    pub period: Period,
    /// Where.
    pub area: i64,
    /// The partner's id, or zeros.
    pub partner: Uuid,
}

/// The figures of spots, by spot.
pub(crate) type Periods = BTreeMap<Spot, Vec<Tally>>;

/// The area above, by the digits of the code alone: it may be one that no list names.
pub fn above(area: i64) -> Option<i64> {
    match AreaCode::new(area).ok()?.level() {
        AreaLevel::Country => None,
        AreaLevel::Province => Some(0),
        AreaLevel::Prefecture => Some(area / 10_000 * 10_000),
        AreaLevel::County => Some(area / 100 * 100),
    }
}

/// A cell that waits to be counted, and how often it changed since it was counted last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct DirtyCell {
    #[sqlx(flatten)]
    pub(crate) cell: Cell,
    pub(crate) changes: i64,
}

impl Exec<'_> {
    /// Since when the oldest change waits to be counted; none when every figure is right.
    pub async fn uncounted_since(&mut self) -> Result<Option<DateTime<Utc>>, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT MIN(since) FROM rollup_dirty").fetch_one(db).await)
    }

    /// How often the figures were saved: who folds saves only if nobody else did meanwhile. None while all of them are
    /// counted anew: then nobody folds.
    pub(crate) async fn rollup_turn(&mut self, now: DateTime<Utc>) -> Result<Option<i64>, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "SELECT turn FROM rollup_state WHERE id = 1 AND (held_until IS NULL OR held_until <= $1)",
        )
        .bind(now)
        .fetch_optional(db)
        .await)
    }

    /// Up to `most` cells that wait to be counted, oldest first.
    pub(crate) async fn dirty_cells(&mut self, most: usize) -> Result<Vec<DirtyCell>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        on!(self, db => sqlx::query_as(
            "SELECT day, area, partner, changes FROM rollup_dirty ORDER BY since, day, area, partner LIMIT $1",
        )
        .bind(most)
        .fetch_all(db)
        .await)
    }

    /// What each spot is folded from, as it is kept: its own area's days and the same period of the areas below.
    pub(crate) async fn parts_of(&mut self, spots: &[Spot]) -> Result<Vec<Part>, StoreError> {
        self.of_spots(
            spots,
            "SELECT s.place, d.day, d.area, d.measure, d.part, d.value, d.people
               FROM spots s
         CROSS JOIN rollup_days d
              WHERE d.area = s.area AND d.day >= s.start AND d.day < s.after AND d.partner = s.partner
          UNION ALL
             SELECT s.place, p.start, p.area, p.measure, p.part, p.value, p.people
               FROM spots s
         CROSS JOIN rollup_periods p
              WHERE p.parent = s.area AND p.grain = s.grain AND p.start = s.start AND p.partner = s.partner",
        )
        .await
    }

    /// Every figure that is kept of these spots.
    pub(crate) async fn kept_of(&mut self, spots: &[Spot]) -> Result<Vec<Part>, StoreError> {
        self.of_spots(
            spots,
            "SELECT s.place, p.start AS day, p.area, p.measure, p.part, p.value, p.people
               FROM spots s
         CROSS JOIN rollup_periods p
              WHERE p.grain = s.grain AND p.start = s.start AND p.area = s.area AND p.partner = s.partner",
        )
        .await
    }

    async fn of_spots(&mut self, spots: &[Spot], select: &'static str) -> Result<Vec<Part>, StoreError> {
        on!(self, db => {
            let mut query = QueryBuilder::new("WITH spots (place, grain, start, after, area, partner) AS (");
            query.push_values((0_i64..).zip(spots), |mut row, (place, Spot { period, area, partner })| {
                row.push_bind(place).push_bind(period.grain).push_bind(period.start).push_bind(period.end());
                row.push_bind(area).push_bind(partner);
            });
            query.push(") ").push(select).build_query_as().persistent(false).fetch_all(db).await
        })
    }
}

/// A figure that the spot at a place in a list is folded from: a day's in its own area, or a period's below it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Part {
    place: i64,
    pub(crate) day: NaiveDate,
    pub(crate) area: i64,
    #[sqlx(flatten)]
    pub(crate) tally: Tally,
}

impl Part {
    /// Which spot of the list it belongs to.
    pub(crate) fn place(&self) -> usize {
        usize::try_from(self.place).unwrap_or_default()
    }
}

impl Tx<'_> {
    /// Takes the turn to save figures; false if somebody saved since `turn` was read.
    pub(crate) async fn take_rollup_turn(&mut self, turn: i64) -> Result<bool, StoreError> {
        let done = on!(self, db => sqlx::query("UPDATE rollup_state SET turn = turn + 1 WHERE id = 1 AND turn = $1")
            .bind(turn)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(done > 0)
    }

    /// These cells are counted; those that changed meanwhile wait again, behind the others.
    pub(crate) async fn clear_dirty(&mut self, cells: &[DirtyCell]) -> Result<(), StoreError> {
        let now = self.now;
        if cells.is_empty() {
            return Ok(());
        }
        let cleared = on!(self, db => {
            QueryBuilder::new("DELETE FROM rollup_dirty WHERE (day, area, partner, changes) IN (")
                .push_values(cells, |mut row, DirtyCell { cell, changes }| {
                    row.push_bind(cell.day).push_bind(cell.area).push_bind(cell.partner).push_bind(changes);
                })
                .push(")")
                .build()
                .persistent(false)
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
        if usize::try_from(cleared).is_ok_and(|cleared| cleared == cells.len()) {
            return Ok(());
        }
        on!(self, db => {
            let mut query = QueryBuilder::new("UPDATE rollup_dirty SET since = ");
            query.push_bind(now).push(" WHERE (day, area, partner) IN (");
            query.push_values(cells, |mut row, DirtyCell { cell, .. }| {
                row.push_bind(cell.day).push_bind(cell.area).push_bind(cell.partner);
            });
            query.push(")").build().persistent(false).execute(db).await.map(drop)
        })
    }

    /// Replaces every figure of these cells.
    pub(crate) async fn save_days(&mut self, cells: &[(&Cell, &Vec<Tally>)]) -> Result<(), StoreError> {
        on!(self, db => {
            QueryBuilder::new("DELETE FROM rollup_days WHERE (day, area, partner) IN (")
                .push_values(cells, |mut row, (cell, _)| {
                    row.push_bind(cell.day).push_bind(cell.area).push_bind(cell.partner);
                })
                .push(")")
                .build()
                .persistent(false)
                .execute(db)
                .await
                .map(drop)
        })?;
        let figures: Vec<_> = cells
            .iter()
            .flat_map(|(cell, figures)| figures.iter().map(move |figure| (cell, figure)))
            .collect();
        for chunk in figures.chunks(CHUNK) {
            on!(self, db => {
                QueryBuilder::new("INSERT INTO rollup_days (day, area, partner, measure, part, value, people) ")
                    .push_values(chunk, |mut row, (cell, figure)| {
                        row.push_bind(cell.day).push_bind(cell.area).push_bind(cell.partner);
                        row.push_bind(figure.measure).push_bind(&figure.part);
                        row.push_bind(figure.value).push_bind(&figure.people);
                    })
                    .build()
                    .persistent(false)
                    .execute(db)
                    .await
                    .map(drop)
            })?;
        }
        Ok(())
    }

    /// Replaces every figure of these spots.
    pub(crate) async fn save_periods(&mut self, spots: &[(&Spot, &Vec<Tally>)]) -> Result<(), StoreError> {
        on!(self, db => {
            QueryBuilder::new("DELETE FROM rollup_periods WHERE (grain, start, area, partner) IN (")
                .push_values(spots, |mut row, (Spot { period, area, partner }, _)| {
                    row.push_bind(period.grain).push_bind(period.start).push_bind(area).push_bind(partner);
                })
                .push(")")
                .build()
                .persistent(false)
                .execute(db)
                .await
                .map(drop)
        })?;
        let figures: Vec<_> = spots
            .iter()
            .flat_map(|(spot, figures)| figures.iter().map(move |figure| (spot, figure)))
            .collect();
        for chunk in figures.chunks(CHUNK) {
            on!(self, db => {
                QueryBuilder::new(
                    "INSERT INTO rollup_periods (grain, start, area, area_to, parent, partner, measure, part, value, people) ",
                )
                .push_values(chunk, |mut row, (spot, figure)| {
                    let last = AreaCode::new(spot.area).map_or(spot.area, |area| *area.range().end());
                    row.push_bind(spot.period.grain).push_bind(spot.period.start).push_bind(spot.area);
                    row.push_bind(last).push_bind(above(spot.area)).push_bind(spot.partner);
                    row.push_bind(figure.measure).push_bind(&figure.part);
                    row.push_bind(figure.value).push_bind(&figure.people);
                })
                .build()
                .persistent(false)
                .execute(db)
                .await
                .map(drop)
            })?;
        }
        Ok(())
    }
}
