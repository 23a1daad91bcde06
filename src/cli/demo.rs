//! `peiban demo`: the front door. A made-up world, a new one at each start.

use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use peiban_bot::running::Running;
use peiban_bot::simulator::Simulator;
use peiban_core::store::Store;
use rocket::routes;

use super::serve::{announcing, fill, launch, plain};
use super::{line, world};
use crate::config::Settings;
use crate::pages::demo;
use crate::{guard, password, secret, server, store_of};

/// Try everything with a made-up world.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8000)]
    port: u16,
}

impl Demo {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let folder = tempfile::TempDir::with_prefix("peiban-demo-")?;
        let file = folder.path().join("demo.db");
        let url = format!("sqlite:{}", file.display());
        let settings = Settings { port: self.port, ..Settings::for_database(url) };
        let server =
            announcing(server(&settings)?).manage(guard::Demo::default()).mount("/", routes![demo::shift]);
        let server = server.ignite().await.map_err(plain)?;
        let store = store_of(&server)?;
        demo::begin(store.clock());
        fill(&store).await?;
        self.seed(&store).await.context("making the demo world")?;
        let sender = server.state::<guard::Demo>().context("the demo is not managed")?.sender(&store);
        let phones = Running::with(store.clone(), Arc::new(Simulator(store)), sender);
        launch(server, Some(phones)).await
    }

    async fn seed(&self, store: &Store) -> anyhow::Result<()> {
        let password = secret::password();
        let hash = password::hash(password.clone()).await?;
        let group = world::seed(store, &hash).await?;
        world::populate(store, group).await?;
        line("Peiban demo: a made-up world, gone when you stop it. Nobody in it is real.");
        line("Sign in as any of these:");
        for user in world::USERS {
            line(&format!("sign-in\t{}\t{}\t{password}", user.role.word(), user.name));
        }
        self.tell_doors();
        Ok(())
    }

    /// Where to begin; with port 0 the line after it tells the port.
    fn tell_doors(&self) {
        let at = if self.port == 0 { String::new() } else { format!("http://127.0.0.1:{}", self.port) };
        line("Begin here, without signing in:");
        line(&format!("  a caregiver's phone  {at}/simulator"));
        line(&format!("  the poster's code    {at}/j/{}", world::chats::POSTER));
    }
}
