//! What programs find in lists of the API, and what they need not read again.

use peiban::cli::world::groups::LONGAN_GROUP;
use rocket::http::{Header, Status};
use serde_json::{Value, json};

use crate::api::{get, post, problem, token_of};
use crate::groups::group_called;
use crate::registers::json_of;
use crate::seed::seed_group;
use crate::support::{Page, TestApp};

const MAY: [&str; 2] = ["manage_groups", "take_registers"];

async fn items(app: &TestApp, token: &str, path: &str) -> Vec<Value> {
    json_of(&get(app, token, path).await)["items"].as_array().unwrap().clone()
}

#[rocket::async_test]
async fn a_program_opens_a_group_with_what_the_lists_tell_it() {
    let app = TestApp::start().await;
    let token = token_of(&app, "qin.lan", &["manage_groups"]).await;

    let sites = items(&app, &token, "/api/v1/sites?area=450123").await;
    let curricula = items(&app, &token, "/api/v1/curricula").await;
    let facilitators = items(&app, &token, "/api/v1/facilitators?area=450123").await;
    let elsewhere = items(&app, &token, "/api/v1/facilitators?area=110101").await;
    let body = json!({ "site": sites[0]["id"], "name": "Evening group", "code": "EV-1", "capacity": 20,
                       "curriculum": curricula[0]["id"], "first": "2026-12-01T19:00", "lead": facilitators[0]["id"] });
    let opened = post(&app, &token, "/api/v1/groups", &body, &[]).await;

    assert_eq!(opened.status, Status::Created, "{}", opened.body);
    let group = json_of(&get(&app, &token, &opened.location.unwrap()).await);
    assert_eq!(group["team"][0]["name"], facilitators[0]["name"]);
    assert!(curricula[0]["modules"].as_i64().unwrap() > 0);
    assert_eq!(elsewhere, Vec::<Value>::new());
}

#[rocket::async_test]
async fn lists_of_groups_sites_sessions_and_facilitators_are_searched() {
    let app = TestApp::start().await;
    let token = token_of(&app, "qin.lan", &MAY).await;
    let group = group_called(&app, LONGAN_GROUP).await;
    let shown = json_of(&get(&app, &token, &format!("/api/v1/groups/{}", group.0)).await);
    let code = shown["code"].as_str().unwrap().to_lowercase();
    let lead = shown["team"][0]["name"].as_str().unwrap().to_owned();

    let groups = items(&app, &token, &format!("/api/v1/groups?q={code}")).await;
    let sessions = items(&app, &token, &format!("/api/v1/sessions?q={code}&limit=500")).await;
    let found = items(
        &app,
        &token,
        &format!("/api/v1/facilitators?q={}", rocket::http::RawStr::new(&lead).percent_encode()),
    )
    .await;

    assert!(groups.iter().any(|one| one["id"] == json!(group.0)));
    assert!(
        !sessions.is_empty()
            && sessions.iter().all(|one| groups.iter().any(|group| group["id"] == one["group"]))
    );
    assert!(found.iter().any(|one| one["name"] == json!(lead)));
    for list in ["groups", "sites", "sessions", "facilitators"] {
        let path = format!("/api/v1/{list}?q=%25");
        assert_eq!(
            items(&app, &token, &path).await,
            Vec::<Value>::new(),
            "a sign of the query is a letter: {list}"
        );
        let long = get(&app, &token, &format!("/api/v1/{list}?q={}", "x".repeat(61))).await;
        assert_eq!(problem(&long)["field"], "q", "{list}");
    }
}

#[rocket::async_test]
async fn what_says_the_same_as_before_is_not_sent_again() {
    let app = TestApp::start().await;
    let seeded = seed_group(&app, 1).await;
    let token = token_of(&app, "qin.lan", &MAY).await;
    let asked = |path: String, tag: Option<String>| {
        let mut request =
            app.client.get(path).header(Header::new("Authorization", format!("Bearer {token}")));
        if let Some(tag) = tag {
            request.add_header(Header::new("If-None-Match", tag));
        }
        request
    };

    let register = format!("/api/v1/sessions/{}/register", seeded.today);
    for path in [format!("/api/v1/people/{}", seeded.people[0]), register.clone()] {
        let first = asked(path.clone(), None).dispatch().await;
        let tag = first.headers().get_one("ETag").unwrap().to_owned();
        let again = Page::of(asked(path.clone(), Some(tag)).dispatch().await).await;

        assert_eq!((again.status, again.body.as_str()), (Status::NotModified, ""), "{path}");
    }
    let before = asked(register.clone(), None).dispatch().await;
    let tag = before.headers().get_one("ETag").unwrap().to_owned();
    let path = format!("/sessions/{}/register", seeded.today);
    app.send("wei.min", &path, &format!("seed={}&base=0&all=present", crate::registers::SEED)).await;
    let after = Page::of(asked(register, Some(tag)).dispatch().await).await;
    assert_eq!(after.status, Status::Ok);
    assert_eq!(json_of(&after)["rows"][0]["status"], "present");
}
