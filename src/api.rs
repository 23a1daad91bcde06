//! JSON in, JSON out; mirrors the pages.

pub mod health;
pub mod me;
pub mod problem;
pub mod telegram_hook;
pub mod registers;
