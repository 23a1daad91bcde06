//! The conversation. It decides by pure functions and sends what the store holds; it knows no web.

pub mod channel;
pub mod inbox;
mod measure;
pub mod pace;
pub mod running;
pub mod sender;
pub mod simulator;
pub mod talk;
pub mod telegram;
pub mod wording;
