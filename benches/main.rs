//! Measured work beside what peers cost on it: `just bench`.
//!
//! Machines are noisy: trust processor seconds and ratios within one run, not wall times between runs.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench talks to a terminal and may stop"
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "figures"
)]
#![allow(unreachable_pub, dead_code, reason = "modules of one binary")]

mod chat;
mod client;
#[allow(clippy::unwrap_used, reason = "the tests' own")]
#[path = "../tests/fake_telegram/mod.rs"]
mod fake_telegram;
#[path = "../tests/noon/mod.rs"]
mod noon;
mod process;
mod raw;
mod registers;
mod season;

use std::time::Duration;

use process::Program;
use season::Season;
use tempfile::TempDir;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(run(|part| asked.is_empty() || asked.iter().any(|name| name == part)));
}

/// Runs the parts that were asked for by name, or all.
async fn run(wants: impl Fn(&str) -> bool) {
    let folder = TempDir::new().expect("a folder");
    row("what", "seen", "peer");
    if wants("start") {
        start(&file(&folder, "empty.db"));
    }
    let season = Season::fill(&file(&folder, "season.db")).await;
    row("a season's figures counted anew", &millis(season.counting), "");
    if wants("overview") {
        registers::overview(&season).await;
    }
    if wants("registers") {
        registers::run(&season, folder.path()).await;
    }
    if wants("chat") {
        chat::replies(&season).await;
    }
    season.tomorrow().await;
    if wants("broadcast") {
        chat::broadcasts(&season).await;
        chat::backlog(&season).await;
    }
}

fn file(folder: &TempDir, name: &str) -> String {
    format!("sqlite:{}", folder.path().join(name).display())
}

/// Starts on an existing file, and what it holds while idle.
fn start(url: &str) {
    drop(Program::serve(url)); // makes and fills the file
    let program = Program::serve(url);
    row("start on an existing file", &millis(program.start), "aiogram 3,300 ms; pretix 6,200 ms");
    std::thread::sleep(Duration::from_secs(2));
    row("memory while idle", &format!("{:.0} MiB", program.memory()), "aiogram 177 MiB; pretix 487 MiB");
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn micros(time: Duration) -> String {
    format!("{:.0} µs", time.as_secs_f64() * 1e6)
}

fn row(what: &str, seen: &str, peer: &str) {
    println!("{what:<46} {seen:<66} {peer}");
}
