//! The world as the demo shows it: it has a past, and something left to do.

use peiban::cli::world;

use crate::support::TestApp;

#[rocket::async_test]
async fn the_demo_begins_with_a_past_with_figures_and_with_one_register_owed() {
    let app = TestApp::empty().await;
    app.store.clock().stand_at(crate::support::wednesday());
    peiban::cli::filled(&app.store).await.unwrap();
    let group = world::seed(&app.store, "no password fits").await.unwrap();

    world::populate(&app.store, group).await.unwrap();

    let today = app.read("wei.min", "/today").await;
    let overview = app.read("qin.lan", "/overview").await;
    today.has("One register is not in yet").has("龙安第一组");
    overview.has("17 of 18 · 94 %").has("14 of 18 · 78 %");
    assert_eq!(crate::database::rows(&app.url, "sessions WHERE state = 'submitted'").await, 2);
}
