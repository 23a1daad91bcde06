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

mod client;
mod process;

use std::sync::Arc;
use std::time::Duration;

use client::closed_loop;
use process::Program;
use tempfile::TempDir;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(run());
}

async fn run() {
    let folder = TempDir::new().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("bench.db").display());
    row("what", "seen", "peer");
    start(&url).await;
    pages(&url).await;
}

/// Starts on an existing file, and what it holds while idle.
async fn start(url: &str) {
    drop(Program::serve(url, &[])); // makes and fills the file
    let program = Program::serve(url, &[]);
    row("start on an existing file", &millis(program.start), "aiogram 3,300 ms; pretix 6,200 ms");
    row("memory while idle", &format!("{:.0} MiB", program.memory()), "aiogram 177 MiB; pretix 487 MiB");
}

/// A page that reads nothing, for the cost of the frame alone.
async fn pages(url: &str) {
    let program = Program::serve(url, &[]);
    let request = b"GET /sign-in HTTP/1.1\r\nHost: bench\r\n\r\n".to_vec();
    let (before, requests) = (program.cpu(), 4_000);
    let seen = closed_loop(program.port, 50, Arc::new(vec![request; requests]), 200).await;
    assert_eq!(seen.wrong, 0, "every page is a page");
    let cpu = (program.cpu() - before) / requests as f64 * 1e6;
    let told = format!(
        "{:.0}/s, p50 {}, p99 {}, {cpu:.0} µs CPU",
        seen.per_second(),
        millis(seen.within(0.5)),
        millis(seen.within(0.99))
    );
    row("sign-in page, 50 clients", &told, "");
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn row(what: &str, seen: &str, peer: &str) {
    println!("{what:<44} {seen:<52} {peer}");
}
