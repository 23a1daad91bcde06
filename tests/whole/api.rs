//! The JSON API: what it says of itself, tokens, problems, pages of lists, requests sent twice.

use std::collections::BTreeSet;

use peiban::api::document::Description;
use peiban::cli::world::{self, groups::LONGAN_GROUP};
use rocket::http::{ContentType, Header, Status};
use serde_json::{Value, json};
use utoipa::OpenApi;
use uuid::Uuid;

use crate::groups::group_called;
use crate::registers::json_of;
use crate::seed::seed_group;
use crate::support::{Page, TestApp};

/// A token that `user` makes on her page.
pub(crate) async fn token_of(app: &TestApp, user: &'static str, allow: &[&str]) -> String {
    let ticks: String = allow.iter().map(|word| format!("&allow.{word}=yes")).collect();
    let shown = app.send(user, "/me/tokens", &format!("name=Report&days=90{ticks}")).await;
    assert_eq!(shown.status, Status::Ok, "{}", shown.body);
    let token = shown.body.split("class=\"token\">").nth(1).and_then(|rest| rest.split('<').next());
    token.unwrap().to_owned()
}

pub(crate) async fn get(app: &TestApp, token: &str, path: &str) -> Page {
    let bearer = Header::new("Authorization", format!("Bearer {token}"));
    Page::of(app.client.get(path.to_owned()).header(bearer).dispatch().await).await
}

pub(crate) async fn post(
    app: &TestApp,
    token: &str,
    path: &str,
    body: &Value,
    headers: &[(&'static str, &str)],
) -> Page {
    let mut request = app.client.post(path.to_owned()).header(ContentType::JSON).body(body.to_string());
    request.add_header(Header::new("Authorization", format!("Bearer {token}")));
    for (name, value) in headers {
        request.add_header(Header::new(*name, (*value).to_owned()));
    }
    Page::of(request.dispatch().await).await
}

#[track_caller]
pub(crate) fn problem(page: &Page) -> Value {
    let kind = page.kind.as_ref().map(ToString::to_string);
    assert_eq!(kind.as_deref(), Some("application/problem+json"), "{}", page.body);
    serde_json::from_str(&page.body).unwrap()
}

#[rocket::async_test]
async fn every_route_is_described_and_nothing_else_is() {
    let app = TestApp::start().await;
    let document = json_of(&app.visit("/api/openapi.json").await);
    let of_item = |(path, item): (&String, &Value)| {
        let methods: Vec<_> = item.as_object().unwrap().keys().cloned().collect();
        methods.into_iter().map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
    };
    let described: BTreeSet<String> =
        document["paths"].as_object().unwrap().iter().flat_map(of_item).collect();

    let mounted = app.client.rocket().routes().filter(|route| route.uri.path().starts_with("/api/v1/"));
    let name = |path: &str| path.replace('<', "{").replace('>', "}");
    let mounted: BTreeSet<String> =
        mounted.map(|route| format!("{} {}", route.method, name(route.uri.path()))).collect();

    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(described, mounted);
    assert_eq!(Description::openapi().paths.paths.len(), document["paths"].as_object().unwrap().len());
}

#[rocket::async_test]
async fn a_token_is_shown_once_kept_as_a_hash_and_allows_only_what_was_ticked() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;

    let token = token_of(&app, "qin.lan", &["see_figures"]).await;

    assert!(token.starts_with("peiban_") && token.len() == 71, "{token}");
    app.read("qin.lan", "/me/tokens").await.has("Report").has("not used yet").lacks(&token);
    assert_eq!(
        group.tables.number("SELECT COUNT(*) FROM audit_events WHERE act = 'api_token.make'").await,
        1
    );
    assert_eq!(get(&app, &token, "/api/v1/figures").await.status, Status::Ok);
    assert_eq!(get(&app, &token, "/api/v1/groups").await.status, Status::NotFound);
    let marks = [crate::registers::mark(1, group.people[0], "present")];
    let marks = crate::registers::batch(1, group.today, &marks);
    assert_eq!(post(&app, &token, "/api/v1/sync", &marks, &[]).await.status, Status::NotFound);
    assert_eq!(get(&app, &token, "/today").await.status, Status::SeeOther, "pages take no token");
    app.read("qin.lan", "/me/tokens").await.has("last used on");
    let beyond = app.send("guest", "/me/tokens", "name=x&days=90&allow.manage_groups=yes").await;
    assert_eq!(beyond.status, Status::UnprocessableEntity);
    let long = app.send("qin.lan", "/me/tokens", "name=x&days=366&allow.see_figures=yes").await;
    long.has("1 to 365 days");
}

#[rocket::async_test]
async fn a_token_ends_when_it_is_ended_runs_out_or_the_roles_change() {
    let app = TestApp::start().await;
    let (first, second) = (
        token_of(&app, "qin.lan", &["see_figures"]).await,
        token_of(&app, "chen.bo", &["see_figures"]).await,
    );
    let page = app.read("qin.lan", "/me/tokens").await;
    let id = page.body.split("/me/tokens/").nth(1).and_then(|rest| rest.split('/').next()).unwrap();

    let foreign = app.send("chen.bo", &format!("/me/tokens/{id}/ending"), "").await;
    let ended = app.send("qin.lan", &format!("/me/tokens/{id}/ending"), "").await;
    let user = app.store.read().await.unwrap().credentials("chen.bo").await.unwrap().unwrap().id;
    app.send("admin", &format!("/users/{}/roles", user.0), "role=viewer&area=450123").await;

    assert_eq!((foreign.status, ended.status), (Status::NotFound, Status::SeeOther));
    assert_eq!(get(&app, &first, "/api/v1/me").await.status, Status::Unauthorized);
    assert_eq!(get(&app, &second, "/api/v1/me").await.status, Status::Unauthorized, "her roles changed");
    let third = token_of(&app, "qin.lan", &["see_figures"]).await;
    app.store.clock().stand_at(crate::support::wednesday() + chrono::TimeDelta::days(90));
    assert_eq!(get(&app, &third, "/api/v1/me").await.status, Status::Unauthorized);
}

#[rocket::async_test]
async fn with_a_token_no_cookie_is_looked_at_and_no_form_token_is_needed() {
    let app = TestApp::start().await;
    let token = token_of(&app, "qin.lan", &["manage_groups"]).await;
    let (cookie, _) = app.signed_in("admin").await;

    let request = app.client.get("/api/v1/me").cookie((peiban::guard::COOKIE, cookie));
    let wrong = request.header(Header::new("Authorization", "Bearer peiban_wrong")).dispatch().await;
    let me = json_of(&get(&app, &token, "/api/v1/me").await);

    assert_eq!(wrong.status(), Status::Unauthorized);
    assert_eq!(wrong.headers().get_one("WWW-Authenticate"), Some("Bearer"));
    assert_eq!((&me["permissions"], &me["csrf"]), (&json!(["manage_groups"]), &Value::Null));
}

fn site(code: &str) -> Value {
    json!({ "area": 450123, "code": code, "name": "Village hall", "kind": "community", "settlement": "rural",
            "accessibility": "unknown" })
}

#[rocket::async_test]
async fn problems_tell_a_stable_code_the_field_and_the_rule_in_the_readers_language() {
    let app = TestApp::start().await;
    let token = token_of(&app, "qin.lan", &["manage_groups"]).await;
    post(&app, &token, "/api/v1/sites", &site("V1"), &[]).await;

    let taken = post(&app, &token, "/api/v1/sites", &site("V1"), &[("Accept-Language", "en")]).await;
    let mut odd = site("V2");
    odd["colour"] = "red".into();
    let odd = post(&app, &token, "/api/v1/sites", &odd, &[]).await;
    let limit = get(&app, &token, "/api/v1/groups?limit=0").await;
    let missing = get(&app, &token, "/api/v1/nowhere").await;
    let large = post(&app, &token, "/api/v1/sites", &json!({ "name": "x".repeat(600_000) }), &[]).await;
    let form = app.client.post("/api/v1/sites").header(ContentType::Form).body("a=b");
    let form = form.header(Header::new("Authorization", format!("Bearer {token}")));
    let form = Page::of(form.dispatch().await).await;

    let told = problem(&taken);
    assert_eq!((&told["status"], &told["code"]), (&json!(422), &json!("groups-error-site_code-taken")));
    assert_eq!((&told["field"], &told["rule"]), (&json!("code"), &json!("taken")));
    assert!(told["title"].as_str().unwrap().contains("this county has it already"), "{told}");
    assert_eq!(problem(&odd)["field"], "colour");
    assert_eq!(problem(&limit)["field"], "limit");
    assert_eq!(problem(&missing)["code"], "not_found");
    assert_eq!(problem(&large)["code"], "too_large");
    assert_eq!(problem(&form)["code"], "unsupported_type");
}

#[rocket::async_test]
async fn a_request_sent_twice_with_one_key_is_done_once_and_answered_alike() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let token = token_of(&app, "qin.lan", &["manage_groups"]).await;
    let key = [("Idempotency-Key", "k-1")];
    let sites = "SELECT COUNT(*) FROM sites WHERE code LIKE 'V%'";

    let first = post(&app, &token, "/api/v1/sites", &site("V1"), &key).await;
    let again = post(&app, &token, "/api/v1/sites", &site("V1"), &key).await;
    let other = post(&app, &token, "/api/v1/sites", &site("V2"), &key).await;
    let odd = post(&app, &token, "/api/v1/sites", &site("V3"), &[("Idempotency-Key", "a b")]).await;

    assert_eq!((first.status, &first.body), (Status::Created, &again.body));
    assert_eq!(problem(&other)["code"], "api-error-key-reused");
    assert_eq!(problem(&odd)["code"], "api-error-key-form");
    assert_eq!(group.tables.number(sites).await, 1);
    app.store.clock().stand_at(crate::support::wednesday() + chrono::TimeDelta::hours(25));
    let later = post(&app, &token, "/api/v1/sites", &site("V2"), &key).await;
    assert_eq!(later.status, Status::Created, "a day later the key is free");
}

#[rocket::async_test]
async fn two_at_once_with_one_key_make_one() {
    let app = TestApp::start().await;
    let mut group = seed_group(&app, 1).await;
    let token = token_of(&app, "qin.lan", &["manage_groups"]).await;
    let body = site("V1");
    let send = || post(&app, &token, "/api/v1/sites", &body, &[("Idempotency-Key", "k-1")]);

    let (one, two, three) = tokio::join!(send(), send(), send());

    assert_eq!((one.status, &one.body), (Status::Created, &two.body));
    assert_eq!(one.body, three.body);
    assert_eq!(group.tables.number("SELECT COUNT(*) FROM sites WHERE code = 'V1'").await, 1);
}

#[rocket::async_test]
async fn a_list_is_read_page_by_page_and_only_in_scope() {
    let app = TestApp::demo().await;
    let group = group_called(&app, LONGAN_GROUP).await;
    world::populate(&app.store, group).await.unwrap();
    let token = token_of(&app, "qin.lan", &["manage_groups", "take_registers"]).await;

    let mut seen = BTreeSet::new();
    let (mut path, mut pages) = (format!("/api/v1/sessions?group={}&limit=3", group.0), 0);
    loop {
        let page = json_of(&get(&app, &token, &path).await);
        let items = page["items"].as_array().unwrap().clone();
        assert!(items.len() <= 3);
        seen.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        pages += 1;
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/sessions?group={}&limit=3&cursor={next}", group.0);
    }
    let all = app.store.read().await.unwrap().sessions_of(group).await.unwrap().len();

    assert_eq!((seen.len(), pages), (all, all.div_ceil(3)));
    for list in ["sites", "groups", "sessions", "people", "enrolments"] {
        let ours = json_of(&get(&app, &token, &format!("/api/v1/{list}?limit=500")).await);
        let theirs = json_of(&app.read("yang.hui", &format!("/api/v1/{list}?limit=500")).await);
        assert_ne!(ours["items"], json!([]), "{list}");
        let ids = |page: &Value| -> BTreeSet<String> {
            page["items"].as_array().unwrap().iter().map(|item| item["id"].to_string()).collect()
        };
        assert!(ids(&ours).is_disjoint(&ids(&theirs)), "{list}");
    }
    let found = json_of(&get(&app, &token, "/api/v1/people?q=%25").await);
    assert_eq!(found["items"], json!([]), "a sign of the query is a letter");
}

#[rocket::async_test]
async fn a_session_is_changed_only_as_it_was_seen() {
    let app = TestApp::start().await;
    let group = seed_group(&app, 1).await;
    let token = token_of(&app, "qin.lan", &["manage_groups"]).await;
    let path = format!("/api/v1/sessions/{}", group.next_week);
    let shown = app.client.get(path.clone()).header(Header::new("Authorization", format!("Bearer {token}")));
    let shown = shown.dispatch().await;
    let tag = shown.headers().get_one("ETag").unwrap().to_owned();

    let moves = format!("{path}/moves");
    let seen = [("If-Match", tag.as_str())];
    let moved = post(&app, &token, &moves, &json!({ "to": "2026-12-03T09:00" }), &seen).await;
    let stale = post(&app, &token, &moves, &json!({ "to": "2026-12-04T09:00" }), &seen).await;
    let reason = json!({ "reason": "rain" });
    let off = post(&app, &token, &format!("{path}/cancellations"), &reason, &[]).await;
    let over = post(&app, &token, &moves, &json!({ "to": "2026-12-04T09:00" }), &[]).await;
    let far = post(
        &app,
        &token,
        &format!("/api/v1/sessions/{}/moves", Uuid::now_v7()),
        &json!({ "to": "2026-12-04T09:00" }),
        &[],
    )
    .await;

    assert_eq!(json_of(&moved)["sequence"], 1);
    assert_eq!(stale.status, Status::PreconditionFailed);
    assert_eq!(problem(&stale)["code"], "sessions-error-meanwhile");
    assert_eq!(json_of(&off)["state"], "cancelled");
    assert_eq!(
        (problem(&over)["code"].as_str(), &problem(&over)["field"]),
        (Some("sessions-error-move-over"), &Value::Null)
    );
    assert_eq!(far.status, Status::NotFound);
}

#[rocket::async_test]
async fn small_counts_are_hidden_in_json_as_on_the_page() {
    let app = TestApp::start().await;
    let group = seed_group(&app, 3).await;
    let path = format!("/sessions/{}/register", group.today);
    app.send("wei.min", &path, &format!("seed={}&base=0&all=present", crate::registers::SEED)).await;
    crate::facts::recount(&app.store).await;

    let figures = json_of(&app.read("guest", "/api/v1/figures").await);

    assert_eq!(figures["came"], json!({ "value": null, "small": true }), "{figures}");
    assert_eq!(figures["came_of_listed"]["percent"], Value::Null);
    app.read("guest", "/overview").await.has("&lt;5");
}
