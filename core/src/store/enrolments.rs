//! SQL on who belongs to which group.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::QueryBuilder;

use super::exec::on;
use super::{CHUNK, Exec, StoreError, Tx};
use crate::caregiver::Relation;
use crate::enrolment::EnrolmentState;
use crate::id::{CaregiverId, EnrolmentId, GroupId, UserId};

/// An enrolment to keep.
#[derive(Debug, Clone)]
pub struct NewEnrolment {
    /// Its id.
    pub id: EnrolmentId,
    /// Who.
    pub caregiver: CaregiverId,
    /// Into which group.
    pub group: GroupId,
    /// A place, or the queue.
    pub state: EnrolmentState,
    /// In the queue since.
    pub waiting_since: Option<DateTime<Utc>>,
    /// On the roster from this day; nothing while she waits.
    pub enrolled_on: Option<NaiveDate>,
}

/// Somebody on a roster, or waiting for a place.
#[derive(Debug, Clone, serde::Serialize, sqlx::FromRow)]
pub struct Member {
    /// Who.
    pub id: CaregiverId,
    /// Her name.
    pub name: String,
    /// What she is to the child.
    pub relation: Option<Relation>,
    /// Her children's ages, joined by commas; empty if not told.
    pub bands: String,
    /// Where her enrolment stands.
    pub state: EnrolmentState,
    /// On the roster from this day.
    pub enrolled_on: Option<NaiveDate>,
    /// And until before this day.
    pub ended_on: Option<NaiveDate>,
}

/// A group that somebody belongs or belonged to.
#[derive(Debug, Clone, serde::Serialize, sqlx::FromRow)]
pub struct Membership {
    /// Which.
    pub group_id: GroupId,
    /// The group's code.
    pub code: String,
    /// The group's name.
    pub name: String,
    /// Where the enrolment stands.
    pub state: EnrolmentState,
    /// From this day.
    pub enrolled_on: Option<NaiveDate>,
    /// Until before this day.
    pub ended_on: Option<NaiveDate>,
}

impl Exec<'_> {
    /// Who is on the roster of `group` on `day`, by name; then who waits, the longest first.
    ///
    /// The caller has asked whether the group is in scope.
    pub async fn members_of(&mut self, group: GroupId, day: NaiveDate) -> Result<Vec<Member>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT c.id, COALESCE(c.name, '') AS name, c.relation, e.state, e.enrolled_on, e.ended_on,
                    COALESCE((SELECT STRING_AGG(r.band, ',') FROM child_references r
                               WHERE r.household_id = c.household_id AND r.voided_at IS NULL), '') AS bands
               FROM enrolments e
               JOIN caregivers c ON c.id = e.caregiver_id
              WHERE e.group_id = $1
                AND ((e.enrolled_on <= $2 AND (e.ended_on IS NULL OR e.ended_on > $2))
                     OR e.state IN ('applied', 'waitlisted', 'invited'))
              ORDER BY CASE WHEN e.enrolled_on IS NULL THEN 1 ELSE 0 END, e.waiting_since, c.name_key, c.number",
        )
        .bind(group)
        .bind(day)
        .fetch_all(db)
        .await)
    }

    /// Where the open enrolment of a caregiver in a group stands, if there is one.
    pub async fn open_enrolment(
        &mut self,
        caregiver: CaregiverId,
        group: GroupId,
    ) -> Result<Option<EnrolmentState>, StoreError> {
        on!(self, db => sqlx::query_scalar(
            "SELECT state FROM enrolments
              WHERE caregiver_id = $1 AND group_id = $2
                AND state IN ('applied', 'waitlisted', 'invited', 'enrolled', 'active')",
        )
        .bind(caregiver)
        .bind(group)
        .fetch_optional(db)
        .await)
    }

    /// The groups of a caregiver that `user` may look into, the latest first.
    pub async fn memberships_for(
        &mut self,
        user: UserId,
        caregiver: CaregiverId,
    ) -> Result<Vec<Membership>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT g.id AS group_id, g.code, g.name, e.state, e.enrolled_on, e.ended_on
               FROM enrolments e
               JOIN groups g ON g.id = e.group_id
              WHERE e.caregiver_id = $2
                AND EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.group_id = g.id AND p.user_id = $1
                               AND p.permission IN ('manage_groups', 'take_registers'))
              ORDER BY e.made_at DESC, e.id",
        )
        .bind(user)
        .bind(caregiver)
        .fetch_all(db)
        .await)
    }
}

impl Tx<'_> {
    /// Enrols people, or puts them in the queue.
    pub async fn insert_enrolments(&mut self, enrolments: &[NewEnrolment]) -> Result<(), StoreError> {
        let now = self.now;
        for chunk in enrolments.chunks(CHUNK) {
            on!(self, db => {
                QueryBuilder::new(
                    "INSERT INTO enrolments (id, caregiver_id, group_id, state, waiting_since, enrolled_on, made_at) ",
                )
                .push_values(chunk, |mut row, new| {
                    row.push_bind(new.id)
                        .push_bind(new.caregiver)
                        .push_bind(new.group)
                        .push_bind(new.state)
                        .push_bind(new.waiting_since)
                        .push_bind(new.enrolled_on)
                        .push_bind(now);
                })
                .build()
                .execute(db)
                .await
                .map(drop)
            })?;
        }
        Ok(())
    }
}
