//! Sessions: one meeting of a group, and what may become of it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::Serialize;

use crate::id::{GroupId, ModuleId, ScheduleId, SessionId, SiteId};
use crate::refused::Refused;
use crate::schedule::Occurrence;
use crate::text::MessageKey;
use crate::word::words;
use crate::zone::Zone;

words! {
    /// Where a session stands.
    SessionState {
        /// Not announced yet.
        Draft = "draft",
        /// Planned and announced.
        Scheduled = "scheduled",
        /// Somebody was marked.
        Held = "held",
        /// Nobody met, for a reason.
        DidNotHappen = "did_not_happen",
        /// Called off before, for a reason.
        Cancelled = "cancelled",
        /// Its register was handed in.
        Submitted = "submitted",
        /// A supervisor has checked its register.
        Verified = "verified",
    }
}

impl SessionState {
    /// Marks no longer simply count: a person has to decide.
    pub fn is_closed_to_marks(self) -> bool {
        matches!(self, Self::DidNotHappen | Self::Cancelled | Self::Verified)
    }
}

words! {
    /// Which sessions a list of registers holds.
    RegisterList {
        /// Those whose time has not passed.
        Ahead = "ahead",
        /// Those whose register is owed.
        Owed = "owed",
        /// Those in which marks do not agree.
        Doubtful = "doubtful",
    }
}

words! {
    /// How people meet.
    Mode {
        /// Together at the site.
        Group = "group",
        /// At one family's home.
        HomeVisit = "home_visit",
        /// By phone.
        Phone = "phone",
        /// By video.
        Video = "video",
        /// Out where people are.
        Outreach = "outreach",
    }
}

/// One meeting of a group.
///
/// Invariants: it ends after it starts; `held_on` is the local day of its start; the recurrence id never changes;
/// the sequence rises with each move and each cancellation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Session {
    id: SessionId,
    group_id: GroupId,
    schedule_id: Option<ScheduleId>,
    recurrence_id: Option<String>,
    module_id: Option<ModuleId>,
    site_id: SiteId,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    zone: Zone,
    held_on: NaiveDate,
    mode: Mode,
    state: SessionState,
    reason: Option<String>,
    sequence: i64,
}

/// What a session of a schedule belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Belongs {
    /// Whose session.
    pub group: GroupId,
    /// By which schedule.
    pub schedule: ScheduleId,
    /// About which module.
    pub module: ModuleId,
    /// Where.
    pub site: SiteId,
}

impl Session {
    /// The session that a schedule asks for.
    pub fn planned(id: SessionId, to: Belongs, at: &Occurrence, zone: Zone) -> Self {
        Self {
            id,
            group_id: to.group,
            schedule_id: Some(to.schedule),
            recurrence_id: Some(at.recurrence_id.clone()),
            module_id: Some(to.module),
            site_id: to.site,
            starts_at: at.starts_at,
            ends_at: at.ends_at,
            zone,
            held_on: at.held_on,
            mode: Mode::Group,
            state: SessionState::Scheduled,
            reason: None,
            sequence: 0,
        }
    }

    /// The session at another local time, as long as before: the same id, one sequence further.
    ///
    /// # Errors
    ///
    /// Refused once it was marked, held or cancelled, and when nothing would change.
    pub fn moved_to(&self, local: NaiveDateTime) -> Result<Self, Refused> {
        self.still_open(MessageKey("sessions-error-move-over"))?;
        let starts_at = self.zone.instant(local);
        if starts_at == self.starts_at {
            return Err(Refused::at("date", "sessions-error-date-same"));
        }
        let mut moved = self.clone();
        moved.ends_at = starts_at + (self.ends_at - self.starts_at);
        moved.starts_at = starts_at;
        moved.held_on = self.zone.day(starts_at);
        moved.sequence += 1;
        Ok(moved)
    }

    /// The session called off. Its module is left to be planned again; later ones do not shift.
    ///
    /// # Errors
    ///
    /// Refused without a reason of 1 to 200 characters, and once it was marked, held or cancelled.
    pub fn cancelled(&self, reason: &str) -> Result<Self, Refused> {
        self.still_open(MessageKey("sessions-error-cancel-over"))?;
        let reason = reason.trim();
        if !(1..=200).contains(&reason.chars().count()) {
            return Err(Refused::at("reason", "sessions-error-reason-length"));
        }
        let mut cancelled = self.clone();
        cancelled.state = SessionState::Cancelled;
        cancelled.reason = Some(reason.to_owned());
        cancelled.sequence += 1;
        Ok(cancelled)
    }

    fn still_open(&self, otherwise: MessageKey) -> Result<(), MessageKey> {
        if self.may_change() { Ok(()) } else { Err(otherwise) }
    }

    /// Whether it can still be moved or called off: nobody was marked, nothing is settled.
    pub fn may_change(&self) -> bool {
        matches!(self.state, SessionState::Draft | SessionState::Scheduled)
    }

    /// Its id.
    pub fn id(&self) -> SessionId {
        self.id
    }

    /// Whose it is.
    pub fn group(&self) -> GroupId {
        self.group_id
    }

    /// By which schedule, if any.
    pub fn schedule(&self) -> Option<ScheduleId> {
        self.schedule_id
    }

    /// The first local start, `YYYY-MM-DDTHH:MM`.
    pub fn recurrence_id(&self) -> Option<&str> {
        self.recurrence_id.as_deref()
    }

    /// What it is about, if it follows a module.
    pub fn module(&self) -> Option<ModuleId> {
        self.module_id
    }

    /// Where.
    pub fn site(&self) -> SiteId {
        self.site_id
    }

    /// When it starts.
    pub fn starts_at(&self) -> DateTime<Utc> {
        self.starts_at
    }

    /// When it ends.
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.ends_at
    }

    /// Where its local times are told.
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// Its start as clocks at the site show it.
    pub fn local_start(&self) -> NaiveDateTime {
        self.zone.local(self.starts_at)
    }

    /// The local day.
    pub fn held_on(&self) -> NaiveDate {
        self.held_on
    }

    /// How people meet.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Where it stands.
    pub fn state(&self) -> SessionState {
        self.state
    }

    /// Why it was called off or did not happen.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// What changes with each change that people are told of: for whoever changes only what she has seen.
    pub fn version(&self) -> String {
        format!("{}-{}", self.sequence, self.state.word())
    }

    /// How often it was moved or called off, as in iCal.
    pub fn sequence(&self) -> i64 {
        self.sequence
    }
}

#[cfg(test)]
mod tests;
