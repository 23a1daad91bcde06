//! Starting the chat: Telegram where there is a token, else nothing.

use std::sync::Arc;

use peiban_bot::channel::Channel;
use peiban_bot::running::Running;
use peiban_bot::sender::Options;
use peiban_bot::telegram::poll::{Contest, Pace, Poller};
use peiban_bot::telegram::{NAME, Telegram, intake, menu};
use peiban_store::Store;
use secrecy::{ExposeSecret, SecretString};

use crate::api::health::WorkedBot;
use crate::config::{Settings, TelegramMode, TelegramSettings};
use crate::pages::chat::join::BotName;

/// A bot that the settings ask for, not started yet.
pub(super) struct Bot {
    telegram: Arc<Telegram>,
    mode: TelegramMode,
    webhook: Option<(String, SecretString)>,
    rate: u32,
    contest: Contest,
    /// Its user name, for links.
    pub(super) name: Option<BotName>,
}

impl Bot {
    /// The bot of the settings; none without a token. Asks Telegram for its name if nobody told.
    pub(super) async fn of(settings: &Settings) -> anyhow::Result<Option<Self>> {
        let Some(TelegramSettings { telegram, mode, webhook, name }) = settings.telegram()? else {
            return Ok(None);
        };
        let name = match name {
            Some(name) => Some(name),
            None => telegram.name().await.ok(), // no link until the next start; everything else works
        };
        let telegram = Arc::new(telegram);
        Ok(Some(Self {
            telegram,
            mode,
            webhook,
            rate: settings.send_rate,
            contest: Contest::default(),
            name: name.map(BotName),
        }))
    }

    /// What pages and health tell about it.
    pub(super) fn worked(&self) -> WorkedBot {
        let account = Channel::account(&*self.telegram).to_owned();
        let polls = self.mode == TelegramMode::Poll;
        WorkedBot { channel: NAME, account, polls, contest: self.contest.clone() }
    }

    /// The channel, for a sender alone.
    pub(super) fn channel(&self) -> Arc<Telegram> {
        Arc::clone(&self.telegram)
    }

    /// Starts taking in, answering and sending.
    pub(super) fn start(self, store: &Store) -> Running {
        let options = Options { rate: Some(self.rate), ..Options::default() };
        let mut running = Running::start(store.clone(), Arc::clone(&self.telegram), options);
        if self.mode != TelegramMode::Off {
            let telegram = Arc::clone(&self.telegram);
            running.also(|mut stopped| async move {
                tokio::select! {
                    () = menu::announce(&telegram) => {}
                    _ = stopped.changed() => {}
                }
            });
        }
        match (self.mode, self.webhook) {
            (TelegramMode::Webhook, Some((url, secret))) => running.also(|mut stopped| async move {
                tokio::select! {
                    _ = intake::announce(&self.telegram, &url, secret.expose_secret()) => {}
                    _ = stopped.changed() => {}
                }
            }),
            (TelegramMode::Poll, _) => {
                let poller = Poller::new(store.clone(), self.telegram, Pace::default());
                running.also(|stopped| poller.telling(self.contest).run(stopped));
            }
            (TelegramMode::Webhook | TelegramMode::Off, _) => {}
        }
        running
    }
}
