//! Every mounted route, and who gets through: a route that stands in no table here fails.

mod bodies;
mod readers;

use std::collections::BTreeSet;

use peiban::cli::world::{self, groups::LONGAN_GROUP};
use peiban_core::zone::Zone;
use rocket::http::{ContentType, Header, Method, Status};
use uuid::Uuid;

use crate::groups::group_called;
use crate::support::TestApp;
use readers::*;

/// A page: its route, an address under it, and who sees it. To others nothing is there.
const PAGES: &[(&str, &str, &[&str])] = &[
    ("/alerts", "/alerts", LEADS),
    ("/alerts/<id>", "/alerts/{none}", NOBODY),
    ("/api/v1/curricula", "/api/v1/curricula", FACILITATORS),
    ("/api/v1/enrolments", "/api/v1/enrolments", FACILITATORS),
    ("/api/v1/facilitators", "/api/v1/facilitators", COORDINATORS),
    ("/api/v1/figures", "/api/v1/figures", FIGURES),
    ("/api/v1/groups", "/api/v1/groups", FACILITATORS),
    ("/api/v1/groups/<id>", "/api/v1/groups/{group}", OF_THE_GROUP),
    ("/api/v1/me", "/api/v1/me", EVERYBODY),
    ("/api/v1/people", "/api/v1/people", FACILITATORS),
    ("/api/v1/people/<id>", "/api/v1/people/{person}", OF_THE_GROUP),
    ("/api/v1/reports", "/api/v1/reports", STAFF),
    ("/api/v1/sessions", "/api/v1/sessions", FACILITATORS),
    ("/api/v1/sessions/<id>", "/api/v1/sessions/{session}", OF_THE_GROUP),
    ("/api/v1/sessions/<session>/register", "/api/v1/sessions/{session}/register", OF_THE_GROUP),
    ("/api/v1/sites", "/api/v1/sites", COORDINATORS),
    ("/enrolments/<id>/departure/new", "/enrolments/{enrolment}/departure/new", ITS_COORDINATOR),
    ("/groups", "/groups", FACILITATORS),
    ("/groups/<id>", "/groups/{group}", OF_THE_GROUP),
    ("/groups/<id>/team", "/groups/{group}/team", ITS_COORDINATOR),
    ("/groups/new", "/groups/new", COORDINATORS),
    ("/invitations/new", "/invitations/new", ADMIN),
    ("/me", "/me", EVERYBODY),
    ("/me/tokens", "/me/tokens", EVERYBODY),
    ("/overview", "/overview", FIGURES),
    ("/overview.xlsx", "/overview.xlsx", FIGURES),
    ("/partners", "/partners", ADMIN),
    ("/partners/<id>", "/partners/{none}", NOBODY),
    ("/partners/new", "/partners/new", ADMIN),
    ("/people/<id>", "/people/{person}", OF_THE_GROUP),
    ("/people/<id>/consents/new", "/people/{person}/consents/new", OF_THE_GROUP),
    ("/people/<id>/enrolments/new", "/people/{person}/enrolments/new", ITS_COORDINATOR),
    ("/people/import", "/people/import", COORDINATORS),
    ("/people/import/template.xlsx", "/people/import/template.xlsx", COORDINATORS),
    ("/people/imports/<id>", "/people/imports/{none}", NOBODY),
    ("/reports", "/reports", STAFF),
    ("/reports/import", "/reports/import", STAFF),
    ("/reports/import/<id>", "/reports/import/{none}", NOBODY),
    ("/sessions", "/sessions", FACILITATORS),
    ("/sessions/<id>/move", "/sessions/{session}/move", ITS_COORDINATOR),
    ("/sessions/<session>/register", "/sessions/{session}/register", OF_THE_GROUP),
    ("/sessions/<session>/register/saved", "/sessions/{session}/register/saved", OF_THE_GROUP),
    ("/sessions/<session>/walk-ins/new", "/sessions/{session}/walk-ins/new", OF_THE_GROUP),
    ("/setup", "/setup", ADMIN),
    ("/today", "/today", FACILITATORS),
    ("/users", "/users", ADMIN),
    ("/users/<id>", "/users/{user}", ADMIN),
];

/// Pages without a sign-in, each with a test of its own elsewhere.
const OPEN_PAGES: &[&str] = &[
    "/",
    "/api/openapi.json",
    "/health/live",
    "/health/ready",
    "/invitation",
    "/invitations/<code>",
    "/j/<code>",
    "/passwords/<code>",
    "/sign-in",
    "/simulator",
    "/simulator/messages",
    "/static/<_hash>/<path..>",
];

/// What writes: its route, and who gets as far as being told what is missing in an empty form. To others nothing is
/// there. Ids are of things that are there, in Long'an, where a table can name them.
const WRITES: &[(&str, &[&str])] = &[
    ("/alerts/<id>/acknowledgement", NOBODY),
    ("/alerts/<id>/reading", NOBODY),
    ("/api/v1/enrolments", ITS_COORDINATOR),
    ("/api/v1/enrolments/<id>/departure", ITS_COORDINATOR),
    ("/api/v1/groups", COORDINATORS),
    ("/api/v1/people/<id>/consents", OF_THE_GROUP),
    ("/api/v1/sessions/<id>/cancellations", ITS_COORDINATOR),
    ("/api/v1/sessions/<id>/moves", ITS_COORDINATOR),
    ("/api/v1/sessions/<id>/submission", OF_THE_GROUP),
    ("/api/v1/sites", ITS_COORDINATOR),
    ("/api/v1/sync", EVERYBODY),
    ("/enrolments/<id>/departure", ITS_COORDINATOR),
    ("/groups", COORDINATORS),
    ("/groups/<id>/places", ITS_COORDINATOR),
    ("/groups/<id>/team", ITS_COORDINATOR),
    ("/invitations", ADMIN),
    ("/me/password", EVERYBODY),
    ("/me/tokens", EVERYBODY),
    ("/me/tokens/<id>/ending", NOBODY),
    ("/partners", ADMIN),
    ("/partners/<id>/names", NOBODY),
    ("/people/<id>/consents", OF_THE_GROUP),
    ("/people/<id>/enrolments", ITS_COORDINATOR),
    ("/people/<id>/link-codes", OF_THE_GROUP),
    ("/people/imports", COORDINATORS),
    ("/people/imports/<id>/confirmation", COORDINATORS),
    ("/reports/import", STAFF),
    ("/reports/import/<id>", STAFF),
    ("/sessions/<id>/cancellations", ITS_COORDINATOR),
    ("/sessions/<id>/moves", ITS_COORDINATOR),
    ("/sessions/<session>/decisions", OF_THE_GROUP),
    ("/sessions/<session>/enrolments", OF_THE_GROUP),
    ("/sessions/<session>/register", OF_THE_GROUP),
    ("/sessions/<session>/submission", OF_THE_GROUP),
    ("/sessions/<session>/walk-ins", OF_THE_GROUP),
    ("/setup", ADMIN),
    ("/users/<id>/ending", ADMIN),
    ("/users/<id>/password-codes", ADMIN),
    ("/users/<id>/return", ADMIN),
    ("/users/<id>/roles", ADMIN),
    ("/users/<id>/roles/<role>/ending", NOBODY),
];

/// A request to a route that writes: a form, or JSON to the API.
async fn write(
    app: &TestApp,
    user: &'static str,
    (route, form): (&str, &str),
    ids: &[(&'static str, Uuid)],
) -> Status {
    let path = filled(&aimed(route), ids);
    let Some((_, body)) = bodies::BODIES.iter().find(|(of, _)| *of == route) else {
        return app.send(user, &path, form).await.status;
    };
    let body = serde_json::from_str(&filled(body, ids)).unwrap();
    app.post_json(user, &path, &body).await.status
}

/// What writes without a sign-in, or for everybody who has one; each with a test of its own elsewhere.
const OPEN_WRITES: &[&str] = &[
    "/hooks/telegram",
    "/invitation",
    "/invitations/<code>",
    "/language",
    "/passwords/<code>",
    "/sign-in",
    "/sign-out",
    "/simulator",
];

fn mounted(app: &TestApp, method: Method) -> BTreeSet<String> {
    let routes = app.client.rocket().routes().filter(|route| route.method == method);
    routes.map(|route| route.uri.path().to_owned()).collect()
}

#[rocket::async_test]
async fn every_mounted_route_stands_in_a_table_of_who_gets_through() {
    let app = TestApp::start().await;
    let pages = PAGES.iter().map(|(route, ..)| *route).chain(OPEN_PAGES.iter().copied());
    let writes = WRITES.iter().map(|(route, _)| *route).chain(OPEN_WRITES.iter().copied());

    assert_eq!(mounted(&app, Method::Get), pages.map(str::to_owned).collect());
    assert_eq!(mounted(&app, Method::Post), writes.map(str::to_owned).collect());
    let others = [Method::Put, Method::Patch, Method::Delete];
    assert!(others.into_iter().all(|method| mounted(&app, method).is_empty()));
}

/// Ids of Long'an to put in the place of `{…}` and `<…>`.
async fn ids(app: &TestApp) -> Vec<(&'static str, Uuid)> {
    let group = group_called(app, LONGAN_GROUP).await;
    let day = Zone::CHINA.day(app.store.clock().now());
    let mut read = app.store.read().await.unwrap();
    let sessions = read.sessions_of(group).await.unwrap();
    let people = read.members_of(group, day).await.unwrap();
    let user = read.credentials("guest").await.unwrap().unwrap().id;
    let session = sessions.iter().find(|one| one.session.held_on() > day).unwrap().session.id();
    vec![
        ("{group}", group.0),
        ("{session}", session.0),
        ("{person}", people[0].id.0),
        ("{enrolment}", people[0].enrolment.0),
        ("{user}", user.0),
        ("{none}", Uuid::now_v7()),
    ]
}

/// The address of a page with these ids in it.
fn filled(path: &str, ids: &[(&'static str, Uuid)]) -> String {
    ids.iter().fold(path.to_owned(), |path, (place, id)| path.replace(place, &id.to_string()))
}

/// The address of a route that writes, with the ids of what it writes to.
fn aimed(route: &str) -> String {
    let of = |prefix: &str| route.strip_prefix("/api/v1").unwrap_or(route).starts_with(prefix);
    let id = match () {
        () if of("/people/<") => "{person}",
        () if of("/users/") => "{user}",
        () if of("/enrolments/") => "{enrolment}",
        () if of("/groups/") => "{group}",
        () if of("/sessions/") => "{session}",
        () => "{none}",
    };
    route.replace("<id>", id).replace("<session>", id).replace("<role>", "{none}")
}

/// The world with people in it, and a chat that codes can lead into.
async fn peopled() -> TestApp {
    let app = TestApp::demo().await;
    let group = group_called(&app, LONGAN_GROUP).await;
    world::populate(&app.store, group).await.unwrap();
    app
}

#[rocket::async_test]
async fn each_role_sees_its_own_pages_and_to_others_nothing_is_there() {
    let app = peopled().await;
    let ids = ids(&app).await;

    for (_, path, allowed) in PAGES {
        let path = filled(path, &ids);
        for user in EVERYBODY {
            let seen = app.read(user, &path).await.status;
            let expected = if allowed.contains(user) { Status::Ok } else { Status::NotFound };
            assert_eq!(seen, expected, "{user} {path}");
        }
        let nobody = app.visit(&path).await;
        let turned_away = if path.starts_with("/api") { Status::Unauthorized } else { Status::SeeOther };
        assert_eq!(nobody.status, turned_away, "nobody {path}");
        assert_eq!(nobody.location.is_some(), !path.starts_with("/api"), "nobody {path}");
    }
}

#[rocket::async_test]
async fn an_id_that_is_not_there_is_not_there_for_anybody() {
    let app = peopled().await;
    let nothing: Vec<_> = ids(&app).await.into_iter().map(|(place, _)| (place, Uuid::now_v7())).collect();

    for (_, path, _) in PAGES.iter().filter(|(_, path, _)| path.contains('{')) {
        for user in EVERYBODY {
            let path = filled(path, &nothing);
            assert_eq!(app.read(user, &path).await.status, Status::NotFound, "{user} {path}");
        }
    }
    for (route, _) in WRITES.iter().filter(|(route, _)| route.contains('<')) {
        for user in EVERYBODY {
            let status = write(&app, user, (route, ""), &nothing).await;
            assert!(refused(status), "{user} {route} {status}");
        }
    }
}

/// Nothing was written: not there, or not understood.
fn refused(status: Status) -> bool {
    [Status::NotFound, Status::UnprocessableEntity, Status::BadRequest].contains(&status)
}

#[rocket::async_test]
async fn each_role_writes_only_where_it_may_and_nobody_without_the_token() {
    let app = peopled().await;
    let ids = ids(&app).await;

    let mut let_through = Vec::new();
    for (route, allowed) in WRITES {
        let path = filled(&aimed(route), &ids);
        // A register's fields are read before its session is looked for.
        let form = filled("seed={none}&base=0&keep=heads.3&caregiver={person}", &ids);
        for user in EVERYBODY {
            let unsigned = app.client.post(path.clone()).header(ContentType::Form).body("csrf=guessed");
            let unsigned = unsigned.cookie((peiban::guard::COOKIE, app.token(user).await));
            assert_eq!(unsigned.dispatch().await.status(), Status::Forbidden, "{user} {path}");
            if !allowed.contains(user) {
                let status = write(&app, user, (route, &form), &ids).await;
                if status != Status::NotFound {
                    let_through.push(format!("{user} {route} {status}"));
                }
            }
        }
        let nobody = app.client.post(path.clone()).header(ContentType::Form).body("");
        let nobody = nobody.header(Header::new("Sec-Fetch-Site", "same-origin")).dispatch().await.status();
        let turned_away = if path.starts_with("/api") { Status::Unauthorized } else { Status::SeeOther };
        assert_eq!(nobody, turned_away, "nobody {path}");
    }
    assert_eq!(let_through, Vec::<String>::new());
}
