//! Opening a group, and who sees which.

use peiban::cli::world::groups::{LONGAN_GROUP, LONGLIN_GROUP};
use peiban_core::id::UserId;
use peiban_core::user::Permission;
use peiban_store::list::Wanted;
use rocket::http::Status;

use crate::database::rows;
use crate::support::{Page, TestApp};

pub async fn id_of(app: &TestApp, user: &'static str) -> UserId {
    app.store.read().await.unwrap().credentials(user).await.unwrap().unwrap().id
}

/// The id of the world's group with `name`.
pub async fn group_called(app: &TestApp, name: &str) -> peiban_core::id::GroupId {
    let coordinator = id_of(app, "qin.lan").await;
    let now = app.store.clock().now();
    let groups =
        app.store.read().await.unwrap().groups_seen_by(coordinator, now, Wanted::ALL).await.unwrap().rows;
    groups.into_iter().find(|group| group.name == name).unwrap().id
}

/// A form that opens a group at a new site in Long'an, with `changes` in it.
pub async fn form(app: &TestApp, changes: &[(&str, &str)]) -> String {
    let curriculum = app.store.read().await.unwrap().published_curricula().await.unwrap()[0].id.to_string();
    let lead = id_of(app, "wei.min").await.to_string();
    let second = id_of(app, "huang.jie").await.to_string();
    let fields = [
        ("site", ""),
        ("site_area", "450123"),
        ("site_code", "LA-09"),
        ("site_name", "Hill room"),
        ("kind", "community"),
        ("settlement", "rural"),
        ("zone", ""),
        ("accessibility", "unknown"),
        ("name", "Hill group"),
        ("code", "H-1"),
        ("curriculum", curriculum.as_str()),
        ("first", "2026-12-03"),
        ("time", "15:30"),
        ("left_out", "2026-12-31"),
        ("lead", lead.as_str()),
        ("second", second.as_str()),
        ("capacity", "25"),
    ];
    let changed = |(name, value): (&str, &str)| {
        let value = changes.iter().find(|(field, _)| *field == name).map_or(value, |(_, value)| value);
        format!("{name}={}", value.replace(' ', "+").replace(',', "%2C"))
    };
    fields.map(changed).join("&")
}

async fn open(app: &TestApp, user: &'static str, changes: &[(&str, &str)]) -> Page {
    app.send(user, "/groups", &form(app, changes).await).await
}

#[rocket::async_test]
async fn a_coordinator_opens_a_group_and_gets_a_session_for_each_module_less_the_holiday() {
    let app = TestApp::start().await;

    let offered = app.read("qin.lan", "/groups/new").await;
    let opened = open(&app, "qin.lan", &[]).await;
    let page = app.read("qin.lan", opened.location.as_deref().unwrap_or("/none")).await;

    offered.has("韦敏 · 隆安县").has("龙安村活动室").lacks("杨慧");
    assert_eq!(opened.status, Status::SeeOther, "{}", opened.body);
    page.has("Hill group").has("Hill room · 隆安县").has("韦敏").has("黄杰").has("8 sessions");
    let days: Vec<_> = page.body.split("<time datetime=\"").skip(1).map(|rest| &rest[..16]).collect();
    assert_eq!(
        days,
        [
            "2026-12-03T15:30",
            "2026-12-10T15:30",
            "2026-12-17T15:30",
            "2026-12-24T15:30",
            "2027-01-07T15:30",
            "2027-01-14T15:30",
            "2027-01-21T15:30",
            "2027-01-28T15:30"
        ]
    );
    page.has("Module 1 · Time just for your child").has("Module 8 ·");
}

#[rocket::async_test]
async fn a_refused_form_comes_back_as_typed_with_each_rule_at_its_field() {
    let app = TestApp::start().await;

    let changes = [("first", "soon"), ("left_out", "new year"), ("capacity", "many"), ("code", "")];
    let unread = open(&app, "qin.lan", &changes).await;
    let no_lead = open(&app, "qin.lan", &[("lead", "")]).await;
    let too_many = open(&app, "qin.lan", &[("capacity", "201")]).await;
    let site = offered_site(&app).await;
    let two = open(&app, "qin.lan", &[("site", &site)]).await;
    let province = open(&app, "qin.lan", &[("site_area", "450000")]).await;
    let groups = app.read("qin.lan", "/groups").await;

    assert_eq!(unread.status, Status::UnprocessableEntity);
    unread
        .has("Day of the first session: write a date")
        .has("Days without a session: write them as")
        .has("Places: a whole number from 1 to 200")
        .has("Code of the group: 1 to 20 letters")
        .has("value=\"Hill group\"")
        .has("value=\"new year\"")
        .has("href=\"#field-first\"");
    no_lead.has("A group cannot run without a lead").has("id=\"error-lead\"");
    too_many.has("id=\"error-capacity\"").has("value=\"H-1\"");
    province.has("County or district: it must be a county").has("value=\"Hill room\"");
    two.has("id=\"error-site\"")
        .has("one is chosen, and a new one is written below")
        .has("govuk-details\" open");
    groups.lacks("Hill group");
}

/// The first place that the form offers.
async fn offered_site(app: &TestApp) -> String {
    let form = app.read("qin.lan", "/groups/new").await;
    let sites = form.body.split("name=\"site\"").nth(1).unwrap();
    let mut options = sites.split("<option value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    options.find(|id| !id.is_empty()).unwrap().to_owned()
}

/// What follows `mark` in a page, up to the next quotation mark, in the order of the page.
fn after(page: &Page, mark: &str) -> Vec<String> {
    page.body.split(mark).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[rocket::async_test]
async fn what_is_wrong_is_listed_in_the_order_of_the_form() {
    let app = TestApp::start().await;
    let form = app.read("qin.lan", "/groups/new").await;
    let fields =
        after(&form, " name=\"").into_iter().filter(|name| form.body.contains(&format!("field-{name}")));
    let fields: Vec<_> = fields.collect();
    let wrong: Vec<_> =
        fields.iter().map(|name| format!("{name}={}", if name == "site" { "" } else { "%21" })).collect();

    let refused = app.send("qin.lan", "/groups", &wrong.join("&")).await;
    let missing = app.send("admin", "/setup", "area=one").await;

    let listed = after(&refused, "href=\"#field-");
    let place = |name: &String| fields.iter().position(|field| field == name);
    assert!(listed.len() > 7 && listed.is_sorted_by_key(place), "{listed:?} {fields:?}");
    assert_eq!(listed[..2], ["site_area", "site_code"]);
    assert_eq!(after(&missing, "href=\"#field-"), ["name", "area", "curriculum"]);
    refused.has("<title>Error: Open a group · Peiban 陪伴</title>");
}

#[rocket::async_test]
async fn a_new_site_tells_its_own_time_and_whether_one_gets_in_without_steps() {
    let app = TestApp::start().await;

    let mars = open(&app, "qin.lan", &[("zone", "Mars/Olympus"), ("accessibility", "step_free")]).await;
    let opened = open(&app, "qin.lan", &[("zone", "Asia/Urumqi"), ("accessibility", "step_free")]).await;
    let usual = open(&app, "qin.lan", &[("site_code", "LA-10"), ("site_name", "Valley room")]).await;
    let page = app.read("qin.lan", opened.location.as_deref().unwrap_or("/none")).await;

    mars.has("Local time: please choose one from the list").has("href=\"#field-zone\"");
    mars.has("value=\"step_free\" checked").has("value=\"Hill room\"");
    page.has("datetime=\"2026-12-03T15:30");
    assert_eq!(usual.status, Status::SeeOther);
    let site = "sites WHERE name = 'Hill room' AND zone = 'Asia/Urumqi' AND accessibility = 'step_free'";
    assert_eq!(rows(&app.url, site).await, 1);
    let site = "sites WHERE name = 'Valley room' AND zone = 'Asia/Shanghai' AND accessibility = 'unknown'";
    assert_eq!(rows(&app.url, site).await, 1);
}

#[rocket::async_test]
async fn a_refused_group_leaves_no_site_behind() {
    let app = TestApp::start().await;
    let lead = id_of(&app, "luo.mei").await.to_string();

    let refused = open(&app, "qin.lan", &[("lead", lead.as_str())]).await;
    let again = open(&app, "qin.lan", &[]).await;
    let taken = open(&app, "qin.lan", &[]).await;

    refused.has("not a facilitator of this county");
    assert_eq!(again.status, Status::SeeOther, "the site's code must still be free: {}", again.body);
    taken.has("Code of the site: this county has it already").lacks("id=\"error-name\"");
}

#[rocket::async_test]
async fn a_second_group_at_a_site_needs_its_own_code_and_two_facilitators_are_two_people() {
    let app = TestApp::start().await;
    open(&app, "qin.lan", &[]).await;
    let coordinator = id_of(&app, "qin.lan").await;
    let sites = app.store.read().await.unwrap().sites_managed_by(coordinator).await.unwrap();
    let site = sites.iter().find(|site| site.name == "Hill room").unwrap().id.to_string();
    let lead = id_of(&app, "wei.min").await.to_string();

    let taken = open(&app, "qin.lan", &[("site", site.as_str())]).await;
    let same = open(&app, "qin.lan", &[("site", site.as_str()), ("second", lead.as_str())]).await;
    let other = open(&app, "qin.lan", &[("site", site.as_str()), ("code", "H-2"), ("second", "")]).await;

    taken.has("Code of the group: this site has it already").has("id=\"error-code\"");
    same.has("Second facilitator: cannot be the lead as well");
    assert_eq!(other.status, Status::SeeOther, "{}", other.body);
}

#[rocket::async_test]
async fn a_facilitator_sees_her_groups_and_foreign_ones_are_not_there() {
    let app = TestApp::start().await;
    let foreign = format!("/groups/{}", group_called(&app, LONGLIN_GROUP).await);
    let own = format!("/groups/{}", group_called(&app, LONGAN_GROUP).await);

    let groups = app.read("wei.min", "/groups").await;
    let mine = app.read("wei.min", &own).await;

    groups.has(LONGAN_GROUP).lacks(LONGLIN_GROUP).lacks("/groups/new").has("Next session: Thu, Nov 26 10:00");
    mine.has("8 sessions").lacks("/move\"");
    assert_eq!(app.read("wei.min", &foreign).await.status, Status::NotFound);
    assert_eq!(app.read("luo.mei", &own).await.status, Status::NotFound);
    assert_eq!(app.read("wei.min", "/groups/new").await.status, Status::NotFound);
    assert_eq!(open(&app, "wei.min", &[]).await.status, Status::NotFound);
}

#[rocket::async_test]
async fn a_coordinator_of_another_province_sees_none_and_opens_none_here() {
    let app = TestApp::start().await;
    let own = format!("/groups/{}", group_called(&app, LONGAN_GROUP).await);

    let groups = app.read("yang.hui", "/groups").await;
    let form = app.read("yang.hui", "/groups/new").await;
    let opened = open(&app, "yang.hui", &[]).await;

    groups.has("No groups yet").lacks(LONGAN_GROUP).lacks(LONGLIN_GROUP);
    form.lacks("韦敏").lacks("龙安村活动室");
    assert_eq!(app.read("yang.hui", &own).await.status, Status::NotFound);
    assert_eq!(opened.status, Status::NotFound);
    for user in ["admin", "lu.yan", "chen.bo", "guest"] {
        for path in ["/groups", own.as_str(), "/groups/new", "/today"] {
            assert_eq!(app.read(user, path).await.status, Status::NotFound, "{user} {path}");
        }
    }
}

#[rocket::async_test]
async fn a_group_can_be_asked_for_by_permission() {
    let app = TestApp::start().await;
    let (wei_min, group) = (id_of(&app, "wei.min").await, group_called(&app, LONGAN_GROUP).await);
    let now = app.store.clock().now();
    let mut read = app.store.read().await.unwrap();

    let takes = read.group_seen_by((wei_min, Permission::TakeRegisters), group, now).await.unwrap();
    let manages = read.group_seen_by((wei_min, Permission::ManageGroups), group, now).await.unwrap();

    assert_eq!(takes.map(|group| group.name).as_deref(), Some(LONGAN_GROUP));
    assert!(manages.is_none());
}
