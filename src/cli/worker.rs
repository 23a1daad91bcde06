//! `peiban worker`: the planner and the sender, without pages.

use std::sync::Arc;

use clap::Args;
use peiban_bot::channel::Channel;
use peiban_bot::sender::{Options, Sender};
use peiban_bot::simulator::Simulator;
use peiban_store::Hold;

use super::bot::Bot;
use super::line;
use crate::config::Settings;
use crate::db::opened;

/// Plan and send what is due.
#[derive(Debug, Args)]
pub(super) struct Worker {
    /// Send all that is due, then exit.
    #[arg(long)]
    drain: bool,
    /// Sends at the same time.
    #[arg(long, default_value_t = 8)]
    in_flight: usize,
    /// Messages a second that the channel allows; `PEIBAN_SEND_RATE` unless given.
    #[arg(long)]
    rate: Option<u32>,
}

impl Worker {
    pub(super) async fn run(self, settings: Settings) -> anyhow::Result<()> {
        let hold = Hold::take(&settings.database_url)?;
        super::upgrade::ahead(&settings.database_url).await?;
        let store = opened(&settings).await?;
        store.keep(hold);
        let channel: Arc<dyn Channel> = match Bot::of(&settings).await? {
            Some(bot) => bot.channel(),
            None => Arc::new(Simulator(store.clone())),
        };
        let options = Options {
            rate: Some(self.rate.unwrap_or(settings.send_rate)),
            in_flight: self.in_flight,
            ..Options::default()
        };
        let sender = Sender::new(store.clone(), channel, options);
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
