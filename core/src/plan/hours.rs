//! Local time: the receiver's days, and the hours in which nobody is disturbed.

use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// The first quiet hour of the evening.
const EVENING: u32 = 21;
/// The first hour of the morning that is not quiet.
const MORNING: u32 = 8;

/// The instant of a local time. In a gap the first instant after it; of two the earlier.
pub fn at_local(zone: Tz, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let mut local = day.and_time(time);
    for _ in 0..=96 {
        match zone.from_local_datetime(&local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => return at.with_timezone(&Utc),
            LocalResult::None => local += TimeDelta::minutes(15),
        }
    }
    local.and_utc() // no zone skips a whole day and more
}

/// The receiver's day at `at`.
pub fn local_day(zone: Tz, at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// Whether it is between 21:00 and 08:00 where the receiver is.
pub fn is_quiet(zone: Tz, at: DateTime<Utc>) -> bool {
    !(MORNING..EVENING).contains(&at.with_timezone(&zone).hour())
}

/// `at` itself, or 08:00 after it when it is in the quiet hours.
pub fn next_open(zone: Tz, at: DateTime<Utc>) -> DateTime<Utc> {
    if !is_quiet(zone, at) {
        return at;
    }
    let morning = NaiveTime::from_hms_opt(MORNING, 0, 0).unwrap_or_default();
    let today = local_day(zone, at);
    (0..4)
        .filter_map(|days| today.checked_add_days(Days::new(days)))
        .map(|day| at_local(zone, day, morning))
        .find(|open| *open > at && !is_quiet(zone, *open))
        .unwrap_or(at)
}

/// How long before a session those must know who would set out for it.
const TO_SET_OUT: TimeDelta = TimeDelta::hours(2);

/// Whether what is known at `now` must be told in the quiet hours: the next morning would be too late for `start`.
pub(super) fn cannot_wait(zone: Tz, now: DateTime<Utc>, start: DateTime<Utc>) -> bool {
    is_quiet(zone, now) && start > now && next_open(zone, now) + TO_SET_OUT > start
}

/// The zone of a stored name; a name that this program does not know is read as China's.
pub fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::Asia__Shanghai)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn an_evening_message_waits_for_eight_in_the_morning() {
        let nanning = Tz::Asia__Shanghai;

        assert_eq!(next_open(nanning, utc("2026-11-25T13:00:00Z")), utc("2026-11-26T00:00:00Z"));
        assert_eq!(next_open(nanning, utc("2026-11-25T23:59:59Z")), utc("2026-11-26T00:00:00Z"));
        assert_eq!(next_open(nanning, utc("2026-11-25T12:59:59Z")), utc("2026-11-25T12:59:59Z"));
    }

    #[test]
    fn a_time_that_the_clock_skips_is_the_next_one_there_is() {
        let new_york = Tz::America__New_York;
        let day = NaiveDate::from_ymd_opt(2026, 3, 8).unwrap();
        let time = NaiveTime::from_hms_opt(2, 30, 0).unwrap();

        assert_eq!(at_local(new_york, day, time), utc("2026-03-08T07:00:00Z"));
    }

    #[test]
    fn a_time_that_comes_twice_is_the_first() {
        let new_york = Tz::America__New_York;
        let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        let time = NaiveTime::from_hms_opt(1, 30, 0).unwrap();

        assert_eq!(at_local(new_york, day, time), utc("2026-11-01T05:30:00Z"));
    }
}
