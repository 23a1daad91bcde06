//! SQL on caregivers, their households and their children's ages.

pub(crate) mod consents;
pub(crate) mod enrolments;
pub(crate) mod listing;
pub(crate) mod merges;
pub(crate) mod roster_files;
pub(crate) mod rosters;
pub(crate) mod scope;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::QueryBuilder;

use crate::exec::on;
use crate::people::scope::seen;
use crate::{CHUNK, Exec, StoreError, Tx};
use peiban_core::area::AreaCode;
use peiban_core::caregiver::{AgeBand, Relation};
use peiban_core::id::{CaregiverId, ChildId, HouseholdId, UserId};
use peiban_core::text::Language;

/// A caregiver to keep.
#[derive(Debug, Clone)]
pub struct NewCaregiver {
    /// Her id.
    pub id: CaregiverId,
    /// Dense number, for sets of people.
    pub number: i64,
    /// Her household, new as well.
    pub household: HouseholdId,
    /// Where she lives.
    pub area: AreaCode,
    /// Her name.
    pub name: String,
    /// Her name folded.
    pub name_key: String,
    /// What she is found by.
    pub search_text: String,
    /// Her phone sealed for her id, and the keyed hash of a whole number.
    pub phone: Option<(Vec<u8>, Option<Vec<u8>>)>,
    /// What she is to the child.
    pub relation: Option<Relation>,
    /// The language she is written to in.
    pub language: Language,
    /// IANA zone.
    pub zone: String,
}

/// A caregiver as her page shows her.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CaregiverCard {
    /// Her id.
    pub id: CaregiverId,
    /// Her name.
    pub name: Option<String>,
    /// What she is to the child.
    pub relation: Option<Relation>,
    /// Her phone, sealed for her id.
    pub phone_sealed: Option<Vec<u8>>,
    /// Her county's name in Chinese.
    pub area_zh: String,
    /// Her county's name in English.
    pub area_en: String,
    /// Her household.
    pub household_id: HouseholdId,
    /// Since when she is known.
    pub made_at: DateTime<Utc>,
}

/// A child's age on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct BandAsOf {
    /// The age.
    pub band: AgeBand,
    /// The day it was told.
    pub as_of: NaiveDate,
}

impl Exec<'_> {
    /// A caregiver who is or was in a group, or came to one, that `user` manages or takes registers of.
    pub async fn caregiver_for(
        &mut self,
        user: UserId,
        id: CaregiverId,
    ) -> Result<Option<CaregiverCard>, StoreError> {
        on!(self, db => sqlx::query_as(concat!(
            "SELECT c.id, c.name, c.relation, c.phone_sealed, c.household_id, c.made_at,
                    COALESCE(t.name_zh, '') AS area_zh, COALESCE(t.name_en, '') AS area_en
               FROM caregivers c
               LEFT JOIN areas t ON t.code = c.area AND t.valid_to IS NULL
              WHERE c.id = $2 AND c.state = 'registered'
                AND ",
            seen!("'manage_groups', 'take_registers'")
        ))
        .bind(user)
        .bind(id)
        .fetch_optional(db)
        .await)
    }

    /// The one caregiver with this folded name and hash of a whole number in `area`, among those whom `user` may
    /// see; nobody if there are two.
    pub async fn same_person(
        &mut self,
        user: Option<UserId>,
        (name_key, phone_hash): (&str, &[u8]),
        area: AreaCode,
    ) -> Result<Option<CaregiverId>, StoreError> {
        let found: Vec<CaregiverId> = on!(self, db => sqlx::query_scalar(concat!(
            "SELECT c.id
               FROM caregivers c
              WHERE c.name_key = $2 AND c.phone_hash = $3 AND c.area = $4 AND c.state = 'registered'
                AND ($5 OR ",
            seen!("'manage_groups', 'take_registers'"),
            ") LIMIT 2"
        ))
        .bind(user)
        .bind(name_key)
        .bind(phone_hash)
        .bind(area)
        .bind(user.is_none())
        .fetch_all(db)
        .await)?;
        Ok(if found.len() == 1 { found.first().copied() } else { None })
    }

    /// The children's ages of a household that count now, youngest first.
    pub async fn children_of(&mut self, household: HouseholdId) -> Result<Vec<BandAsOf>, StoreError> {
        let mut found: Vec<BandAsOf> = on!(self, db => sqlx::query_as(
            "SELECT band, as_of FROM child_references WHERE household_id = $1 AND voided_at IS NULL",
        )
        .bind(household)
        .fetch_all(db)
        .await)?;
        found.sort_by_key(|child| child.band);
        Ok(found)
    }
}

impl Tx<'_> {
    /// Takes a number for a new caregiver.
    pub async fn take_number(&mut self) -> Result<i64, StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query_scalar("INSERT INTO caregiver_numbers (given_at) VALUES ($1) RETURNING number")
            .bind(now)
            .fetch_one(db)
            .await)
    }

    /// Takes `count` numbers for new caregivers, in order.
    pub async fn take_numbers(&mut self, count: usize) -> Result<Vec<i64>, StoreError> {
        let mut numbers = Vec::with_capacity(count);
        for chunk in vec![self.now; count].chunks(CHUNK) {
            numbers.extend::<Vec<i64>>(on!(self, db => {
                QueryBuilder::new("INSERT INTO caregiver_numbers (given_at) ")
                    .push_values(chunk, |mut row, now| {
                        row.push_bind(*now);
                    })
                    .push(" RETURNING number")
                    .build_query_scalar()
                    .fetch_all(db)
                    .await
            })?);
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Adds caregivers, each with a household of her own.
    pub async fn insert_caregivers(&mut self, people: &[NewCaregiver]) -> Result<(), StoreError> {
        let now = self.now;
        for chunk in people.chunks(CHUNK) {
            self.insert_households(chunk).await?;
            on!(self, db => {
                QueryBuilder::new(
                    "INSERT INTO caregivers (id, number, state, household_id, area, name, name_key, search_text,
                                             phone_sealed, phone_hash, relation, language, zone, made_at) ",
                )
                .push_values(chunk, |mut row, person| {
                    let (sealed, hash) = person.phone.clone().unzip();
                    let hash = hash.flatten();
                    row.push_bind(person.id)
                        .push_bind(person.number)
                        .push_bind("registered")
                        .push_bind(person.household)
                        .push_bind(person.area)
                        .push_bind(&person.name)
                        .push_bind(&person.name_key)
                        .push_bind(&person.search_text)
                        .push_bind(sealed)
                        .push_bind(hash)
                        .push_bind(person.relation)
                        .push_bind(person.language)
                        .push_bind(&person.zone)
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

    async fn insert_households(&mut self, people: &[NewCaregiver]) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => {
            QueryBuilder::new("INSERT INTO households (id, made_at) ")
                .push_values(people, |mut row, person| {
                    row.push_bind(person.household).push_bind(now);
                })
                .build()
                .execute(db)
                .await
                .map(drop)
        })
    }

    /// Notes children's ages, each told on its day.
    pub async fn insert_children(
        &mut self,
        children: &[(ChildId, HouseholdId, BandAsOf)],
    ) -> Result<(), StoreError> {
        for chunk in children.chunks(CHUNK) {
            on!(self, db => {
                QueryBuilder::new("INSERT INTO child_references (id, household_id, band, as_of) ")
                    .push_values(chunk, |mut row, (id, household, child)| {
                        row.push_bind(*id)
                            .push_bind(*household)
                            .push_bind(child.band)
                            .push_bind(child.as_of);
                    })
                    .build()
                    .execute(db)
                    .await
                    .map(drop)
            })?;
        }
        Ok(())
    }

    /// The children's ages of `households` no longer count: newer ones follow.
    pub async fn void_children(&mut self, households: &[HouseholdId]) -> Result<(), StoreError> {
        let now = self.now;
        for chunk in households.chunks(CHUNK) {
            on!(self, db => {
                let mut query = QueryBuilder::new("UPDATE child_references SET voided_at = ");
                query.push_bind(now).push(" WHERE voided_at IS NULL AND household_id IN (");
                let mut list = query.separated(", ");
                for household in chunk {
                    list.push_bind(*household);
                }
                query.push(")").build().execute(db).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Another relation, and a phone where there was none; what is not given stays.
    pub async fn update_caregiver(
        &mut self,
        id: CaregiverId,
        relation: Option<Relation>,
        phone: Option<(Vec<u8>, Option<Vec<u8>>)>,
    ) -> Result<(), StoreError> {
        let (sealed, hash) = phone.unzip();
        let hash = hash.flatten();
        on!(self, db => sqlx::query(
            "UPDATE caregivers
                SET relation = COALESCE($2, relation), phone_sealed = COALESCE($3, phone_sealed),
                    phone_hash = COALESCE($4, phone_hash)
              WHERE id = $1",
        )
        .bind(id)
        .bind(relation)
        .bind(sealed)
        .bind(hash)
        .execute(db)
        .await
        .map(drop))
    }
}
