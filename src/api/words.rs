//! Words as the description lists them: from the one list of each in core.

use peiban_core::caregiver::Relation;
use peiban_core::consent::{ConsentMethod, ConsentStatus, Purpose};
use peiban_core::enrolment::{EnrolmentState, Leave};
use peiban_core::group::{GroupState, Part};
use peiban_core::reach::{Channel, Measure};
use peiban_core::register::{Basis, Kind, Outcome, Reason, Source, Status};
use peiban_core::session::{Mode, SessionState};
use peiban_core::site::{Accessibility, Settlement, SiteKind};
use peiban_core::text::Language;
use peiban_core::user::Permission;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use super::sync::Unread;

fn words(all: impl IntoIterator<Item = &'static str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(all)).build()
}

macro_rules! of_words {
    ($($name:ident = $type:ty,)+) => {
        $(pub(super) fn $name() -> Object {
            words(<$type>::ALL.map(|one| one.word()))
        })+
    };
}

of_words! {
    accessibility = Accessibility,
    basis = Basis,
    channel = Channel,
    consent_method = ConsentMethod,
    consent_status = ConsentStatus,
    enrolment_state = EnrolmentState,
    group_state = GroupState,
    kind = Kind,
    leave = Leave,
    measure = Measure,
    mode = Mode,
    outcome = Outcome,
    part = Part,
    permission = Permission,
    purpose = Purpose,
    relation = Relation,
    session_state = SessionState,
    settlement = Settlement,
    site_kind = SiteKind,
    source = Source,
    status = Status,
}

/// A rule of registers, or why something could not be read.
pub(super) fn reason() -> Object {
    words(Reason::ALL.map(Reason::word).into_iter().chain(Unread::ALL.map(Unread::word)))
}

pub(super) fn language() -> Object {
    words(Language::ALL.map(Language::tag))
}

pub(super) fn permissions() -> utoipa::openapi::schema::Array {
    utoipa::openapi::schema::ArrayBuilder::new().items(permission()).build()
}
