//! The web and the program around it.

pub mod api;
pub mod assets;
pub mod chart;
pub mod cli;
pub mod config;
pub mod db;
pub mod error;
pub mod export;
pub mod flights;
pub mod guard;
pub mod headers;
pub mod metrics;
pub mod pages;
pub mod password;
pub mod public_url;
pub mod qr;
mod routes;
pub mod secret;
pub mod templates;

use peiban_store::Store;
use rocket::{Build, Ignite, Rocket, catchers};
use tempfile::TempDir;

use config::Settings;

/// An empty folder of our own: Rocket insists on one, and pages come from the program itself.
struct NoTemplates(#[expect(dead_code, reason = "held until the server ends")] TempDir);

/// The server over an open store, and every route, in one list.
///
/// # Errors
///
/// When no temporary folder can be made.
pub fn server(settings: &Settings, store: Store) -> std::io::Result<Rocket<Build>> {
    let flights = flights::Flights::default();
    let templates = TempDir::with_prefix("peiban-")?;
    let rocket = rocket::custom(settings.rocket(templates.path()))
        .manage(NoTemplates(templates))
        .manage(public_url::Told(settings.public_url.clone()))
        .manage(guard::Guesses::new(settings.proxy))
        .manage(api::telegram_hook::Hook::of(settings))
        .manage(db::Db::of(store))
        .attach(guard::CleanAddresses)
        .attach(flights.clone())
        .manage(flights)
        .attach(templates::embedded())
        .attach(headers::SafeHeaders)
        .mount("/", routes::pages())
        .mount("/api/v1", routes::json())
        .mount("/api", rocket::routes![api::document::openapi])
        .register("/", catchers![pages::problem::page])
        .register("/api", catchers![api::problem::json])
        .register("/hooks", catchers![api::problem::json]);
    Ok(rocket)
}

/// The store of a server that is about to launch.
///
/// # Errors
///
/// Never, once the database was attached.
pub fn store_of(server: &Rocket<Ignite>) -> anyhow::Result<Store> {
    let db = db::Db::fetch(server).ok_or_else(|| anyhow::anyhow!("the database is not attached"))?;
    Ok(Store::clone(db))
}
