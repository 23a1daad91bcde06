//! Every write: load, decide by a pure rule, save.

pub mod accounts;
pub mod chat;
pub mod content;
pub mod groups;
pub mod keys;
pub mod messages;
pub mod once;
pub mod people;
pub mod reach;
pub mod registers;
pub(crate) mod scope;
pub mod sessions;
