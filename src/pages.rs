//! Forms in, HTML out; each module mirrors a folder of `templates/`.

pub mod accounts;
pub mod chat;
pub mod demo;
pub mod groups;
pub mod home;
pub mod language;
mod list;
pub mod people;
pub mod problem;
pub mod reach;
pub mod registers;
pub mod sessions;
pub mod today;

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
