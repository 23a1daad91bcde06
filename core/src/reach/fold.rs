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
        add(&mut sums, &tally)?;
    }
    Ok(sums)
}

/// Puts one tally more to figures.
///
/// # Errors
///
/// [`BadSet`] when its set is damaged.
pub fn add(sums: &mut Sums, tally: &Tally) -> Result<(), BadSet> {
    let people = match tally.measure.fold() {
        Fold::People => set(&tally.people)?,
        Fold::Sum | Fold::Max => RoaringBitmap::new(),
    };
    sums.entry((tally.measure, tally.part.clone())).or_default().take(tally.measure, tally.value, &people);
    Ok(())
}

/// Puts figures that were put together to others.
pub fn join(sums: &mut Sums, more: &Sums) {
    for ((measure, part), sum) in more {
        sums.entry((*measure, part.clone())).or_default().take(*measure, sum.value, &sum.people);
    }
}

impl Sum {
    fn take(&mut self, measure: Figure, value: i64, people: &RoaringBitmap) {
        match measure.fold() {
            Fold::Sum => self.value += value,
            Fold::Max => self.value = self.value.max(value),
            Fold::People => {
                self.people |= people;
                self.value = i64::try_from(self.people.len()).unwrap_or(i64::MAX);
            }
        }
    }
}

fn set(people: &Option<Vec<u8>>) -> Result<RoaringBitmap, BadSet> {
    let bytes = people.as_ref().ok_or(BadSet)?;
    RoaringBitmap::deserialize_from(&bytes[..]).map_err(|_| BadSet)
}

/// What has to be put together with a period that holds `kept`, so that it holds `now` instead; none if something is
/// smaller or gone, since another day may hold it as well.
///
/// # Errors
///
/// [`BadSet`] when a stored set is damaged.
pub fn growth(kept: Vec<Tally>, now: &[Tally]) -> Result<Option<Vec<Tally>>, BadSet> {
    let mut kept: BTreeMap<_, _> =
        kept.into_iter().map(|tally| ((tally.measure, tally.part.clone()), tally)).collect();
    let mut gains = Vec::new();
    for tally in now {
        let gain = match kept.remove(&(tally.measure, tally.part.clone())) {
            Some(kept) => gain(&kept, tally)?,
            None => Some(tally.clone()),
        };
        let Some(gain) = gain else { return Ok(None) };
        gains.push(gain);
    }
    Ok(kept.is_empty().then_some(gains))
}

/// The same for one figure.
fn gain(kept: &Tally, now: &Tally) -> Result<Option<Tally>, BadSet> {
    let (is_smaller, value) = match now.measure.fold() {
        Fold::Sum => (now.value < kept.value, now.value - kept.value),
        Fold::Max => (now.value < kept.value, now.value),
        Fold::People => (!set(&kept.people)?.is_subset(&set(&now.people)?), now.value),
    };
    Ok((!is_smaller).then(|| Tally { value, ..now.clone() }))
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

    #[test]
    fn whoever_is_taken_out_of_a_day_may_be_in_another_so_nothing_is_said_of_the_period() {
        assert_eq!(growth(vec![people(&[1, 2])], &[people(&[2, 3])]), Ok(None));
        assert_eq!(growth(vec![people(&[1, 2])], &[]), Ok(None));
    }

    proptest! {
        #[test]
        fn a_period_grows_by_what_its_day_gained(
            others in proptest::collection::vec(1..60u32, 0..8),
            before in proptest::collection::vec(1..60u32, 0..8),
            more in proptest::collection::vec(1..60u32, 0..8),
            [old, new] in [0..9i64, 0..9i64],
        ) {
            let day = |numbers: &[u32], times| {
                let plain = |measure| Tally { measure, part: String::new(), value: times, people: None };
                vec![people(numbers), plain(Figure::Attended), plain(Figure::PlatformReach)]
            };
            let (kept, now) = (day(&before, old), day(&[before.clone(), more].concat(), new));
            let others = day(&others, 5);
            let period = put_together([others.clone(), kept.clone()].concat()).and_then(tallies);

            let grown = growth(kept, &now);
            match grown {
                Ok(Some(gains)) => prop_assert_eq!(
                    put_together([period.unwrap_or_default(), gains].concat()),
                    put_together([others, now].concat())
                ),
                other => prop_assert!(other == Ok(None) && new < old),
            }
        }

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
