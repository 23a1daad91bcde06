//! The plan, by example and by seed.

mod news;

use std::collections::BTreeMap;

use chrono::{NaiveTime, TimeDelta};
use chrono_tz::Tz;
use proptest::prelude::*;
use uuid::Uuid;

use super::hours::{at_local, is_quiet, local_day};
use super::*;
use crate::id::GroupId;

const ZONES: [Tz; 4] =
    [Tz::Asia__Shanghai, Tz::America__New_York, Tz::Australia__Lord_Howe, Tz::Asia__Urumqi];

pub(super) fn session(n: u128, starts_at: DateTime<Utc>) -> PlanSession {
    PlanSession {
        id: SessionId(Uuid::from_u128(n)),
        group: GroupId(Uuid::nil()),
        sequence: 0,
        starts_at,
        ends_at: starts_at + TimeDelta::minutes(90),
        held_on: local_day(Tz::Asia__Shanghai, starts_at),
        stage: Stage::Ahead,
    }
}

pub(super) fn facts(zone: Tz, sessions: Vec<PlanSession>) -> PlanFacts {
    let from = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    PlanFacts {
        caregiver: CaregiverId(Uuid::from_u128(7)),
        zone,
        silence: None,
        no_surveys: false,
        no_attendance: false,
        paused_until: None,
        safety_pause_until: None,
        enrolments: vec![Belonging { group: GroupId(Uuid::nil()), from, to: None }],
        sessions,
        marks: Vec::new(),
        doubts: BTreeSet::new(),
        rsvps: BTreeMap::new(),
        messages: Vec::new(),
    }
}

/// Does to the facts what the store does with a plan.
fn save(facts: &mut PlanFacts, plan: Plan) {
    for (id, _) in plan.cancel {
        let row = facts.messages.iter_mut().find(|row| row.id == id).unwrap();
        assert!(row.state.is_live(), "only what waits is cancelled");
        row.state = MessageState::Cancelled;
    }
    for row in plan.add {
        let known = facts.messages.iter_mut().find(|known| known.dedupe_key == row.dedupe_key);
        match known {
            Some(known) => {
                assert!(!known.state.is_spent(), "{} left already", known.dedupe_key);
                (known.state, known.due_at) = (MessageState::Planned, row.due_at);
                known.expires_at = Some(row.expires_at);
                known.local_day = Some(row.local_day);
            }
            None => facts.messages.push(KnownMessage {
                id: MessageId(Uuid::from_u128(facts.messages.len() as u128)),
                dedupe_key: row.dedupe_key,
                step: row.step,
                session: Some(row.say.session),
                sequence: row.sequence,
                priority: row.priority,
                state: MessageState::Planned,
                due_at: row.due_at,
                expires_at: Some(row.expires_at),
                local_day: Some(row.local_day),
            }),
        }
    }
}

/// Sends all that is due by `now`.
fn send(facts: &mut PlanFacts, now: DateTime<Utc>) {
    for row in facts.messages.iter_mut().filter(|row| row.state.is_live() && row.due_at <= now) {
        row.state = MessageState::Sent;
    }
}

pub(super) fn live<'a>(facts: &'a PlanFacts, step: &'a str) -> impl Iterator<Item = &'a KnownMessage> {
    facts.messages.iter().filter(move |row| row.state.is_live() && row.step == step)
}

pub(super) fn wednesday() -> DateTime<Utc> {
    "2026-11-25T02:00:00Z".parse().unwrap()
}

pub(super) fn replan(facts: &mut PlanFacts, now: DateTime<Utc>) {
    let plan = plan(facts, &rules(), now);
    save(facts, plan);
}

#[test]
fn the_reminder_comes_at_ten_the_day_before_in_her_own_zone() {
    let start = "2026-11-28T07:00:00Z".parse().unwrap();
    let mut facts = facts(Tz::Asia__Shanghai, vec![session(1, start)]);

    replan(&mut facts, wednesday());

    let due: DateTime<Utc> = "2026-11-27T02:00:00Z".parse().unwrap();
    assert_eq!(live(&facts, "session.reminder").map(|row| row.due_at).collect::<Vec<_>>(), [due]);
}

#[test]
fn correcting_a_mark_plans_anew_only_what_was_not_sent() {
    let mut facts = facts(Tz::Asia__Shanghai, vec![session(1, wednesday())]);
    facts.sessions[0].stage = Stage::Held;
    let noon = wednesday() + TimeDelta::hours(2);
    let mark = |came| Mark { session: facts.sessions[0].id, came, make_up_for: None };
    let (present, absent) = (mark(true), mark(false));

    facts.marks = vec![present];
    replan(&mut facts, noon);
    assert_eq!((live(&facts, "session.recap").count(), live(&facts, "session.absence").count()), (1, 0));

    facts.marks = vec![absent];
    replan(&mut facts, noon);
    assert_eq!((live(&facts, "session.recap").count(), live(&facts, "session.absence").count()), (0, 1));

    facts.marks = vec![present];
    replan(&mut facts, noon);
    let evening = wednesday() + TimeDelta::hours(10);
    send(&mut facts, evening);
    let sent = facts.messages.clone();
    facts.marks = vec![absent];
    replan(&mut facts, evening);

    for row in sent.iter().filter(|row| row.state == MessageState::Sent) {
        assert!(facts.messages.contains(row), "what was sent stays");
    }
}

#[test]
fn nobody_is_told_of_an_absence_that_is_in_doubt_or_once_the_next_session_has_begun() {
    let next = session(2, wednesday() + TimeDelta::hours(3));
    let mut facts = facts(Tz::Asia__Shanghai, vec![session(1, wednesday()), next]);
    facts.sessions[0].stage = Stage::Held;
    facts.marks = vec![Mark { session: facts.sessions[0].id, came: false, make_up_for: None }];
    replan(&mut facts, wednesday());
    assert_eq!(live(&facts, "session.absence").count(), 0, "the next session begins before the evening");

    facts.sessions.pop();
    facts.doubts.insert(facts.sessions[0].id);
    replan(&mut facts, wednesday());
    assert_eq!(live(&facts, "session.absence").count(), 0, "two marks do not agree");

    facts.doubts.clear();
    replan(&mut facts, wednesday());
    assert_eq!(live(&facts, "session.absence").count(), 1);
}

#[test]
fn an_alert_rests_tips_and_surveys_but_never_a_reminder() {
    let start = wednesday() + TimeDelta::hours(30);
    let mut facts = facts(Tz::Asia__Shanghai, vec![session(1, start)]);
    facts.safety_pause_until = Some(wednesday() + TimeDelta::days(30));

    replan(&mut facts, wednesday());

    assert!(facts.messages.iter().all(|row| row.priority == Priority::Reminder));
    assert_eq!(facts.messages.len(), 1);
}

/// What may happen between two plans.
#[derive(Debug, Clone)]
enum Event {
    Pass(i64),
    Move(usize, i64),
    Mark(usize, bool),
    Doubt(usize),
    Clear,
    CallOff(usize),
    Silence(bool),
    Send,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        (1_i64..2_000).prop_map(Event::Pass),
        (0_usize..4, -5_000_i64..9_000).prop_map(|(n, by)| Event::Move(n, by)),
        (0_usize..4, any::<bool>()).prop_map(|(n, came)| Event::Mark(n, came)),
        (0_usize..4).prop_map(Event::Doubt),
        Just(Event::Clear),
        (0_usize..4).prop_map(Event::CallOff),
        any::<bool>().prop_map(Event::Silence),
        Just(Event::Send),
    ]
}

fn happen(facts: &mut PlanFacts, now: &mut DateTime<Utc>, event: &Event) {
    match *event {
        Event::Pass(minutes) => *now += TimeDelta::minutes(minutes),
        Event::Move(n, minutes) => {
            let session = &mut facts.sessions[n];
            session.sequence += 1;
            session.starts_at += TimeDelta::minutes(minutes);
            session.ends_at = session.starts_at + TimeDelta::hours(1);
        }
        Event::Mark(n, came) => {
            let session = facts.sessions[n].id;
            facts.sessions[n].stage = Stage::Held;
            facts.marks.retain(|mark| mark.session != session);
            facts.marks.push(Mark { session, came, make_up_for: None });
        }
        Event::Doubt(n) => drop(facts.doubts.insert(facts.sessions[n].id)),
        Event::Clear => facts.doubts.clear(),
        Event::CallOff(n) => facts.sessions[n].stage = Stage::CalledOff,
        Event::Silence(silent) => facts.silence = silent.then_some(Silence::NoConsent),
        Event::Send => send(facts, *now),
    }
}

fn holds(facts: &PlanFacts, now: DateTime<Utc>) -> Result<(), TestCaseError> {
    let mut days: BTreeMap<NaiveDate, (i64, i64)> = BTreeMap::new();
    for row in facts.messages.iter().filter(|row| row.state.is_live() || row.state.is_spent()) {
        let is_news = row.step == MOVED || row.step == CALLED_OFF; // it may disturb who would set out
        prop_assert!(is_news || !is_quiet(facts.zone, row.due_at), "{} at {}", row.dedupe_key, row.due_at);
        if !FREE_STEPS.contains(&row.step.as_str()) {
            let day = days.entry(local_day(facts.zone, row.due_at)).or_default();
            day.0 += 1;
            day.1 += i64::from(row.priority == Priority::Tip);
            prop_assert!(day.0 <= PUSHES_A_DAY && day.1 <= TIPS_A_DAY, "{day:?} at {}", row.due_at);
        }
    }
    for session in &facts.sessions {
        let reminders: Vec<_> =
            live(facts, "session.reminder").filter(|row| row.session == Some(session.id)).collect();
        prop_assert!(reminders.len() <= 1);
        for row in reminders {
            prop_assert!(row.sequence == session.sequence && row.due_at < session.starts_at);
        }
    }
    prop_assert!(facts.silence.is_none() || !facts.messages.iter().any(|row| row.state.is_live()));
    let again = plan(facts, &rules(), now);
    prop_assert_eq!(again, Plan::default(), "planned twice is nothing new");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_plan_keeps_its_promises(
        zone in 0_usize..4,
        // Days around both changes of the clock.
        start in 0_i64..600,
        events in prop::collection::vec(event(), 1..25),
    ) {
        let mut now: DateTime<Utc> = "2026-02-20T05:17:00Z".parse().unwrap();
        now += TimeDelta::hours(start * 12);
        let sessions = (0_u32..4)
            .map(|n| session(n.into(), now + TimeDelta::hours(20 + 40 * i64::from(n))))
            .collect();
        let mut facts = facts(ZONES[zone], sessions);
        replan(&mut facts, now);
        for event in &events {
            happen(&mut facts, &mut now, event);
            replan(&mut facts, now);
            holds(&facts, now)?;
        }
    }

    #[test]
    fn a_local_time_is_found_on_every_day_of_the_year(zone in 0_usize..4, day in 0_u64..800, hour in 0_u32..24) {
        let zone = ZONES[zone];
        let date = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(day);
        let at = at_local(zone, date, NaiveTime::from_hms_opt(hour, 0, 0).unwrap());

        prop_assert_eq!(local_day(zone, at), date);
        prop_assert!(!is_quiet(zone, hours::next_open(zone, at)));
    }
}
