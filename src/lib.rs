//! The web and the program around it.

pub mod api;
pub mod assets;
pub mod cli;
pub mod config;
pub mod db;
pub mod error;
pub mod guard;
pub mod headers;
pub mod pages;
pub mod password;
pub mod secret;
pub mod templates;

use peiban_core::store::Store;
use rocket::{Build, Ignite, Rocket, catchers, routes};
use rocket_db_pools::Database;
use tempfile::TempDir;

use config::Settings;

/// An empty folder of our own: Rocket insists on one, and pages come from the program itself.
struct NoTemplates(#[expect(dead_code, reason = "held until the server ends")] TempDir);

/// The server and every route, in one list.
///
/// # Errors
///
/// When no temporary folder can be made.
pub fn server(settings: &Settings) -> std::io::Result<Rocket<Build>> {
    let templates = TempDir::with_prefix("peiban-")?;
    let rocket = rocket::custom(settings.rocket(templates.path()))
        .manage(NoTemplates(templates))
        .manage(settings.public_url())
        .attach(db::Db::init())
        .attach(templates::embedded())
        .attach(headers::SafeHeaders)
        .mount(
            "/",
            routes![
                assets::file,
                api::health::live,
                api::health::ready,
                pages::alerts::acknowledge,
                pages::alerts::index,
                pages::alerts::read,
                pages::alerts::show,
                pages::home::front,
                pages::home::me,
                pages::invitations::accept,
                pages::invitations::create,
                pages::invitations::enter,
                pages::invitations::find,
                pages::invitations::new,
                pages::invitations::show,
                pages::join::show,
                pages::language::choose,
                pages::setup::create,
                pages::setup::new,
                pages::sign_in::create,
                pages::sign_in::end,
                pages::sign_in::new,
                pages::simulator::index,
                pages::simulator::say,
                pages::users::index,
            ],
        )
        .mount("/api/v1", routes![api::me::me])
        .register("/", catchers![pages::problem::page])
        .register("/api", catchers![api::problem::json]);
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
