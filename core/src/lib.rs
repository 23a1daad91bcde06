//! The programme: types, rules, texts, content and the store. No HTTP, no chat.
//!
//! Rules are pure: they take facts and the time as arguments and know nothing of [`store`].

pub mod actor;
pub mod acts;
pub mod alert;
pub mod area;
pub mod chat;
pub mod clock;
pub mod consent;
pub mod content;
pub mod id;
pub mod inbox;
pub mod partner;
pub mod programme;
pub mod safety;
pub mod seal;
pub mod sheet;
pub mod store;
pub mod text;
pub mod tip;
pub mod user;
