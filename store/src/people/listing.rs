//! SQL on caregivers and enrolments as programs read them: page by page, by id.

use chrono::{DateTime, NaiveDate, Utc};

use super::scope::seen;
use crate::exec::on;
use crate::list::{PageOf, like};
use crate::{Exec, StoreError};
use peiban_core::area::AreaCode;
use peiban_core::caregiver::Relation;
use peiban_core::enrolment::EnrolmentState;
use peiban_core::id::{CaregiverId, EnrolmentId, GroupId, UserId};

/// A caregiver in a list; no phone and no child stands in it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CaregiverItem {
    /// Her id.
    pub id: CaregiverId,
    /// Her name.
    pub name: Option<String>,
    /// What she is to the child.
    pub relation: Option<Relation>,
    /// Where she lives.
    pub area: AreaCode,
    /// Since when she is known.
    pub made_at: DateTime<Utc>,
}

/// Which enrolments are asked for; what is not given is not asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct EnrolmentsAsked {
    /// In this group.
    pub group: Option<GroupId>,
    /// Of this caregiver.
    pub caregiver: Option<CaregiverId>,
    /// Where they stand.
    pub state: Option<EnrolmentState>,
}

/// An enrolment in a list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct EnrolmentItem {
    /// Its id.
    pub id: EnrolmentId,
    /// Who.
    pub caregiver_id: CaregiverId,
    /// In which group.
    pub group_id: GroupId,
    /// Where it stands.
    pub state: EnrolmentState,
    /// In the queue since.
    pub waiting_since: Option<DateTime<Utc>>,
    /// On the roster from this day.
    pub enrolled_on: Option<NaiveDate>,
    /// And until before this day.
    pub ended_on: Option<NaiveDate>,
}

impl Exec<'_> {
    /// Caregivers whom `user` sees, found by `words` of their name as pages find them; all of them for none.
    pub async fn caregivers_page(
        &mut self,
        user: UserId,
        words: &str,
        page: PageOf,
    ) -> Result<Vec<CaregiverItem>, StoreError> {
        on!(self, db => sqlx::query_as(concat!(
            "SELECT c.id, c.name, c.relation, c.area, c.made_at
               FROM caregivers c
              WHERE c.id > $2 AND c.state = 'registered'
                AND ($4 = '%%' OR c.search_text LIKE $4 ESCAPE '\\')
                AND ",
            seen!("'manage_groups', 'take_registers'"),
            " ORDER BY c.id LIMIT $3"
        ))
        .bind(user)
        .bind(page.after)
        .bind(page.most)
        .bind(like(words))
        .fetch_all(db)
        .await)
    }

    /// Enrolments in groups that `user` manages or takes registers of.
    pub async fn enrolments_page(
        &mut self,
        user: UserId,
        asked: EnrolmentsAsked,
        page: PageOf,
    ) -> Result<Vec<EnrolmentItem>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT e.id, e.caregiver_id, e.group_id, e.state, e.waiting_since, e.enrolled_on, e.ended_on
               FROM enrolments e
              WHERE e.id > $2
                AND ($4 IS NULL OR e.group_id = $4) AND ($5 IS NULL OR e.caregiver_id = $5)
                AND ($6 IS NULL OR e.state = $6)
                AND EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.user_id = $1 AND p.group_id = e.group_id
                               AND p.permission IN ('manage_groups', 'take_registers'))
              ORDER BY e.id
              LIMIT $3",
        )
        .bind(user)
        .bind(page.after)
        .bind(page.most)
        .bind(asked.group)
        .bind(asked.caregiver)
        .bind(asked.state)
        .fetch_all(db)
        .await)
    }
}
