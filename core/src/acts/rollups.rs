//! Writes on roll-ups: counting what changed, and folding it into weeks, months and quarters.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Act, ActError};
use crate::area::AreaCode;
use crate::reach::{Grain, Period, Tally, put_together, tallies};
use crate::store::{Cell, Spot, StoreError, Tx, above};

/// Cells counted in one act, so that the writer is never held for long.
pub const CELLS_AT_ONCE: i64 = 16;
/// Spots read in one statement: SQLite takes 500 selects in one, two a spot.
const SPOTS_AT_ONCE: usize = 100;

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
        let mut days = Vec::with_capacity(cells.len());
        for cell in &cells {
            days.push((*cell, tx.count_cell(cell).await?));
        }
        tx.save_days(&days).await?;
        for level in spots(&cells) {
            for spots in level.chunks(SPOTS_AT_ONCE) {
                fold(tx, spots).await?;
            }
        }
        Ok(tx.dirty_count().await?)
    }
}

fn unreadable() -> StoreError {
    StoreError::Unreadable("set of people")
}

/// Puts spots of one level together from what lies below them.
async fn fold(tx: &mut Tx<'_>, spots: &[Spot]) -> Result<(), ActError> {
    let mut parts: Vec<Vec<Tally>> = vec![Vec::new(); spots.len()];
    for (place, tally) in tx.parts_of(spots).await? {
        if let Some(parts) = usize::try_from(place).ok().and_then(|place| parts.get_mut(place)) {
            parts.push(tally);
        }
    }
    let mut figures = Vec::with_capacity(spots.len());
    for (spot, parts) in spots.iter().zip(parts) {
        figures.push((*spot, put_together(parts).and_then(tallies).map_err(|_| unreadable())?));
    }
    Ok(tx.save_periods(&figures).await?)
}

/// Every period that holds one of the cells, in its area and each above, by level; the deepest areas first.
fn spots(cells: &[Cell]) -> Vec<Vec<Spot>> {
    let mut levels: BTreeMap<_, BTreeSet<Spot>> = BTreeMap::new();
    for cell in cells {
        for area in std::iter::successors(Some(cell.area), |area| above(*area)) {
            let level = levels.entry(Reverse(AreaCode::new(area).map(AreaCode::level).ok())).or_default();
            let spot = |grain| Spot { period: Period::holding(grain, cell.day), area, partner: cell.partner };
            level.extend(Grain::ALL.map(spot));
        }
    }
    levels.into_values().map(|level| level.into_iter().collect()).collect()
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
