//! Is the program alive, and is it ready?

use chrono::{DateTime, Utc};
use peiban_bot::telegram::poll::Contest;
use peiban_core::lease::binds;
use peiban_core::text::{Language, month_day};
use peiban_core::trouble::Trouble;
use peiban_store::{BotState, Store, StoreError};
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait, get};

use crate::db::Db;

/// The bot that this process works for; managed where there is one.
#[derive(Debug, Clone)]
pub struct WorkedBot {
    /// The word of its channel.
    pub channel: &'static str,
    /// Which bot of it.
    pub account: String,
    /// Updates are asked for; else they are posted, or another program takes them in.
    pub polls: bool,
    /// Whether another program uses its token, as far as this process knows.
    pub contest: Contest,
}

/// The bot of this process, if it has one.
pub struct Worked(Option<WorkedBot>);

impl Worked {
    /// Since when the channel takes no messages, as staff are told; none while it does.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn down_since(&self, store: &Store, language: Language) -> Result<Option<String>, StoreError> {
        let Some(bot) = &self.0 else { return Ok(None) };
        let state = store.read().await?.bot_state(bot.channel, &bot.account).await?;
        let since = down(&state).map(|(_, since)| since.with_timezone(&chrono_tz::Asia::Shanghai));
        Ok(since
            .map(|since| format!("{} {}", month_day(language, since.date_naive()), since.format("%H:%M"))))
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Worked {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        Outcome::Success(Self(request.rocket().state::<WorkedBot>().cloned()))
    }
}

impl WorkedBot {
    /// What keeps the bot from working, a line each.
    async fn complaints(&self, store: &Store) -> Result<Vec<String>, StoreError> {
        let state = store.read().await?.bot_state(self.channel, &self.account).await?;
        let now = store.clock().now();
        let lives = |until: Option<DateTime<Utc>>| until.is_some_and(|until| binds(until, now));
        let mut told = Vec::new();
        if self.contest.is_on() {
            told.push("conflict".to_owned());
        } else if self.polls && !lives(state.poller_until) {
            told.push("nobody asks for updates".to_owned());
        }
        if !lives(state.sender_until) {
            told.push("nobody sends".to_owned());
        }
        told.extend(down(&state).map(|(trouble, since)| {
            format!("down since {}: {}", since.format("%Y-%m-%dT%H:%M:%SZ"), trouble.word())
        }));
        Ok(told.into_iter().map(|line| format!("{}: {line}", self.channel)).collect())
    }
}

/// What keeps a channel from taking messages, and since when.
fn down(state: &BotState) -> Option<(Trouble, DateTime<Utc>)> {
    state.trouble.filter(|trouble| trouble.is_down()).zip(state.trouble_since)
}

/// The process answers.
#[get("/health/live")]
pub fn live() -> &'static str {
    "live"
}

/// The database answers.
///
/// What is down is told by its name alone.
///
/// What keeps the bot from working is told here, a line each, and does not make it unready: pages and registers work,
/// and a balancer that took every node away would make it worse.
#[get("/health/ready")]
pub async fn ready(db: &Db, bot: Worked) -> (Status, String) {
    let asked = async {
        db.read().await?.user_count().await?;
        match &bot.0 {
            Some(bot) => bot.complaints(db).await,
            None => Ok(Vec::new()),
        }
    };
    match asked.await {
        Ok(told) if told.is_empty() => (Status::Ok, "ready".to_owned()),
        Ok(told) => (Status::Ok, format!("ready\n{}\n", told.join("\n"))),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (Status::ServiceUnavailable, "not ready\ndatabase: does not answer\n".to_owned())
        }
    }
}
