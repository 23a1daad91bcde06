//! Why a rule refuses something.

use crate::text::MessageKey;

/// Which field breaks which rule.
///
/// Fields are called as forms and the API call them, so that a page can show the rule where it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// The field; none where the rule is about all of it, or about what is stored.
    pub field: Option<&'static str>,
    /// The rule, as people are told it.
    pub rule: MessageKey,
}

impl Refused {
    /// What stands in `field` breaks the rule.
    pub const fn at(field: &'static str, rule: &'static str) -> Self {
        Self { field: Some(field), rule: MessageKey(rule) }
    }
}

/// A rule that is about no field.
impl From<MessageKey> for Refused {
    fn from(rule: MessageKey) -> Self {
        Self { field: None, rule }
    }
}
