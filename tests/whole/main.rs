//! Whole-app tests by concept, on SQLite or PostgreSQL: `PEIBAN_TEST_DB=sqlite|postgres`.
#![allow(missing_docs, reason = "test names are sentences")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::too_many_lines, reason = "a test may stop")]
#![allow(unreachable_pub, reason = "modules of one binary")]

mod accounts;
mod database;
mod plan;
mod seed;
mod sender;
mod store;
mod support;
mod tidy;
