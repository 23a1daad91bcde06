//! Made-up caregivers, as rural groups are: many mothers and grandmothers, few fathers.

use chrono::NaiveDate;
use peiban_core::actor::Actor;
use peiban_core::caregiver::{AgeBand, Relation, name_key};
use peiban_core::id::GroupId;
use peiban_core::phone::Phone;
use peiban_core::roster::{Preview, RosterRow};
use peiban_store::Store;
use peiban_store::acts::people::EnrolCaregivers;

use Relation::{Father, Grandfather, Grandmother, Mother, OtherRelative};

/// A caregiver of the world.
pub struct WorldPerson {
    /// Her name.
    pub name: &'static str,
    /// Her phone; empty if she has none of her own.
    pub phone: &'static str,
    /// What she is to the child.
    pub relation: Relation,
    /// Her children's ages, joined by commas.
    pub bands: &'static str,
}

const fn person(
    name: &'static str,
    phone: &'static str,
    relation: Relation,
    bands: &'static str,
) -> WorldPerson {
    WorldPerson { name, phone, relation, bands }
}

/// Everybody, in the order they join.
pub const PEOPLE: [WorldPerson; 25] = [
    person("韦秀芳", "13900000101", Mother, "3-5"),
    person("陆大妹", "13900000102", Grandmother, "0-2,3-5"),
    person("黄春梅", "13900000103", Mother, "6-9"),
    person("农阿勇", "13900000104", Father, "3-5"),
    person("覃月英", "13900000105", Grandmother, "3-5"),
    person("梁小燕", "13900000106", Mother, "0-2"),
    person("李桂兰", "", Grandmother, "6-9"),
    person("蒙丽华", "13900000108", Mother, "3-5,6-9"),
    person("潘家福", "13900000109", Grandfather, "6-9"),
    person("韦美玲", "13900000110", Mother, "3-5"),
    person("曾玉珍", "13900000111", Grandmother, "10-13"),
    person("单晓红", "13900000112", Mother, "0-2"),
    person("Nong Amei", "13900000113", Mother, "3-5"),
    person("罗志强", "13900000114", Father, "6-9"),
    person("陆凤莲", "", Grandmother, "0-2"),
    person("黄彩霞", "13900000116", Mother, "3-5"),
    person("覃秋菊", "13900000117", Mother, "10-13"),
    person("石土生", "13900000118", Grandfather, "3-5"),
    person("马艳青", "13900000119", Mother, "6-9,10-13"),
    person("韦小妹", "13900000120", OtherRelative, "3-5"),
    person("邓金花", "13900000121", Grandmother, "6-9"),
    person("Wei Guifen", "+66810000122", Mother, "3-5"),
    person("廖建国", "13900000123", Father, "0-2"),
    person("零素娟", "13900000124", Mother, "14-17"),
    person("农兰香", "13900000125", Grandmother, "3-5"),
];

/// Enrols the first `most` people into a group, from `day` on.
///
/// # Errors
///
/// When the database fails, or there is no such group.
pub async fn enrol(store: &Store, group: GroupId, most: usize, day: NaiveDate) -> anyhow::Result<Preview> {
    let row = |(person, row)| RosterRow { enrolled_on: Some(day), ..row_of(store, person, row) };
    let people = PEOPLE.iter().take(most).zip(1..).map(row).collect();
    Ok(store.act(&Actor::operator(), EnrolCaregivers { group, people }).await?)
}

fn row_of(store: &Store, person: &WorldPerson, row: usize) -> RosterRow {
    let phone: Option<Phone> = person.phone.parse().ok();
    RosterRow {
        row,
        name: person.name.to_owned(),
        name_key: name_key(person.name),
        phone_hash: phone.as_ref().map(|phone| store.keys().phone_hash(phone.as_str())),
        phone,
        relation: Some(person.relation),
        bands: person.bands.split(',').filter_map(AgeBand::of_word).collect(),
        group: String::new(),
        county: None,
        enrolled_on: None,
        broken: false,
    }
}
