//! What is wrong with the settings: all of it at once, each by its key, and no value told.

use std::fmt;

/// Settings that are unknown, missing or do not fit.
#[derive(Debug, Clone, Default, thiserror::Error)]
pub struct Faults(Vec<Fault>);

#[derive(Debug, Clone)]
struct Fault {
    key: String,
    rule: String,
}

impl Faults {
    /// Notes the rule that `key` breaks; the first one is enough.
    pub(super) fn add(&mut self, key: &str, rule: impl Into<String>) {
        if !self.has(key) {
            self.0.push(Fault { key: key.to_owned(), rule: rule.into() });
        }
    }

    /// Only this.
    pub(crate) fn one(key: &str, rule: impl Into<String>) -> Self {
        let mut faults = Self::default();
        faults.add(key, rule);
        faults
    }

    /// Each by itself, as `key: rule`.
    pub(crate) fn each(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|Fault { key, rule }| format!("{key}: {rule}"))
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|fault| fault.key == key)
    }

    /// `value` if nothing is wrong.
    pub(super) fn none_or<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

/// A line for each.
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Fault { key, rule }) in self.0.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(f, "{end}{key}: {rule}")?;
        }
        Ok(())
    }
}
