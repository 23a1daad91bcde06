//! Which figures differ from a fresh count.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Cell, Spot};
use peiban_core::reach::{Figure, Tally};

/// Where a figure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Among the days.
    Day(Cell),
    /// Among the periods.
    Period(Spot),
}

impl From<Cell> for Place {
    fn from(cell: Cell) -> Self {
        Self::Day(cell)
    }
}

impl From<Spot> for Place {
    fn from(spot: Spot) -> Self {
        Self::Period(spot)
    }
}

/// A figure that is not what the facts say. Both values are the same where only the people behind them differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where it stands.
    pub place: Place,
    /// What it counts.
    pub figure: Figure,
    /// Of which part: a channel, a question, else empty.
    pub part: String,
    /// What is kept; none where nothing is.
    pub stored: Option<i64>,
    /// What was counted; none where nothing was.
    pub counted: Option<i64>,
}

/// Figures by place, as they are kept or counted.
pub(super) type Figures<P> = BTreeMap<P, Vec<Tally>>;

/// The places of either whose figures are not the same in both.
pub(super) fn differing<P: Ord + Copy>(stored: &Figures<P>, counted: &Figures<P>) -> BTreeSet<P> {
    let places: BTreeSet<P> = stored.keys().chain(counted.keys()).copied().collect();
    let same = |place: &P| by_part(stored.get(place)) == by_part(counted.get(place));
    places.into_iter().filter(|place| !same(place)).collect()
}

/// What differs in the figures of these places, one by one.
pub(super) fn named<P: Ord + Copy + Into<Place>>(
    places: &BTreeSet<P>,
    stored: &Figures<P>,
    counted: &Figures<P>,
) -> Vec<Difference> {
    let mut named = Vec::new();
    for place in places {
        let (stored, counted) = (by_part(stored.get(place)), by_part(counted.get(place)));
        let parts: BTreeSet<_> = stored.keys().chain(counted.keys()).copied().collect();
        for (figure, part) in parts {
            let (stored, counted) = (stored.get(&(figure, part)), counted.get(&(figure, part)));
            if stored != counted {
                let value = |tally: Option<&&Tally>| tally.map(|tally| tally.value);
                let (stored, counted) = (value(stored), value(counted));
                named.push(Difference {
                    place: (*place).into(),
                    figure,
                    part: part.to_owned(),
                    stored,
                    counted,
                });
            }
        }
    }
    named
}

/// Figures by what they count, whatever order they came in.
fn by_part(figures: Option<&Vec<Tally>>) -> BTreeMap<(Figure, &str), &Tally> {
    let figures = figures.into_iter().flatten();
    figures.map(|tally| ((tally.measure, tally.part.as_str()), tally)).collect()
}
