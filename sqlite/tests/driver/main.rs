//! The driver by itself, and beside sqlx's own on the same files.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod errors;
mod migrations;
mod old_driver;
mod sharing;
mod statements;
mod support;
mod transactions;
mod types;
