//! Putting figures together: by adding, by the largest, or by the union of people.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use super::{Figure, Fold};

/// One figure of a day or a period, as it is stored.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Tally {
    /// What is counted.
    pub measure: Figure,
    /// Channel or question, else empty.
    pub part: String,
    /// How many; of people, the size of the set.
    pub value: i64,
    /// The set of caregiver numbers, where people are counted.
    pub people: Option<Vec<u8>>,
}

/// A stored set of people cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a set of people cannot be read")]
pub struct BadSet;

/// A figure being put together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sum {
    /// How many.
    pub value: i64,
    /// Who, where people are counted.
    pub people: RoaringBitmap,
}

/// Figures by what they count and of which part.
pub type Sums = BTreeMap<(Figure, String), Sum>;

impl Tally {
    /// The tally of a set of people; `None` only if it could not be written.
    pub fn of_people(measure: Figure, set: &RoaringBitmap) -> Option<Self> {
        let mut people = Vec::with_capacity(set.serialized_size());
        set.serialize_into(&mut people).ok()?;
        let value = i64::try_from(set.len()).ok()?;
        Some(Self { measure, part: String::new(), value, people: Some(people) })
    }
}

/// Puts tallies together, each measure by its own rule and never with another.
///
/// # Errors
///
/// [`BadSet`] when a stored set is damaged.
pub fn put_together(tallies: impl IntoIterator<Item = Tally>) -> Result<Sums, BadSet> {
    let mut sums = Sums::new();
    for tally in tallies {
        let sum = sums.entry((tally.measure, tally.part)).or_default();
        match tally.measure.fold() {
            Fold::Sum => sum.value += tally.value,
            Fold::Max => sum.value = sum.value.max(tally.value),
            Fold::People => {
                let bytes = tally.people.ok_or(BadSet)?;
                sum.people |= RoaringBitmap::deserialize_from(&bytes[..]).map_err(|_| BadSet)?;
                sum.value = i64::try_from(sum.people.len()).map_err(|_| BadSet)?;
            }
        }
    }
    Ok(sums)
}

/// The tallies to store for figures that were put together.
///
/// # Errors
///
/// [`BadSet`] when a set cannot be written.
pub fn tallies(sums: Sums) -> Result<Vec<Tally>, BadSet> {
    sums.into_iter()
        .map(|((measure, part), sum)| match measure.fold() {
            Fold::People => Tally::of_people(measure, &sum.people).ok_or(BadSet),
            Fold::Sum | Fold::Max => Ok(Tally { measure, part, value: sum.value, people: None }),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn people(numbers: &[u32]) -> Tally {
        let set = numbers.iter().copied().collect();
        Tally::of_people(Figure::Came, &set).unwrap_or_else(|| panic!("a set"))
    }

    fn value(sums: &Sums, measure: Figure) -> i64 {
        sums.get(&(measure, String::new())).map_or(0, |sum| sum.value)
    }

    #[test]
    fn impressions_add_up_platform_people_do_not_and_caregivers_count_once() {
        let plain = |measure, value| Tally { measure, part: String::new(), value, people: None };

        let sums = put_together([
            plain(Figure::Impressions, 10),
            plain(Figure::Impressions, 5),
            plain(Figure::PlatformReach, 7),
            plain(Figure::PlatformReach, 6),
            people(&[1, 2]),
            people(&[2, 3]),
        ])
        .unwrap_or_else(|error| panic!("{error}"));

        assert_eq!(value(&sums, Figure::Impressions), 15);
        assert_eq!(value(&sums, Figure::PlatformReach), 7);
        assert_eq!(value(&sums, Figure::Came), 3);
    }

    proptest! {
        #[test]
        fn folding_in_steps_is_folding_at_once(
            days in proptest::collection::vec(proptest::collection::vec(1..60u32, 0..8), 1..12),
            cut in 0..12usize,
        ) {
            let all: Vec<_> = days.iter().map(|day| people(day)).collect();
            let (one, two) = all.split_at(cut.min(all.len()));

            let step = |part: &[Tally]| put_together(part.to_vec()).and_then(tallies);
            let steps = step(one).and_then(|one| Ok([one, step(two)?].concat())).and_then(put_together);
            prop_assert_eq!(steps, put_together(all));
        }
    }
}
