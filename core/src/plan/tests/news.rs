//! News of a session: to whom, and when.

use super::*;

/// Who was reminded of a session at `start` hears at 21:59 that it is off, or moved by a week: when?
fn told_in_the_evening(start: &str, is_off: bool) -> Vec<DateTime<Utc>> {
    let mut facts = facts(Tz::Asia__Shanghai, vec![session(1, start.parse().unwrap())]);
    replan(&mut facts, wednesday() - TimeDelta::days(2));
    send(&mut facts, wednesday() + TimeDelta::hours(2));
    let evening = "2026-11-25T13:59:00Z".parse().unwrap();
    if is_off {
        facts.sessions[0].stage = Stage::CalledOff;
    } else {
        facts.sessions[0].starts_at += TimeDelta::days(7);
        facts.sessions[0].sequence += 1;
    }
    replan(&mut facts, evening);
    replan(&mut facts, evening + TimeDelta::minutes(1));
    live(&facts, if is_off { CALLED_OFF } else { MOVED }).map(|row| row.due_at).collect()
}

#[test]
fn who_would_set_out_before_the_morning_s_news_is_told_in_the_evening() {
    let evening: DateTime<Utc> = "2026-11-25T13:59:00Z".parse().unwrap();
    let morning: DateTime<Utc> = "2026-11-26T00:00:00Z".parse().unwrap();

    for is_off in [true, false] {
        assert_eq!(told_in_the_evening("2026-11-26T00:00:00Z", is_off), [evening], "at 08:00");
        assert_eq!(told_in_the_evening("2026-11-26T07:00:00Z", is_off), [morning], "at 15:00");
    }
}

#[test]
fn a_moved_session_leaves_one_reminder_and_tells_those_who_knew() {
    let start: DateTime<Utc> = "2026-11-28T07:00:00Z".parse().unwrap();
    let mut facts = facts(Tz::Asia__Shanghai, vec![session(1, start)]);
    replan(&mut facts, wednesday());
    for (sequence, days) in [(1, 3), (2, 0), (3, 3)] {
        facts.sessions[0].sequence = sequence;
        facts.sessions[0].starts_at = start + TimeDelta::days(days);
        facts.sessions[0].ends_at = facts.sessions[0].starts_at + TimeDelta::hours(1);
        replan(&mut facts, wednesday());
        assert_eq!(live(&facts, "session.reminder").count(), 1);
        assert_eq!(live(&facts, MOVED).count(), 0, "nobody was told");
    }

    let told = start + TimeDelta::days(2);
    send(&mut facts, told);
    facts.sessions[0].sequence = 4;
    facts.sessions[0].starts_at = start + TimeDelta::days(5);
    replan(&mut facts, told);

    assert_eq!((live(&facts, MOVED).count(), live(&facts, "session.reminder").count()), (1, 1));
}
