//! `peiban demo`: the front door. A made-up world, a new one at each start.

use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use peiban_bot::running::Running;
use peiban_bot::simulator::Simulator;
use peiban_store::{Hold, Store};
use rocket::fairing::AdHoc;
use rocket::routes;

use super::serve::{announcing, fill, launch, plain};
use super::{line, world};
use crate::config::Settings;
use crate::db::opened;
use crate::pages::demo;
use crate::{guard, password, secret, server};

/// Try everything with a made-up world.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// The port to listen on; 0 takes a free one.
    #[arg(long, env = "PEIBAN_PORT", default_value_t = 8000)]
    port: u16,
}

impl Demo {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let folder = tempfile::TempDir::with_prefix("peiban-demo-")?;
        let file = folder.path().join("demo.db");
        let url = format!("sqlite:{}", file.display());
        let hold = Hold::take(&url)?;
        let settings = Settings { port: self.port, ..Settings::for_database(url) };
        let store = opened(&settings).await?;
        store.keep(hold);
        let server =
            announcing(server(&settings, store.clone())?).attach(AdHoc::on_liftoff("doors", |rocket| {
                tell_doors(rocket.config().port);
                Box::pin(async {})
            }));
        let server = server.manage(guard::Demo::default()).mount("/", routes![demo::shift]);
        let server = server.ignite().await.map_err(plain)?;
        demo::begin(store.clock());
        fill(&store).await?;
        seed(&store).await.context("making the demo world")?;
        let sender = server.state::<guard::Demo>().context("the demo is not managed")?.sender(&store);
        let phones = Running::with(store.clone(), Arc::new(Simulator(store)), sender);
        launch(server, Some(phones)).await
    }
}

async fn seed(store: &Store) -> anyhow::Result<()> {
    let password = secret::password();
    let hash = password::hash(password.clone()).await?;
    let group = world::seed(store, &hash).await?;
    world::populate(store, group).await?;
    line("Peiban demo: a made-up world, gone when you stop it. Nobody in it is real.");
    line("Sign in as any of these:");
    for user in world::USERS {
        line(&format!("sign-in\t{}\t{}\t{password}", user.role.word(), user.name));
    }
    Ok(())
}

/// Where to begin, once the pages are there.
fn tell_doors(port: u16) {
    let at = format!("http://127.0.0.1:{port}");
    line("Begin here, without signing in:");
    line(&format!("  a caregiver's phone  {at}/simulator"));
    line(&format!("  the poster's code    {at}/j/{}", world::chats::POSTER));
}
