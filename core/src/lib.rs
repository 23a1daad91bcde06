//! The programme: types, rules, texts, content and the store. No HTTP, no chat.
//!
//! Rules are pure: they take facts and the time as arguments and know nothing of [`store`].

pub mod actor;
pub mod acts;
pub mod area;
pub mod clock;
pub mod content;
pub mod id;
pub mod inbox;
pub mod partner;
pub mod plan;
pub mod programme;
pub mod seal;
pub mod sheet;
pub mod store;
pub mod text;
pub mod user;
