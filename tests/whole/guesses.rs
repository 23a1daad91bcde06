//! Guessing passwords and codes is slow, and nobody else is locked out by it.

use chrono::TimeDelta;
use rocket::http::Status;

use crate::support::{PASSWORD, Page, TestApp};

async fn sign_in(app: &TestApp, from: (&str, &str), name: &str, password: &str) -> Page {
    let form = format!("name={name}&password={}", password.replace(' ', "+"));
    app.submit_from(from, "/sign-in", &form).await
}

#[rocket::async_test]
async fn after_five_wrong_passwords_even_the_right_one_has_to_wait() {
    let app = TestApp::start().await;
    for n in 0..5 {
        let from = format!("198.51.100.{n}");
        assert_eq!(sign_in(&app, (&from, ""), "qin.lan", "wrong").await.status, Status::UnprocessableEntity);
    }

    let right = sign_in(&app, ("198.51.100.9", ""), "Qin.Lan", PASSWORD).await;
    let other = sign_in(&app, ("198.51.100.9", ""), "wei.min", PASSWORD).await;
    app.store.clock().shift(TimeDelta::seconds(60));
    let later = sign_in(&app, ("198.51.100.9", ""), "qin.lan", PASSWORD).await;

    assert_eq!(right.status, Status::TooManyRequests);
    assert_eq!(right.retry_after.as_deref(), Some("60"));
    right.has("Too many tries. Please wait one minute").has("value=\"Qin.Lan\"").has("<title>Error: ");
    assert_eq!(other.status, Status::SeeOther, "others sign in from the same place");
    assert_eq!(later.status, Status::SeeOther);
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
