//! Writes on roll-ups: counting what changed, and folding it into weeks, months and quarters.
//!
//! Counting reads beside the acts, so that nobody who records waits for it. What was read is saved in one act, if
//! nobody else saved meanwhile; a cell that changed while it was counted stays dirty and is counted again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Act, ActError};
use crate::actor::Actor;
use crate::area::AreaCode;
use crate::reach::{Grain, Period, Tally, put_together, tallies};
use crate::store::{Cell, DirtyCell, Exec, Spot, Store, StoreError, Tx, above};

/// Cells counted in one go, so that the act that saves them is short.
const CELLS_AT_ONCE: i64 = 32;
/// Spots in one statement: SQLite takes 500 selects in one, two a spot.
const SPOTS_AT_ONCE: usize = 100;

type Days = BTreeMap<Cell, Vec<Tally>>;
type Periods = BTreeMap<Spot, Vec<Tally>>;

/// Counts the cells that wait longest and folds their periods; false when none waits.
///
/// # Errors
///
/// When the database fails.
pub async fn fold_some(store: &Store) -> Result<bool, ActError> {
    let Some(figures) = count_some(store).await? else { return Ok(false) };
    store.act(&Actor::operator(), figures).await?;
    Ok(true)
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
    let periods = periods(&mut read, &days).await?;
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

/// Every period that the days lie in, put together; the deepest areas first, since those above are made of them.
async fn periods(read: &mut Exec<'_>, days: &Days) -> Result<Periods, ActError> {
    let mut periods = Periods::new();
    for level in spots(days.keys()) {
        for spots in level.chunks(SPOTS_AT_ONCE) {
            let mut parts: Vec<Vec<Tally>> = spots.iter().map(|spot| fresh(spot, days, &periods)).collect();
            for part in read.parts_of(spots).await? {
                let place = part.place();
                if !replaced(&spots[place], (part.day, part.area), days, &periods) {
                    parts[place].push(part.tally);
                }
            }
            for (spot, parts) in spots.iter().zip(parts) {
                let folded = put_together(parts).and_then(tallies);
                periods.insert(*spot, folded.map_err(|_| StoreError::Unreadable("set of people"))?);
            }
        }
    }
    Ok(periods)
}

/// What a spot is made of that was counted or folded just now.
fn fresh(spot: &Spot, days: &Days, periods: &Periods) -> Vec<Tally> {
    let Spot { period, area, partner } = *spot;
    let own = days
        .iter()
        .filter(|(cell, _)| cell.area == area && cell.partner == partner && period.holds(cell.day))
        .map(|(_, figures)| figures);
    let below = periods
        .iter()
        .filter(|(below, _)| {
            below.period == period && below.partner == partner && above(below.area) == Some(area)
        })
        .map(|(_, figures)| figures);
    own.chain(below).flatten().cloned().collect()
}

/// Whether a stored part of a spot was counted or folded anew.
fn replaced(spot: &Spot, (day, area): (chrono::NaiveDate, i64), days: &Days, periods: &Periods) -> bool {
    if area == spot.area {
        days.contains_key(&Cell { day, area, partner: spot.partner })
    } else {
        periods.contains_key(&Spot { area, ..*spot })
    }
}

/// Every period that holds one of the cells, in its area and each above, by level, the deepest areas first.
fn spots<'a>(cells: impl IntoIterator<Item = &'a Cell>) -> Vec<Vec<Spot>> {
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
        Ok(tx.forget_rollups().await?)
    }
}
