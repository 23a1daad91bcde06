//! SQL on who belongs to which group.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::QueryBuilder;

use crate::exec::on;
use crate::{CHUNK, Exec, Locked, StoreError, Tx};
use peiban_core::caregiver::Relation;
use peiban_core::enrolment::{EnrolmentState, Leave};
use peiban_core::id::{CaregiverId, EnrolmentId, GroupId, UserId};
use peiban_core::zone::Zone;

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
    /// Her enrolment.
    pub enrolment: EnrolmentId,
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
    /// Her enrolment.
    pub id: EnrolmentId,
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
    /// Whether the reader manages the group.
    pub managed: bool,
}

/// An enrolment as whoever manages its group sees it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ManagedEnrolment {
    /// Which.
    pub id: EnrolmentId,
    /// Who.
    pub caregiver_id: CaregiverId,
    /// Her name.
    pub name: String,
    /// In which group.
    pub group_id: GroupId,
    /// What the group is called.
    pub group_name: String,
    /// Where the enrolment stands.
    pub state: EnrolmentState,
    /// From this day; nothing while she waits.
    pub enrolled_on: Option<NaiveDate>,
    /// When she came last to one of the group's sessions.
    pub came_on: Option<NaiveDate>,
    /// Where the group's local times are told.
    #[sqlx(try_from = "String")]
    pub zone: Zone,
}

impl Exec<'_> {
    /// Who is on the roster of `group` on `day`, by name; then who waits, the longest first.
    ///
    /// The caller has asked whether the group is in scope.
    pub async fn members_of(&mut self, group: GroupId, day: NaiveDate) -> Result<Vec<Member>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT c.id, e.id AS enrolment, COALESCE(c.name, '') AS name, c.relation, e.state, e.enrolled_on, e.ended_on,
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
            "SELECT e.id, g.id AS group_id, g.code, g.name, e.state, e.enrolled_on, e.ended_on,
                    EXISTS (SELECT 1 FROM group_permissions m
                             WHERE m.group_id = g.id AND m.user_id = $1 AND m.permission = 'manage_groups') AS managed
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

    /// An enrolment in a group that `user` manages; any for nobody in particular.
    pub async fn enrolment_managed_by(
        &mut self,
        user: Option<UserId>,
        id: EnrolmentId,
    ) -> Result<Option<ManagedEnrolment>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT e.id, e.caregiver_id, COALESCE(c.name, '') AS name, e.group_id, g.name AS group_name, e.state,
                    e.enrolled_on, t.zone,
                    (SELECT MAX(s.held_on)
                       FROM sessions s
                       JOIN attendance a ON a.session_id = s.id
                      WHERE s.group_id = g.id AND a.caregiver_id = e.caregiver_id
                        AND a.status IN ('present', 'late', 'left_early')) AS came_on
               FROM enrolments e
               JOIN caregivers c ON c.id = e.caregiver_id
               JOIN groups g ON g.id = e.group_id
               JOIN sites t ON t.id = g.site_id
              WHERE e.id = $2
                AND ($3 OR EXISTS (SELECT 1 FROM group_permissions p
                                    WHERE p.group_id = g.id AND p.user_id = $1 AND p.permission = 'manage_groups'))",
        )
        .bind(user)
        .bind(id)
        .bind(user.is_none())
        .fetch_optional(db)
        .await)
    }
}

impl Tx<'_> {
    /// Ends an enrolment: `ended_on` is the first day off the roster. False when it stands no more where it did.
    pub async fn end_enrolment(
        &mut self,
        before: &Locked<ManagedEnrolment>,
        why: Leave,
        ended_on: NaiveDate,
    ) -> Result<bool, StoreError> {
        let done = on!(self, db => sqlx::query(
            "UPDATE enrolments SET state = $3, reason = $4, ended_on = $5 WHERE id = $1 AND state = $2",
        )
        .bind(before.id)
        .bind(before.state)
        .bind(why.state())
        .bind(why)
        .bind(ended_on)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }

    /// Enrols people into groups that are held, or puts them in the queue.
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
        let placed = enrolments.iter().filter(|new| new.enrolled_on.is_some());
        let placed: Vec<CaregiverId> = placed.map(|new| new.caregiver).collect();
        match enrolments.iter().filter_map(|new| new.enrolled_on).min() {
            Some(first) => self.end_overlapped(&placed, first).await,
            None => Ok(()),
        }
    }

    /// Whoever of `people` came back before the last day of an earlier place in the same group stands on each roster
    /// once: the earlier place ends where the new one begins, on `day` or later. Call it after giving a place.
    pub(crate) async fn end_overlapped(
        &mut self,
        people: &[CaregiverId],
        day: NaiveDate,
    ) -> Result<(), StoreError> {
        for chunk in people.chunks(CHUNK) {
            on!(self, db => {
                let mut query = QueryBuilder::new(
                    "UPDATE enrolments
                        SET ended_on = (SELECT MAX(n.enrolled_on) FROM enrolments n
                                         WHERE n.caregiver_id = enrolments.caregiver_id
                                           AND n.group_id = enrolments.group_id AND n.ended_on IS NULL)
                      WHERE EXISTS (SELECT 1 FROM enrolments n
                                     WHERE n.caregiver_id = enrolments.caregiver_id
                                       AND n.group_id = enrolments.group_id AND n.ended_on IS NULL
                                       AND n.enrolled_on >= enrolments.enrolled_on
                                       AND n.enrolled_on < enrolments.ended_on)
                        AND ended_on > ",
                );
                query.push_bind(day).push(" AND caregiver_id IN (");
                let mut list = query.separated(", ");
                for person in chunk {
                    list.push_bind(*person);
                }
                query.push(")").build().persistent(false).execute(db).await.map(drop)
            })?;
        }
        Ok(())
    }
}
