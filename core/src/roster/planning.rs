//! Deciding row by row.

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate};

use super::{Changes, Fault, KnownGroup, KnownPerson, Preview, RosterKnown, RosterRow, RowDecision, Rows};
use crate::area::AreaCode;
use crate::enrolment::{EnrolmentState, Places};
use crate::id::{CaregiverId, GroupId};
use crate::text::MessageKey;

/// Decides every row: whom to add, update or leave, and what is wrong.
///
/// A person is known again by folded name, phone and county; without a phone by name and group.
/// The order of rows changes no count.
pub fn plan(rows: &Rows, known: &RosterKnown) -> Preview {
    let mut planning = Planning { rows, known, faults: rows.faults.clone(), seen: HashMap::new() };
    let mut places: HashMap<GroupId, Places> = HashMap::new();
    let mut preview = Preview::default();
    for index in 0..rows.rows.len() {
        let Some(mut decision) = planning.decide(index) else { continue };
        if let Some(state) = &mut decision.enrol {
            let start = known.groups.values().flatten().find(|group| group.id == decision.group);
            let of_group = places.entry(decision.group).or_insert_with(|| {
                start.map_or(Places { capacity: 0, taken: 0, waiting: 0 }, |group| group.places)
            });
            *state = of_group.take();
        }
        count(&mut preview, &decision);
        preview.decisions.push(decision);
    }
    preview.faults = planning.faults;
    preview.faults.sort();
    preview.error = preview.faults.iter().map(|fault| fault.row).collect::<BTreeSet<_>>().len();
    preview
}

fn count(preview: &mut Preview, decision: &RowDecision) {
    preview.waitlisted += usize::from(decision.enrol == Some(EnrolmentState::Waitlisted));
    match decision.person {
        None => preview.add += 1,
        Some(_) if decision.enrol.is_some() || decision.changes.any() => preview.update += 1,
        Some(_) => preview.same += 1,
    }
}

/// Somebody of the file, for telling two rows of one person.
#[derive(PartialEq, Eq, Hash)]
enum Who<'a> {
    RosterKnown(CaregiverId),
    WithPhone(&'a str, &'a [u8], AreaCode),
    InGroup(&'a str, GroupId),
}

struct Planning<'a> {
    rows: &'a Rows,
    known: &'a RosterKnown,
    faults: Vec<Fault>,
    seen: HashMap<Who<'a>, usize>,
}

impl<'a> Planning<'a> {
    fn decide(&mut self, index: usize) -> Option<RowDecision> {
        let (rows, known) = (self.rows, self.known);
        let row = &rows.rows[index];
        let before = self.faults.len();
        let group = self.group(row);
        let county = row.county.filter(|county| !known.counties.contains(county));
        if let Some(county) = county {
            self.fault(row, "county", MessageKey("people-error-county"), &county.to_string());
        }
        let group = group?;
        self.check_day(row, group);
        let area = row.county.unwrap_or(group.area);
        if row.broken || self.faults.len() > before {
            return None;
        }
        let Ok(person) = find(row, area, group.id, known) else {
            self.fault(row, "name", MessageKey("people-error-which"), &row.name);
            return None;
        };
        self.check_twice(row, person, (area, group.id))?;
        Some(RowDecision {
            row: index,
            person: person.map(|person| (person.id, person.household)),
            group: group.id,
            area,
            zone: group.zone.clone(),
            today: group.today,
            enrol: person
                .is_none_or(|person| !person.groups.contains(&group.id))
                .then_some(EnrolmentState::Enrolled),
            changes: person.map(|person| changes(row, person)).unwrap_or_default(),
        })
    }

    fn group(&mut self, row: &RosterRow) -> Option<&'a KnownGroup> {
        if row.group.is_empty() {
            return None; // noted when the cell was read
        }
        let rule = match self.known.groups.get(&row.group).map_or(&[][..], Vec::as_slice) {
            [group] => return Some(group),
            [] => MessageKey("people-error-group"),
            _ => MessageKey("people-error-group-several"),
        };
        self.fault(row, "group", rule, &row.group);
        None
    }

    /// A year ahead or twenty back is a slip of the hand.
    fn check_day(&mut self, row: &RosterRow, group: &KnownGroup) {
        let Some(day) = row.enrolled_on else { return };
        let first = group.today.checked_sub_days(Days::new(20 * 365)).unwrap_or(NaiveDate::MIN);
        let last = group.today.checked_add_days(Days::new(365)).unwrap_or(NaiveDate::MAX);
        if day < first || day > last {
            self.fault(row, "enrolled_on", MessageKey("people-error-day"), &day.to_string());
        }
    }

    fn check_twice(
        &mut self,
        row: &'a RosterRow,
        person: Option<&KnownPerson>,
        (area, group): (AreaCode, GroupId),
    ) -> Option<()> {
        let who = match (person, &row.phone_hash) {
            (Some(person), _) => Who::RosterKnown(person.id),
            (None, Some(hash)) => Who::WithPhone(&row.name_key, hash, area),
            (None, None) => Who::InGroup(&row.name_key, group),
        };
        let first = *self.seen.entry(who).or_insert(row.row);
        if first == row.row {
            return Some(());
        }
        self.fault(row, "name", MessageKey("people-error-twice"), &row.name);
        if let Some(fault) = self.faults.last_mut() {
            fault.other = Some(first);
        }
        None
    }

    fn fault(&mut self, row: &RosterRow, column: &str, rule: MessageKey, found: &str) {
        let cell = self.rows.cell(row.row, column);
        let (column, found) = (column.to_owned(), found.to_owned());
        self.faults.push(Fault { row: row.row, cell, column, rule, found, other: None });
    }
}

impl Rows {
    pub(super) fn cell(&self, row: usize, column: &str) -> String {
        format!("{}{row}", self.letters.get(column).map_or("", String::as_str))
    }
}

/// Several people fit, and the file does not tell which.
struct Several;

fn find<'k>(
    row: &RosterRow,
    area: AreaCode,
    group: GroupId,
    known: &'k RosterKnown,
) -> Result<Option<&'k KnownPerson>, Several> {
    let named = known.people.get(&row.name_key).map_or(&[][..], Vec::as_slice);
    let here = |person: &&KnownPerson| person.groups.contains(&group);
    let bare = |person: &&KnownPerson| person.phone_hash.is_none();
    if row.phone_hash.is_some() {
        let exact = |person: &&KnownPerson| person.phone_hash == row.phone_hash && person.area == Some(area);
        if let Some(person) = one(named.iter().filter(exact))? {
            return Ok(Some(person));
        }
        return one(named.iter().filter(here).filter(bare));
    }
    match one(named.iter().filter(here).filter(bare))? {
        Some(person) => Ok(Some(person)),
        None => one(named.iter().filter(here)),
    }
}

fn one<'k>(mut fitting: impl Iterator<Item = &'k KnownPerson>) -> Result<Option<&'k KnownPerson>, Several> {
    let first = fitting.next();
    if fitting.next().is_some() { Err(Several) } else { Ok(first) }
}

fn changes(row: &RosterRow, person: &KnownPerson) -> Changes {
    Changes {
        relation: row.relation.is_some() && row.relation != person.relation,
        bands: !row.bands.is_empty() && row.bands != person.bands,
        phone: row.phone_hash.is_some() && person.phone_hash.is_none(),
    }
}
