//! What the steps ask for, before the limits of a day.

use chrono::{DateTime, Days, TimeDelta, Utc};

use super::hours::{at_local, cannot_wait, local_day, next_open};
use super::{
    Anchor, CALLED_OFF, Content, KnownMessage, Late, MOVED, MessageState, PlanFacts, PlanSession, Planned,
    Priority, Rule, Say, Stage,
};

/// How long questions wait for what they ask about; as in `sequences.csv`.
pub(super) const BEFORE_QUESTIONS: TimeDelta = TimeDelta::minutes(10);

/// A row that should be there.
pub(super) struct Wish {
    pub(super) planned: Planned,
    /// When the step itself wanted it, before any delay.
    pub(super) meant_for: DateTime<Utc>,
    /// Its time had passed: it goes as soon as it may.
    pub(super) is_late: bool,
    rule: Late,
}

impl Wish {
    /// Whether the row has to be written: it is not there, was cancelled, or is due at another time.
    pub(super) fn is_news(&self, facts: &PlanFacts) -> bool {
        match known(facts, &self.planned.dedupe_key) {
            None => true,
            Some(row) if row.state.may_return() => true,
            Some(row) => {
                row.state == MessageState::Planned && !self.is_late && row.due_at != self.planned.due_at
            }
        }
    }
}

pub(super) fn known<'a>(facts: &'a PlanFacts, key: &str) -> Option<&'a KnownMessage> {
    facts.messages.iter().find(|row| row.dedupe_key == key)
}

/// All that the steps and moved sessions ask for.
pub(super) fn wishes(facts: &PlanFacts, rules: &[Rule], now: DateTime<Utc>) -> Vec<Wish> {
    let mut wishes = Vec::new();
    for session in &facts.sessions {
        let notice = notice(facts, session, now);
        let told_anew = notice.is_some()
            || was_told(facts, session, |step, sequence| step == MOVED && sequence == session.sequence);
        for rule in rules.iter().filter(|rule| applies(facts, rule, session)) {
            let Some(wish) = of_rule(facts, rule, session, now) else { continue };
            let waits = known(facts, &wish.planned.dedupe_key).is_some_and(|row| row.state.is_live());
            // The notice of the move has told her when and where already.
            if rule.content == Content::Reminder && wish.is_late && told_anew && !waits {
                continue;
            }
            wishes.push(wish);
        }
        wishes.extend(notice);
    }
    latest_only(facts, &mut wishes);
    wishes.retain(|wish| !is_paused(facts, wish) && !is_settled(facts, wish));
    wishes
}

/// Whether the step has its anchor in this session.
fn applies(facts: &PlanFacts, rule: &Rule, session: &PlanSession) -> bool {
    match rule.anchor {
        Anchor::SessionStart if rule.content == Content::Reminder => {
            let refused = facts.rsvps.get(&session.id);
            session.stage == Stage::Ahead
                && belongs(facts, session)
                && !refused.is_some_and(|rsvp| !rsvp.coming && rsvp.sequence == session.sequence)
        }
        Anchor::SessionStart => session.stage != Stage::CalledOff && belongs(facts, session),
        Anchor::Attended => marked(facts, session) == Some(true),
        Anchor::Missed => marked(facts, session) == Some(false) && !is_made_up(facts, session),
    }
}

/// On the roster on the session's day.
fn belongs(facts: &PlanFacts, session: &PlanSession) -> bool {
    facts.enrolments.iter().any(|belonging| {
        belonging.group == session.group
            && belonging.from <= session.held_on
            && belonging.to.is_none_or(|to| to > session.held_on)
    })
}

/// Whether she came, unless that is in doubt or not to be told.
fn marked(facts: &PlanFacts, session: &PlanSession) -> Option<bool> {
    if facts.no_attendance || session.stage == Stage::CalledOff || facts.doubts.contains(&session.id) {
        return None;
    }
    facts.marks.iter().find(|mark| mark.session == session.id).map(|mark| mark.came)
}

fn is_made_up(facts: &PlanFacts, session: &PlanSession) -> bool {
    facts.marks.iter().any(|mark| mark.came && mark.make_up_for == Some(session.id))
}

/// What a rule asks for one session: nothing once it is too late.
fn of_rule(facts: &PlanFacts, rule: &Rule, session: &PlanSession, now: DateTime<Utc>) -> Option<Wish> {
    if rule.priority == Priority::Survey && facts.no_surveys {
        return None;
    }
    let day = local_day(facts.zone, session.starts_at);
    let days = Days::new(rule.days.unsigned_abs());
    let day = if rule.days < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) }?;
    let mut meant_for = at_local(facts.zone, day, rule.at);
    if rule.days >= 0 {
        meant_for = meant_for.max(session.ends_at); // nobody is thanked before the end
    }
    let mut expires_at = meant_for + rule.within;
    match rule.content {
        Content::Reminder => expires_at = expires_at.min(session.starts_at),
        Content::Absence => {
            expires_at = next_start(facts, session).map_or(expires_at, |at| at.min(expires_at))
        }
        _ => {}
    }
    let waits = known(facts, &key(facts, &rule.step, session)).filter(|row| row.state.is_live());
    let is_late = meant_for <= now;
    if is_late && rule.late == Late::Skip && waits.is_none() {
        return None;
    }
    let due_at = match waits {
        Some(row) if is_late || row.state == MessageState::Retry => row.due_at,
        _ => due(facts, rule, meant_for, now),
    };
    let say = Say { content: rule.content, session: session.id };
    let planned = planned(facts, session, (&rule.step, rule.priority), (say, due_at, expires_at));
    let in_time = due_at < expires_at && now < expires_at;
    in_time.then_some(Wish { planned, meant_for, is_late, rule: rule.late })
}

/// When it may leave. Questions that come late let what they ask about arrive first.
fn due(facts: &PlanFacts, rule: &Rule, meant_for: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    let open = next_open(facts.zone, meant_for.max(now));
    if rule.priority == Priority::Survey && open > meant_for {
        return next_open(facts.zone, open + BEFORE_QUESTIONS);
    }
    open
}

/// The start of the group's next session after this one.
fn next_start(facts: &PlanFacts, session: &PlanSession) -> Option<DateTime<Utc>> {
    let others = facts.sessions.iter().filter(|other| {
        other.group == session.group
            && other.stage != Stage::CalledOff
            && other.id != session.id
            && other.starts_at > session.starts_at
    });
    others.map(|other| other.starts_at).min()
}

fn was_told(facts: &PlanFacts, session: &PlanSession, which: impl Fn(&str, i64) -> bool) -> bool {
    facts
        .messages
        .iter()
        .filter(|row| row.session == Some(session.id) && row.state.is_spent())
        .any(|row| which(&row.step, row.sequence))
}

/// News for somebody who was told of the session before it was moved or called off.
fn notice(facts: &PlanFacts, session: &PlanSession, now: DateTime<Utc>) -> Option<Wish> {
    let about = |step: &str| step == "session.reminder" || step == MOVED;
    let (step, content) = match session.stage {
        Stage::Ahead if was_told(facts, session, |step, at| about(step) && at < session.sequence) => {
            (MOVED, Content::Moved)
        }
        Stage::CalledOff if was_told(facts, session, |step, _| about(step)) => {
            (CALLED_OFF, Content::CalledOff)
        }
        _ => return None,
    };
    let knows = was_told(facts, session, |told, at| {
        (step == MOVED && about(told) && at == session.sequence) || told == CALLED_OFF
    });
    let waits = known(facts, &key(facts, step, session)).filter(|row| row.state.is_live());
    let due_at = waits.map_or_else(|| told_at(facts, session, now), |row| row.due_at);
    let say = Say { content, session: session.id };
    let times = (say, due_at, session.starts_at);
    let planned = planned(facts, session, (step, Priority::Reminder), times);
    let in_time = due_at < session.starts_at && now < session.starts_at;
    let wish = Wish { planned, meant_for: due_at, is_late: true, rule: Late::All };
    (in_time && !knows && belongs(facts, session)).then_some(wish)
}

/// When news of a session may leave: in the morning, unless she would set out for it before, at its old time or its
/// new one.
fn told_at(facts: &PlanFacts, session: &PlanSession, now: DateTime<Utc>) -> DateTime<Utc> {
    let told = facts.messages.iter().filter(|row| row.session == Some(session.id) && row.state.is_spent());
    let mut starts = told.filter_map(|row| row.expires_at).chain([session.starts_at]);
    if starts.any(|start| cannot_wait(facts.zone, now, start)) { now } else { next_open(facts.zone, now) }
}

fn key(facts: &PlanFacts, step: &str, session: &PlanSession) -> String {
    format!("{step}:{}:session:{}:{}", facts.caregiver, session.id, session.sequence)
}

fn planned(
    facts: &PlanFacts,
    session: &PlanSession,
    (step, priority): (&str, Priority),
    (say, due_at, expires_at): (Say, DateTime<Utc>, DateTime<Utc>),
) -> Planned {
    Planned {
        dedupe_key: key(facts, step, session),
        caregiver: facts.caregiver,
        step: step.to_owned(),
        priority,
        sequence: session.sequence,
        say,
        due_at,
        expires_at,
        local_day: local_day(facts.zone, due_at),
    }
}

/// Of late ones of a step under the rule `latest` only the latest stays, beside those that wait already.
fn latest_only(facts: &PlanFacts, wishes: &mut Vec<Wish>) {
    let late: Vec<_> = wishes
        .iter()
        .filter(|wish| wish.is_late && wish.rule == Late::Latest)
        .map(|wish| (wish.planned.step.clone(), wish.meant_for))
        .collect();
    wishes.retain(|wish| {
        let is_older = |(step, at): &(String, DateTime<Utc>)| {
            *step == wish.planned.step && *at > wish.meant_for + TimeDelta::minutes(1)
        };
        let waits = known(facts, &wish.planned.dedupe_key).is_some_and(|row| row.state.is_live());
        !(wish.is_late && wish.rule == Late::Latest) || waits || !late.iter().any(is_older)
    });
}

/// She wished for a rest, or an alert rests tips and surveys.
fn is_paused(facts: &PlanFacts, wish: &Wish) -> bool {
    let due = wish.planned.due_at;
    facts.paused_until.is_some_and(|until| due < until)
        || (wish.planned.priority >= Priority::Survey
            && facts.safety_pause_until.is_some_and(|until| due < until))
}

/// It left, or is given up; what follows a session leaves once, however often the session is moved.
fn is_settled(facts: &PlanFacts, wish: &Wish) -> bool {
    let moves_with_session = wish.planned.priority <= Priority::Reminder;
    facts.messages.iter().any(|row| {
        let same = row.dedupe_key == wish.planned.dedupe_key;
        let twin = !moves_with_session
            && row.step == wish.planned.step
            && row.session == Some(wish.planned.say.session)
            && row.state.is_spent();
        twin || (same && !row.state.is_live() && !row.state.may_return())
    })
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::super::Mark;
    use super::super::tests::{facts, live, replan, session, wednesday};
    use super::*;

    #[test]
    fn a_register_handed_in_late_is_told_before_its_questions() {
        let mut facts = facts(Tz::Asia__Shanghai, vec![session(1, wednesday())]);
        facts.sessions[0].stage = Stage::Held;
        facts.marks = vec![Mark { session: facts.sessions[0].id, came: true, make_up_for: None }];

        replan(&mut facts, wednesday() + TimeDelta::hours(30)); // the next afternoon

        let due = |step| live(&facts, step).map(|row| row.due_at).next().unwrap();
        assert_eq!(due("session.recap"), wednesday() + TimeDelta::hours(30));
        assert_eq!(due("session.feedback"), due("session.recap") + BEFORE_QUESTIONS);
    }
}
