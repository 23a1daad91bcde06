//! Organisations that work with the programme: a second scope beside the area.

use serde::Serialize;

use crate::group::{check_code, check_title};
use crate::id::PartnerId;
use crate::refused::Refused;
use crate::word::words;

words! {
    /// What sort of organisation a partner is.
    PartnerKind {
        /// A public authority.
        Government = "government",
        /// A non-governmental organisation.
        Ngo = "ngo",
        /// A school or its association.
        School = "school",
        /// A clinic, hospital or health service.
        Health = "health",
        /// A faith community.
        Faith = "faith",
        /// A community committee or group.
        Community = "community",
        /// Police, courts, procuratorate, legal aid.
        Justice = "justice",
    }
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

impl Partner {
    /// Every rule that its code and names break: a code has 1 to 20 letters, digits or dashes, a name 1 to 60
    /// characters in one line.
    ///
    /// ```
    /// use peiban_core::id::PartnerId;
    /// use peiban_core::partner::{Partner, PartnerKind};
    ///
    /// let [code, name_zh, name_en] = ["AB 1", "县妇联", ""].map(str::to_owned);
    /// let partner = Partner { id: PartnerId(Default::default()), code, name_zh, name_en, kind: PartnerKind::Ngo };
    /// let faults: Vec<_> = partner.faults().into_iter().map(|refused| refused.rule.0).collect();
    /// assert_eq!(faults, ["partners-error-code-form", "partners-error-name_en-length"]);
    /// ```
    pub fn faults(&self) -> Vec<Refused> {
        let rules = [
            check_code(&self.code, Refused::at("code", "partners-error-code-form")),
            check_title(&self.name_zh, Refused::at("name_zh", "partners-error-name_zh-length")),
            check_title(&self.name_en, Refused::at("name_en", "partners-error-name_en-length")),
        ];
        rules.into_iter().filter_map(Result::err).collect()
    }
}
