//! Partners: seen where a role is given, added and renamed by an administrator of the whole country.

use peiban::cli::world::GUANGXI;
use peiban_core::id::PartnerId;
use peiban_core::user::Role;
use rocket::http::Status;
use uuid::Uuid;

use crate::database::rows;
use crate::facts::Facts;
use crate::support::{Page, TestApp};
use crate::users::add;

const FIELDS: &str =
    "code=LA-FL&kind=government&name_zh=%E9%9A%86%E5%AE%89%E5%A6%87%E8%81%94&name_en=Longan+Women";

async fn send(app: &TestApp, id: u128, fields: &str) -> Page {
    app.send("admin", "/partners", &format!("id={}&{fields}", Uuid::from_u128(id))).await
}

#[rocket::async_test]
async fn a_partner_is_added_once_and_can_be_chosen_at_once() {
    let app = TestApp::start().await;

    let form = app.read("admin", "/invitations/new").await;
    let added = send(&app, 1, FIELDS).await;
    send(&app, 1, FIELDS).await;
    let taken = send(&app, 2, FIELDS).await;
    let list = app.read("admin", "/partners").await;
    let offered = app.read("admin", "/invitations/new").await;

    form.has("href=\"/partners\"").lacks("Longan Women");
    app.read("admin", "/users").await.has("href=\"/partners\"");
    assert_eq!(added.location.as_deref(), Some("/partners"));
    assert_eq!(taken.status, Status::UnprocessableEntity);
    taken.has("another partner has it already").has("href=\"#field-code\"").has("value=\"Longan Women\"");
    list.has("Longan Women").has("隆安妇联").has("Government").has("LA-FL");
    offered.has("Longan Women</option>");
    assert_eq!(rows(&app.url, "partners").await, 1);
    assert_eq!(rows(&app.url, "audit_events WHERE act = 'partner.add' AND detail = 'LA-FL'").await, 2);
}

#[rocket::async_test]
async fn what_does_not_fit_stands_at_its_field_with_what_was_typed() {
    let app = TestApp::start().await;

    let wrong = send(&app, 1, "code=a+b&kind=club&name_zh=+&name_en=Kept").await;
    let empty = app.send("admin", "/partners", "name_zh=&name_en=").await;

    assert_eq!((wrong.status, empty.status), (Status::UnprocessableEntity, Status::UnprocessableEntity));
    for field in ["code", "kind", "name_zh"] {
        wrong.has(&format!("href=\"#field-{field}\"")).has(&format!("id=\"error-{field}\""));
    }
    wrong.has("value=\"a b\"").has("value=\"Kept\"").lacks("error-name_en");
    assert_eq!(rows(&app.url, "partners").await, 0);
}

#[rocket::async_test]
async fn another_name_and_kind_show_everywhere_and_the_code_stays() {
    let app = TestApp::start().await;
    send(&app, 1, FIELDS).await;
    let page = format!("/partners/{}", Uuid::from_u128(1));

    let form = app.read("admin", &page).await;
    let sent = "code=OTHER&kind=ngo&name_zh=%E5%A6%87%E8%81%94&name_en=Women%27s+Federation";
    let renamed = app.send("admin", &format!("{page}/names"), sent).await;
    let refused = app.send("admin", &format!("{page}/names"), "kind=ngo&name_zh=x&name_en=").await;

    form.has("value=\"Longan Women\"").has("value=\"government\" checked").lacks("name=\"code\"");
    assert_eq!(renamed.location.as_deref(), Some("/partners"));
    refused.has("Name in English: 1 to 60 characters").has("value=\"x\"");
    app.read("admin", "/partners").await.has("Women&#x27;s Federation").has("LA-FL").has("Non-governmental");
    assert_eq!(rows(&app.url, "audit_events WHERE act = 'partner.rename'").await, 1);
}

#[rocket::async_test]
async fn whoever_manages_a_part_of_the_country_sees_her_partners_and_changes_none() {
    let app = TestApp::start().await;
    let mut facts = Facts::default();
    let (ours, _) = (facts.partner("HY"), facts.partner("XL"));
    facts.put(&app.url).await;
    add(&app, "partner", Role::Admin, GUANGXI, Some(PartnerId(ours))).await;
    add(&app, "local", Role::Admin, GUANGXI, None).await;

    app.read("partner", "/partners").await.has("Partner HY").lacks("Partner XL").lacks("/partners/new");
    app.read("local", "/partners").await.has("Partner HY").has("Partner XL").lacks("/partners/new");
    for user in ["partner", "local", "qin.lan", "wei.min", "chen.bo", "guest"] {
        for path in [format!("/partners/{ours}"), "/partners/new".to_owned()] {
            assert_eq!(app.read(user, &path).await.status, Status::NotFound, "{user} {path}");
        }
        for path in [format!("/partners/{ours}/names"), "/partners".to_owned()] {
            assert_eq!(app.send(user, &path, FIELDS).await.status, Status::NotFound, "{user} {path}");
        }
    }
    let unknown = app.send("admin", &format!("/partners/{}/names", Uuid::from_u128(9)), FIELDS).await;
    assert_eq!(unknown.status, Status::NotFound);
}
