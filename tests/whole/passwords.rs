//! One's own page and one's own password.

use peiban::guard::COOKIE;
use rocket::http::{Cookie, Status};

use crate::support::{PASSWORD, TestApp};

const NEXT: &str = "the+moon+over+the+hills";

/// Another device of the guest.
async fn another_device(app: &TestApp) -> Cookie<'static> {
    let form = format!("name=guest&password={}", PASSWORD.replace(' ', "+"));
    let request = app.client.post("/sign-in").header(rocket::http::ContentType::Form).body(form);
    let response = request.dispatch().await;
    let token = response.cookies().get(COOKIE).unwrap().value().to_owned();
    Cookie::new(COOKIE, token)
}

#[rocket::async_test]
async fn one_changes_ones_own_password_and_only_this_device_stays_signed_in() {
    let app = TestApp::start().await;
    let other = another_device(&app).await;
    let me = app.client.get("/me").cookie(other.clone()).dispatch().await;
    assert_eq!(me.status(), Status::Ok);

    let wrong = app.send("guest", "/me/password", &format!("present=not+this+one&password={NEXT}")).await;
    let present = PASSWORD.replace(' ', "+");
    let short = app.send("guest", "/me/password", &format!("present={present}&password=short")).await;
    let changed = app.send("guest", "/me/password", &format!("present={present}&password={NEXT}")).await;
    let after = app.read("guest", changed.location.as_deref().unwrap_or("/none")).await;
    let elsewhere = app.client.get("/me").cookie(other).dispatch().await;
    let old = app.submit("/sign-in", &format!("name=guest&password={present}")).await;
    let new = app.submit("/sign-in", &format!("name=guest&password={NEXT}")).await;

    wrong.has("it is not this one").has("href=\"#field-present\"").lacks("not this one\"");
    short.has("at least 15 characters").has("href=\"#field-password\"").lacks("value=\"short\"");
    assert_eq!(changed.status, Status::SeeOther);
    after.has("Your password is changed").has("Signs in as: guest").has("Viewer");
    assert_eq!(elsewhere.status(), Status::SeeOther, "the other device is signed out");
    assert_eq!(old.status, Status::UnprocessableEntity);
    assert_eq!(new.status, Status::SeeOther);
}

#[rocket::async_test]
async fn signing_out_ends_other_devices_too() {
    let app = TestApp::start().await;
    let other = another_device(&app).await;

    app.send("guest", "/sign-out", "").await;

    assert_eq!(app.client.get("/me").cookie(other).dispatch().await.status(), Status::SeeOther);
}
