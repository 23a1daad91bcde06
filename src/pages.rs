//! Forms in, HTML out; each module mirrors a folder of `templates/`.

pub mod alerts;
pub mod consents;
pub mod decisions;
pub mod demo;
pub mod enrolments;
pub mod groups;
pub mod home;
pub mod invitations;
pub mod join;
pub mod language;
pub mod link_codes;
pub mod overview;
pub mod partners;
pub mod passwords;
pub mod people;
pub mod problem;
pub mod registers;
pub mod reports;
pub mod rosters;
pub mod sessions;
pub mod setup;
pub mod sign_in;
pub mod simulator;
pub mod teams;
pub mod today;
pub mod users;
pub mod walk_ins;

use serde::Serialize;

/// One choice of a list in a form: `text` as it is, or a message `key`.
#[derive(Debug, Serialize)]
pub struct Choice {
    value: String,
    text: String,
    key: Option<String>,
}

impl Choice {
    /// A choice with its own text.
    pub fn new(value: impl ToString, text: impl Into<String>) -> Self {
        Self { value: value.to_string(), text: text.into(), key: None }
    }

    /// A choice with the text of a message.
    pub fn keyed(value: impl ToString, key: String) -> Self {
        Self { value: value.to_string(), text: String::new(), key: Some(key) }
    }
}
