//! The commands.

mod backup;
mod bot;
mod content;
mod demo;
mod doctor;
pub mod export;
mod import;
mod impressions;
mod key;
mod moving;
mod rollup;
mod serve;
mod upgrade;
mod users;
mod worker;
pub mod world;

pub use rollup::fold_all;
pub use serve::fill as filled;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use peiban_store::{Store, StoreError};
use tracing_subscriber::EnvFilter;

use crate::config::{Faults, Settings};
use crate::db::opened;

/// Peiban 陪伴: sessions, a caregivers' chat and honest figures for positive-parenting campaigns.
#[derive(Debug, Parser)]
#[command(name = "peiban", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages, the chat and the work behind them.
    Serve,
    /// Send what is due, without pages.
    Worker(worker::Worker),
    /// Try everything with a made-up world: no token, no server, no set-up.
    Demo(demo::Demo),
    /// Check what staff edit.
    #[command(subcommand)]
    Content(content::ContentCommand),
    /// Import a table: everybody or nobody.
    #[command(subcommand)]
    Import(import::Import),
    /// Add, list and end accounts, and make codes for new passwords.
    #[command(subcommand)]
    User(users::User),
    /// Make the key that opens what is sealed.
    #[command(subcommand)]
    Key(key::Key),
    /// Bring the database up to date, fill it if it is empty, then exit.
    Migrate,
    /// Copy the whole database to a file while work goes on, encrypted.
    Backup(backup::Backup),
    /// Prove that a backup can be restored, or restore it.
    Restore(backup::restore::Restore),
    /// Take everything along, as tables.
    #[command(subcommand)]
    Export(export::Export),
    /// Move everything from SQLite to an empty PostgreSQL database: whole and verified, or nothing.
    Move(moving::Move),
    /// Look at everything, and say what to do; ends with 1 when something does not work.
    Doctor(doctor::Doctor),
    /// Tell every route: a method and a path a line.
    Routes,
    /// Count the figures again, or prove them.
    #[command(subcommand)]
    Rollup(rollup::Rollup),
}

/// Runs the command that was typed.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // A second provider in the tree would make TLS panic instead of choosing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    if let Err(error) = log() {
        return failed(&error);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    let done = runtime.block_on(async {
        match cli.command {
            Command::Serve => serve::run(settings()?).await,
            Command::Worker(worker) => worker.run(settings()?).await,
            Command::Demo(demo) => demo.run().await,
            Command::Content(command) => command.run().await,
            Command::Import(import) => with_store(|store| async move { import.run(&store).await }).await,
            Command::User(user) => with_store(|store| async move { user.run(&store).await }).await,
            Command::Key(key) => key.run(),
            Command::Migrate => with_store(|store| async move { serve::migrated(&store).await }).await,
            Command::Backup(backup) => backup.run(settings()?).await,
            Command::Restore(restore) => restore.run().await,
            Command::Move(moving) => moving.run().await,
            Command::Export(export) => export.run(settings()?).await,
            Command::Doctor(doctor) => doctor.run().await,
            Command::Routes => told(&crate::routes::all()),
            Command::Rollup(rollup) => with_store(|store| async move { rollup.run(&store).await }).await,
        }
    });
    done.map_or_else(|error| failed(&error), |()| ExitCode::SUCCESS)
}

/// Opens the store of the settings, works with it, and closes it.
async fn with_store<W, F>(work: W) -> anyhow::Result<()>
where
    W: FnOnce(Store) -> F,
    F: Future<Output = anyhow::Result<()>>,
{
    let settings = settings()?;
    upgrade::ahead(&settings.database_url).await?;
    let store = opened(&settings).await?;
    let done = work(store.clone()).await;
    store.close().await;
    done
}

fn settings() -> anyhow::Result<Settings> {
    Ok(Settings::load()?)
}

/// Tells why, each thing on a line; 2 for what the operator has to set right.
fn failed(error: &anyhow::Error) -> ExitCode {
    for told in format!("{error:#}").lines() {
        let _ = writeln!(std::io::stderr(), "peiban: {told}");
    }
    let wrong_key = matches!(error.downcast_ref(), Some(StoreError::WrongKey));
    if wrong_key || error.is::<Faults>() { ExitCode::from(2) } else { ExitCode::FAILURE }
}

/// `PEIBAN_LOG` says how much, `PEIBAN_LOG_FORMAT` how: `text`, or `json` for a collector.
fn log() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_env("PEIBAN_LOG").unwrap_or_else(|_| "warn,peiban=info".into());
    // Rocket writes addresses, and in an address may stand a code that opens an account.
    let filter = ["rocket=off", "rocket_http=off"]
        .iter()
        .filter_map(|off| off.parse().ok())
        .fold(filter, EnvFilter::add_directive);
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Set twice in one process only by tests.
    let _ = match std::env::var("PEIBAN_LOG_FORMAT").as_deref() {
        Ok("json") => log.json().flatten_event(true).try_init(),
        Ok("text") | Err(_) => log.try_init(),
        Ok(_) => return Err(Faults::one("log_format", "is text or json").into()),
    };
    // What a panic says may quote what somebody wrote: only where it happened is told.
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(at, "a fault in the program");
    }));
    Ok(())
}

fn told(lines: &[String]) -> anyhow::Result<()> {
    lines.iter().for_each(|text| line(text));
    Ok(())
}

/// A line for the person at the terminal.
fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush()); // nobody reads: nothing to do about it
}
