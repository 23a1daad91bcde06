//! Writes on caregivers: rosters and enrolling.

pub mod consents;
pub mod enrolments;

mod facts;

use std::sync::Arc;

use chrono::TimeDelta;
use uuid::Uuid;

use facts::{decide, groups_by_code, hold, hold_named, people_known};

pub use facts::preview_roster;

use crate::act::{Act, ActError};
use crate::acts::scope::permitted_on;
use crate::{BandAsOf, NewCaregiver, NewEnrolment, StagedRoster, StoreError, Tx};
use peiban_core::caregiver::search_text;
use peiban_core::enrolment::EnrolmentState;
use peiban_core::id::{CaregiverId, ChildId, EnrolmentId, GroupId, HouseholdId, RosterId};
use peiban_core::phone::Phone;
use peiban_core::roster::{Preview, RosterRow, RowDecision, Rows, code_key, plan};
use peiban_core::seal::{Keys, Sealed};
use peiban_core::text::{Language, MessageKey};
use peiban_core::user::Permission;

/// How long a file waits for its confirmation.
pub const STAGED_MINUTES: i64 = 60;

/// Keeps a roster's file, sealed, until it is confirmed.
pub struct StageRoster {
    /// The file as it came.
    pub file: Arc<[u8]>,
    /// SHA-256 of the file.
    pub file_hash: Vec<u8>,
    /// What was read from it.
    pub rows: Arc<Rows>,
}

impl Act for StageRoster {
    type Out = RosterId;
    const NAME: &'static str = "roster.stage";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<RosterId, ActError> {
        let id = RosterId(tx.new_id());
        let file_sealed = tx.keys().seal(Sealed::Roster, id.0, &self.file);
        let staged = StagedRoster { file_hash: self.file_hash.clone(), file_sealed };
        tx.stage_roster(id, &staged, tx.now + TimeDelta::minutes(STAGED_MINUTES)).await?;
        Ok(id)
    }

    fn detail(&self) -> String {
        format!("{} rows", self.rows.rows.len())
    }
}

/// Imports a staged roster: decides again, then everybody or nobody. The file is wiped.
pub struct ImportRoster {
    /// Which.
    pub id: RosterId,
    /// SHA-256 of the file that was read again.
    pub file_hash: Vec<u8>,
    /// What was read from it.
    pub rows: Arc<Rows>,
}

impl Act for ImportRoster {
    type Out = Preview;
    const NAME: &'static str = "roster.import";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Preview, ActError> {
        hold_named(tx, &self.rows).await?;
        let (user, now) = (tx.actor().user(), tx.now);
        let preview = decide(tx, user, &self.rows, now).await?;
        if preview.error > 0 {
            return Err(MessageKey("people-error-faults").into());
        }
        save(tx, &self.rows, &preview.decisions).await?;
        if !tx.finish_roster(self.id, &self.file_hash, &preview).await? {
            return Err(MessageKey("people-error-expired").into());
        }
        Ok(preview)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.id.0)
    }

    fn detail(&self) -> String {
        format!("{} rows", self.rows.rows.len())
    }
}

/// Enrols people into one group, known or new; their rows' own group and county do not count.
pub struct EnrolCaregivers {
    /// Into which group.
    pub group: GroupId,
    /// Who.
    pub people: Vec<RosterRow>,
}

impl Act for EnrolCaregivers {
    type Out = Preview;
    const NAME: &'static str = "caregiver.enrol";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Preview, ActError> {
        permitted_on(tx, Permission::ManageGroups, self.group).await?;
        let (user, now) = (tx.actor().user(), tx.now);
        let group = tx.roster_group(self.group).await?.ok_or(ActError::NotFound)?;
        let code = code_key(&group.code);
        let own = |row: &RosterRow| RosterRow { group: code.clone(), county: None, ..row.clone() };
        let rows = Rows { rows: self.people.iter().map(own).collect(), ..Rows::default() };
        hold(tx, &[group], &rows).await?;
        let group = tx.roster_group(self.group).await?.ok_or(ActError::NotFound)?; // its places, now that it is held
        let mut known = people_known(tx, user, &rows).await?;
        known.groups = groups_by_code(vec![group], now);
        let preview = plan(&rows, &known);
        if preview.error > 0 {
            return Err(MessageKey("people-error-faults").into());
        }
        save(tx, &rows, &preview.decisions).await?;
        Ok(preview)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.group.0)
    }

    fn detail(&self) -> String {
        format!("{} people", self.people.len())
    }
}

/// What decisions come to, gathered for few statements.
#[derive(Default)]
struct Gathered {
    people: Vec<NewCaregiver>,
    enrolments: Vec<NewEnrolment>,
    children: Vec<(ChildId, HouseholdId, BandAsOf)>,
    told_anew: Vec<HouseholdId>,
    touched: Vec<CaregiverId>,
}

async fn save(tx: &mut Tx<'_>, rows: &Rows, decisions: &[RowDecision]) -> Result<(), ActError> {
    let new = decisions.iter().filter(|decision| decision.person.is_none()).count();
    let mut numbers = tx.take_numbers(new).await?.into_iter();
    let mut gathered = Gathered::default();
    for decision in decisions {
        let row = &rows.rows[decision.row];
        let (person, household) = match decision.person {
            Some(known) => {
                update(tx, row, decision, known).await?;
                known
            }
            None => {
                let number = numbers.next().ok_or(StoreError::Unreadable("number"))?;
                let person = new_caregiver(tx, row, decision, number);
                let ids = (person.id, person.household);
                gathered.people.push(person);
                ids
            }
        };
        gather(tx, &mut gathered, (row, decision), (person, household));
    }
    tx.insert_caregivers(&gathered.people).await?;
    tx.void_children(&gathered.told_anew).await?;
    tx.insert_children(&gathered.children).await?;
    tx.insert_enrolments(&gathered.enrolments).await?;
    let enrolled: Vec<_> = gathered.enrolments.iter().map(|enrolment| enrolment.id).collect();
    tx.rollup_of_enrolments(&enrolled).await?;
    Ok(tx.mark_plan_due(&gathered.touched).await?)
}

fn gather(
    tx: &Tx<'_>,
    gathered: &mut Gathered,
    (row, decision): (&RosterRow, &RowDecision),
    (person, household): (CaregiverId, HouseholdId),
) {
    let known = decision.person.is_some();
    if known && decision.changes.bands {
        gathered.told_anew.push(household);
    }
    if !known || decision.changes.bands {
        for band in &row.bands {
            let child = BandAsOf { band: *band, as_of: decision.today };
            gathered.children.push((ChildId(tx.new_id()), household, child));
        }
    }
    if let Some(state) = decision.enrol {
        let waits = state == EnrolmentState::Waitlisted;
        gathered.enrolments.push(NewEnrolment {
            id: EnrolmentId(tx.new_id()),
            caregiver: person,
            group: decision.group,
            state,
            waiting_since: waits.then_some(tx.now),
            enrolled_on: (!waits).then(|| row.enrolled_on.unwrap_or(decision.today)),
        });
    }
    let changes = decision.changes;
    if !known || decision.enrol.is_some() || changes.bands || changes.relation || changes.phone {
        gathered.touched.push(person);
    }
}

async fn update(
    tx: &mut Tx<'_>,
    row: &RosterRow,
    decision: &RowDecision,
    (person, _): (CaregiverId, HouseholdId),
) -> Result<(), StoreError> {
    let changes = decision.changes;
    if !changes.relation && !changes.phone {
        return Ok(());
    }
    let phone = row.phone.as_ref().filter(|_| changes.phone).map(|phone| sealed(tx.keys(), person, phone));
    tx.update_caregiver(person, row.relation.filter(|_| changes.relation), phone).await
}

fn new_caregiver(tx: &Tx<'_>, row: &RosterRow, decision: &RowDecision, number: i64) -> NewCaregiver {
    let id = CaregiverId(tx.new_id());
    NewCaregiver {
        id,
        number,
        household: HouseholdId(tx.new_id()),
        area: decision.area,
        name: row.name.clone(),
        name_key: row.name_key.clone(),
        search_text: search_text(&row.name),
        phone: row.phone.as_ref().map(|phone| sealed(tx.keys(), id, phone)),
        relation: row.relation,
        language: Language::default(),
        zone: decision.zone.clone(),
    }
}

/// A whole number sealed for its person, and its keyed hash, by which she is found.
pub(crate) fn sealed(keys: &Keys, person: CaregiverId, phone: &Phone) -> (Vec<u8>, Option<Vec<u8>>) {
    let plain = phone.as_str();
    (keys.seal(Sealed::Phone, person.0, plain.as_bytes()), Some(keys.phone_hash(plain)))
}
