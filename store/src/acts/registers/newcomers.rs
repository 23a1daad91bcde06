//! People on no list: found again if they are known, kept as a roster keeps them if not.

use std::collections::BTreeSet;

use crate::act::ActError;
use crate::acts::people::consents::keep;
use crate::acts::people::sealed;
use crate::{NewCaregiver, RegisterSession, Said, StoreError, Tx};
use peiban_core::caregiver::{name_key, search_text};
use peiban_core::consent::{ConsentStatus, Purpose};
use peiban_core::id::{CaregiverId, HouseholdId};
use peiban_core::phone::PhoneTold;
use peiban_core::register::{Detail, Kept, Kind, Merged, Newcomer, Op, Outcome, RegisterFacts};
use peiban_core::seal::Sealed;
use peiban_core::text::Language;

/// Adds what the rules need to know of walk-ins; tells who of them is a caregiver already.
pub(crate) async fn look_up(
    tx: &mut Tx<'_>,
    session: &RegisterSession,
    (ops, facts): (&[Op], &mut RegisterFacts),
) -> Result<BTreeSet<CaregiverId>, ActError> {
    let user = tx.actor().user();
    let came = |op: &Op| op.caregiver.filter(|_| op.kind == Kind::WalkIn);
    let ids: Vec<_> = ops.iter().filter_map(came).collect();
    let mut known = BTreeSet::new();
    for (person, seen) in tx.caregivers_among(user, &ids).await? {
        known.insert(person);
        if seen == 0 && !facts.people.contains_key(&person) {
            facts.taken.insert(person);
        }
    }
    for op in ops {
        let Some(person) = came(op).filter(|person| !known.contains(person)) else { continue };
        if let Some(same) = same_person(tx, session, &op.detail).await? {
            facts.same.insert(person, same);
        }
    }
    if user.is_some() && ops.iter().any(|op| op.detail.consent.is_some()) {
        let texts = tx.consent_texts().await?;
        let text = texts.iter().find(|text| text.purpose == Purpose::ServiceMessages);
        facts.consent_version = text.map(|text| text.version);
    }
    Ok(known)
}

/// The one person in the session's area, among those whom the actor may see, with this name and whole number.
pub(crate) async fn same_person(
    tx: &mut Tx<'_>,
    session: &RegisterSession,
    person: &Detail,
) -> Result<Option<CaregiverId>, StoreError> {
    let Ok(Newcomer { name, phone: Some(PhoneTold::Whole(phone)), .. }) = person.newcomer() else {
        return Ok(None);
    };
    let (user, hash) = (tx.actor().user(), tx.keys().phone_hash(phone.as_str()));
    tx.same_person(user, (&name_key(&name), &hash), session.area).await
}

/// Keeps those who are new, and what they agreed to.
pub(crate) async fn add_people(
    tx: &mut Tx<'_>,
    session: &RegisterSession,
    (merged, mut known): (&Merged, BTreeSet<CaregiverId>),
) -> Result<(), ActError> {
    let came = |kept: &&Kept| kept.op.kind == Kind::WalkIn && kept.outcome != Outcome::Rejected;
    for Kept { op, .. } in merged.kept.iter().filter(came) {
        let (Some(person), Ok(newcomer)) = (op.caregiver, op.detail.newcomer()) else { continue };
        if known.insert(person) {
            let language = op.detail.consent.as_ref().map(|told| told.language).unwrap_or_default();
            add_person(tx, session, (person, newcomer, language)).await?;
        }
        if let Some(told) = op.detail.consent.clone() {
            let said = Said {
                caregiver: person,
                purpose: Purpose::ServiceMessages,
                status: ConsentStatus::Given,
                language: told.language,
                method: told.method,
                witness: told.witness,
            };
            keep(tx, &said, told.version).await?;
        }
    }
    Ok(())
}

async fn add_person(
    tx: &mut Tx<'_>,
    session: &RegisterSession,
    (id, newcomer, language): (CaregiverId, Newcomer, Language),
) -> Result<(), StoreError> {
    let phone = newcomer.phone.as_ref().map(|told| match told {
        PhoneTold::Whole(phone) => sealed(tx.keys(), id, phone),
        PhoneTold::Tail(digits) => (tx.keys().seal(Sealed::Phone, id.0, digits.as_bytes()), None),
    });
    let new = NewCaregiver {
        id,
        number: tx.take_number().await?,
        household: HouseholdId(tx.new_id()),
        area: session.area,
        name_key: name_key(&newcomer.name),
        search_text: search_text(&newcomer.name),
        name: newcomer.name,
        phone,
        relation: newcomer.relation,
        language,
        zone: session.zone.clone(),
    };
    tx.insert_caregivers(&[new]).await
}
