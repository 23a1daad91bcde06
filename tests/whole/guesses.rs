//! Guessing passwords and codes is slow, and nobody else is locked out by it.

use chrono::TimeDelta;
use peiban::guard::COOKIE;
use rocket::http::{ContentType, Cookie, Header, Status};

use crate::support::{PASSWORD, Page, TestApp};

/// The cookie by which a browser is known.
const KNOWN: &str = "__Host-peiban-known";

async fn sign_in(app: &TestApp, from: (&str, &str), name: &str, password: &str) -> Page {
    let form = format!("name={name}&password={}", password.replace(' ', "+"));
    app.submit_from(from, "/sign-in", &form).await
}

/// A sign-in with cookies, and the cookies it gave: of the sign-in, and of the browser.
async fn browser(
    app: &TestApp,
    from: &str,
    cookies: &[(&str, &str)],
    password: &str,
) -> (Status, Vec<String>) {
    let form = format!("name=qin.lan&password={}", password.replace(' ', "+"));
    let request = app.client.post("/sign-in").header(ContentType::Form).body(form);
    let request = request.header(Header::new("Sec-Fetch-Site", "same-origin"));
    let cookies = cookies.iter().map(|(name, value)| Cookie::new((*name).to_owned(), (*value).to_owned()));
    let response = request.remote(format!("{from}:4000").parse().unwrap()).cookies(cookies).dispatch().await;
    let given = |name| response.cookies().get(name).map(|cookie| cookie.value().to_owned());
    (response.status(), [COOKIE, KNOWN].into_iter().filter_map(given).collect())
}

#[rocket::async_test]
async fn after_five_wrong_passwords_from_an_address_even_the_right_one_has_to_wait_there_but_nowhere_else() {
    let app = TestApp::start().await;
    for _ in 0..5 {
        let wrong = sign_in(&app, ("198.51.100.1", ""), "qin.lan", "wrong").await;
        assert_eq!(wrong.status, Status::UnprocessableEntity);
    }

    let right = sign_in(&app, ("198.51.100.1", ""), "Qin.Lan", PASSWORD).await;
    let other = sign_in(&app, ("198.51.100.1", ""), "wei.min", PASSWORD).await;
    let elsewhere = sign_in(&app, ("198.51.100.9", ""), "qin.lan", PASSWORD).await;
    app.store.clock().shift(TimeDelta::seconds(60));
    let later = sign_in(&app, ("198.51.100.1", ""), "qin.lan", PASSWORD).await;

    assert_eq!(right.status, Status::TooManyRequests);
    assert_eq!(right.retry_after.as_deref(), Some("60"));
    right.has("Too many tries. Please wait one minute").has("value=\"Qin.Lan\"").has("<title>Error: ");
    assert_eq!(other.status, Status::SeeOther, "others sign in from the same place");
    assert_eq!(elsewhere.status, Status::SeeOther, "a name alone is never locked");
    assert_eq!(later.status, Status::SeeOther);
}

#[rocket::async_test]
async fn a_name_that_many_guess_at_gives_new_addresses_one_try_and_its_owner_still_gets_in() {
    let app = TestApp::start().await;
    for n in 0..50 {
        sign_in(&app, (&format!("198.51.100.{n}"), ""), "qin.lan", "wrong").await;
    }

    let first = sign_in(&app, ("203.0.113.1", ""), "qin.lan", "wrong").await;
    let second = sign_in(&app, ("203.0.113.1", ""), "qin.lan", "wrong").await;
    let owner = sign_in(&app, ("203.0.113.2", ""), "qin.lan", PASSWORD).await;

    assert_eq!(first.status, Status::UnprocessableEntity);
    assert_eq!((second.status, second.retry_after.as_deref()), (Status::TooManyRequests, Some("300")));
    assert_eq!(owner.status, Status::SeeOther);
}

#[rocket::async_test]
async fn the_browser_on_which_she_signed_in_before_has_tries_of_its_own() {
    let app = TestApp::start().await;
    let here = "198.51.100.1";
    let (_, given) = browser(&app, here, &[], PASSWORD).await;
    for n in 0..30 {
        sign_in(&app, (here, ""), &format!("name{n}"), "wrong").await;
    }
    let known = [(KNOWN, given[1].as_str())];

    let unknown = browser(&app, here, &[], PASSWORD).await.0;
    let forged = browser(&app, here, &[(KNOWN, &given[1][2..])], PASSWORD).await.0;
    let right = browser(&app, here, &known, PASSWORD).await.0;
    for _ in 0..5 {
        assert_eq!(browser(&app, here, &known, "wrong").await.0, Status::UnprocessableEntity);
    }
    let guessed_out = browser(&app, here, &known, PASSWORD).await.0;

    assert_eq!((unknown, forged), (Status::TooManyRequests, Status::TooManyRequests));
    assert_eq!(right, Status::SeeOther);
    assert_eq!(guessed_out, Status::TooManyRequests, "a stolen note is no key");
}

#[rocket::async_test]
async fn signing_in_again_ends_the_older_sign_in_of_that_browser_only() {
    let app = TestApp::start().await;
    let older = browser(&app, "198.51.100.1", &[], PASSWORD).await.1.remove(0);
    let elsewhere = browser(&app, "198.51.100.2", &[], PASSWORD).await.1.remove(0);

    let newer = browser(&app, "198.51.100.1", &[(COOKIE, &older)], PASSWORD).await.1.remove(0);

    let mut statuses = Vec::new();
    for token in [older, elsewhere, newer] {
        let request = app.client.get("/me").cookie(Cookie::new(COOKIE, token));
        statuses.push(request.dispatch().await.status());
    }
    assert_eq!(statuses, [Status::SeeOther, Status::Ok, Status::Ok]);
}

#[rocket::async_test]
async fn a_page_without_an_origin_writes_nothing_even_with_a_good_token() {
    let app = TestApp::start().await;
    let token = browser(&app, "198.51.100.1", &[], PASSWORD).await.1.remove(0);
    let me = app.client.get("/api/v1/me").cookie(Cookie::new(COOKIE, token.clone())).dispatch().await;
    let me: serde_json::Value = serde_json::from_str(&me.into_string().await.unwrap()).unwrap();

    let mut statuses = Vec::new();
    for origin in ["null", "https://peiban.example"] {
        let request = app.client.post("/sign-out").header(ContentType::Form);
        let request =
            request.header(Header::new("Origin", origin)).cookie(Cookie::new(COOKIE, token.clone()));
        let form = format!("csrf={}", me["csrf"].as_str().unwrap());
        statuses.push(request.body(form).dispatch().await.status());
    }

    assert_eq!(statuses, [Status::Forbidden, Status::SeeOther]);
}

#[rocket::async_test]
async fn a_name_that_nobody_has_waits_just_as_long() {
    let app = TestApp::start().await;
    let mut answers = Vec::new();
    for name in ["qin.lan", "no.body"] {
        for _ in 0..5 {
            sign_in(&app, ("198.51.100.1", ""), name, "wrong").await;
        }
        let refused = sign_in(&app, ("198.51.100.1", ""), name, "wrong").await;
        answers.push((refused.status, refused.retry_after, refused.body.replace(name, "")));
    }

    assert_eq!(answers[0], answers[1]);
}

#[rocket::async_test]
async fn an_address_that_tries_many_names_has_to_wait_whatever_it_says_it_is() {
    let app = TestApp::start().await;
    for n in 0..30 {
        let told = format!("203.0.113.{n}");
        sign_in(&app, ("198.51.100.1", &told), &format!("name{n}"), "wrong").await;
    }

    let here = sign_in(&app, ("198.51.100.1", "203.0.113.99"), "wei.min", PASSWORD).await;
    let elsewhere = sign_in(&app, ("198.51.100.2", ""), "wei.min", PASSWORD).await;

    assert_eq!(here.status, Status::TooManyRequests, "a header that anybody can send changes nothing");
    assert_eq!(elsewhere.status, Status::SeeOther);
}

#[rocket::async_test]
async fn behind_our_own_proxy_each_client_counts_alone() {
    let app = TestApp::start().await;
    for n in 0..30 {
        sign_in(&app, ("127.0.0.1", "10.9.9.9, 203.0.113.1"), &format!("name{n}"), "wrong").await;
    }

    let same = sign_in(&app, ("127.0.0.1", "1.1.1.1, 203.0.113.1"), "wei.min", PASSWORD).await;
    let other = sign_in(&app, ("127.0.0.1", "203.0.113.2"), "wei.min", PASSWORD).await;

    assert_eq!(same.status, Status::TooManyRequests);
    assert_eq!(other.status, Status::SeeOther);
}

#[rocket::async_test]
async fn wrong_codes_have_to_wait_at_every_door() {
    let app = TestApp::start().await;
    for n in 0..5 {
        assert_eq!(app.visit(&format!("/invitations/abcdefghj{n}")).await.status, Status::NotFound);
        let typed = app.submit("/invitation", &format!("typed=abcdefghk{n}")).await;
        typed.has("Code: nobody knows it").has("href=\"#field-typed\"");
    }

    let shown = app.visit("/passwords/abcdefghjk").await;
    let typed = app.submit("/invitation", "typed=abcdefghjk").await;
    let right = sign_in(&app, ("127.0.0.1", ""), "wei.min", PASSWORD).await;
    app.store.clock().shift(TimeDelta::minutes(1));
    let later = app.visit("/passwords/abcdefghjk").await;

    assert_eq!((shown.status, shown.retry_after.as_deref()), (Status::TooManyRequests, Some("60")));
    shown.has("Too many tries. Please wait one minute");
    assert_eq!(typed.status, Status::TooManyRequests);
    assert_eq!(right.status, Status::SeeOther, "signing in has tries of its own");
    assert_eq!(later.status, Status::NotFound);
}

#[rocket::async_test]
async fn the_present_password_cannot_be_guessed_from_a_device_left_open() {
    let app = TestApp::start().await;
    for _ in 0..5 {
        app.send("guest", "/me/password", "present=wrong&password=the+moon+over+the+hills").await;
    }

    let form = format!("present={}&password=the+moon+over+the+hills", PASSWORD.replace(' ', "+"));
    let refused = app.send("guest", "/me/password", &form).await;

    assert_eq!(refused.status, Status::TooManyRequests);
    refused.has("Too many tries");
}
