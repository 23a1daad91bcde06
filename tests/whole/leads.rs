//! Who leads a group that goes on does not go unnoticed: it is said first, and somebody has to be sure.

use peiban::cli::world::groups::LONGAN_GROUP;
use peiban::cli::world::{GUANGXI, GUIZHOU, LONGAN};
use peiban_core::user::Role;
use rocket::http::Status;

use crate::database::rows;
use crate::groups::group_called;
use crate::support::TestApp;
use crate::users::{add, ending, is_signed_in, page_of};

#[rocket::async_test]
async fn an_account_that_leads_groups_ends_only_once_somebody_is_sure() {
    let app = TestApp::start().await;
    let group = group_called(&app, LONGAN_GROUP).await;
    let (page, shown) = (page_of(&app, "wei.min").await, format!("/groups/{}", group.0));
    assert!(is_signed_in(&app, "wei.min").await);

    let before = app.read("admin", &page).await;
    let asked = app.send("admin", &format!("{page}/ending"), "").await;
    assert!(is_signed_in(&app, "wei.min").await, "nothing ends before");
    app.read("qin.lan", &shown).await.lacks("account or role ended");
    let ended = app.send("admin", &format!("{page}/ending"), "sure=yes").await;

    before.has("Leads these groups").has(LONGAN_GROUP).lacks("End it all the same");
    assert_eq!(asked.status, Status::UnprocessableEntity);
    asked.has("would have no lead any more").has(LONGAN_GROUP).has("End it all the same");
    asked.has("name=\"sure\" value=\"yes\"").lacks(&shown.replace('/', "&#x2F;"));
    assert_eq!(ended.status, Status::SeeOther);
    assert!(!is_signed_in(&app, "wei.min").await);
    app.read("qin.lan", &shown).await.has("account or role ended");
    assert_eq!(
        rows(&app.url, "group_facilitators WHERE to_on IS NOT NULL").await,
        0,
        "it can be opened again"
    );
}

#[rocket::async_test]
async fn a_role_by_which_she_leads_is_asked_for_and_others_end_at_once() {
    let app = TestApp::start().await;
    add(&app, "local", Role::Admin, GUANGXI, None).await;
    app.send("admin", &format!("{}/roles", page_of(&app, "local").await), "role=coordinator&area=450000")
        .await;
    let group = group_called(&app, LONGAN_GROUP).await;
    let page = page_of(&app, "wei.min").await;
    for grant in ["role=viewer&area=450000", "role=facilitator&area=520000"] {
        app.send("admin", &format!("{page}/roles"), grant).await;
    }

    let viewer = app.send("admin", &ending(&app, "admin", &page, "Viewer").await, "").await;
    let elsewhere = app.send("admin", &ending(&app, "admin", &page, "Guizhou").await, "").await;
    let path = ending(&app, "local", &page, "Facilitator").await;
    let asked = app.send("local", &path, "").await;
    app.send("admin", &format!("{page}/roles"), &format!("role=facilitator&area={GUANGXI}")).await;
    let covered = app.send("local", &path, "").await;
    app.send("admin", &format!("{page}/roles"), &format!("role=coordinator&area={LONGAN}")).await;
    let path = ending(&app, "local", &page, "Facilitator").await;
    app.send("admin", &format!("{}/roles", page_of(&app, "local").await), "role=coordinator&area=450000")
        .await;
    let linked = app.send("local", &path, "").await;
    let sure = app.send("local", &path, "sure=yes").await;

    assert_eq!((viewer.status, elsewhere.status), (Status::SeeOther, Status::SeeOther));
    asked.has("would have no lead any more").has("Roles");
    assert_eq!(asked.status, Status::UnprocessableEntity);
    assert_eq!(covered.status, Status::SeeOther, "another role of hers holds the group");
    linked.has(&format!("href=\"/groups/{}\"", group.0));
    assert_eq!(sure.status, Status::SeeOther);
}

#[rocket::async_test]
async fn groups_outside_ones_area_are_not_named_on_the_page_of_their_lead() {
    let app = TestApp::start().await;
    add(&app, "local", Role::Admin, GUIZHOU, None).await;
    let page = page_of(&app, "wei.min").await;
    app.send("admin", &format!("{page}/roles"), &format!("role=viewer&area={GUIZHOU}")).await;

    let seen = app.read("local", &page).await;

    seen.has("Viewer").lacks(LONGAN_GROUP).lacks("Leads these groups");
    app.read("admin", &page).await.has(LONGAN_GROUP);
}
