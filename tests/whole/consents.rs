//! What a caregiver agrees to, noted down for her, and the code that links her chat.

use peiban::cli::world;
use peiban_core::consent::Purpose;
use peiban_core::id::CaregiverId;
use peiban_store::LatestConsent;
use peiban_store::list::Wanted;
use rocket::http::Status;

use crate::support::{Page, TestApp, wednesday};

const SPOKEN: &str = "purpose=service_messages&version=1&status=given&method=oral";

/// The demo with the people of Long'an's first group; one of them.
async fn demo() -> (TestApp, CaregiverId) {
    let app = TestApp::demo().await;
    let mut read = app.store.read().await.unwrap();
    let facilitator = read.credentials("wei.min").await.unwrap().unwrap().id;
    let group = read.groups_seen_by(facilitator, wednesday(), Wanted::ALL).await.unwrap().rows.remove(0).id;
    drop(read);
    let day = wednesday().date_naive();
    world::people::enrol(&app.store, group, 3, day).await.unwrap();
    let members = app.store.read().await.unwrap().members_of(group, day).await.unwrap();
    let person = members.into_iter().find(|member| member.name == "陆大妹").unwrap();
    (app, person.id)
}

async fn latest(app: &TestApp, id: CaregiverId) -> Vec<LatestConsent> {
    app.store.read().await.unwrap().latest_consents(id).await.unwrap()
}

async fn record(app: &TestApp, id: CaregiverId, form: &str) -> Page {
    app.send("wei.min", &format!("/people/{id}/consents"), form).await
}

#[rocket::async_test]
async fn a_facilitator_reads_the_text_aloud_and_keeps_the_answer_with_its_witness() {
    let (app, id) = demo().await;
    let path = format!("/people/{id}");

    let before = app.read("wei.min", &path).await;
    let form = app.read("wei.min", &format!("{path}/consents/new?purpose=surveys")).await;
    let sent = record(
        &app,
        id,
        "purpose=surveys&version=1&status=given&method=read_aloud&witness=%E5%86%9C%E5%A4%A7%E5%A7%90",
    )
    .await;
    let after = app.read("wei.min", &path).await;

    before
        .has("Record consent")
        .has("Link a chat")
        .has("not asked yet")
        .has("not linked")
        .lacks("13900000102");
    form.has("May we ask three short questions after a session?")
        .has("name=\"purpose\" value=\"surveys\"")
        .has("name=\"version\" value=\"1\"");
    assert_eq!(sent.location.as_deref(), Some(path.as_str()));
    after.has("Agreed").has("Text read aloud").has("农大姐");
    let kept = latest(&app, id).await;
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(kept[0].purpose, Purpose::Surveys);
    let recorded = "consents WHERE recorded_by IS NOT NULL AND text_version = 1 AND witness = '农大姐'";
    assert_eq!(crate::database::rows(&app.url, recorded).await, 1);
}

#[rocket::async_test]
async fn what_does_not_fit_comes_back_as_typed_and_keeps_nothing() {
    let (app, id) = demo().await;

    let alone = record(&app, id, &format!("{SPOKEN}&witness=+")).await;
    let long = record(&app, id, &format!("{SPOKEN}&witness={}", "x".repeat(61))).await;
    let empty = record(&app, id, "purpose=surveys&version=1&witness=Nong").await;
    let tapped = record(&app, id, "purpose=surveys&version=1&status=given&method=tapped&witness=Nong").await;
    let old = record(&app, id, "purpose=surveys&version=7&status=given&method=written").await;

    alone.has("Witness: a spoken consent needs the name").has("href=\"#field-witness\"");
    alone.has("value=\"oral\" checked").has("value=\"given\" checked").has("May we send you parenting tips");
    long.has("Witness: a name has at most 60 letters").has(&"x".repeat(61));
    empty.has("Answer: please choose").has("How: please choose").has("value=\"Nong\"");
    let line = |field: &str| empty.body.find(&format!("<a href=\"#field-{field}\"")).unwrap();
    assert!(line("status") < line("method"), "as on the page: {}", empty.body);
    tapped.has("How: please choose");
    old.has("The text has changed in the meantime").has("name=\"version\" value=\"1\"");
    for page in [alone, long, empty, tapped, old] {
        assert_eq!(page.status, Status::UnprocessableEntity);
    }
    assert_eq!(latest(&app, id).await, []);
}

#[rocket::async_test]
async fn the_newest_word_counts() {
    let (app, id) = demo().await;

    record(&app, id, &format!("{SPOKEN}&witness=Nong")).await;
    app.store.clock().stand_at(wednesday() + chrono::TimeDelta::minutes(1));
    record(&app, id, "purpose=service_messages&version=1&status=withdrawn&method=written").await;

    let kept = latest(&app, id).await;
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!((kept[0].status.word(), kept[0].witness.as_deref()), ("withdrawn", None));
    app.read("wei.min", &format!("/people/{id}")).await.has("Took it back").lacks("Agreed");
    assert_eq!(crate::database::rows(&app.url, "consents").await, 2);
}

#[rocket::async_test]
async fn whoever_does_not_look_after_her_finds_nothing() {
    let (app, id) = demo().await;
    let path = format!("/people/{id}");

    for user in ["luo.mei", "yang.hui", "chen.bo", "lu.yan", "guest"] {
        for page in [path.clone(), format!("{path}/consents/new")] {
            assert_eq!(app.read(user, &page).await.status, Status::NotFound, "{user} {page}");
        }
        for (page, form) in [("consents", SPOKEN), ("link-codes", "")] {
            let sent = app.send(user, &format!("{path}/{page}"), form).await;
            assert_eq!(sent.status, Status::NotFound, "{user} {page}");
        }
    }
    assert_eq!(latest(&app, id).await, []);
    assert_eq!(crate::database::rows(&app.url, "link_tokens").await, 0);
}

#[rocket::async_test]
async fn the_code_that_a_facilitator_shows_links_the_chat_once() {
    let (app, id) = demo().await;
    let path = format!("/people/{id}");

    let shown = app.send("wei.min", &format!("{path}/link-codes"), "").await;
    let link = shown.body.split("simulator?link=").nth(1).unwrap().split('"').next().unwrap();
    let phone = app.visit(&format!("/simulator?link={link}&chat=granny")).await;
    app.submit("/simulator", &format!("chat=granny&start=l_{link}")).await;
    let asked = app.visit("/simulator?chat=granny").await;
    app.submit("/simulator", &format!("chat=granny&label=x&tap=l:y:{link}")).await;
    app.submit("/simulator", &format!("chat=other&start=l_{link}")).await;

    shown.has("data:image&#x2F;svg+xml,").has("Works once, for 24 hours").has("陆大妹");
    phone.has(&format!("value=\"l_{link}\""));
    asked.has("May we link this chat");
    app.visit("/simulator?chat=granny").await.has("This chat is now linked to your place in the group");
    app.visit("/simulator?chat=other").await.has("This link has been used or is too old");
    app.read("wei.min", &path).await.has("Linked").lacks("not linked").has("On the phone");
}

#[rocket::async_test]
async fn without_a_chat_there_is_no_code_to_show() {
    let app = TestApp::start().await;

    let sent = app.send("wei.min", &format!("/people/{}/link-codes", uuid::Uuid::nil()), "").await;

    assert_eq!(sent.status, Status::NotFound);
}

#[rocket::async_test]
async fn who_left_all_her_groups_can_still_withdraw_with_those_who_may_see_her() {
    let (app, id) = demo().await;
    let path = format!("/people/{id}");
    record(&app, id, &format!("{SPOKEN}&witness=Nong")).await;
    let left = "UPDATE enrolments SET state = 'withdrawn', ended_on = '2026-11-25'";
    crate::people::sql(&app, left.to_owned()).await;

    let page = app.read("wei.min", &path).await;
    let form = app.read("wei.min", &format!("{path}/consents/new")).await;
    let given = record(&app, id, "purpose=surveys&version=1&status=given&method=written").await;
    let mut statuses = Vec::new();
    for stranger in ["chen.bo", "guest", "lu.yan"] {
        let spoken = "purpose=service_messages&version=1&status=withdrawn&method=written";
        statuses.push(app.send(stranger, &format!("{path}/consents"), spoken).await.status);
        statuses.push(app.read(stranger, &format!("{path}/consents/new")).await.status);
    }
    let code = app.send("wei.min", &format!("{path}/link-codes"), "").await;
    let sent = record(&app, id, "purpose=service_messages&version=1&status=withdrawn&method=written").await;

    page.has("Record that she withdraws").lacks("Record consent").lacks("Link a chat");
    form.has("She is in no group any more").has("value=\"withdrawn\"").lacks("value=\"given\"");
    assert_eq!((given.status, code.status), (Status::NotFound, Status::NotFound));
    assert!(statuses.iter().all(|status| *status == Status::NotFound), "{statuses:?}");
    assert_eq!(sent.location.as_deref(), Some(path.as_str()));
    assert_eq!(latest(&app, id).await[0].status.word(), "withdrawn");
}
