use crate::refused::Refused;
use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::schedule::Schedule;

fn local(text: &str) -> NaiveDateTime {
    text.parse().unwrap_or_default()
}

fn session() -> Session {
    let schedule = Schedule::weekly(local("2026-11-26T10:00:00"), Zone::CHINA, 120).expect("readable");
    let to = Belongs {
        group: GroupId(Uuid::from_u128(1)),
        schedule: ScheduleId(Uuid::from_u128(2)),
        module: ModuleId(Uuid::from_u128(3)),
        site: SiteId(Uuid::from_u128(4)),
    };
    Session::planned(SessionId(Uuid::from_u128(5)), to, &schedule.occurrences(1)[0], Zone::CHINA)
}

#[test]
fn a_move_keeps_the_id_and_the_recurrence_and_raises_the_sequence() {
    let moved = session().moved_to(local("2026-11-27T00:30:00")).expect("still open");

    assert_eq!((moved.id(), moved.recurrence_id()), (session().id(), Some("2026-11-26T10:00")));
    assert_eq!(moved.sequence(), 1);
    assert_eq!(moved.held_on(), local("2026-11-27T00:00:00").date(), "the local day, not that of UTC");
    assert_eq!(moved.ends_at() - moved.starts_at(), TimeDelta::hours(2));
}

#[test]
fn a_move_to_the_same_time_tells_nobody_anything() {
    assert_eq!(
        session().moved_to(local("2026-11-26T10:00:00")),
        Err(Refused::at("date", "sessions-error-date-same"))
    );
}

#[test]
fn what_was_marked_or_settled_stays_as_it_is() {
    use SessionState::{Cancelled, DidNotHappen, Held, Submitted, Verified};
    for state in [Held, DidNotHappen, Cancelled, Submitted, Verified] {
        let settled = Session { state, ..session() };

        assert_eq!(
            settled.moved_to(local("2026-11-27T10:00:00")),
            Err(MessageKey("sessions-error-move-over").into())
        );
        assert_eq!(settled.cancelled("Flood"), Err(MessageKey("sessions-error-cancel-over").into()));
    }
}

#[test]
fn calling_off_needs_a_reason() {
    assert_eq!(session().cancelled("  "), Err(Refused::at("reason", "sessions-error-reason-length")));

    let off = session().cancelled(" Flood ").expect("still open");

    assert_eq!((off.state(), off.reason(), off.sequence()), (SessionState::Cancelled, Some("Flood"), 1));
}

proptest! {
    #[test]
    fn however_often_it_is_moved_it_stays_the_same_session(hours in prop::collection::vec(1..5000_i64, 1..8)) {
        let mut moved = session();
        let mut times = 0;
        for hour in hours {
            let to = moved.local_start() + TimeDelta::hours(hour);
            moved = moved.moved_to(to).map_err(|refused| TestCaseError::fail(refused.rule.0))?;
            times += 1;
            prop_assert_eq!(moved.local_start(), to);
        }
        prop_assert_eq!(moved.sequence(), times);
        prop_assert_eq!(moved.id(), session().id());
        prop_assert_eq!(moved.recurrence_id(), Some("2026-11-26T10:00"));
        prop_assert_eq!(moved.held_on(), moved.local_start().date());
    }
}
