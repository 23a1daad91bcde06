//! One thing that was looked at, and what was found.

use peiban_core::text::{Args, Language, say};
use serde::Serialize;

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Grade {
    /// As it should be.
    Ok,
    /// Somebody should see to it.
    Warn,
    /// It does not work, or people are at risk.
    Fail,
}

/// A value in a finding's sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Said as it is.
    Text(String),
    /// Said in the reader's way.
    Number(i64),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// What was found. Its sentence is `doctor-<check>-<finding>`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Finding {
    pub(super) grade: Grade,
    /// What was looked at: a word of our own.
    pub(super) check: &'static str,
    /// What was found: a word of our own.
    pub(super) finding: &'static str,
    values: Vec<(&'static str, Value)>,
}

/// A finding as JSON and people read it.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    check: &'static str,
    grade: Grade,
    finding: &'static str,
    says: String,
}

impl Finding {
    pub(super) fn new(grade: Grade, check: &'static str, finding: &'static str) -> Self {
        Self { grade, check, finding, values: Vec::new() }
    }

    pub(super) fn ok(check: &'static str) -> Self {
        Self::new(Grade::Ok, check, "ok")
    }

    pub(super) fn warn(check: &'static str, finding: &'static str) -> Self {
        Self::new(Grade::Warn, check, finding)
    }

    pub(super) fn fail(check: &'static str, finding: &'static str) -> Self {
        Self::new(Grade::Fail, check, finding)
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// The sentence, and what to do about it.
    pub(super) fn says(&self, language: Language) -> String {
        let mut args = Args::new();
        for (name, value) in &self.values {
            match value {
                Value::Text(text) => args.set(*name, text.as_str()),
                Value::Number(number) => args.set(*name, *number),
            }
        }
        say(language, &format!("doctor-{}-{}", self.check, self.finding), &args)
    }

    pub(super) fn told(&self, language: Language) -> Told {
        let says = self.says(language);
        Told { check: self.check, grade: self.grade, finding: self.finding, says }
    }
}
