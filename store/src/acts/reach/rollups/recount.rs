//! Counting every figure anew, beside the acts: to prove what is kept, or to replace what is wrong of it.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;

use super::differences::{Difference, differing, named};
use super::periods::every_period;
use super::{Days, Periods};
use crate::act::{Act, ActError};
use crate::{CHUNK, Cell, DirtyCell, Exec, LONG_READ, Spot, Store, Tx};
use peiban_core::actor::Actor;
use peiban_core::reach::Tally;

/// How long reading everything may take: ten seasons need some minutes.
const EVERYTHING: Duration = Duration::from_secs(60 * 60);
/// How long folding rests after whoever counts everything was heard of last: longer than counting some cells takes.
const HOLD: TimeDelta = TimeDelta::seconds(60);
/// Cells counted between two signs of life.
const CELLS_A_SIGN: usize = 4 * CHUNK;

/// What counting everything anew found.
#[derive(Debug)]
pub struct Recounted {
    /// How many figures the facts have.
    pub figures: usize,
    /// Cells that waited to be counted: what is kept of them is known to be old, and is not compared.
    pub waiting: usize,
    /// Figures that differed.
    pub wrong: Vec<Difference>,
}

/// Why not everything was counted anew.
#[derive(Debug, thiserror::Error)]
pub enum NotRebuilt {
    /// Another process does it.
    #[error("another process counts every figure anew; try again when it is done")]
    Held,
    /// The database failed.
    #[error(transparent)]
    Act(#[from] ActError),
}

/// Counts all facts again and compares. Only reads, as of one instant, so that nothing that happens meanwhile is taken
/// for a mistake.
///
/// # Errors
///
/// When the database fails.
pub async fn verify(store: &Store) -> Result<Recounted, ActError> {
    store.aside(EVERYTHING, |read| Box::pin(compared(read))).await
}

async fn compared(mut read: Exec<'_>) -> Result<Recounted, ActError> {
    let dirty = read.dirty_cells(usize::MAX).await?;
    let (kept, kept_periods) = kept(&mut read).await?;
    let cells = all_cells(&mut read, &kept).await?;
    let mut days = read.count_cells(&cells).await?;
    for DirtyCell { cell, .. } in &dirty {
        days.insert(*cell, kept.get(cell).cloned().unwrap_or_default());
    }
    let periods = every_period(&days)?;
    let mut wrong = named(&differing(&kept, &days), &kept, &days);
    wrong.extend(named(&differing(&kept_periods, &periods), &kept_periods, &periods));
    Ok(Recounted { figures: figures(&days, &periods), waiting: dirty.len(), wrong })
}

/// Counts all facts again and replaces what is wrong, in one act; killed before it, nothing has changed.
///
/// Nobody waits for the count: it only reads. Folding rests meanwhile, so that what is compared stays; a cell that
/// changes while it is counted stays dirty, and is counted again afterwards.
///
/// # Errors
///
/// [`NotRebuilt::Held`] while another process does the same; else when the database fails.
pub async fn rebuild(store: &Store) -> Result<Recounted, NotRebuilt> {
    let turn = store.act(&Actor::operator(), Hold).await?.ok_or(NotRebuilt::Held)?;
    let counted = replace(store, turn).await;
    if counted.is_err() {
        store.act(&Actor::operator(), LetGo { turn }).await?;
    }
    counted
}

async fn replace(store: &Store, turn: i64) -> Result<Recounted, NotRebuilt> {
    let read = store.aside(EVERYTHING, |mut read| {
        Box::pin(async move {
            let dirty = read.dirty_cells(usize::MAX).await?;
            let (kept, kept_periods) = kept(&mut read).await?;
            let cells = all_cells(&mut read, &kept).await?;
            Ok::<_, ActError>((dirty, kept, kept_periods, cells))
        })
    });
    let (dirty, kept, kept_periods, cells) = read.await?;
    let days = count(store, turn, &cells).await?;
    let periods = every_period(&days)?;
    let (cells, spots) = (differing(&kept, &days), differing(&kept_periods, &periods));
    let mut wrong = named(&cells, &kept, &days);
    wrong.extend(named(&spots, &kept_periods, &periods));
    let (figures, waiting) = (figures(&days, &periods), dirty.len());
    let (days, periods) = (only(days, &cells), only(periods, &spots));
    let act = ReplaceFigures { turn, dirty, days, periods };
    let replaced = store.act(&Actor::operator(), act).await?;
    if replaced { Ok(Recounted { figures, waiting, wrong }) } else { Err(NotRebuilt::Held) }
}

/// Counts these cells, and shows now and then that it is still at it.
async fn count(store: &Store, turn: i64, cells: &[Cell]) -> Result<Days, NotRebuilt> {
    let mut days = Days::new();
    for some in cells.chunks(CELLS_A_SIGN) {
        let some = some.to_vec();
        let counted = store.aside(LONG_READ, move |mut read| {
            Box::pin(async move { read.count_cells(&some).await.map_err(ActError::from) })
        });
        days.append(&mut counted.await?);
        if !store.act(&Actor::operator(), HoldOn { turn }).await? {
            return Err(NotRebuilt::Held);
        }
    }
    Ok(days)
}

async fn kept(read: &mut Exec<'_>) -> Result<(Days, Periods), ActError> {
    Ok((read.kept_days().await?, read.kept_periods().await?))
}

/// Every cell that has facts or figures.
async fn all_cells(read: &mut Exec<'_>, kept: &Days) -> Result<Vec<Cell>, ActError> {
    let mut cells = BTreeSet::from_iter(read.cells_with_facts().await?);
    cells.extend(kept.keys());
    Ok(cells.into_iter().collect())
}

fn figures(days: &Days, periods: &Periods) -> usize {
    days.values().chain(periods.values()).map(Vec::len).sum()
}

/// The figures of these places, none where nothing was counted.
fn only<P: Ord + Copy>(
    mut figures: std::collections::BTreeMap<P, Vec<Tally>>,
    places: &BTreeSet<P>,
) -> Vec<(P, Vec<Tally>)> {
    places.iter().map(|place| (*place, figures.remove(place).unwrap_or_default())).collect()
}

/// Nobody folds for a while; tells the turn of whoever counts everything, unless somebody does already.
struct Hold;

impl Act for Hold {
    type Out = Option<i64>;
    const NAME: &'static str = "rollup.hold";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Option<i64>, ActError> {
        let until = tx.now + HOLD;
        Ok(tx.hold_rollups(until).await?)
    }
}

/// A sign of life; false if the hold was lost.
struct HoldOn {
    turn: i64,
}

impl Act for HoldOn {
    type Out = bool;
    const NAME: &'static str = "rollup.hold_on";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, ActError> {
        let until = tx.now + HOLD;
        Ok(tx.hold_rollups_for(self.turn, Some(until)).await?)
    }
}

/// Counting failed: folding goes on.
struct LetGo {
    turn: i64,
}

impl Act for LetGo {
    type Out = ();
    const NAME: &'static str = "rollup.let_go";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        tx.hold_rollups_for(self.turn, None).await?;
        Ok(())
    }
}

/// Replaces figures that were wrong, if the turn is still that of whoever counted; tells whether it was.
struct ReplaceFigures {
    turn: i64,
    dirty: Vec<DirtyCell>,
    days: Vec<(Cell, Vec<Tally>)>,
    periods: Vec<(Spot, Vec<Tally>)>,
}

impl Act for ReplaceFigures {
    type Out = bool;
    const NAME: &'static str = "rollup.rebuild";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, ActError> {
        if !tx.take_rollup_turn(self.turn).await? {
            return Ok(false);
        }
        for cells in self.dirty.chunks(CHUNK) {
            tx.clear_dirty(cells).await?;
        }
        for cells in Vec::from_iter(self.days.iter().map(|(cell, figures)| (cell, figures))).chunks(CHUNK) {
            tx.save_days(cells).await?;
        }
        for spots in Vec::from_iter(self.periods.iter().map(|(spot, figures)| (spot, figures))).chunks(CHUNK)
        {
            tx.save_periods(spots).await?;
        }
        tx.hold_rollups_for(self.turn + 1, None).await?;
        Ok(true)
    }
}
