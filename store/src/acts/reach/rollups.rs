//! Writes on roll-ups: counting what changed, and folding it into weeks, months and quarters.
//!
//! Counting reads aside, so that nobody who records or looks waits for it. What was read is saved in one act, if
//! nobody else saved meanwhile; a cell that changed while it was counted stays dirty and is counted again.

mod differences;
mod periods;
mod recount;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::act::{Act, ActError};
use crate::reach::cell_facts::Days;
use crate::reach::rollups::Periods;
use crate::{Cell, DirtyCell, Exec, LONG_READ, Store, StoreError, Tx};
pub use differences::{Difference, Place};
use peiban_core::actor::Actor;
use peiban_core::reach::growth;
use periods::{Change, periods};
pub use recount::{NotRebuilt, Recounted, rebuild, verify};

/// Cells counted in one go, so that the act that saves them is short.
const CELLS_AT_ONCE: usize = 32;
/// Spots in one statement, so that it has few binds.
const SPOTS_AT_ONCE: usize = 100;

/// What was folded in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folded {
    /// As much as is folded at once: more may wait.
    Some,
    /// All that waited.
    All,
    /// Nothing: somebody counts every figure anew.
    Held,
}

/// Counts the cells that wait longest and folds their periods.
///
/// # Errors
///
/// When the database fails.
pub async fn fold_some(store: &Store) -> Result<Folded, ActError> {
    let Some(figures) = count_some(store).await? else { return Ok(Folded::Held) };
    let counted = figures.dirty.len();
    if counted > 0 {
        store.act(&Actor::operator(), figures).await?;
    }
    Ok(if counted < CELLS_AT_ONCE { Folded::All } else { Folded::Some })
}

/// Counts the cells that wait longest and folds their periods, to be saved; none while somebody counts every figure anew.
///
/// # Errors
///
/// When the database fails.
pub async fn count_some(store: &Store) -> Result<Option<SaveFigures>, ActError> {
    let now = store.clock().now();
    store.aside(LONG_READ, move |read| Box::pin(count(read, now))).await
}

async fn count(mut read: Exec<'_>, now: DateTime<Utc>) -> Result<Option<SaveFigures>, ActError> {
    let Some(turn) = read.rollup_turn(now).await? else { return Ok(None) };
    let dirty = read.dirty_cells(CELLS_AT_ONCE).await?;
    let cells: Vec<Cell> = dirty.iter().map(|dirty| dirty.cell).collect();
    let days = read.count_cells(&cells).await?;
    let changes = changes(&mut read, &days).await?;
    let periods = periods(&mut read, &days, &changes).await?;
    Ok(Some(SaveFigures { turn, dirty, days, periods }))
}

/// Keeps figures that were counted and folded, unless somebody else kept some since they were read.
pub struct SaveFigures {
    turn: i64,
    dirty: Vec<DirtyCell>,
    days: Days,
    periods: Periods,
}

impl Act for SaveFigures {
    type Out = ();
    const NAME: &'static str = "rollup.save";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        if !tx.take_rollup_turn(self.turn).await? {
            return Ok(()); // what waits still waits
        }
        tx.clear_dirty(&self.dirty).await?;
        tx.save_days(&Vec::from_iter(&self.days)).await?;
        for spots in Vec::from_iter(&self.periods).chunks(SPOTS_AT_ONCE) {
            tx.save_periods(spots).await?;
        }
        Ok(())
    }
}

/// What became of the figures that are kept of these cells.
async fn changes(read: &mut Exec<'_>, days: &Days) -> Result<BTreeMap<Cell, Change>, ActError> {
    let mut kept = read.days_of(&Vec::from_iter(days.keys().copied())).await?;
    let mut changes = BTreeMap::new();
    for (cell, now) in days {
        let growth = growth(kept.remove(cell).unwrap_or_default(), now).map_err(|_| unreadable())?;
        changes.insert(*cell, growth.map_or(Change::Shrunk, Change::Grown));
    }
    Ok(changes)
}

fn unreadable() -> StoreError {
    StoreError::Unreadable("set of people")
}
