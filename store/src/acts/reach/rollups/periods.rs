//! Folding days that were counted into the weeks, months and quarters of their area and those above.
//!
//! Where days only gained, periods gain the same and little is read; where something went, such as a mark that was
//! corrected, the periods are put together anew from all they are made of.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::act::ActError;
use crate::acts::reach::rollups::{Days, Periods, SPOTS_AT_ONCE, unreadable};
use crate::{Cell, Exec, Spot, above};
use peiban_core::area::{AreaCode, AreaLevel};
use peiban_core::reach::{Grain, Period, Sums, Tally, add, join, put_together, tallies};

/// What became of a cell since its figures were kept.
pub(crate) enum Change {
    /// It gained these, or nothing.
    Grown(Vec<Tally>),
    /// Something is smaller, or somebody is not in it any more.
    Shrunk,
}

type Changes = BTreeMap<Cell, Change>;

/// Every period that the days lie in; the deepest areas first, since those above are made of them.
pub(crate) async fn periods(
    read: &mut Exec<'_>,
    days: &Days,
    changes: &Changes,
) -> Result<Periods, ActError> {
    let mut periods = Periods::new();
    for level in spots(days) {
        let mut grown: Vec<(Spot, Vec<Tally>)> = Vec::new();
        let mut shrunk = Vec::new();
        for (spot, cells) in level {
            match gains(&cells, changes) {
                Some(gains) => grown.push((spot, gains)),
                None => shrunk.push(spot),
            }
        }
        for some in grown.chunks_mut(SPOTS_AT_ONCE) {
            grow(read, some, &mut periods).await?;
        }
        for some in shrunk.chunks(SPOTS_AT_ONCE) {
            refold(read, some, (days, &mut periods)).await?;
        }
    }
    Ok(periods)
}

/// Every period of all days, put together from nothing else.
pub(crate) fn every_period(days: &Days) -> Result<Periods, ActError> {
    let mut levels: BTreeMap<_, BTreeMap<Spot, Sums>> = BTreeMap::new();
    for (Cell { day, area, partner }, figures) in days {
        let level = levels.entry(depth(*area)).or_default();
        for grain in Grain::ALL {
            let spot = Spot { period: Period::holding(grain, *day), area: *area, partner: *partner };
            let sums = level.entry(spot).or_default();
            figures.iter().try_for_each(|tally| add(sums, tally)).map_err(|_| unreadable())?;
        }
    }
    let mut periods = Periods::new();
    while let Some((_, level)) = levels.pop_first() {
        for (spot, sums) in level {
            if let Some(area) = above(spot.area) {
                join(levels.entry(depth(area)).or_default().entry(Spot { area, ..spot }).or_default(), &sums);
            }
            periods.insert(spot, tallies(sums).map_err(|_| unreadable())?);
        }
    }
    Ok(periods)
}

/// The order of areas in which those above come after all that they are made of.
fn depth(area: i64) -> Reverse<Option<AreaLevel>> {
    Reverse(AreaCode::new(area).map(AreaCode::level).ok())
}

/// What the cells gained together; none if one of them shrank.
fn gains(cells: &[Cell], changes: &Changes) -> Option<Vec<Tally>> {
    let gained = cells.iter().map(|cell| match changes.get(cell) {
        Some(Change::Grown(gains)) => Some(gains.as_slice()),
        Some(Change::Shrunk) | None => None,
    });
    gained.collect::<Option<Vec<_>>>().map(|gains| gains.concat())
}

/// Adds to what is kept of each spot what its days gained.
async fn grow(
    read: &mut Exec<'_>,
    spots: &mut [(Spot, Vec<Tally>)],
    periods: &mut Periods,
) -> Result<(), ActError> {
    let wanted: Vec<_> = spots.iter().map(|(spot, _)| *spot).collect();
    for part in read.kept_of(&wanted).await? {
        spots[part.place()].1.push(part.tally);
    }
    for (spot, parts) in spots {
        periods.insert(*spot, folded(std::mem::take(parts))?);
    }
    Ok(())
}

/// Puts each spot together from its own area's days and the same period of the areas below.
async fn refold(
    read: &mut Exec<'_>,
    spots: &[Spot],
    (days, periods): (&Days, &mut Periods),
) -> Result<(), ActError> {
    let mut parts: Vec<Vec<Tally>> = spots.iter().map(|spot| fresh(spot, days, periods)).collect();
    for part in read.parts_of(spots).await? {
        let place = part.place();
        if !replaced(&spots[place], (part.day, part.area), days, periods) {
            parts[place].push(part.tally);
        }
    }
    for (spot, parts) in spots.iter().zip(parts) {
        periods.insert(*spot, folded(parts)?);
    }
    Ok(())
}

fn folded(parts: Vec<Tally>) -> Result<Vec<Tally>, ActError> {
    Ok(put_together(parts).and_then(tallies).map_err(|_| unreadable())?)
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

/// Whether a kept part of a spot was counted or folded anew.
fn replaced(spot: &Spot, (day, area): (chrono::NaiveDate, i64), days: &Days, periods: &Periods) -> bool {
    if area == spot.area {
        days.contains_key(&Cell { day, area, partner: spot.partner })
    } else {
        periods.contains_key(&Spot { area, ..*spot })
    }
}

/// Every period that holds one of the cells, in its area and each above, with those cells; the deepest areas first.
fn spots(days: &Days) -> impl Iterator<Item = BTreeMap<Spot, Vec<Cell>>> {
    let mut levels: BTreeMap<_, BTreeMap<Spot, Vec<Cell>>> = BTreeMap::new();
    for cell in days.keys() {
        for area in std::iter::successors(Some(cell.area), |area| above(*area)) {
            let level = levels.entry(depth(area)).or_default();
            for grain in Grain::ALL {
                let spot = Spot { period: Period::holding(grain, cell.day), area, partner: cell.partner };
                level.entry(spot).or_default().push(*cell);
            }
        }
    }
    levels.into_values()
}
