//! Organisations that work with the programme: a second scope beside the area.

use serde::{Deserialize, Serialize};

use crate::id::PartnerId;

/// What sort of organisation a partner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum PartnerKind {
    /// A public authority.
    Government,
    /// A non-governmental organisation.
    Ngo,
    /// A school or its association.
    School,
    /// A clinic, hospital or health service.
    Health,
    /// A faith community.
    Faith,
    /// A community committee or group.
    Community,
    /// Police, courts, procuratorate, legal aid.
    Justice,
}

/// A partner organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Partner {
    /// Its id.
    pub id: PartnerId,
    /// Short code, unique.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Sort of organisation.
    pub kind: PartnerKind,
}
