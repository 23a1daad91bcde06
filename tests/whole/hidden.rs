//! Signs that nobody sees and texts without an end: refused by the field's name, on both databases alike.

use rocket::http::Status;
use uuid::Uuid;

use crate::support::TestApp;

const LONG: usize = 7_000;

#[rocket::async_test]
async fn a_field_of_a_form_with_a_hidden_sign_or_without_an_end_is_named() {
    let app = TestApp::start().await;
    let names = |text: &str| format!("code=F1&name_zh={text}&name_en=Fund&kind=ngo");
    let long = "x".repeat(LONG);

    for text in ["ab%00c", "ab%1Bc", "ab%C2%85c"] {
        let page = app.send("admin", "/partners", &names(text)).await;
        assert_eq!(page.status, Status::UnprocessableEntity, "{text}");
        page.has("href=\"#field-name_zh\"")
            .has("There is a sign here that cannot be seen")
            .has("value=\"abc\"");
    }
    let page = app.send("admin", "/partners", &names(&long)).await;
    page.has("href=\"#field-name_zh\"").has("This is too long: at most 2,000 characters");
    let sign_in = app.submit("/sign-in", "name=wei.min%00&password=x").await;
    assert_eq!(sign_in.status, Status::UnprocessableEntity);
    sign_in.has("href=\"#field-name\"");
}

#[rocket::async_test]
async fn an_address_with_a_hidden_sign_reaches_no_table() {
    let app = TestApp::start().await;
    for path in
        ["/passwords/ab%00c", "/j/ab%00", "/invitations/%00", "/overview?area=%00", "/simulator?chat=%00"]
    {
        let page = app.read("admin", path).await;
        assert_eq!(page.status, Status::UnprocessableEntity, "{path}");
        page.has("There is a sign here that cannot be seen");
    }
    let told = app.read("wei.min", "/api/v1/sessions/%00/register").await;
    assert_eq!(told.status, Status::UnprocessableEntity);
    told.has("\"field\":\"path\"");
}

#[rocket::async_test]
async fn a_name_that_colleagues_read_has_an_end() {
    let app = TestApp::start().await;
    let form = |name: &str| format!("name={name}&area=0&curriculum={}", Uuid::nil());

    let long = app.send("admin", "/setup", &form(&"x".repeat(61))).await;

    assert_eq!(long.status, Status::UnprocessableEntity);
    long.has("Name of the organisation: 1 to 60 letters");
}
