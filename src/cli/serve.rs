//! `peiban serve`: everything in one process.

use std::sync::Arc;

use anyhow::Context;
use peiban_bot::running::Running;
use peiban_core::actor::Actor;
use peiban_core::content::{Content, Embedded};
use peiban_store::acts::accounts::first_admin;
use peiban_store::acts::content::FillContent;
use peiban_store::{Hold, Store};
use rocket::error::ErrorKind;
use rocket::fairing::AdHoc;
use rocket::{Build, Rocket};

use super::bot::Bot;
use super::line;
use crate::config::Settings;
use crate::db::opened;
use crate::flights::Flights;
use crate::{metrics, password, secret, server, store_of};

/// Serves until told to stop.
pub(super) async fn run(settings: Settings) -> anyhow::Result<()> {
    let hold = Hold::take(&settings.database_url)?;
    super::upgrade::ahead(&settings.database_url).await?;
    let bot = Bot::of(&settings).await?;
    let store = opened(&settings).await?;
    store.keep(hold);
    let mut server = announcing(server(&settings, store.clone())?);
    let counted =
        settings.metrics_port.map(|port| metrics::start().map(|handle| (port, handle))).transpose()?;
    if counted.is_some() {
        server = server.attach(metrics::Requests);
    }
    if let Some(bot) = &bot {
        server = server.manage(bot.worked());
        server = bot.name.clone().into_iter().fold(server, Rocket::manage);
    }
    let server = server.ignite().await.map_err(plain)?;
    fill(&store).await?;
    first_start(&store).await?;
    if let Some((port, handle)) = counted {
        tokio::spawn(metrics::serve(port, handle, store.clone()));
    }
    launch(server, bot.map(|bot| bot.start(&store))).await
}

/// Serves until told to stop; then closes the store, after the last request.
///
/// The bot ends after the last request and before the store.
pub(super) async fn launch(server: Rocket<rocket::Ignite>, bot: Option<Running>) -> anyhow::Result<()> {
    let store = store_of(&server)?;
    let at = format!("{}:{}", server.config().address, server.config().port);
    let flights = server.state::<Flights>().cloned().unwrap_or_default();
    let told_to_end = server.shutdown();
    let folding = tokio::spawn(super::rollup::keep_folding(store.clone()));
    let ended = async {
        told_to_end.await;
        flights.landed().await;
    };
    // Rocket would wait on when the last answer has left.
    let done = tokio::select! {
        done = server.launch() => done.map(drop),
        () = ended => Ok(()),
    };
    folding.abort();
    if let Some(bot) = bot {
        bot.stop().await;
    }
    store.close().await;
    done.map_err(|error| unserved(error, &at))
}

/// Prints where the pages are, once they are there.
pub(super) fn announcing(server: Rocket<Build>) -> Rocket<Build> {
    server.attach(AdHoc::on_liftoff("address", |rocket| {
        let config = rocket.config();
        line(&format!("Listening on http://{}:{}", config.address, config.port));
        Box::pin(async {})
    }))
}

/// Fills an empty database with the content inside the program.
///
/// # Errors
///
/// When the content has faults, or the database fails.
pub async fn fill(store: &Store) -> anyhow::Result<()> {
    let content = Content::read(&Embedded).map_err(|faults| {
        let told: Vec<String> = faults.iter().take(20).map(ToString::to_string).collect();
        anyhow::anyhow!("the content inside the program has faults:\n{}", told.join("\n"))
    })?;
    store.act(&Actor::operator(), FillContent(Arc::new(content))).await.context("filling the database")?;
    Ok(())
}

/// Tells that the tables are up to date: opening the store has seen to it.
pub(super) async fn migrated(store: &Store) -> anyhow::Result<()> {
    fill(store).await?;
    line("The database is up to date.");
    Ok(())
}

/// Makes an administrator when there is nobody, and prints the password once.
async fn first_start(store: &Store) -> anyhow::Result<()> {
    if store.read().await?.user_count().await? > 0 {
        return Ok(());
    }
    let password = secret::password();
    let hash = password::hash(password.clone()).await?;
    store.act(&Actor::operator(), first_admin("admin", "admin".to_owned(), hash)).await?;
    line(&format!("First start. Sign in as admin with this password, shown only now: {password}"));
    Ok(())
}

/// Rocket's error without the pretty printing that it does when dropped unread.
pub(super) fn plain(error: rocket::Error) -> anyhow::Error {
    anyhow::anyhow!("the server could not start: {}", error.kind())
}

/// The same after the store was opened, with the address that is in use.
fn unserved(error: rocket::Error, at: &str) -> anyhow::Error {
    match error.kind() {
        ErrorKind::Bind(why) => anyhow::anyhow!("{at} cannot be listened on: {why}"),
        _ => plain(error),
    }
}
