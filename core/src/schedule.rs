//! When a group meets: a recurrence rule in local time, less the days left out.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use rrule::RRuleSet;

use crate::refused::Refused;
use crate::text::MessageKey;
use crate::zone::Zone;

/// Most days that one schedule leaves out.
pub const LEFT_OUT_MOST: usize = 60;

/// A recurrence rule (RFC 5545) that starts at a local time.
///
/// Invariants, kept by [`Schedule::new`]: the rule can be read; a meeting lasts 1 to 1440 minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    first: NaiveDateTime,
    zone: Zone,
    minutes: i64,
    rule: String,
    left_out: Vec<NaiveDate>,
}

/// One meeting that a schedule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The local start, `YYYY-MM-DDTHH:MM`: names the meeting whatever becomes of it.
    pub recurrence_id: String,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// The local day.
    pub held_on: NaiveDate,
}

impl Schedule {
    /// Meetings by `rule`, an RRULE without DTSTART, from the local time `first` on.
    ///
    /// # Errors
    ///
    /// The message that names the field: a rule that cannot be read, or minutes out of 1 to 1440.
    pub fn new(first: NaiveDateTime, zone: Zone, minutes: i64, rule: &str) -> Result<Self, MessageKey> {
        if !(1..=1440).contains(&minutes) {
            return Err(MessageKey("groups-error-minutes"));
        }
        // Only what a rule is made of: a line break would start another property.
        let clean = rule.chars().all(|c| c.is_ascii_alphanumeric() || "=;,+-".contains(c));
        let schedule = Self { first, zone, minutes, rule: rule.to_owned(), left_out: Vec::new() };
        if clean && schedule.set().is_some() { Ok(schedule) } else { Err(MessageKey("groups-error-rule")) }
    }

    /// A meeting a week, on the weekday and at the time of `first`.
    ///
    /// # Errors
    ///
    /// As [`Schedule::new`].
    pub fn weekly(first: NaiveDateTime, zone: Zone, minutes: i64) -> Result<Self, MessageKey> {
        Self::new(first, zone, minutes, "FREQ=WEEKLY")
    }

    /// The same without meetings on these local days, such as holidays.
    #[must_use]
    pub fn without(mut self, days: &[NaiveDate]) -> Self {
        self.left_out = days.to_vec();
        self.left_out.sort_unstable();
        self.left_out.dedup();
        self
    }

    /// The first `most` meetings; fewer when the rule ends before.
    pub fn occurrences(&self, most: u16) -> Vec<Occurrence> {
        let Some(set) = self.set() else { return Vec::new() };
        let spare = u16::try_from(self.left_out.len()).unwrap_or(u16::MAX);
        let starts = set.all(most.saturating_add(spare)).dates;
        starts
            .into_iter()
            .map(|start| start.naive_utc())
            .filter(|start| !self.left_out.contains(&start.date()))
            .take(usize::from(most))
            .map(|start| self.occurrence(start))
            .collect()
    }

    fn occurrence(&self, local: NaiveDateTime) -> Occurrence {
        let starts_at = self.zone.instant(local);
        Occurrence {
            recurrence_id: local.format("%Y-%m-%dT%H:%M").to_string(),
            starts_at,
            ends_at: starts_at + TimeDelta::minutes(self.minutes),
            held_on: self.zone.day(starts_at),
        }
    }

    /// The rule over local times written as UTC: the zone is ours to apply, gaps and all.
    fn set(&self) -> Option<RRuleSet> {
        let first = self.first.format("%Y%m%dT%H%M%S");
        format!("DTSTART:{first}Z\nRRULE:{}", self.rule).parse().ok()
    }

    /// The local start of the first meeting.
    pub fn first(&self) -> NaiveDateTime {
        self.first
    }

    /// Where its local times are told.
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// How long a meeting lasts.
    pub fn minutes(&self) -> i64 {
        self.minutes
    }

    /// The RRULE, without DTSTART.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// Local days without a meeting, in order.
    pub fn left_out(&self) -> &[NaiveDate] {
        &self.left_out
    }
}

/// Reads days left out as people type them: `2026-10-01, 2026-10-08`, parted by spaces, commas or lines.
///
/// # Errors
///
/// The message that names the field, for what is no date, and for more than [`LEFT_OUT_MOST`].
pub fn days_left_out(text: &str) -> Result<Vec<NaiveDate>, Refused> {
    let parts = text.split(|c: char| c.is_whitespace() || ",，、;；".contains(c));
    let days: Result<Vec<NaiveDate>, _> = parts.filter(|part| !part.is_empty()).map(str::parse).collect();
    match days {
        Ok(days) if days.len() <= LEFT_OUT_MOST => Ok(days),
        _ => Err(Refused::at("left_out", "groups-error-left_out-date")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().unwrap_or_default()
    }

    fn weekly(first: &str, zone: &str) -> Schedule {
        let zone = Zone::try_from(zone.to_owned()).unwrap_or_default();
        Schedule::weekly(local(first), zone, 120).expect("a weekly rule can be read")
    }

    fn starts(schedule: &Schedule, most: u16) -> Vec<String> {
        schedule
            .occurrences(most)
            .iter()
            .map(|one| one.starts_at.format("%m-%dT%H:%MZ").to_string())
            .collect()
    }

    #[test]
    fn a_left_out_day_moves_the_rest_a_week_on() {
        let holiday = local("2026-11-12T00:00:00").date();
        let schedule = weekly("2026-10-29T10:00:00", "Asia/Shanghai").without(&[holiday]);

        let met = schedule.occurrences(4);

        assert_eq!(starts(&schedule, 4), ["10-29T02:00Z", "11-05T02:00Z", "11-19T02:00Z", "11-26T02:00Z"]);
        assert_eq!(met[2].recurrence_id, "2026-11-19T10:00");
        assert_eq!(met[2].ends_at - met[2].starts_at, TimeDelta::hours(2));
    }

    #[test]
    fn the_wall_clock_stays_when_summer_time_comes_and_goes() {
        assert_eq!(
            starts(&weekly("2027-03-23T10:00:00", "Europe/Berlin"), 2),
            ["03-23T09:00Z", "03-30T08:00Z"]
        );
        assert_eq!(
            starts(&weekly("2026-10-20T10:00:00", "Europe/Berlin"), 2),
            ["10-20T08:00Z", "10-27T09:00Z"]
        );
    }

    #[test]
    fn a_time_that_clocks_jump_over_is_taken_later_and_one_that_comes_twice_is_taken_first() {
        let jumped = weekly("2027-03-21T02:30:00", "Europe/Berlin").occurrences(2);
        assert_eq!(jumped[1].starts_at.to_rfc3339(), "2027-03-28T01:30:00+00:00", "03:30 on the wall");
        assert_eq!(jumped[1].recurrence_id, "2027-03-28T02:30");

        let twice = weekly("2026-10-25T02:30:00", "Europe/Berlin").occurrences(1);
        assert_eq!(twice[0].starts_at.to_rfc3339(), "2026-10-25T00:30:00+00:00");
    }

    #[test]
    fn a_rule_without_end_is_cut_and_one_that_ends_gives_fewer() {
        let first = local("2026-10-29T10:00:00");
        let endless = Schedule::new(first, Zone::CHINA, 60, "FREQ=DAILY").expect("readable");
        let three = Schedule::new(first, Zone::CHINA, 60, "FREQ=WEEKLY;COUNT=3").expect("readable");

        assert_eq!(endless.occurrences(9).len(), 9);
        assert_eq!(three.occurrences(9).len(), 3);
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        let first = local("2026-10-29T10:00:00");
        for rule in ["", "SOMETIMES", "FREQ=WEEKLY\nRDATE:20270101T000000Z"] {
            assert_eq!(
                Schedule::new(first, Zone::CHINA, 60, rule),
                Err(MessageKey("groups-error-rule")),
                "{rule}"
            );
        }
        assert!(Schedule::weekly(first, Zone::CHINA, 0).is_err());
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        assert_eq!(days_left_out("2026-10-01，2026-10-08\n 2027-01-01").map(|days| days.len()), Ok(3));
        assert_eq!(days_left_out(" "), Ok(vec![]));
        assert!(days_left_out("next week").is_err());
    }

    proptest! {
        #[test]
        fn a_weekly_schedule_meets_on_its_weekday_in_order_and_never_on_a_day_left_out(
            day in 0..3000_i64, minute in 0..1440_i64, most in 1..20_u16, out in prop::collection::vec(0..20_i64, 0..6),
            zone in prop::sample::select(vec!["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Apia"]),
        ) {
            let first = local("2024-01-01T00:00:00") + TimeDelta::days(day) + TimeDelta::minutes(minute);
            let left_out: Vec<_> = out.iter().map(|week| first.date() + TimeDelta::weeks(*week)).collect();
            let zone = Zone::try_from(zone.to_owned()).unwrap_or_default();
            let schedule = Schedule::weekly(first, zone, 90).map_err(|key| TestCaseError::fail(key.0))?.without(&left_out);

            let met = schedule.occurrences(most);

            prop_assert_eq!(met.len(), usize::from(most));
            prop_assert!(met.windows(2).all(|pair| pair[0].starts_at < pair[1].starts_at));
            for one in &met {
                let day: NaiveDate = one.recurrence_id[..10].parse().unwrap_or_default();
                prop_assert!(!left_out.contains(&day));
                prop_assert_eq!((day - first.date()).num_days() % 7, 0);
                prop_assert_eq!(zone.day(one.starts_at), one.held_on);
            }
        }
    }
}
