//! How much one person is sent a day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::wishes::Wish;
use super::{CALLED_OFF, MOVED, PlanFacts, Priority};

/// Messages of all kinds on one local day of the receiver.
pub const PUSHES_A_DAY: i64 = 2;
/// Tips among them.
pub const TIPS_A_DAY: i64 = 1;
/// Steps that the limits of a day do not bind.
pub const FREE_STEPS: [&str; 2] = [MOVED, CALLED_OFF];

/// Pushes and tips of one day.
type Day = (i64, i64);

/// The wishes that fit into their days, the most urgent first; what left already counts.
pub(super) fn within_limits(facts: &PlanFacts, mut wishes: Vec<Wish>) -> Vec<Wish> {
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    for row in facts.messages.iter().filter(|row| row.state.is_spent()) {
        if let Some(day) = row.local_day {
            count(days.entry(day).or_default(), &row.step, row.priority);
        }
    }
    wishes.sort_by(|a, b| {
        let of = |wish: &Wish| (wish.planned.priority, wish.meant_for);
        of(a).cmp(&of(b)).then_with(|| a.planned.dedupe_key.cmp(&b.planned.dedupe_key))
    });
    wishes.retain(|wish| {
        let day = days.entry(wish.planned.local_day).or_default();
        let mut then = *day;
        count(&mut then, &wish.planned.step, wish.planned.priority);
        let fits = then == *day || (then.0 <= PUSHES_A_DAY && then.1 <= TIPS_A_DAY);
        if fits {
            *day = then;
        }
        fits
    });
    wishes
}

fn count(day: &mut Day, step: &str, priority: Priority) {
    if priority < Priority::Reminder || FREE_STEPS.contains(&step) {
        return;
    }
    day.0 += 1;
    day.1 += i64::from(priority == Priority::Tip);
}
