//! Accounts, roles, sign-ins, codes and partners.

use peiban_core::area::AreaCode;
use peiban_core::id::{ApiTokenId, PartnerId, RoleId};
use peiban_core::partner::{Partner, PartnerKind};
use peiban_core::text::Language;
use peiban_core::user::Permission;
use peiban_store::OnceKey;
use peiban_store::acts::accounts::partners::{AddPartner, RenamePartner};
use peiban_store::acts::accounts::{
    AcceptInvitation, AddUser, ChangePassword, ChooseLanguage, EndRole, EndSignIns, EndUser, GiveRole,
    Invite, MakePasswordCode, ReturnUser, SetUpOrganisation, StartSignIn, UsePasswordCode,
};
use peiban_store::acts::accounts::{EndApiToken, MakeApiToken, NoteTokenUsed};
use peiban_store::acts::once::Once;
use uuid::Uuid;

use super::Noun::{Account, Group, Named, Organisation};
use super::{Pairing, day, grant};
use crate::pairs::cell::Cell;
use crate::pairs::meeting::{Doing, by, by_bot};

fn partner(cell: Cell, id: &str, code: String) -> Partner {
    let (name_zh, name_en) = ("新方".to_owned(), "New".to_owned());
    Partner { id: PartnerId(cell.id(id)), code, name_zh, name_en, kind: PartnerKind::Ngo }
}

fn told(_: &()) -> String {
    "{}".to_owned()
}

/// A request that asks for a partner, with an `Idempotency-Key`.
fn asked_once(cell: Cell, id: &str, code: String) -> Doing {
    let route = "POST /partners".to_owned();
    let key = OnceKey { route, key: cell.named("key"), body_hash: code.as_bytes().to_vec() };
    by("boss1", Once { key, act: AddPartner(partner(cell, id, code)), tell: told })
}

pub static ACTS: &[Pairing] = &[
    Pairing::of("", &[Named("user")], |cell| {
        by(
            "boss1",
            AddUser {
                name: format!("new{}", cell.n),
                display_name: "New".to_owned(),
                password_hash: "new".to_owned(),
                grant: grant(cell),
            },
        )
    }),
    Pairing::of("", &[Organisation], |cell| {
        by(
            "boss1",
            SetUpOrganisation { name: "We".to_owned(), area: AreaCode::COUNTRY, curriculum: cell.curriculum },
        )
    }),
    Pairing::of("", &[Account], |cell| {
        by_bot(StartSignIn {
            user: cell.user("lead"),
            token_hash: Uuid::now_v7().as_bytes().to_vec(),
            csrf: "x".to_owned(),
            replaces: None,
        })
    }),
    Pairing::of("", &[Account], |_| by("lead", EndSignIns)),
    Pairing::of("", &[Account], |_| by("lead", ChooseLanguage(Language::En))),
    Pairing::of("", &[Account], |cell| {
        by(
            "local",
            MakePasswordCode { user: cell.user("lead"), code_hash: Uuid::now_v7().as_bytes().to_vec() },
        )
    }),
    Pairing::of("", &[Account], |cell| {
        by_bot(UsePasswordCode { code_hash: cell.hash(1), password_hash: "by code".to_owned() })
    }),
    Pairing::of("", &[Account], |_| {
        by(
            "lead",
            ChangePassword { old_hash: "old".to_owned(), new_hash: "by hand".to_owned(), kept: vec![] },
        )
    }),
    Pairing::of("to the lead", &[Account], |cell| {
        by("local", GiveRole { user: cell.user("lead"), grant: grant(cell) })
    }),
    Pairing::of("of the lead", &[Account, Group], |cell| {
        by("local", EndRole { user: cell.user("lead"), role: cell.role_of_lead(), sure: false })
    }),
    Pairing::of("of the lead, surely", &[Account, Group], |cell| {
        by("local", EndRole { user: cell.user("lead"), role: cell.role_of_lead(), sure: true })
    }),
    Pairing::of("of the local", &[Account], |cell| {
        by("boss1", EndRole { user: cell.user("local"), role: RoleId(cell.id("local")), sure: true })
    }),
    Pairing::of("of the second boss", &[Account], |cell| {
        by("boss1", EndRole { user: cell.user("boss2"), role: RoleId(cell.id("boss2")), sure: true })
    }),
    Pairing::of("the lead", &[Account, Group], |cell| {
        by("local", EndUser { user: cell.user("lead"), sure: false })
    }),
    Pairing::of("the lead, surely", &[Account, Group], |cell| {
        by("local", EndUser { user: cell.user("lead"), sure: true })
    }),
    Pairing::of("the first boss", &[Account], |cell| {
        by("boss2", EndUser { user: cell.user("boss1"), sure: true })
    }),
    Pairing::of("the second boss", &[Account], |cell| {
        by("boss1", EndUser { user: cell.user("boss2"), sure: true })
    }),
    Pairing::of("", &[Account], |cell| by("local", ReturnUser { user: cell.user("gone") })),
    Pairing::of("", &[Account], |cell| {
        by("local", Invite { code_hash: Uuid::now_v7().as_bytes().to_vec(), grant: grant(cell) })
    }),
    Pairing::of("", &[Account], |cell| {
        by_bot(AcceptInvitation {
            code_hash: cell.hash(2),
            name: format!("guest{}", cell.n),
            display_name: "Guest".to_owned(),
            password_hash: "new".to_owned(),
        })
    }),
    Pairing::of("", &[Named("partner")], |cell| {
        by("boss1", AddPartner(partner(cell, "boot", format!("N{}", cell.n))))
    }),
    Pairing::of("of the same code", &[Named("partner")], |cell| {
        by("boss1", AddPartner(partner(cell, "other", format!("N{}", cell.n))))
    }),
    Pairing::of("", &[Named("partner")], |cell| {
        by("boss1", RenamePartner(partner(cell, "site", "P".to_owned())))
    }),
    Pairing::of("", &[Named("partner"), Named("request")], |cell| {
        asked_once(cell, "boot", format!("N{}", cell.n))
    }),
    Pairing::of("for something else", &[Named("partner"), Named("request")], |cell| {
        asked_once(cell, "other", format!("M{}", cell.n))
    }),
    Pairing::of("", &[Account], |_| {
        by(
            "lead",
            MakeApiToken {
                id: ApiTokenId(Uuid::now_v7()),
                token_hash: Uuid::now_v7().as_bytes().to_vec(),
                name: "New".to_owned(),
                permissions: vec![Permission::TakeRegisters],
                days: 9,
            },
        )
    }),
    Pairing::of("", &[Account], |cell| by("lead", EndApiToken(cell.token()))),
    Pairing::of("", &[Account], |cell| by_bot(NoteTokenUsed { token: cell.token(), on: day(25) })),
];
