//! A group gets another lead: whoever comes sees it from then on, whoever goes does not any more.

use peiban::cli::world::groups::LONGAN_GROUP;
use peiban_core::user::Role;
use rocket::http::Status;

use crate::database::rows;
use crate::groups::{group_called, id_of};
use crate::support::TestApp;
use crate::users::{add, page_of};

const CHANGED: &str = "audit_events WHERE act = 'group.change_team'";

#[rocket::async_test]
async fn another_lead_sees_the_group_and_whoever_led_it_does_not_any_more() {
    let app = TestApp::start().await;
    let group = group_called(&app, LONGAN_GROUP).await.0;
    let (shown, team) = (format!("/groups/{group}"), format!("/groups/{group}/team"));
    let (wei, huang) = (id_of(&app, "wei.min").await, id_of(&app, "huang.jie").await);
    app.read("qin.lan", &shown).await.has(&format!("href=\"{team}\""));
    app.read("wei.min", &shown).await.lacks(&team);
    app.read("qin.lan", &team).await.has(&format!("value=\"{wei}\" selected")).lacks("罗梅");

    let changed = app.send("qin.lan", &team, &format!("lead={huang}&second=&third=")).await;
    let again = app.send("qin.lan", &team, &format!("lead={huang}&second=&third=")).await;

    assert_eq!((changed.status, again.status), (Status::SeeOther, Status::SeeOther));
    assert_eq!(app.read("wei.min", &shown).await.status, Status::NotFound);
    assert_eq!(app.read("huang.jie", &shown).await.status, Status::Ok);
    app.read("qin.lan", &team).await.has(&format!("value=\"{huang}\" selected"));
    let now =
        format!("group_facilitators WHERE to_on IS NULL AND part = 'lead' AND group_id = {}", literal(group));
    assert_eq!(rows(&app.url, &now).await, 1);
    assert_eq!(rows(&app.url, CHANGED).await, 2);

    // Back and forth on one day, with the parts swapped.
    app.send("qin.lan", &team, &format!("lead={wei}&second={huang}&third=")).await;
    app.send("qin.lan", &team, &format!("lead={huang}&second={wei}&third=")).await;
    app.read("wei.min", &shown).await.has("second");
    assert_eq!(rows(&app.url, &now).await, 1);
}

/// An id as it stands in SQL, on either database.
fn literal(id: uuid::Uuid) -> String {
    if crate::database::on_postgres() { format!("'{id}'") } else { format!("x'{}'", id.simple()) }
}

#[rocket::async_test]
async fn a_team_that_cannot_be_comes_back_with_what_is_wrong_at_its_field() {
    let app = TestApp::start().await;
    let group = group_called(&app, LONGAN_GROUP).await.0;
    let team = format!("/groups/{group}/team");
    let (wei, luo) = (id_of(&app, "wei.min").await, id_of(&app, "luo.mei").await);

    let nobody = app.send("qin.lan", &team, "lead=&second=&third=").await;
    let far = app.send("qin.lan", &team, &format!("lead={luo}&second=&third=")).await;
    let twice = app.send("qin.lan", &team, &format!("lead={wei}&second=&third={wei}")).await;
    let elsewhere = app.send("yang.hui", &team, &format!("lead={wei}&second=&third=")).await;
    let herself = app.send("wei.min", &team, &format!("lead={wei}&second=&third=")).await;

    nobody.has("Lead facilitator: choose one").has("field-lead");
    far.has("Lead facilitator: not a facilitator of this county");
    twice.has("Third facilitator: is the lead or the second already");
    assert_eq!(twice.status, Status::UnprocessableEntity);
    assert_eq!((elsewhere.status, herself.status), (Status::NotFound, Status::NotFound));
    assert_eq!(rows(&app.url, CHANGED).await, 0);
}

#[rocket::async_test]
async fn the_page_of_somebody_who_leads_groups_leads_to_giving_them_another_lead() {
    let app = TestApp::start().await;
    let group = group_called(&app, LONGAN_GROUP).await.0;
    add(&app, "local", Role::Admin, 450_000, None).await;
    add(&app, "both", Role::Admin, 450_000, None).await;
    app.send("admin", &format!("{}/roles", page_of(&app, "both").await), "role=coordinator&area=450000")
        .await;
    let page = page_of(&app, "wei.min").await;

    let without = app.read("local", &page).await;
    let with = app.read("both", &page).await;

    without.has(LONGAN_GROUP).lacks("/team\"");
    with.has(&format!("href=\"/groups/{group}/team\""));
}
