//! Campaigns and their posters.

use peiban_store::JoinCode;
use peiban_store::acts::reach::reports::{MakeJoinCode, OpenCampaign};

use super::Noun::{Named, Poster};
use super::{Pairing, day};
use crate::pairs::meeting::by;

pub static ACTS: &[Pairing] = &[
    Pairing::of("", &[Named("campaign")], |cell| {
        by(
            "staff",
            OpenCampaign {
                code: cell.named("new"),
                name: "New".to_owned(),
                partner: None,
                starts_on: day(1),
            },
        )
    }),
    Pairing::of("", &[Named("poster"), Poster], |cell| {
        by(
            "staff",
            MakeJoinCode(JoinCode {
                code: format!("N{}", cell.n),
                campaign: cell.campaign(),
                place: "Wall".to_owned(),
                area: None,
                language: None,
            }),
        )
    }),
];
