//! SQL on how far groups and their people are.

use chrono::NaiveDate;
use sqlx::QueryBuilder;

use crate::exec::on;
use crate::{CHUNK, Exec, Locked, RosterGroup, StoreError, Tx};
use peiban_core::enrolment::EnrolmentState;
use peiban_core::group::{self, GroupState};
use peiban_core::id::{CaregiverId, EnrolmentId, GroupId, SessionId};

/// A group's state, and how far its sessions are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Course {
    /// Where it stands.
    pub state: GroupState,
    /// Its sessions.
    #[sqlx(flatten)]
    pub course: group::Course,
}

/// Whose enrolments are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roster {
    /// Everybody's on the roster of a group.
    Group(GroupId),
    /// Those of everybody who has a mark in a session, in whichever group.
    Marked(SessionId),
}

/// An enrolment and what was attended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct AttendedRow {
    /// Which enrolment.
    pub id: EnrolmentId,
    /// Where it stands.
    pub state: EnrolmentState,
    /// At least once.
    pub came: bool,
    /// The course is over, and the curriculum's rule is met.
    pub fulfilled: bool,
}

/// Where enrolments stood, and where they stand now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Before.
    pub before: EnrolmentState,
    /// Now.
    pub after: EnrolmentState,
}

/// The curriculum's rule for the enrolment `e` in the group `g` on the curriculum `u`: a share of its modules,
/// make-ups included, and one of the last ones.
macro_rules! fulfilled {
    () => {
        "(100 * (SELECT COUNT(DISTINCT COALESCE(k.module_id, t.module_id))
                      FROM attendance a
                      JOIN sessions t ON t.id = a.session_id
                      LEFT JOIN sessions k ON k.id = a.make_up_for
                     WHERE a.caregiver_id = e.caregiver_id AND COALESCE(k.group_id, t.group_id) = g.id
                       AND a.status IN ('present', 'late', 'left_early') AND a.basis <> 'companion')
                >= u.completion_share * (SELECT COUNT(*) FROM modules m WHERE m.curriculum_id = u.id)
             AND (u.completion_last = 0
                  OR EXISTS (SELECT 1
                               FROM attendance a
                               JOIN sessions t ON t.id = a.session_id
                               LEFT JOIN sessions k ON k.id = a.make_up_for
                               JOIN modules m ON m.id = COALESCE(k.module_id, t.module_id)
                              WHERE a.caregiver_id = e.caregiver_id AND COALESCE(k.group_id, t.group_id) = g.id
                                AND a.status IN ('present', 'late', 'left_early') AND a.basis <> 'companion'
                                AND m.seq > (SELECT COUNT(*) FROM modules x WHERE x.curriculum_id = u.id)
                                            - u.completion_last)))"
    };
}
pub(crate) use fulfilled;

const ATTENDED: &str = concat!(
    "SELECT e.id, e.state,
            EXISTS (SELECT 1
                      FROM attendance a
                      JOIN sessions t ON t.id = a.session_id
                      LEFT JOIN sessions k ON k.id = a.make_up_for
                     WHERE a.caregiver_id = e.caregiver_id AND COALESCE(k.group_id, t.group_id) = g.id
                       AND a.status IN ('present', 'late', 'left_early') AND a.basis <> 'companion') AS came,
            -- SQLite works out both sides of AND: the rule is for courses that are over only.
            CASE WHEN g.state = 'closed' THEN ",
    fulfilled!(),
    " ELSE FALSE END AS fulfilled
       FROM enrolments e
       JOIN groups g ON g.id = e.group_id
       JOIN curricula u ON u.id = g.curriculum_id
      WHERE e.ended_on IS NULL AND e.state IN ('enrolled', 'active', 'completed') AND "
);

impl Exec<'_> {
    /// Where a group stands, and how far its sessions are.
    pub async fn course_of(&mut self, group: GroupId) -> Result<Option<Course>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT g.state,
                    COUNT(CASE WHEN s.state IN ('held', 'submitted', 'verified') THEN 1 END) AS held,
                    COUNT(CASE WHEN s.state IN ('draft', 'scheduled', 'held') THEN 1 END) AS ahead
               FROM groups g
               LEFT JOIN sessions s ON s.group_id = g.id
              WHERE g.id = $1
              GROUP BY g.id, g.state",
        )
        .bind(group)
        .fetch_optional(db)
        .await)
    }

    /// What people on rosters attended; whoever waits or has left is not told.
    pub async fn attended_by(&mut self, people: Roster) -> Result<Vec<AttendedRow>, StoreError> {
        let (whose, id) = match people {
            Roster::Group(group) => ("e.group_id = ", group.0),
            Roster::Marked(session) => {
                ("e.caregiver_id IN (SELECT caregiver_id FROM attendance WHERE session_id = ", session.0)
            }
        };
        let end = if matches!(people, Roster::Marked(_)) { ")" } else { "" };
        on!(self, db => QueryBuilder::new(ATTENDED)
            .push(whose)
            .push_bind(id)
            .push(end)
            .build_query_as()
            .fetch_all(db)
            .await)
    }

    /// Who is first in line for a place in a group, and waits.
    pub async fn first_in_line(&mut self, group: GroupId) -> Result<Option<EnrolmentId>, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "SELECT e.id
               FROM enrolments e
               JOIN caregivers c ON c.id = e.caregiver_id
              WHERE e.group_id = $1 AND e.state IN ('applied', 'waitlisted')
              ORDER BY e.waiting_since, c.name_key, c.number
              LIMIT 1",
        )
        .bind(group)
        .fetch_optional(db)
        .await)
    }
}

impl Tx<'_> {
    /// Keeps where a group stands.
    pub async fn save_group_state(
        &mut self,
        group: Locked<GroupId>,
        state: GroupState,
    ) -> Result<(), StoreError> {
        on!(self, db => sqlx::query("UPDATE groups SET state = $2 WHERE id = $1")
            .bind(*group)
            .bind(state)
            .execute(db)
            .await
            .map(drop))
    }

    /// Keeps where enrolments stand; those that do not stand any more where they did stay as they are.
    pub async fn save_enrolment_states(&mut self, step: Step, ids: &[EnrolmentId]) -> Result<(), StoreError> {
        for chunk in ids.chunks(CHUNK) {
            on!(self, db => {
                let mut query = QueryBuilder::new("UPDATE enrolments SET state = ");
                query.push_bind(step.after).push(" WHERE state = ").push_bind(step.before).push(" AND id IN (");
                let mut list = query.separated(", ");
                for id in chunk {
                    list.push_bind(*id);
                }
                query.push(")").build().execute(db).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Gives somebody who waits in a group a place, from `day` on; tells who she is.
    pub async fn give_place(
        &mut self,
        group: &Locked<RosterGroup>,
        id: EnrolmentId,
        day: NaiveDate,
    ) -> Result<CaregiverId, StoreError> {
        let person = on!(self, db => sqlx::query_scalar(
            "UPDATE enrolments SET state = 'enrolled', enrolled_on = $3
              WHERE id = $1 AND group_id = $2 AND state IN ('applied', 'waitlisted')
             RETURNING caregiver_id",
        )
        .bind(id)
        .bind(group.id)
        .bind(day)
        .fetch_one(db)
        .await)?;
        self.end_overlapped(&[person], day).await?;
        Ok(person)
    }
}
