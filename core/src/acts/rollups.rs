//! Writes on roll-ups: counting what changed, and folding it into weeks, months and quarters.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Act, ActError};
use crate::area::AreaCode;
use crate::reach::{Grain, Period, put_together, tallies};
use crate::store::{Cell, Spot, StoreError, Tx, above};

/// Cells counted in one act, so that the writer is never held for long.
pub const CELLS_AT_ONCE: i64 = 16;

/// Counts some dirty cells again and folds their periods. Call it again while it leaves some.
pub struct FoldRollups;

impl Act for FoldRollups {
    /// How many cells still wait.
    type Out = i64;
    const NAME: &'static str = "rollup.fold";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<i64, ActError> {
        tx.hold_rollups().await?;
        let cells = tx.take_dirty(CELLS_AT_ONCE).await?;
        for cell in &cells {
            let figures = tx.count_cell(cell).await?;
            tx.save_day(cell, &figures).await?;
        }
        for spot in spots(&cells) {
            let parts = tx.parts_of(&spot).await?;
            let figures = put_together(parts).and_then(tallies).map_err(|_| unreadable())?;
            tx.save_period(&spot, &figures).await?;
        }
        Ok(tx.dirty_count().await?)
    }
}

fn unreadable() -> StoreError {
    StoreError::Unreadable("set of people")
}

/// Every period that holds one of the cells, in its area and each above; the deepest areas first.
fn spots(cells: &[Cell]) -> Vec<Spot> {
    let mut spots = BTreeSet::new();
    for cell in cells {
        for area in std::iter::successors(Some(cell.area), |area| above(*area)) {
            for grain in Grain::ALL {
                let period = Period::holding(grain, cell.day);
                spots.insert(Spot { period, area, partner: cell.partner });
            }
        }
    }
    let mut spots: Vec<_> = spots.into_iter().collect();
    spots.sort_by_key(|spot| Reverse(AreaCode::new(spot.area).map(AreaCode::level).ok()));
    spots
}

/// Forgets every roll-up and marks everything, to be folded from the facts.
pub struct RebuildRollups;

impl Act for RebuildRollups {
    type Out = ();
    const NAME: &'static str = "rollup.rebuild";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        tx.hold_rollups().await?;
        Ok(tx.forget_rollups().await?)
    }
}
