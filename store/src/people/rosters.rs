//! SQL on what a roster is compared with.

use sqlx::QueryBuilder;

use crate::exec::on;
use crate::people::scope::seen;
use crate::{CHUNK, Exec, StoreError};
use peiban_core::area::AreaCode;
use peiban_core::caregiver::AgeBand;
use peiban_core::id::{CaregiverId, GroupId, HouseholdId, UserId};

/// A group that a roster can fill.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RosterGroup {
    /// Its id.
    pub id: GroupId,
    /// Its code, as written.
    pub code: String,
    /// Its county.
    pub area: AreaCode,
    /// Its site's IANA zone.
    pub zone: String,
    /// How many places it has.
    pub capacity: i64,
    /// How many are taken.
    pub taken: i64,
    /// How many people wait.
    pub waiting: i64,
}

/// Somebody with a name of the roster.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct NamesakeRow {
    /// Her id.
    pub id: CaregiverId,
    /// Her household.
    pub household_id: HouseholdId,
    /// Her name folded.
    pub name_key: String,
    /// Her phone's keyed hash.
    pub phone_hash: Option<Vec<u8>>,
    /// Where she lives.
    pub area: Option<AreaCode>,
    /// What she is to the child.
    pub relation: Option<peiban_core::caregiver::Relation>,
}

const GROUPS: &str = "SELECT g.id, g.code, g.area, s.zone, g.capacity,
       (SELECT COUNT(*) FROM enrolments e
         WHERE e.group_id = g.id AND e.state IN ('invited', 'enrolled', 'active')) AS taken,
       (SELECT COUNT(*) FROM enrolments e
         WHERE e.group_id = g.id AND e.state IN ('applied', 'waitlisted')) AS waiting
  FROM groups g
  JOIN sites s ON s.id = g.site_id
 WHERE g.state IN ('forming', 'open', 'running') AND ";

impl Exec<'_> {
    /// Groups under any of `codes` (upper case) that `user` manages; all of them for nobody in particular.
    pub async fn roster_groups(
        &mut self,
        user: Option<UserId>,
        codes: &[String],
    ) -> Result<Vec<RosterGroup>, StoreError> {
        let mut found = Vec::new();
        for chunk in codes.chunks(CHUNK) {
            found.extend::<Vec<RosterGroup>>(on!(self, db => {
                let mut query = QueryBuilder::new(GROUPS);
                query.push("UPPER(g.code) IN (");
                let mut list = query.separated(", ");
                for code in chunk {
                    list.push_bind(code);
                }
                query.push(")");
                if let Some(user) = user {
                    query
                        .push(" AND EXISTS (SELECT 1 FROM group_permissions p WHERE p.group_id = g.id
                                  AND p.permission = 'manage_groups' AND p.user_id = ")
                        .push_bind(user)
                        .push(")");
                }
                query.build_query_as().fetch_all(db).await
            })?);
        }
        Ok(found)
    }

    /// One group that people can be enrolled into.
    pub async fn roster_group(&mut self, group: GroupId) -> Result<Option<RosterGroup>, StoreError> {
        on!(self, db => QueryBuilder::new(GROUPS)
            .push("g.id = ")
            .push_bind(group)
            .build_query_as()
            .fetch_optional(db)
            .await)
    }

    /// Which of `codes` are areas in use where `user` manages groups; for nobody in particular, in use at all.
    pub async fn roster_counties(
        &mut self,
        user: Option<UserId>,
        codes: &[AreaCode],
    ) -> Result<Vec<AreaCode>, StoreError> {
        let mut found = Vec::new();
        for chunk in codes.chunks(CHUNK) {
            found.extend::<Vec<AreaCode>>(on!(self, db => {
                let mut query =
                    QueryBuilder::new("SELECT a.code FROM areas a WHERE a.valid_to IS NULL AND a.code IN (");
                let mut list = query.separated(", ");
                for code in chunk {
                    list.push_bind(*code);
                }
                query.push(")");
                if let Some(user) = user {
                    query
                        .push(" AND EXISTS (SELECT 1 FROM user_permissions p WHERE p.permission = 'manage_groups'
                                  AND a.code BETWEEN p.area_from AND p.area_to AND p.user_id = ")
                        .push_bind(user)
                        .push(")");
                }
                query.build_query_scalar().fetch_all(db).await
            })?);
        }
        Ok(found)
    }

    /// Registered people with any of the folded names, who are in groups that `user` manages or came to one.
    pub async fn namesakes(
        &mut self,
        user: Option<UserId>,
        name_keys: &[String],
    ) -> Result<Vec<NamesakeRow>, StoreError> {
        let mut found = Vec::new();
        for chunk in name_keys.chunks(CHUNK) {
            found.extend::<Vec<NamesakeRow>>(on!(self, db => {
                let mut query = QueryBuilder::new(
                    "SELECT c.id, c.household_id, c.name_key, c.phone_hash, c.area, c.relation
                       FROM caregivers c
                      WHERE c.state = 'registered' AND (",
                );
                query.push_bind(user); // $1
                query.push(concat!(" IS NULL OR ", seen!("'manage_groups'"), ") AND c.name_key IN ("));
                let mut list = query.separated(", ");
                for name in chunk {
                    list.push_bind(name);
                }
                query.push(")");
                query.push(" ORDER BY c.number").build_query_as().fetch_all(db).await
            })?);
        }
        Ok(found)
    }

    /// The groups, past ones too, of `people`.
    pub async fn groups_of_people(
        &mut self,
        people: &[CaregiverId],
    ) -> Result<Vec<(CaregiverId, GroupId)>, StoreError> {
        let mut found = Vec::new();
        for chunk in people.chunks(CHUNK) {
            found.extend::<Vec<(CaregiverId, GroupId)>>(on!(self, db => {
                let mut query = QueryBuilder::new(
                    "SELECT DISTINCT caregiver_id, group_id FROM enrolments WHERE caregiver_id IN (",
                );
                let mut list = query.separated(", ");
                for person in chunk {
                    list.push_bind(*person);
                }
                query.push(")").build_query_as().fetch_all(db).await
            })?);
        }
        Ok(found)
    }

    /// The children's ages of `households`, as they count now.
    pub async fn bands_of_households(
        &mut self,
        households: &[HouseholdId],
    ) -> Result<Vec<(HouseholdId, AgeBand)>, StoreError> {
        let mut found = Vec::new();
        for chunk in households.chunks(CHUNK) {
            found.extend::<Vec<(HouseholdId, AgeBand)>>(on!(self, db => {
                let mut query = QueryBuilder::new(
                    "SELECT household_id, band FROM child_references WHERE voided_at IS NULL AND household_id IN (",
                );
                let mut list = query.separated(", ");
                for household in chunk {
                    list.push_bind(*household);
                }
                query.push(")").build_query_as().fetch_all(db).await
            })?);
        }
        Ok(found)
    }
}
