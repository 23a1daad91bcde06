//! Somebody on no list, read from what a page or a phone sent: pure.
//!
//! What cannot be read is refused with its reason, not kept without: the device still has what was typed, and a name
//! or number that nobody can match would make a second person of one.

use serde::{Deserialize, Serialize};

use super::{CaregiverId, Detail, Op, Reason, Register};
use crate::caregiver::{Relation, written_name};
use crate::consent::{ConsentMethod, check_record};
use crate::phone::PhoneTold;
use crate::text::Language;

/// How somebody agreed to messages when she came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToldConsent {
    /// How; never tapped.
    pub method: ConsentMethod,
    /// Who else heard it. Never stored with the operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// The version of the text that she was asked with.
    pub version: i64,
    /// The language that she was asked in.
    pub language: Language,
}

/// Somebody new, as she is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// Her name.
    pub name: String,
    /// What she told of her number.
    pub phone: Option<PhoneTold>,
    /// What she is to the child; another word than those known counts as not told.
    pub relation: Option<Relation>,
}

impl Detail {
    /// Reads who came.
    ///
    /// # Errors
    ///
    /// [`Reason::Name`] or [`Reason::Phone`].
    pub fn newcomer(&self) -> Result<Newcomer, Reason> {
        let name = written_name(self.name.as_deref().unwrap_or_default()).map_err(|_| Reason::Name)?;
        let phone = self.phone.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let phone = phone.map(str::parse).transpose().map_err(|_| Reason::Phone)?;
        Ok(Newcomer { name, phone, relation: self.relation.as_deref().and_then(Relation::of_word) })
    }
}

impl Register {
    /// Why an operation adds nobody, if it does not.
    pub(super) fn no_newcomer(&self, person: CaregiverId, op: &Op) -> Option<Reason> {
        let agrees = |told: &ToldConsent| {
            self.facts.consent_version == Some(told.version)
                && check_record(told.method, told.witness.as_deref()).is_ok()
        };
        if let Err(reason) = op.detail.newcomer() {
            Some(reason)
        } else if !op.detail.consent.as_ref().is_none_or(agrees) {
            Some(Reason::Consent)
        } else if self.facts.taken.contains(&person) {
            Some(Reason::ReusedId)
        } else {
            self.facts.same.contains_key(&person).then_some(Reason::Known)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, phone: &str) -> Result<Newcomer, Reason> {
        let (name, phone) = (Some(name.to_owned()), Some(phone.to_owned()));
        Detail { name, phone, relation: Some("mother".to_owned()), ..Detail::default() }.newcomer()
    }

    #[test]
    fn a_newcomer_is_read_as_a_roster_reads_her() {
        let whole = told(" 农  秀英 ", "138-0000-1234");
        let tail = told("农秀英", "1234");

        let phone = whole.as_ref().ok().and_then(|new| new.phone.as_ref()).and_then(PhoneTold::whole);
        assert_eq!(phone.map(|phone| phone.as_str().to_owned()), Some("+8613800001234".to_owned()));
        assert_eq!(
            whole.map(|new| (new.name, new.relation)),
            Ok(("农 秀英".to_owned(), Some(Relation::Mother)))
        );
        assert!(tail.is_ok_and(|new| new.phone.is_some_and(|phone| phone.whole().is_none())));
        assert!(told("农秀英", " ").is_ok_and(|new| new.phone.is_none()));
    }

    #[test]
    fn what_cannot_be_read_is_refused_by_its_name() {
        assert_eq!(told(" ", ""), Err(Reason::Name));
        assert_eq!(told(&"农".repeat(61), ""), Err(Reason::Name));
        assert_eq!(told("农秀英", "13800"), Err(Reason::Phone));
        assert_eq!(Detail::default().newcomer(), Err(Reason::Name));
    }
}
