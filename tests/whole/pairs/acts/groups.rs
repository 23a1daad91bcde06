//! Groups, their sites and teams.

use peiban_core::area::AreaCode;
use peiban_core::id::{GroupId, SiteId};
use peiban_core::site::{self, Accessibility, SiteKind};
use peiban_store::acts::groups::teams::ChangeTeam;
use peiban_store::acts::groups::{OpenGroup, OpenSite, Place};
use uuid::Uuid;

use super::Noun::{Account, Group, Named};
use super::{Pairing, day};
use crate::pairs::cell::Cell;
use crate::pairs::meeting::by;

fn opens(cell: Cell, code: &str) -> OpenGroup {
    OpenGroup {
        id: GroupId(Uuid::now_v7()),
        place: Place::Known(cell.site()),
        name: "New".to_owned(),
        code: code.to_owned(),
        curriculum: cell.curriculum,
        first: day(28).and_hms_opt(9, 0, 0).unwrap(),
        left_out: vec![],
        lead: Some(cell.user("lead")),
        second: None,
        capacity: 20,
    }
}

fn team(cell: Cell, lead: &str, second: Option<&str>) -> ChangeTeam {
    let second = second.map(|second| cell.user(second));
    ChangeTeam { group: cell.group("g"), lead: Some(cell.user(lead)), second, third: None }
}

pub static ACTS: &[Pairing] = &[
    Pairing::of("", &[Named("site")], |cell| {
        by(
            "manager",
            OpenSite {
                id: SiteId(Uuid::now_v7()),
                area: AreaCode::new(cell.area()).unwrap(),
                code: "N1".to_owned(),
                name: "New".to_owned(),
                kind: SiteKind::School,
                settlement: site::Settlement::Rural,
                zone: None,
                accessibility: Accessibility::Unknown,
            },
        )
    }),
    Pairing::of("of the lead", &[Account, Named("group")], |cell| by("manager", opens(cell, "N1"))),
    Pairing::of("led by the third", &[Group, Account], |cell| by("manager", team(cell, "third", None))),
    Pairing::of("led by the second", &[Group], |cell| by("manager", team(cell, "second", Some("lead")))),
];
