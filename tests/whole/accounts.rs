//! Signing in, inviting, and who sees what.

use peiban_core::actor::Actor;
use peiban_store::acts::accounts::{SIGN_IN_HOURS, first_admin};
use rocket::http::{ContentType, Cookie, Header, Status};

use crate::support::{PASSWORD, TestApp};

#[rocket::async_test]
async fn sends_everybody_who_is_not_signed_in_to_the_sign_in_page() {
    let app = TestApp::start().await;

    for path in ["/", "/users", "/me", "/setup", "/invitations/new"] {
        let page = app.visit(path).await;
        assert_eq!((page.status, page.location.as_deref()), (Status::SeeOther, Some("/sign-in")), "{path}");
    }
}

#[rocket::async_test]
async fn a_right_password_opens_the_door_and_a_wrong_one_keeps_the_name() {
    let app = TestApp::start().await;

    let wrong = app.submit("/sign-in", "name=qin.lan&password=nothing").await;
    let nobody = app.submit("/sign-in", "name=no.one&password=nothing").await;
    let right =
        app.submit("/sign-in", &format!("name=Qin.Lan&password={}", PASSWORD.replace(' ', "+"))).await;

    assert_eq!(wrong.status, Status::UnprocessableEntity);
    wrong.has("do not go together").has("value=\"qin.lan\"").lacks("nothing");
    assert_eq!(
        wrong.body.replace("qin.lan", ""),
        nobody.body.replace("no.one", ""),
        "one must not tell who has an account"
    );
    assert_eq!((right.status, right.location.as_deref()), (Status::SeeOther, Some("/")));
}

#[rocket::async_test]
async fn speaks_the_language_of_the_browser_until_one_is_chosen() {
    let app = TestApp::start().await;

    let english = app.visit("/sign-in").await;
    let request =
        app.client.get("/sign-in").header(Header::new("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8"));
    let chinese = request.dispatch().await.into_string().await.unwrap();
    let chosen = app.send("guest", "/language", "lang=zh-Hans&to=/me").await;
    let mine = app.read("guest", "/me").await;

    english.has("Welcome back").has("<html lang=\"en\">");
    assert!(chinese.contains("欢迎回来") && chinese.contains("<html lang=\"zh-Hans\">"));
    assert_eq!(chosen.location.as_deref(), Some("/me"));
    mine.has("退出登录");
}

#[rocket::async_test]
async fn takes_no_form_without_the_token_of_the_sign_in() {
    let app = TestApp::start().await;
    let mine = app.send("admin", "/invitations", "role=viewer&area=450000").await;
    assert_eq!(mine.status, Status::Ok);

    let forged = app.submit("/invitations", "csrf=other&role=admin&area=").await;
    assert_eq!(forged.location.as_deref(), Some("/sign-in"));

    let request = app
        .client
        .post("/sign-in")
        .header(ContentType::Form)
        .header(Header::new("Sec-Fetch-Site", "cross-site"));
    let elsewhere = request.body("name=admin&password=x").dispatch().await;
    assert_eq!(elsewhere.status(), Status::Forbidden);
    assert!(elsewhere.into_string().await.unwrap().contains("刚才的内容没有保存"), "what to do next");

    let request = app.client.get("/api/v1/me").header(Header::new("Cookie", "__Host-peiban=guess"));
    let guessed = request.dispatch().await;
    assert_eq!(guessed.status(), Status::Unauthorized);
    assert_eq!(guessed.content_type().unwrap().to_string(), "application/problem+json");
}

#[rocket::async_test]
async fn the_first_administrator_sets_the_organisation_up_and_invites() {
    let app = TestApp::empty().await;
    let hash = peiban::password::hash(PASSWORD.into()).await.unwrap();
    app.store.act(&Actor::operator(), first_admin("admin", "admin".into(), hash)).await.unwrap();

    let front = app.read("admin", "/").await;
    let form = app.read("admin", "/setup").await;
    let curriculum = form
        .body
        .split("<option value=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|value| value.len() == 36);
    let refused =
        app.send("admin", "/setup", &format!("name=++&area=450000&curriculum={}", curriculum.unwrap())).await;
    let done = app
        .send("admin", "/setup", &format!("name=Peers&area=450000&curriculum={}", curriculum.unwrap()))
        .await;

    assert_eq!(front.location.as_deref(), Some("/setup"));
    form.has("Guangxi").has("The whole country");
    refused.has("Name of the organisation: 1 to 60 letters").has("href=\"#field-name\"").has("selected");
    assert_eq!(done.location.as_deref(), Some("/invitations/new"));
}

#[rocket::async_test]
async fn an_invitation_makes_one_user_and_no_second() {
    let app = TestApp::start().await;

    let unknown = app.send("admin", "/invitations", "role=facilitator&area=Nowhere").await;
    let card = app.send("admin", "/invitations", "role=facilitator&area=450123").await;
    let code = card.body.split("print-card__code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let path = format!("/invitations/{code}");
    let typed =
        app.submit("/invitation", &format!("typed=+{}-{}", code[..5].to_uppercase(), &code[5..])).await;
    let form = app.visit(&path).await;
    let short = app.submit(&path, "display_name=Nong+Hua&name=nong.hua&password=short").await;
    let made =
        app.submit(&path, "display_name=Nong+Hua&name=nong.hua&password=the+moon+over+the+hills").await;
    let again = app.submit(&path, "display_name=X&name=other&password=the+moon+over+the+hills").await;
    let users = app.read("admin", "/users").await;
    let next = app.visit("/sign-in?ready").await;
    let offered = app.read("admin", "/invitations/new").await;

    unknown.has("no area has this name").has("value=\"Nowhere\"").has("name=\"to\" value=\"&#x2F;\"");
    card.has("Facilitator, 隆安县").has("data:image&#x2F;svg+xml");
    assert_eq!(typed.location.as_deref(), Some(path.as_str()));
    form.has("You are invited as: Facilitator");
    short
        .has("at least 15 characters")
        .has("value=\"Nong Hua\"")
        .has("value=\"nong.hua\"")
        .lacks("value=\"short\"");
    assert_eq!(made.location.as_deref(), Some("/sign-in?ready"));
    assert_eq!(again.status, Status::NotFound);
    again.has("This code has been used, or is too old");
    users.has("Nong Hua").has("nong.hua");
    next.has("Please sign in with your name and the password you have just chosen");
    offered.has("name=\"area\" type=\"text\" value=\"Guangxi\"");
}

#[rocket::async_test]
async fn what_is_not_in_ones_role_is_not_there() {
    let app = TestApp::start().await;

    for user in ["qin.lan", "wei.min", "lu.yan", "chen.bo", "guest"] {
        for path in ["/users", "/setup", "/invitations/new"] {
            assert_eq!(app.read(user, path).await.status, Status::NotFound, "{user} {path}");
        }
        let invited = app.send(user, "/invitations", "role=admin&area=").await;
        assert_eq!(invited.status, Status::NotFound, "{user}");
    }
}

#[rocket::async_test]
async fn signing_out_ends_the_sign_ins_of_every_device() {
    let app = TestApp::start().await;
    assert_eq!(app.read("guest", "/me").await.status, Status::Ok);

    app.send("guest", "/sign-out", "").await;

    assert_eq!(app.read("guest", "/me").await.location.as_deref(), Some("/sign-in"));
}

#[rocket::async_test]
async fn a_sign_in_runs_out() {
    let app = TestApp::start().await;
    assert_eq!(app.read("guest", "/me").await.status, Status::Ok);

    app.store.clock().shift(chrono::TimeDelta::hours(SIGN_IN_HOURS));

    assert_eq!(app.read("guest", "/me").await.location.as_deref(), Some("/sign-in"));
}

#[rocket::async_test]
async fn a_page_carries_headers_that_keep_foreign_code_out() {
    let app = TestApp::start().await;

    let response = app.client.get("/sign-in").cookie(Cookie::new("x", "y")).dispatch().await;

    let header = |name| response.headers().get_one(name).unwrap_or_default().to_owned();
    assert!(header("Content-Security-Policy").starts_with("default-src 'self';"));
    assert!(!header("Content-Security-Policy").contains("unsafe"));
    assert_eq!(header("Cache-Control"), "private, no-store");
    assert_eq!(header("Referrer-Policy"), "same-origin");
}

#[rocket::async_test]
async fn the_other_language_of_a_refused_form_is_the_form_and_not_the_start() {
    let app = TestApp::start().await;
    let answered = async |path: &'static str, from: &'static str| {
        let request = app.client.post(path).header(ContentType::Form).body("typed=abc");
        let request = request.header(Header::new("Sec-Fetch-Site", "same-origin"));
        let answer = request.header(Header::new("Referer", from)).dispatch().await;
        answer.into_string().await.unwrap()
    };

    let first = answered("/invitation", "https://peiban.example/invitation?from=card").await;
    let again = answered("/invitation", "https://peiban.example/invitation").await;
    let no_page = answered("/nothing", "https://peiban.example/nothing").await;

    assert!(first.contains("name=\"to\" value=\"&#x2F;invitation?from=card\""), "{first}");
    assert!(again.contains("name=\"to\" value=\"&#x2F;invitation\""), "{again}");
    assert!(no_page.contains("name=\"to\" value=\"&#x2F;\""), "{no_page}");
}
