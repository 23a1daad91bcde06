//! What a roster is compared with, loaded.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{Exec, LONG_READ, NamesakeRow, RosterGroup, Store, StoreError, Tx};
use peiban_core::enrolment::Places;
use peiban_core::id::{CaregiverId, GroupId, HouseholdId, UserId};
use peiban_core::roster::{KnownGroup, KnownPerson, Preview, RosterKnown, Rows, code_key, plan};

/// What the import of `rows` would do now, within the scope of `user`: looked up aside, nothing is written.
///
/// # Errors
///
/// When the database fails.
pub async fn preview_roster(
    store: &Store,
    user: Option<UserId>,
    rows: &Arc<Rows>,
) -> Result<Preview, StoreError> {
    let (rows, now) = (Arc::clone(rows), store.clock().now());
    let decided = store
        .aside(LONG_READ, move |mut read| Box::pin(async move { decide(&mut read, user, &rows, now).await }));
    decided.await
}

/// What the import of `rows` does at `now`.
pub(crate) async fn decide(
    exec: &mut Exec<'_>,
    user: Option<UserId>,
    rows: &Rows,
    now: DateTime<Utc>,
) -> Result<Preview, StoreError> {
    let counties: BTreeSet<_> = rows.rows.iter().filter_map(|row| row.county).collect();
    let counties: Vec<_> = counties.into_iter().collect();
    let groups = exec.roster_groups(user, &group_codes(rows)).await?;
    let mut known = people_known(exec, user, rows).await?;
    known.groups = groups_by_code(groups, now);
    known.counties = exec.roster_counties(user, &counties).await?.into_iter().collect();
    Ok(plan(rows, &known))
}

fn group_codes(rows: &Rows) -> Vec<String> {
    let codes: BTreeSet<&String> = rows.rows.iter().map(|row| &row.group).collect();
    codes.into_iter().filter(|code| !code.is_empty()).cloned().collect()
}

fn name_keys(rows: &Rows) -> Vec<String> {
    let names: BTreeSet<&String> = rows.rows.iter().map(|row| &row.name_key).collect();
    names.into_iter().filter(|name| !name.is_empty()).cloned().collect()
}

/// Holds what a roster may change before it is decided: the groups, and the counties of new people, so that two
/// rosters at once cannot add the same person; then the people whom it knows.
pub(crate) async fn hold(tx: &mut Tx<'_>, groups: &[RosterGroup], rows: &Rows) -> Result<(), StoreError> {
    if tx.is_alone() {
        return Ok(());
    }
    let user = tx.actor().user();
    let counties = groups.iter().map(|group| group.area).chain(rows.rows.iter().filter_map(|row| row.county));
    tx.lock_counties(&counties.collect::<Vec<_>>()).await?;
    tx.lock_groups(&groups.iter().map(|group| group.id).collect::<Vec<_>>()).await?;
    let known = tx.namesakes(user, &name_keys(rows)).await?;
    tx.lock_people(&known.iter().map(|person| person.id).collect::<Vec<_>>()).await
}

/// [`hold`] for the groups that the rows name.
pub(crate) async fn hold_named(tx: &mut Tx<'_>, rows: &Rows) -> Result<(), StoreError> {
    if tx.is_alone() {
        return Ok(());
    }
    let user = tx.actor().user();
    let groups = tx.roster_groups(user, &group_codes(rows)).await?;
    hold(tx, &groups, rows).await
}

pub(crate) fn groups_by_code(
    groups: Vec<RosterGroup>,
    now: DateTime<Utc>,
) -> HashMap<String, Vec<KnownGroup>> {
    let mut by_code: HashMap<String, Vec<KnownGroup>> = HashMap::new();
    for group in groups {
        let RosterGroup { id, code, area, zone, capacity, taken, waiting } = group;
        let today = local_day(&zone, now);
        let known = KnownGroup { id, area, zone, today, places: Places { capacity, taken, waiting } };
        by_code.entry(code_key(&code)).or_default().push(known);
    }
    by_code
}

fn local_day(zone: &str, now: DateTime<Utc>) -> NaiveDate {
    let zone = zone.parse().unwrap_or(chrono_tz::Asia::Shanghai); // checked when the site was made
    now.with_timezone(&zone).date_naive()
}

pub(crate) async fn people_known(
    exec: &mut Exec<'_>,
    user: Option<UserId>,
    rows: &Rows,
) -> Result<RosterKnown, StoreError> {
    let found = exec.namesakes(user, &name_keys(rows)).await?;
    let ids: Vec<_> = found.iter().map(|person| person.id).collect();
    let households: Vec<_> = found.iter().map(|person| person.household_id).collect();
    let mut groups: HashMap<CaregiverId, Vec<GroupId>> = HashMap::new();
    for (person, group) in exec.groups_of_people(&ids).await? {
        groups.entry(person).or_default().push(group);
    }
    let mut bands: HashMap<HouseholdId, Vec<_>> = HashMap::new();
    for (household, band) in exec.bands_of_households(&households).await? {
        bands.entry(household).or_default().push(band);
    }
    let mut known = RosterKnown::default();
    for person in found {
        let NamesakeRow { id, household_id: household, name_key, phone_hash, area, relation } = person;
        let mut bands = bands.get(&household).cloned().unwrap_or_default();
        bands.sort_unstable();
        let groups = groups.remove(&id).unwrap_or_default();
        known.people.entry(name_key.clone()).or_default().push(KnownPerson {
            id,
            household,
            name_key,
            phone_hash,
            area,
            relation,
            bands,
            groups,
        });
    }
    Ok(known)
}
