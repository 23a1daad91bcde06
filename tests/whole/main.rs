//! Whole-app tests by concept, on SQLite or PostgreSQL: `PEIBAN_TEST_DB=sqlite|postgres`.
#![allow(missing_docs, reason = "test names are sentences")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::too_many_lines,
    reason = "a test may stop"
)]
#![allow(unreachable_pub, reason = "modules of one binary")]

mod accounts;
mod answers;
mod api;
mod api_lists;
mod aside;
mod backups;
mod chats;
mod commands;
mod conflicts;
mod consents;
mod content;
mod courses;
mod database;
mod doctors;
mod down;
mod ends;
mod enrolments;
mod evening;
mod exports;
mod facts;
#[path = "../fake_telegram/mod.rs"]
mod fake_telegram;
mod full_disks;
mod groups;
mod guesses;
mod heard;
mod hidden;
mod in_order;
mod kills;
mod leads;
mod linked;
mod lists;
mod metrics;
mod moves;
#[path = "../noon/mod.rs"]
mod noon;
mod once;
mod operation;
mod overview;
mod pairs;
mod partners;
mod passwords;
mod people;
mod plan;
mod raw;
mod recording;
mod recounts;
mod registers;
mod reports;
mod rollups;
mod rosters;
mod routes;
mod secrets;
mod seed;
mod sender;
mod senders;
mod served;
mod sessions;
mod slow;
mod starts;
mod store;
mod support;
mod sync;
mod teams;
mod telegram;
mod tidy;
mod troubled;
mod upgrades;
mod users;
mod walk_ins;
mod wiped;
mod world;
