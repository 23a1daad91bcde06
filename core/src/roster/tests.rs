use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::seal::Keys;

const HEAD: &str = "姓名,电话,与孩子的关系,孩子年龄段,小组代码,县代码,入组日期\n";

fn keys() -> Keys {
    Keys::of([7; 32])
}

fn rows(body: &str) -> Rows {
    read(format!("{HEAD}{body}").as_bytes(), &keys()).unwrap_or_else(|key| panic!("{key}"))
}

fn longan() -> AreaCode {
    AreaCode::new(450_123).unwrap_or(AreaCode::COUNTRY)
}

fn known() -> RosterKnown {
    let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap_or_default();
    let group = KnownGroup {
        id: GroupId(Uuid::from_u128(1)),
        area: longan(),
        zone: "Asia/Shanghai".into(),
        today,
        places: Places { capacity: 3, taken: 0, waiting: 0 },
    };
    RosterKnown {
        groups: HashMap::from([("LA-01".to_owned(), vec![group])]),
        counties: HashSet::from([longan()]),
        people: HashMap::new(),
    }
}

/// What is known once `rows` were imported.
fn after(mut known: RosterKnown, rows: &Rows, preview: &Preview) -> RosterKnown {
    for decision in &preview.decisions {
        let row = &rows.rows[decision.row];
        let named = known.people.entry(row.name_key.clone()).or_default();
        if let Some((id, _)) = decision.person {
            let person = named.iter_mut().find(|person| person.id == id);
            let Some(person) = person else { continue };
            person.relation = row.relation.or(person.relation);
            person.phone_hash = person.phone_hash.clone().or_else(|| row.phone_hash.clone());
            if !row.bands.is_empty() {
                person.bands.clone_from(&row.bands);
            }
            continue;
        }
        let id = Uuid::from_u128(100 + row.row as u128);
        named.push(KnownPerson {
            id: CaregiverId(id),
            household: HouseholdId(id),
            name_key: row.name_key.clone(),
            phone_hash: row.phone_hash.clone(),
            area: Some(decision.area),
            relation: row.relation,
            bands: row.bands.clone(),
            groups: vec![decision.group],
        });
    }
    known
}

fn counts(preview: &Preview) -> (usize, usize, usize, usize) {
    (preview.add, preview.update, preview.same, preview.error)
}

#[track_caller]
fn check_fault(body: &str, cell: &str, rule: &'static str) {
    let preview = plan(&rows(body), &known());
    let told: Vec<_> = preview.faults.iter().map(|fault| (fault.cell.as_str(), fault.rule.0)).collect();
    assert_eq!(told, [(cell, rule)], "{body}");
}

#[test]
fn every_fault_names_its_cell() {
    check_fault("韦秀芳,1380000123,妈妈,3-5,LA-01,,\n", "B2", "people-error-phone");
    check_fault("韦秀芳,,邻居,3-5,LA-01,,\n", "C2", "people-error-relation");
    check_fault("韦秀芳,,妈妈,5月3日,LA-01,,\n", "D2", "people-error-bands");
    check_fault("韦秀芳,,妈妈,3-5,LA-99,,\n", "E2", "people-error-group");
    check_fault("韦秀芳,,妈妈,3-5,,,\n", "E2", "sheet-error-empty");
    check_fault("韦秀芳,,妈妈,3-5,LA-01,459999,\n", "F2", "people-error-county");
    check_fault("韦秀芳,,妈妈,3-5,LA-01,450000,\n", "F2", "people-error-county");
    check_fault("韦秀芳,,妈妈,3-5,LA-01,,soon\n", "G2", "sheet-error-date");
    check_fault("韦秀芳,,妈妈,3-5,LA-01,,2062-01-01\n", "G2", "people-error-day");
    check_fault(",13800001234,妈妈,3-5,LA-01,,\n", "A2", "sheet-error-empty");
    check_fault("123,,妈妈,3-5,LA-01,,\n", "A2", "people-error-name");
}

#[test]
fn a_pair_names_both_rows() {
    let preview = plan(
        &rows("韦秀芳,13800001234,妈妈,3-5,la-01,,\n\n韦 秀芳,+86 138-0000-1234,母亲,3-5,LA-01,450123,\n"),
        &known(),
    );

    assert_eq!(counts(&preview), (1, 0, 0, 1));
    assert_eq!((preview.faults[0].row, preview.faults[0].other), (4, Some(2)));
    assert_eq!(preview.faults[0].rule.0, "people-error-twice");
}

#[test]
fn two_people_of_one_name_are_two_when_their_phones_differ() {
    let preview =
        plan(&rows("韦秀芳,13800001234,妈妈,,LA-01,,\n韦秀芳,13800005678,奶奶,,LA-01,,\n"), &known());

    assert_eq!(counts(&preview), (2, 0, 0, 0));
}

#[test]
fn a_changed_row_updates_and_an_empty_cell_changes_nothing() {
    let first = rows("韦秀芳,13800001234,妈妈,3-5,LA-01,,\n陆大妹,,外婆,0-2,LA-01,,\n");
    let known = after(known(), &first, &plan(&first, &known()));

    let empty = plan(&rows("韦秀芳,13800001234,,,LA-01,,\n陆大妹,,,,LA-01,,\n"), &known);
    let older = plan(&rows("韦秀芳,13800001234,妈妈,6-9,LA-01,,\n"), &known);
    let phone = plan(&rows("陆大妹,13800009999,外婆,,LA-01,,\n"), &known);

    assert_eq!(counts(&empty), (0, 0, 2, 0));
    assert_eq!(older.decisions[0].changes, Changes { bands: true, ..Changes::default() });
    assert_eq!(phone.decisions[0].changes, Changes { phone: true, ..Changes::default() });
}

#[test]
fn whoever_comes_when_the_group_is_full_waits() {
    let preview =
        plan(&rows("甲一,,,,LA-01,,\n乙二,,,,LA-01,,\n丙三,,,,LA-01,,\n丁四,,,,LA-01,,\n"), &known());

    assert_eq!((preview.add, preview.waitlisted), (4, 1));
    assert_eq!(preview.decisions[3].enrol, Some(EnrolmentState::Waitlisted));
}

#[test]
fn a_file_that_is_no_roster_says_what_it_lacks() {
    let told = |file: &[u8]| read(file, &keys()).map(|_| ()).map_err(|key| key.0);

    assert_eq!(told(b""), Err("people-error-no-file"));
    assert_eq!(told(b"PK\x03\x04 no workbook"), Err("sheet-error-no-table"));
    assert_eq!(told("Dear colleague,\nthe list follows".as_bytes()), Err("people-error-columns"));
    assert_eq!(told(HEAD.as_bytes()), Err("people-error-nobody"));
}

#[test]
fn the_empty_roster_is_read_back_and_is_the_same_each_time() {
    for language in crate::text::Language::ALL {
        let file = template(language).unwrap_or_else(|error| panic!("{error}"));

        assert_eq!(read(&file, &keys()).map(|_| ()).map_err(|key| key.0), Err("people-error-nobody"));
        assert_eq!(Some(file), template(language).ok());
    }
}

prop_compose! {
    /// A row of few names, phones and faults, so that they meet.
    fn line()(
        name in prop::sample::select(vec!["韦秀芳", "Nong Amei", "陆大妹", "黄老三", ""]),
        phone in prop::sample::select(vec!["13800001234", "138 0000 1234", "13800005678", "", "12"]),
        relation in prop::sample::select(vec!["妈妈", "Grandma", "", "邻居"]),
        bands in prop::sample::select(vec!["0-2", "3–5岁、6-9", ""]),
        group in prop::sample::select(vec!["LA-01", "la-01", "LA-01", "XX"]),
    ) -> String {
        format!("{name},{phone},{relation},{bands},{group},,\n")
    }
}

proptest! {
    #[test]
    fn importing_twice_changes_nothing(lines in prop::collection::vec(line(), 1..12)) {
        let mut rows = rows(&lines.concat());
        let good: HashSet<_> = plan(&rows, &known()).decisions.iter().map(|decision| decision.row).collect();
        let mut index = 0..;
        rows.rows.retain(|_| index.next().is_some_and(|index| good.contains(&index)));
        rows.faults.clear();
        let first = plan(&rows, &known());
        prop_assert_eq!(first.error, 0);

        let second = plan(&rows, &after(known(), &rows, &first));

        prop_assert_eq!(counts(&second), (0, 0, rows.rows.len(), 0));
    }

    #[test]
    fn every_row_counts_once(lines in prop::collection::vec(line(), 1..12)) {
        let rows = rows(&lines.concat());

        let preview = plan(&rows, &known());

        prop_assert_eq!(preview.add + preview.update + preview.same + preview.error, rows.rows.len());
    }

    #[test]
    fn the_order_of_rows_changes_no_count(
        (lines, shuffled) in prop::collection::vec(line(), 1..12)
            .prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
    ) {
        let (one, other) = (plan(&rows(&lines.concat()), &known()), plan(&rows(&shuffled.concat()), &known()));

        prop_assert_eq!((counts(&one), one.waitlisted), (counts(&other), other.waitlisted));
    }
}
