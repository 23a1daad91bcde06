//! The programme: types, rules, texts and content. No HTTP, no chat, no SQL.
//!
//! Rules are pure: they take facts and the time as arguments.

pub mod actor;
pub mod alert;
pub mod area;
pub mod caregiver;
pub mod chat;
pub mod clock;
pub mod consent;
pub mod content;
pub mod enrolment;
pub mod group;
pub mod id;
pub mod impressions;
pub mod inbox;
pub mod lease;
pub mod overview;
pub mod partner;
pub mod phone;
pub mod plan;
pub mod programme;
pub mod reach;
pub mod refused;
pub mod register;
pub mod roster;
pub mod rsvp;
pub mod safety;
pub mod schedule;
pub mod seal;
pub mod session;
pub mod sheet;
pub mod site;
pub mod survey;
pub mod text;
pub mod throttle;
pub mod tip;
pub mod trouble;
pub mod typed;
pub mod user;
mod word;
pub mod zone;
