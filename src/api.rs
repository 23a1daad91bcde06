//! JSON in, JSON out; mirrors the pages.

pub mod health;
pub mod me;
pub mod problem;
pub mod registers;
pub mod sync;
pub mod telegram_hook;
