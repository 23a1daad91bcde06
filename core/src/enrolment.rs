//! Belonging to a group: who is on its roster on a day, and who waits for a place.

use chrono::NaiveDate;

use crate::refused::Refused;
use crate::word::words;

words! {
    /// Where an enrolment stands.
    EnrolmentState {
        /// Asked for a place.
        Applied = "applied",
        /// Waits for a place, first in, first out.
        Waitlisted = "waitlisted",
        /// A place is offered.
        Invited = "invited",
        /// Has a place.
        Enrolled = "enrolled",
        /// Has come at least once.
        Active = "active",
        /// Met the curriculum's rule.
        Completed = "completed",
        /// Left, with a reason.
        Withdrawn = "withdrawn",
        /// Went on in another group.
        Transferred = "transferred",
        /// Cannot be reached.
        Lost = "lost",
    }
}

impl EnrolmentState {
    /// Whether it takes one of the group's places.
    pub fn takes_a_place(self) -> bool {
        matches!(self, Self::Invited | Self::Enrolled | Self::Active)
    }

    /// Whether it goes on: she waits for a place or has one.
    pub fn is_open(self) -> bool {
        self.waits() || self.takes_a_place()
    }

    /// Whether she waits for a place.
    pub fn waits(self) -> bool {
        matches!(self, Self::Applied | Self::Waitlisted)
    }

    /// Where somebody on the roster stands by what she attended; whoever waits or has left stays so.
    ///
    /// `came`: at least once, make-ups included. `fulfilled`: the group's course is over, and she met the
    /// curriculum's rule. A corrected mark may take either back.
    ///
    /// ```
    /// use peiban_core::enrolment::EnrolmentState::{Active, Completed, Enrolled, Withdrawn};
    ///
    /// assert_eq!(Enrolled.after(true, false), Active);
    /// assert_eq!(Active.after(true, true), Completed);
    /// assert_eq!(Completed.after(true, false), Active);
    /// assert_eq!(Active.after(false, false), Enrolled);
    /// assert_eq!(Withdrawn.after(true, true), Withdrawn);
    /// ```
    #[must_use]
    pub fn after(self, came: bool, fulfilled: bool) -> Self {
        match self {
            Self::Enrolled | Self::Active | Self::Completed if fulfilled => Self::Completed,
            Self::Enrolled | Self::Active | Self::Completed if came => Self::Active,
            Self::Enrolled | Self::Active | Self::Completed => Self::Enrolled,
            other => other,
        }
    }
}

words! {
    /// Why somebody leaves a group, as coordinators are asked.
    Leave {
        /// She moved away.
        Moved = "moved",
        /// Work or the household leaves her no time.
        NoTime = "no_time",
        /// It is not for her.
        NotForHer = "not_for_her",
        /// She goes on in another group.
        Transferred = "transferred",
        /// Nobody can reach her.
        Lost = "lost",
        /// Something else.
        Other = "other",
    }
}

impl Leave {
    /// Where the enrolment stands then.
    pub fn state(self) -> EnrolmentState {
        match self {
            Self::Transferred => EnrolmentState::Transferred,
            Self::Lost => EnrolmentState::Lost,
            Self::Moved | Self::NoTime | Self::NotForHer | Self::Other => EnrolmentState::Withdrawn,
        }
    }
}

/// The days of an enrolment that somebody leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// On the roster from this day; nothing while she waits.
    pub enrolled_on: Option<NaiveDate>,
    /// When she came last.
    pub came_on: Option<NaiveDate>,
    /// The day it is where the group meets.
    pub today: NaiveDate,
}

impl Stay {
    /// The first day off the roster, if `last` is her last day on it. Whoever waits is off the list today.
    ///
    /// # Errors
    ///
    /// A last day ahead, one before she came last, or one more than a day before she was enrolled; that day itself
    /// says that she never was in the group.
    pub fn ended_on(self, last: NaiveDate) -> Result<NaiveDate, Refused> {
        let Some(enrolled_on) = self.enrolled_on else { return Ok(self.today) };
        let ended_on = last.succ_opt().ok_or(Refused::at("last", "enrolments-error-last-ahead"))?;
        if last > self.today && ended_on > enrolled_on {
            return Err(Refused::at("last", "enrolments-error-last-ahead"));
        }
        if ended_on < enrolled_on {
            return Err(Refused::at("last", "enrolments-error-last-early"));
        }
        if self.came_on.is_some_and(|came| came > last) {
            return Err(Refused::at("last", "enrolments-error-last-came"));
        }
        Ok(ended_on)
    }
}

/// The places of a group as they are given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// How many there are.
    pub capacity: i64,
    /// How many are taken.
    pub taken: i64,
    /// How many people wait already.
    pub waiting: i64,
}

impl Places {
    /// Gives the next person a place, or the end of the queue: nobody passes those who wait.
    pub fn take(&mut self) -> EnrolmentState {
        if self.waiting == 0 && self.taken < self.capacity {
            self.taken += 1;
            EnrolmentState::Enrolled
        } else {
            self.waiting += 1;
            EnrolmentState::Waitlisted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_capacity_people_wait() {
        let mut places = Places { capacity: 3, taken: 2, waiting: 0 };

        assert_eq!(places.take(), EnrolmentState::Enrolled);
        assert_eq!(places.take(), EnrolmentState::Waitlisted);
    }

    #[test]
    fn nobody_passes_those_who_wait() {
        let mut places = Places { capacity: 3, taken: 1, waiting: 1 };

        assert_eq!(places.take(), EnrolmentState::Waitlisted);
    }

    #[test]
    fn the_last_day_lies_between_her_last_visit_and_today() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        let stay = Stay { enrolled_on: Some(day(4)), came_on: Some(day(11)), today: day(25) };

        assert_eq!(stay.ended_on(day(25)), Ok(day(26)));
        assert_eq!(stay.ended_on(day(11)), Ok(day(12)));
        assert_eq!(stay.ended_on(day(10)), Err(Refused::at("last", "enrolments-error-last-came")));
        assert_eq!(stay.ended_on(day(26)), Err(Refused::at("last", "enrolments-error-last-ahead")));
        let never = Stay { came_on: None, ..stay };
        assert_eq!(never.ended_on(day(3)), Ok(day(4)), "on no day at all");
        assert_eq!(never.ended_on(day(2)), Err(Refused::at("last", "enrolments-error-last-early")));
        let waits = Stay { enrolled_on: None, ..never };
        assert_eq!(waits.ended_on(day(1)), Ok(day(25)));
        let soon = Stay { enrolled_on: Some(day(30)), ..never };
        assert_eq!(soon.ended_on(day(29)), Ok(day(30)));
    }
}
