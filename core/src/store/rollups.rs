//! SQL on roll-ups: figures of days, and of the periods folded from them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::exec::on;
use super::{CHUNK, Cell, Exec, StoreError, Tx};
use crate::area::{AreaCode, AreaLevel};
use crate::reach::{Figure, Grain, Period, Tally};

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

/// The area above, by the digits of the code alone: it may be one that no list names.
pub fn above(area: i64) -> Option<i64> {
    match AreaCode::new(area).ok()?.level() {
        AreaLevel::Country => None,
        AreaLevel::Province => Some(0),
        AreaLevel::Prefecture => Some(area / 10_000 * 10_000),
        AreaLevel::County => Some(area / 100 * 100),
    }
}

impl Exec<'_> {
    /// How many cells wait to be counted.
    pub async fn dirty_count(&mut self) -> Result<i64, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT COUNT(*) FROM rollup_dirty").fetch_one(db).await)
    }

    /// When figures were folded last; none before the first time.
    pub async fn folded_at(&mut self) -> Result<Option<DateTime<Utc>>, StoreError> {
        on!(self, db => sqlx::query_scalar("SELECT folded_at FROM rollup_state WHERE id = 1").fetch_one(db).await)
    }

    /// Every figure of every day, in one order: to compare with a fresh count.
    pub async fn rollup_days(
        &mut self,
    ) -> Result<Vec<(NaiveDate, i64, Uuid, Figure, String, i64)>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT day, area, partner, measure, part, value
               FROM rollup_days
              ORDER BY day, area, partner, measure, part",
        )
        .fetch_all(db)
        .await)
    }

    /// Every figure of every period, in one order: to compare with a fresh fold.
    pub async fn rollup_periods(
        &mut self,
    ) -> Result<Vec<(Grain, NaiveDate, i64, Uuid, Figure, String, i64)>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT grain, start, area, partner, measure, part, value
               FROM rollup_periods
              ORDER BY grain, start, area, partner, measure, part",
        )
        .fetch_all(db)
        .await)
    }

    /// What each spot is folded from, by its place in the list: its own area's days and the same period of the areas
    /// right below.
    pub(crate) async fn parts_of(&mut self, spots: &[Spot]) -> Result<Vec<(i64, Tally)>, StoreError> {
        let rows: Vec<PartRow> = on!(self, db => {
            let mut query = QueryBuilder::new("");
            for (place, spot) in (0_i64..).zip(spots) {
                let (period, partner, area) = (spot.period, spot.partner, spot.area);
                query.push(if place == 0 { "SELECT " } else { " UNION ALL SELECT " }).push(place);
                query.push(" AS place, measure, part, value, people FROM rollup_days WHERE area = ").push_bind(area);
                query.push(" AND day >= ").push_bind(period.start).push(" AND day < ").push_bind(period.end());
                query.push(" AND partner = ").push_bind(partner).push(" UNION ALL SELECT ").push(place);
                query.push(", measure, part, value, people FROM rollup_periods WHERE parent = ").push_bind(area);
                query.push(" AND grain = ").push_bind(period.grain).push(" AND start = ").push_bind(period.start);
                query.push(" AND partner = ").push_bind(partner);
            }
            query.build_query_as().persistent(false).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(|row| (i64::from(row.place), row.tally)).collect())
    }
}

/// A part of the spot at a place in a list.
#[derive(sqlx::FromRow)]
struct PartRow {
    place: i32,
    #[sqlx(flatten)]
    tally: Tally,
}

impl Tx<'_> {
    /// Takes the turn to fold: others wait until this act is done.
    pub(crate) async fn hold_rollups(&mut self) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query("UPDATE rollup_state SET folded_at = $1 WHERE id = 1")
            .bind(now)
            .execute(db)
            .await
            .map(drop))
    }

    /// Takes up to `most` dirty cells out, oldest first.
    pub(crate) async fn take_dirty(&mut self, most: i64) -> Result<Vec<Cell>, StoreError> {
        on!(self, db => sqlx::query_as(
            "DELETE FROM rollup_dirty
              WHERE (day, area, partner) IN (SELECT day, area, partner FROM rollup_dirty ORDER BY since LIMIT $1)
             RETURNING day, area, partner",
        )
        .bind(most)
        .fetch_all(db)
        .await)
    }

    /// Replaces every figure of these cells.
    pub(crate) async fn save_days(&mut self, cells: &[(Cell, Vec<Tally>)]) -> Result<(), StoreError> {
        if cells.is_empty() {
            return Ok(());
        }
        on!(self, db => {
            let mut query = QueryBuilder::new("DELETE FROM rollup_days WHERE ");
            for (n, (cell, _)) in cells.iter().enumerate() {
                query.push(if n == 0 { "(day = " } else { " OR (day = " }).push_bind(cell.day);
                query.push(" AND area = ").push_bind(cell.area);
                query.push(" AND partner = ").push_bind(cell.partner).push(")");
            }
            query.build().persistent(false).execute(db).await.map(drop)
        })?;
        let figures: Vec<_> = cells
            .iter()
            .flat_map(|(cell, figures)| figures.iter().map(move |figure| (*cell, figure)))
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
    pub(crate) async fn save_periods(&mut self, spots: &[(Spot, Vec<Tally>)]) -> Result<(), StoreError> {
        if spots.is_empty() {
            return Ok(());
        }
        on!(self, db => {
            let mut query = QueryBuilder::new("DELETE FROM rollup_periods WHERE ");
            for (n, (spot, _)) in spots.iter().enumerate() {
                query.push(if n == 0 { "(grain = " } else { " OR (grain = " }).push_bind(spot.period.grain);
                query.push(" AND start = ").push_bind(spot.period.start).push(" AND area = ").push_bind(spot.area);
                query.push(" AND partner = ").push_bind(spot.partner).push(")");
            }
            query.build().persistent(false).execute(db).await.map(drop)
        })?;
        let figures: Vec<_> = spots
            .iter()
            .flat_map(|(spot, figures)| figures.iter().map(move |figure| (*spot, figure)))
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

    /// Forgets every roll-up and marks every cell that has facts.
    pub(crate) async fn forget_rollups(&mut self) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("DELETE FROM rollup_periods").execute(db).await.map(drop))?;
        on!(self, db => sqlx::query("DELETE FROM rollup_days").execute(db).await.map(drop))?;
        let cells = self.cells_with_facts().await?;
        self.mark_rollup_dirty(&cells).await
    }
}
