//! The conversation. It decides by pure functions and sends what the store holds; it knows no web.

pub mod channel;
pub mod pace;
pub mod sender;
pub mod wording;
