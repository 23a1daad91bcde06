//! `peiban worker`: the planner and the sender, without pages.

use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use futures::future::BoxFuture;
use peiban_bot::channel::{Channel, Outgoing, SendError};
use peiban_bot::sender::{Options, Sender};
use peiban_core::seal::Keys;
use peiban_core::store::{Store, Tools};
use secrecy::ExposeSecret;

use super::line;
use crate::config::Settings;

/// Plan and send what is due.
#[derive(Debug, Args)]
pub(super) struct Worker {
    /// Send all that is due, then exit.
    #[arg(long)]
    drain: bool,
    /// Sends at the same time.
    #[arg(long, default_value_t = 8)]
    in_flight: usize,
    /// Messages a second that the channel allows.
    #[arg(long, default_value_t = 30)]
    rate: u32,
}

impl Worker {
    pub(super) async fn run(self, settings: Settings) -> anyhow::Result<()> {
        let keys = Keys::of_hex(settings.secret_key.expose_secret())
            .context("secret_key: needs 64 hexadecimal digits")?;
        let tools = Tools { keys, ..Tools::default() };
        let store = Store::open(&settings.database_url, settings.readers, tools).await?;
        let options = Options {
            rate: self.rate,
            in_flight: self.in_flight,
            // The pages' own process may send on the same database: its rows are not taken from it.
            alone: false,
            ..Options::default()
        };
        let sender = Sender::new(store.clone(), Arc::new(Simulator), options);
        let stop = sender.clone();
        let signal = tokio::spawn(async move {
            stopped().await;
            stop.stop();
        });
        let done = if self.drain { sender.drain().await } else { sender.run().await };
        signal.abort();
        store.close().await;
        line(&format!("sent\t{}\tothers\t{}", done.sent, done.others));
        Ok(())
    }
}

/// SIGINT or SIGTERM.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}

/// The chats of the built-in simulator: whatever is sent has arrived.
struct Simulator;

impl Channel for Simulator {
    fn name(&self) -> &'static str {
        "simulator"
    }

    fn account(&self) -> &str {
        "simulator"
    }

    fn send<'a>(&'a self, chat: &'a str, _: &'a Outgoing) -> BoxFuture<'a, Result<String, SendError>> {
        Box::pin(async move { Ok(chat.to_owned()) })
    }
}
