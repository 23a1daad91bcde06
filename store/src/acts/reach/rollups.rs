//! Writes on roll-ups: counting what changed, and folding it into weeks, months and quarters.
//!
//! Counting reads beside the acts, so that nobody who records waits for it. What was read is saved in one act, if
//! nobody else saved meanwhile; a cell that changed while it was counted stays dirty and is counted again.

mod periods;

use std::collections::{BTreeMap, BTreeSet};

use crate::act::{Act, ActError};
use crate::{Cell, DirtyCell, Exec, Spot, Store, StoreError, Tx};
use peiban_core::actor::Actor;
use peiban_core::reach::{Tally, growth};
use periods::{Change, periods};

/// Cells counted in one go, so that the act that saves them is short.
const CELLS_AT_ONCE: usize = 32;
/// Spots in one statement, so that it has few binds.
const SPOTS_AT_ONCE: usize = 100;

type Days = BTreeMap<Cell, Vec<Tally>>;
type Periods = BTreeMap<Spot, Vec<Tally>>;

/// What was folded in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folded {
    /// As much as is folded at once: more may wait.
    Some,
    /// All that waited.
    All,
}

/// Counts the cells that wait longest and folds their periods.
///
/// # Errors
///
/// When the database fails.
pub async fn fold_some(store: &Store) -> Result<Folded, ActError> {
    let Some(figures) = count_some(store).await? else { return Ok(Folded::All) };
    let folded = if figures.dirty.len() < CELLS_AT_ONCE { Folded::All } else { Folded::Some };
    store.act(&Actor::operator(), figures).await?;
    Ok(folded)
}

/// Counts the cells that wait longest and folds their periods, to be saved; none when none waits.
///
/// # Errors
///
/// When the database fails.
pub async fn count_some(store: &Store) -> Result<Option<SaveFigures>, ActError> {
    let mut read = store.read().await?;
    let turn = read.rollup_turn().await?;
    let dirty = read.dirty_cells(CELLS_AT_ONCE).await?;
    if dirty.is_empty() {
        return Ok(None);
    }
    let days = days(&mut read, &dirty).await?;
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

/// Every figure of the cells, counted afresh.
async fn days(read: &mut Exec<'_>, dirty: &[DirtyCell]) -> Result<Days, ActError> {
    let mut days = Days::new();
    for DirtyCell { cell, .. } in dirty {
        days.insert(*cell, read.count_cell(cell).await?);
    }
    let dates: BTreeSet<_> = days.keys().map(|cell| cell.day).collect();
    for day in dates {
        for (cell, started) in read.bot_starts_on(day).await? {
            if let Some(figures) = days.get_mut(&cell) {
                figures.push(started);
            }
        }
    }
    Ok(days)
}

/// What became of the figures that are kept of these cells.
async fn changes(read: &mut Exec<'_>, days: &Days) -> Result<BTreeMap<Cell, Change>, ActError> {
    let mut kept = Days::new();
    for (cell, tally) in read.days_of(&Vec::from_iter(days.keys().copied())).await? {
        kept.entry(cell).or_default().push(tally);
    }
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

/// Forgets every roll-up and marks everything, to be folded from the facts.
pub struct RebuildRollups;

impl Act for RebuildRollups {
    type Out = ();
    const NAME: &'static str = "rollup.rebuild";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        Ok(tx.forget_rollups().await?)
    }
}
