//! Measured work beside what peers cost on it: `just bench`.
//!
//! `-- PARTS` does only those; `-- compare OLD_BINARY PARTS` lets the bench of an older build do them in turn and prints
//! both; `-- --history 10 PARTS` does the same with one season and with ten behind the same day.
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
mod table;

use std::time::Duration;

use process::Program;
use season::Season;
use table::{Run, row, side_by_side};
use tempfile::TempDir;

/// What can be asked for by name.
const PARTS: [&str; 5] = ["start", "overview", "registers", "chat", "broadcast"];

/// What was asked for.
#[derive(Default)]
struct Asked {
    /// By name, or all.
    parts: Vec<String>,
    /// The bench binary of an older build, to compare with.
    old: Option<String>,
    /// How many seasons lie behind the day, to compare with one.
    history: Option<String>,
    /// The same for a run that is compared.
    seasons: usize,
}

impl Asked {
    fn read(mut args: impl Iterator<Item = String>) -> Self {
        let mut asked = Self { seasons: 1, ..Self::default() };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "compare" => asked.old = Some(args.next().expect("compare OLD_BINARY")),
                "--history" => asked.history = Some(args.next().expect("--history SEASONS")),
                "--seasons" => {
                    asked.seasons = args.next().and_then(|n| n.parse().ok()).expect("--seasons NUMBER");
                }
                flag if flag.starts_with('-') => (), // cargo's own
                part => asked.parts.push(part.to_owned()),
            }
        }
        asked
    }

    fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|name| name == part)
    }

    /// The parts to do in turn.
    fn in_turn(&self) -> Vec<String> {
        if self.parts.is_empty() { PARTS.map(str::to_owned).to_vec() } else { self.parts.clone() }
    }
}

fn main() {
    let asked = Asked::read(std::env::args().skip(1));
    let this = std::env::current_exe().expect("this program").display().to_string();
    let run = |name, binary, args| Run { name, binary, args };
    if let Some(old) = &asked.old {
        return side_by_side(&asked.in_turn(), &run("old", old, &[]), &run("new", &this, &[]));
    }
    if let Some(seasons) = &asked.history {
        let behind = ["--seasons".to_owned(), seasons.clone()];
        let name = format!("{seasons} seasons");
        return side_by_side(&asked.in_turn(), &run("one season", &this, &[]), &run(&name, &this, &behind));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(one(&asked));
}

/// Runs the parts that were asked for.
async fn one(asked: &Asked) {
    let folder = TempDir::new().expect("a folder");
    row("what", "seen", "peer");
    if asked.wants("start") {
        start(&file(&folder, "empty.db"));
    }
    let season = Season::fill(&file(&folder, "season.db"), asked.seasons).await;
    row("a season's figures counted anew", &millis(season.counting), "");
    if asked.wants("overview") {
        registers::overview(&season).await;
    }
    if asked.wants("registers") {
        registers::run(&season, folder.path()).await;
    }
    if asked.wants("chat") {
        chat::replies(&season).await;
    }
    season.tomorrow().await;
    if asked.wants("broadcast") {
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
