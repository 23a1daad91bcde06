//! The facts that a plan follows from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{MessageState, Priority, Silence};
use crate::id::{CaregiverId, GroupId, MessageId, SessionId};

/// Everything about one caregiver that the plan follows from.
#[derive(Debug, Clone)]
pub struct PlanFacts {
    /// Who.
    pub caregiver: CaregiverId,
    /// Her zone.
    pub zone: Tz,
    /// Why she may not be sent anything, if so.
    pub silence: Option<Silence>,
    /// She refused surveys, or takes no part any more.
    pub no_surveys: bool,
    /// She refused that messages follow her attendance.
    pub no_attendance: bool,
    /// Her own wish for a rest.
    pub paused_until: Option<DateTime<Utc>>,
    /// An alert rests tips and surveys.
    pub safety_pause_until: Option<DateTime<Utc>>,
    /// Her groups.
    pub enrolments: Vec<Belonging>,
    /// Sessions of her groups, and those where she has a mark.
    pub sessions: Vec<PlanSession>,
    /// Her marks, without cleared ones.
    pub marks: Vec<Mark>,
    /// Sessions with an open conflict about her or about the session.
    pub doubts: BTreeSet<SessionId>,
    /// What she answered to reminders.
    pub rsvps: BTreeMap<SessionId, Rsvp>,
    /// Planned rows that are there already, whatever their state.
    pub messages: Vec<KnownMessage>,
}

/// Belonging to a group: on the roster of day d if `from` ≤ d and not ended by d.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Belonging {
    /// Which group.
    pub group: GroupId,
    /// First day on the roster.
    pub from: NaiveDate,
    /// First day not on it any more.
    pub to: Option<NaiveDate>,
}

/// Where a session stands, as far as messages care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is to take place.
    Ahead,
    /// It took place.
    Held,
    /// It does not, or did not, take place.
    CalledOff,
}

/// One meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanSession {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub group: GroupId,
    /// Raised by every move.
    pub sequence: i64,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Its local day, for the roster.
    pub held_on: NaiveDate,
    /// Where it stands.
    pub stage: Stage,
}

/// What the register says of her.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// At which session.
    pub session: SessionId,
    /// Present, late or left early; else absent.
    pub came: bool,
    /// The missed session that this one makes up for.
    pub make_up_for: Option<SessionId>,
}

/// What she answered to a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rsvp {
    /// She is coming.
    pub coming: bool,
    /// The session's sequence when she answered.
    pub sequence: i64,
}

/// A planned row that is there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownMessage {
    /// Which.
    pub id: MessageId,
    /// What makes it the only one of its kind.
    pub dedupe_key: String,
    /// Its step.
    pub step: String,
    /// Its session.
    pub session: Option<SessionId>,
    /// The session's sequence when it was planned.
    pub sequence: i64,
    /// How urgent it is.
    pub priority: Priority,
    /// Where it stands.
    pub state: MessageState,
    /// When it may leave.
    pub due_at: DateTime<Utc>,
    /// From when on it must not leave any more: what is told of a session ends with its start at the latest.
    pub expires_at: Option<DateTime<Utc>>,
    /// The receiver's day of `due_at`.
    pub local_day: Option<NaiveDate>,
}
