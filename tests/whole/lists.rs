//! Long lists are shown a part at a time: nobody is left out, and nobody is shown twice.

mod planting;

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::raw::Raw;
use crate::support::{Page, TestApp};
use planting::{hash, many_groups, many_sessions, plant, somebody};

/// A place in an address that no page writes: a list without a search and without an end.
const STRAY: &str = "%7B%22shown%22%3A-1%7D";

/// What stands after each `mark` on a page, and the address of the next part.
fn shown(page: &Page, mark: &str) -> (Vec<String>, Option<String>) {
    let until = |rest: &str| rest[..rest.find(['"', '<']).unwrap()].to_owned();
    let rows = page.body.split(mark).skip(1).map(until).collect();
    let next = page.body.split("rel=\"next\" href=\"").nth(1).map(until);
    (rows, next.map(|next| next.replace("&amp;", "&").replace("&#x2F;", "/")))
}

/// What every part of a list shows, in its order; each part is read as it is linked.
async fn walked(app: &TestApp, who: &'static str, first: &str, mark: &str) -> Vec<String> {
    let (mut all, mut path) = (Vec::new(), Some(first.to_owned()));
    while let Some(at) = path {
        let (rows, next) = shown(&app.read(who, &at).await, mark);
        assert!(rows.len() <= 50, "{} rows at {at}", rows.len());
        all.extend(rows);
        path = next;
    }
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "none twice at {first}");
    all
}

#[rocket::async_test]
async fn a_list_of_1_200_groups_shows_each_once_and_says_how_many_there_are() {
    let app = TestApp::start().await;
    let before = walked(&app, "qin.lan", "/groups", "<li id=\"group-").await.len();
    many_groups(&app, 1_200).await;

    let first = app.read("qin.lan", "/groups").await;
    let all = walked(&app, "qin.lan", "/groups", "<li id=\"group-").await;

    first.has(&format!("1–50 of {}", peiban_core::text::number(1_200 + before as i64)));
    assert_eq!(all.len(), 1_200 + before);
}

#[rocket::async_test]
async fn a_search_finds_what_stands_beyond_the_first_part_and_its_parts_keep_to_it() {
    let app = TestApp::start().await;
    many_groups(&app, 4_000).await;

    let found = app.read("qin.lan", "/groups?q=hALL+39").await;
    let all = walked(&app, "qin.lan", "/groups?q=hALL+39", "<li id=\"group-").await;
    let none = app.read("qin.lan", "/groups?q=100%25").await;

    found.has("100 here have “hALL 39” in them").has("1–50 of 100");
    assert_eq!(all.len(), 100);
    none.has("Nothing here has “100%” in it").lacks("id=\"group-");
}

#[rocket::async_test]
async fn a_place_in_a_list_that_nobody_wrote_begins_at_the_beginning() {
    let app = TestApp::start().await;
    many_groups(&app, 60).await;

    for path in ["/groups", "/sessions", &format!("/people/{}/enrolments/new", somebody(&app).await)] {
        let odd = app.read("qin.lan", &format!("{path}?after={STRAY}")).await;
        assert_eq!(odd.status.code, 200, "{path}");
    }

    app.read("qin.lan", &format!("/groups?after={STRAY}")).await.has("1–50 of ");
}

#[rocket::async_test]
async fn every_register_that_is_owed_is_found_and_today_says_how_many_there_are() {
    let app = TestApp::start().await;
    let before = walked(&app, "qin.lan", "/sessions?list=owed", "<li id=\"session-").await.len();
    many_sessions(&app, 130, ("2026-11-20T02:00:00+00:00", "2026-11-20T03:30:00+00:00")).await;

    let today = app.read("qin.lan", "/today").await;
    let all = walked(&app, "qin.lan", "/sessions?list=owed", "<li id=\"session-").await;
    let found = app.read("qin.lan", "/sessions?list=owed&q=many130").await;

    let total = 130 + before;
    today.has(&format!("{total} registers are not in yet")).has("href=\"/sessions?list=owed\"");
    assert_eq!(all.len(), total);
    found.has("name=\"list\" value=\"owed\"").has("One here has “many130” in it").has("id=\"session-");
}

#[rocket::async_test]
async fn every_session_ahead_is_found_the_next_one_first() {
    let app = TestApp::start().await;
    let before = walked(&app, "qin.lan", "/sessions", "<li id=\"session-").await;
    many_sessions(&app, 130, ("2026-11-25T03:00:00+00:00", "2026-11-25T04:30:00+00:00")).await;

    let today = app.read("qin.lan", "/today").await;
    let all = walked(&app, "qin.lan", "/sessions", "<li id=\"session-").await;

    today.has("See all sessions ahead");
    assert_eq!(all.len(), 130 + before.len());
    assert_eq!(all.last(), before.last());
}

#[rocket::async_test]
async fn every_register_in_doubt_is_found() {
    let app = TestApp::start().await;
    many_sessions(&app, 60, ("2026-11-20T02:00:00+00:00", "2026-11-20T03:30:00+00:00")).await;
    let of_many = "FROM groups g WHERE g.code LIKE 'many%'";
    let mut raw = Raw::open(&app.url).await;
    let hash = hash();
    raw.run(&format!(
        "INSERT INTO register_ops (op_id, session_id, kind, device, device_seq, source, detail, base_rev, content_hash,
                                   outcome, recorded_at, received_at)
         SELECT g.id, g.id, 'mark', g.id, 1, 'facilitator', '{{}}', 0, {hash}, 'conflict', g.opened_at, g.opened_at {of_many}"
    ))
    .await;
    raw.run(&format!(
        "INSERT INTO register_conflicts (id, session_id, op_a, state, opened_at)
         SELECT g.id, g.id, g.id, 'open', g.opened_at {of_many}"
    ))
    .await;

    let today = app.read("qin.lan", "/today").await;
    let all = walked(&app, "qin.lan", "/sessions?list=doubtful", "<li id=\"session-").await;

    today.has("In 60 registers, marks do not agree").has("href=\"/sessions?list=doubtful\"");
    assert_eq!(all.len(), 60);
}

#[rocket::async_test]
async fn a_list_of_sessions_that_nobody_keeps_is_not_there() {
    let app = TestApp::start().await;

    assert_eq!(app.read("qin.lan", "/sessions?list=lost").await.status.code, 404);
}

#[rocket::async_test]
async fn every_group_that_can_be_joined_is_offered_and_a_refused_form_offers_the_same_ones() {
    let app = TestApp::start().await;
    let path = format!("/people/{}/enrolments", somebody(&app).await);
    let new = format!("{path}/new");
    let mark = "name=\"group\" type=\"radio\" value=\"";
    let before = walked(&app, "qin.lan", &new, mark).await.len();
    many_groups(&app, 620).await;

    let all = walked(&app, "qin.lan", &new, mark).await;
    let found = app.read("qin.lan", &format!("{new}?q=many620")).await;
    let refused = app.send("qin.lan", &path, &format!("id={}&q=many620", Uuid::nil())).await;

    assert_eq!(all.len(), 620 + before);
    assert_eq!(shown(&found, mark).0.len(), 1);
    assert_eq!(refused.status.code, 422);
    assert_eq!(shown(&refused, mark).0, shown(&found, mark).0);
    refused.has("Which group: please choose one");
}

#[rocket::async_test]
async fn every_import_is_found() {
    let app = TestApp::start().await;
    let sql = format!(
        "INSERT INTO report_imports (id, campaign_id, file_name, file_hash, added, updated, same, made_at, imported_at)
         SELECT $id, c.id, 'week' || $n || '.csv', {}, 1, 0, 0, '2026-11-24T02:00:00+00:00', '2026-11-24T02:00:00+00:00'
           FROM (SELECT id FROM campaigns ORDER BY id LIMIT 1) c CROSS JOIN $rows",
        hash()
    );
    let mark = "<th scope=\"row\" class=\"govuk-table__header\">";
    let before = walked(&app, "chen.bo", "/reports", mark).await.len();
    plant(&app, 120, &sql).await;

    let all = walked(&app, "chen.bo", "/reports", mark).await;
    let found = app.read("chen.bo", "/reports?q=WEEK120").await;

    assert_eq!(all.iter().filter(|name| name.starts_with("week")).count(), 120);
    assert!(before <= 50);
    found.has("week120.csv").lacks("week119.csv");
}

#[rocket::async_test]
async fn every_user_is_found_those_who_left_last() {
    let app = TestApp::start().await;
    let before = walked(&app, "admin", "/users", "href=\"/users/").await.len();
    let user = "INSERT INTO users (id, name, name_key, display_name, password_hash, made_at, ended_at)
                SELECT $id, 'many' || $n, 'many' || $n, '何' || $n, 'x', '2026-11-24T02:00:00+00:00',
                       CASE WHEN $n > 100 THEN '2026-11-24T02:00:00+00:00' END
                  FROM $rows";
    let user = if crate::database::on_postgres() {
        user.replace("END\n", "END::timestamptz\n")
    } else {
        user.into()
    };
    plant(&app, 120, &user).await;
    let role = "INSERT INTO user_roles (id, user_id, role, area_from, area_to, given_at)
                SELECT $id, $id, 'facilitator', 450123, 450123, '2026-11-24T02:00:00+00:00' FROM $rows";
    plant(&app, 120, role).await;

    let all = walked(&app, "admin", "/users", "href=\"/users/").await;
    let found = app.read("admin", "/users?q=he119").await;
    let part = walked(&app, "admin", "/users?q=he", "href=\"/users/").await;

    assert_eq!(all.len(), 120 + before);
    assert!(all[all.len() - 20..].iter().all(|id| id.starts_with("00000000-0000-0000-0000-0000000000")));
    found.has("One person is called “he119”").has("Ended accounts").has("何119");
    assert!(part.len() >= 120);
}

#[rocket::async_test]
async fn every_partner_is_found() {
    let app = TestApp::start().await;
    let sql = "INSERT INTO partners (id, code, kind, name_zh, name_en, started_at)
               SELECT $id, 'P-' || $n, 'ngo', '机构' || $n, 'Partner ' || $n, '2026-11-24T02:00:00+00:00' FROM $rows";
    plant(&app, 120, sql).await;

    let all = walked(&app, "admin", "/partners", "rows__end quiet\">").await;
    let found = app.read("admin", "/partners?q=partner+120").await;

    assert_eq!(all.len(), 120);
    found.has("P-120").lacks("P-119");
}

#[rocket::async_test]
async fn every_alert_is_found_and_each_by_its_reference() {
    let app = TestApp::start().await;
    somebody(&app).await;
    let sql = "INSERT INTO alerts (id, reference, caregiver_id, area, kind, state, at, due_at)
               SELECT $id, 'REF' || (1000 + $n), c.id, 450123, 'free_text', CASE WHEN $n % 2 = 0 THEN 'new' ELSE 'closed' END,
                      '2026-11-24T02:00:00+00:00', '2026-11-24T03:00:00+00:00'
                 FROM caregivers c CROSS JOIN $rows WHERE c.number = 70000";
    plant(&app, 120, sql).await;

    let all = walked(&app, "lu.yan", "/alerts", "href=\"/alerts/").await;
    let found = app.read("lu.yan", "/alerts?q=ref1119").await;

    assert_eq!(all.len(), 120);
    found.has("REF1119").lacks("REF1118").has("One here has “ref1119” in it");
}

#[rocket::async_test]
async fn the_simulator_says_what_it_leaves_out_and_a_new_phone_is_nobodys() {
    let app = TestApp::demo().await;
    let text = "INSERT INTO simulator_messages (id, seq, chat, outgoing, text, buttons, at)
                SELECT $id, 100000 + $n, 'phone-' || (1 + $n % 35), $yes, 'hello', '[]', '2026-11-24T02:00:00+00:00'
                  FROM $rows";
    let yes = if crate::database::on_postgres() { "TRUE" } else { "1" };
    let chats = "SELECT COUNT(DISTINCT chat) FROM simulator_messages";
    plant(&app, 35 * 61, &text.replace("$yes", yes)).await;
    let used = Raw::open(&app.url).await.number(chats).await;

    let page = app.read("guest", "/simulator").await;

    page.has(&format!("The last 30 of {used} phones")).has("Older messages are not shown here");
    page.has(&format!("href=\"/simulator?chat=phone-{}\"", used + 1));
}
