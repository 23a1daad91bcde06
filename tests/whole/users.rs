//! Roles, accounts and passwords: who may manage whom, and what ends at once.

use peiban::cli::world::{GUANGXI, LONGAN};
use peiban::password;
use peiban_core::actor::Actor;
use peiban_core::area::AreaCode;
use peiban_core::id::PartnerId;
use peiban_core::user::{Grant, Role};
use peiban_store::acts::accounts::{AddUser, PASSWORD_CODE_DAYS};
use rocket::http::Status;
use uuid::Uuid;

use crate::database::rows;
use crate::facts::Facts;
use crate::groups::id_of;
use crate::support::{PASSWORD, Page, TestApp};

const NEXT: &str = "the+moon+over+the+hills";

/// Adds a user with one role, as the shell does.
pub async fn add(app: &TestApp, name: &'static str, role: Role, area: i64, partner: Option<PartnerId>) {
    let act = AddUser {
        name: name.to_owned(),
        display_name: name.to_owned(),
        password_hash: password::hash(PASSWORD.into()).await.unwrap(),
        grant: Grant { role, area: AreaCode::new(area).unwrap(), partner },
    };
    app.store.act(&Actor::operator(), act).await.unwrap();
}

pub async fn page_of(app: &TestApp, user: &'static str) -> String {
    format!("/users/{}", id_of(app, user).await)
}

/// The path behind the button that ends the role `word` on a user's page.
pub async fn ending(app: &TestApp, reader: &'static str, page: &str, word: &str) -> String {
    let shown = app.read(reader, page).await.body;
    let line = shown.split("<li>").find(|line| line.contains(word)).unwrap_or_else(|| panic!("no {word}"));
    line.split("action=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#x2F;", "/")
}

pub async fn is_signed_in(app: &TestApp, user: &'static str) -> bool {
    app.read(user, "/me").await.status == Status::Ok
}

fn code_in(page: &Page) -> String {
    page.body.split("print-card__code\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

#[rocket::async_test]
async fn an_administrator_gives_a_second_role_and_the_user_signs_in_again_to_use_it() {
    let app = TestApp::start().await;
    let page = page_of(&app, "wei.min").await;
    assert!(is_signed_in(&app, "wei.min").await);

    let given = app.send("admin", &format!("{page}/roles"), "role=coordinator&area=450000").await;
    let again = app.send("admin", &format!("{page}/roles"), "role=coordinator&area=450000").await;
    let unknown = app.send("admin", &format!("{page}/roles"), "role=coordinator&area=Nowhere").await;
    let shown = app.read("admin", &page).await;

    assert_eq!((given.status, given.location.as_deref()), (Status::SeeOther, Some(page.as_str())));
    assert_eq!(again.status, Status::UnprocessableEntity);
    again.has("Role: she or he has it there already").has("href=\"#field-role\"");
    unknown.has("href=\"#field-area\"").has("value=\"Nowhere\"").has("<title>Error: ");
    shown.has("Facilitator · 隆安县").has("Coordinator · Guangxi");
    assert!(!is_signed_in(&app, "wei.min").await, "a change of role ends every sign-in");
    assert_eq!(
        rows(&app.url, "audit_events WHERE act = 'user.give_role' AND detail = 'coordinator 450000'").await,
        1
    );
}

#[rocket::async_test]
async fn ending_a_role_signs_the_user_out_and_takes_what_it_allowed() {
    let app = TestApp::start().await;
    let page = page_of(&app, "chen.bo").await;
    assert_eq!(app.read("chen.bo", "/overview").await.status, Status::Ok);

    let path = ending(&app, "admin", &page, "Campaign staff").await;
    let ended = app.send("admin", &path, "").await;
    let twice = app.send("admin", &path, "").await;

    assert_eq!(ended.status, Status::SeeOther);
    assert_eq!(twice.status, Status::NotFound);
    assert!(!is_signed_in(&app, "chen.bo").await);
    app.read("admin", &page).await.has("· ended");
    assert_eq!(rows(&app.url, "audit_events WHERE act = 'user.end_role'").await, 1);
}

#[rocket::async_test]
async fn an_ended_account_is_signed_out_everywhere_and_can_be_opened_again() {
    let app = TestApp::start().await;
    let page = page_of(&app, "guest").await;
    let password = PASSWORD.replace(' ', "+");
    assert!(is_signed_in(&app, "guest").await);

    let ended = app.send("admin", &format!("{page}/ending"), "").await;
    let shut = app.submit("/sign-in", &format!("name=guest&password={password}")).await;
    let code = app.send("admin", &format!("{page}/password-codes"), "").await;
    let list = app.read("admin", "/users").await;
    let back = app.send("admin", &format!("{page}/return"), "").await;
    let open = app.submit("/sign-in", &format!("name=guest&password={password}")).await;

    assert_eq!(ended.status, Status::SeeOther);
    shut.has("do not go together");
    assert!(!is_signed_in(&app, "guest").await, "not even the old sign-in comes back");
    code.has("This account is ended");
    list.has("Ended accounts");
    assert_eq!(back.status, Status::SeeOther);
    assert_eq!(open.status, Status::SeeOther);
    assert_eq!(rows(&app.url, "audit_events WHERE act IN ('user.end', 'user.return')").await, 2);
}

#[rocket::async_test]
async fn the_last_administrator_stays() {
    let app = TestApp::start().await;
    let page = page_of(&app, "admin").await;
    let role = ending(&app, "admin", &page, "Administrator").await;

    let end = app.send("admin", &format!("{page}/ending"), "").await;
    let lose = app.send("admin", &role, "").await;
    add(&app, "second", Role::Admin, 0, None).await;
    let now = app.send("admin", &role, "").await;

    for refused in [end, lose] {
        assert_eq!(refused.status, Status::UnprocessableEntity);
        refused.has("This is the last administrator of the whole country");
    }
    assert_eq!(now.status, Status::SeeOther, "with a second one she may go");
}

#[rocket::async_test]
async fn nobody_gives_or_ends_what_lies_outside_her_own_scope() {
    let app = TestApp::start().await;
    add(&app, "local", Role::Admin, GUANGXI, None).await;
    let (inside, wide) = (page_of(&app, "wei.min").await, page_of(&app, "chen.bo").await);
    let national = page_of(&app, "admin").await;
    let foreign = page_of(&app, "yang.hui").await;

    let list = app.read("local", "/users").await;
    let within = app.send("local", &format!("{inside}/roles"), "role=viewer&area=450100").await;
    for area in ["", "520000"] {
        let beyond = app.send("local", &format!("{inside}/roles"), &format!("role=viewer&area={area}")).await;
        beyond.has("you can give roles only inside your own area").has("href=\"#field-area\"");
        let invited = app.send("local", "/invitations", &format!("role=admin&area={area}")).await;
        invited.has("you can give roles only inside your own area");
    }

    list.has("韦敏").has("覃兰").lacks("杨慧").lacks("陈博").lacks(">管理员<");
    assert_eq!(within.status, Status::SeeOther);
    for page in [&foreign, &wide, &national, &format!("/users/{}", Uuid::now_v7())] {
        assert_eq!(app.read("local", page).await.status, Status::NotFound, "{page}");
        for act in ["roles", "ending", "return", "password-codes"] {
            let tried = app.send("local", &format!("{page}/{act}"), "role=viewer&area=450000").await;
            assert_eq!(tried.status, Status::NotFound, "{page}/{act}");
        }
    }
}

#[rocket::async_test]
async fn an_account_with_roles_elsewhere_is_not_taken_over_by_one_of_its_managers() {
    let app = TestApp::start().await;
    add(&app, "local", Role::Admin, LONGAN, None).await;
    let page = page_of(&app, "wei.min").await;
    app.send("admin", &format!("{page}/roles"), "role=coordinator&area=450000").await;

    let shown = app.read("local", &page).await;
    let code = app.send("local", &format!("{page}/password-codes"), "").await;
    let end = app.send("local", &format!("{page}/ending"), "").await;
    let role = app.send("local", &ending(&app, "local", &page, "Facilitator").await, "sure=yes").await;

    shown.has("also has roles outside your area").lacks("password-codes").lacks("Coordinator · Guangxi");
    for refused in [code, end] {
        assert_eq!(refused.status, Status::UnprocessableEntity);
        refused.has("Please ask a colleague who looks after all of them");
    }
    assert_eq!(role.status, Status::SeeOther, "the role in her county she may end");
    assert_eq!(app.read("local", &page).await.status, Status::NotFound, "then nothing of it is hers");
}

#[rocket::async_test]
async fn who_manages_one_partner_gives_roles_for_that_partner_only() {
    let app = TestApp::start().await;
    let mut facts = Facts::default();
    let (ours, theirs) = (facts.partner("HY"), facts.partner("XL"));
    facts.put(&app.url).await;
    add(&app, "partner", Role::Admin, GUANGXI, Some(PartnerId(ours))).await;

    let form = app.read("partner", "/invitations/new").await;
    let own = app.send("partner", "/invitations", &format!("role=viewer&area=450000&partner={ours}")).await;
    let all = app.send("partner", "/invitations", "role=viewer&area=450000").await;
    let other =
        app.send("partner", "/invitations", &format!("role=viewer&area=450000&partner={theirs}")).await;

    form.has("Partner HY").lacks("Partner XL");
    own.has("The invitation is ready");
    for refused in [all, other] {
        refused.has("you can give roles only inside your own area and partner");
    }
    app.read("partner", "/users").await.lacks("韦敏");
}

#[rocket::async_test]
async fn nobody_makes_herself_safeguarding_lead() {
    let app = TestApp::start().await;
    let page = page_of(&app, "admin").await;

    let refused = app.send("admin", &format!("{page}/roles"), "role=safeguarding_lead&area=").await;

    refused.has("Role: nobody makes herself safeguarding lead");
}

#[rocket::async_test]
async fn a_code_sets_a_new_password_once_and_ends_what_the_old_one_opened() {
    let app = TestApp::start().await;
    let page = page_of(&app, "wei.min").await;
    assert!(is_signed_in(&app, "wei.min").await);

    let first = code_in(&app.send("admin", &format!("{page}/password-codes"), "").await);
    let code = code_in(&app.send("admin", &format!("{page}/password-codes"), "").await);
    let old = app.visit(&format!("/passwords/{first}")).await;
    let typed = app.submit("/invitation", &format!("typed={}", code.to_uppercase())).await;
    let path = format!("/passwords/{code}");
    let form = app.visit(&path).await;
    let short = app.submit(&path, "password=short").await;
    assert!(is_signed_in(&app, "wei.min").await, "until the code is used nothing changes");
    let set = app.submit(&path, &format!("password={NEXT}")).await;
    let again = app.submit(&path, &format!("password={NEXT}")).await;
    let by_old =
        app.submit("/sign-in", &format!("name=wei.min&password={}", PASSWORD.replace(' ', "+"))).await;
    let by_new = app.submit("/sign-in", &format!("name=wei.min&password={NEXT}")).await;

    assert_eq!(old.status, Status::NotFound, "a newer code ends the older one");
    assert_eq!(typed.location.as_deref(), Some(path.as_str()));
    form.has("For 韦敏. You sign in as: wei.min");
    short.has("at least 15 characters").has("href=\"#field-password\"");
    assert_eq!(set.location.as_deref(), Some("/sign-in?ready"));
    assert_eq!(again.status, Status::NotFound);
    assert!(!is_signed_in(&app, "wei.min").await);
    assert_eq!(by_old.status, Status::UnprocessableEntity);
    assert_eq!(by_new.status, Status::SeeOther);
    assert_eq!(rows(&app.url, "audit_events WHERE act LIKE 'user.%password_code'").await, 3);
}

#[rocket::async_test]
async fn a_code_for_a_password_runs_out_and_dies_with_the_account() {
    let app = TestApp::start().await;
    let page = page_of(&app, "wei.min").await;
    let code = code_in(&app.send("admin", &format!("{page}/password-codes"), "").await);
    let path = format!("/passwords/{code}");
    assert_eq!(app.visit(&path).await.status, Status::Ok);

    app.send("admin", &format!("{page}/ending"), "sure=yes").await;
    app.send("admin", &format!("{page}/return"), "").await;
    let ended = app.visit(&path).await;
    let code = code_in(&app.send("admin", &format!("{page}/password-codes"), "").await);
    app.store.clock().shift(chrono::TimeDelta::days(PASSWORD_CODE_DAYS));
    let late = app.visit(&format!("/passwords/{code}")).await;

    assert_eq!(ended.status, Status::NotFound);
    assert_eq!(late.status, Status::NotFound);
}

#[rocket::async_test]
async fn invitations_of_an_ended_administrator_let_nobody_in() {
    let app = TestApp::start().await;
    add(&app, "second", Role::Admin, 0, None).await;
    let code = code_in(&app.send("second", "/invitations", "role=admin&area=").await);

    app.send("admin", &format!("{}/ending", page_of(&app, "second").await), "").await;

    assert_eq!(app.visit(&format!("/invitations/{code}")).await.status, Status::NotFound);
}

#[rocket::async_test]
async fn a_colleague_is_found_by_a_part_of_her_name_in_any_case_or_in_pinyin() {
    let app = TestApp::start().await;
    app.send("admin", &format!("{}/ending", page_of(&app, "guest").await), "").await;

    for typed in ["%E9%9F%A6", "WEI.M", "+weimin+", "wm"] {
        let found = app.read("admin", &format!("/users?q={typed}")).await;
        found.has(">韦敏</a>").lacks(">覃兰</a>").has("One person is called").has("href=\"/users\"");
    }
    app.read("admin", "/users?q=GUEST").await.has("Ended accounts").has("value=\"GUEST\"");
    app.read("admin", "/users?q=%3Cb%3E")
        .await
        .has("Nobody here is called “&lt;b&gt;”.")
        .lacks("Ended accounts");
    app.read("admin", "/users?q=").await.has(">覃兰</a>").lacks("role=\"status\"");
}
