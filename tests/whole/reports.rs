//! Importing impression reports: read first, all or nothing, once only, corrections keep what was known.

use peiban::cli::fold_all;
use rocket::http::Status;

use crate::support::{Page, TestApp};

const HEADER: &str = "channel,asset,area,day,measure,value,source\n";

/// The campaign that the form offers first.
async fn campaign(app: &TestApp) -> String {
    let form = app.read("chen.bo", "/reports/import").await;
    let (_, rest) = form.body.split_once("<option value=\"").expect("a campaign");
    rest.split('"').next().unwrap().to_owned()
}

async fn upload(app: &TestApp, text: &str) -> Page {
    let campaign = campaign(app).await;
    app.upload("chen.bo", "/reports/import", ("r.csv", text.as_bytes()), &[("campaign", &campaign)]).await
}

/// Uploads and confirms.
async fn import(app: &TestApp, text: &str) {
    let staged = upload(app, text).await;
    let place = staged.location.expect("a place to confirm");
    let done = app.send("chen.bo", &place, "import=yes").await;
    assert_eq!((done.status, done.location.as_deref()), (Status::SeeOther, Some("/reports")));
    fold_all(&app.store).await.unwrap();
}

fn row(value: i64) -> String {
    format!("{HEADER}weibo,Rain,510000,2026-11-03,impressions,{value},Weibo\n")
}

#[rocket::async_test]
async fn a_file_with_faults_is_told_by_row_and_column_and_stores_nothing() {
    let app = TestApp::start().await;
    fold_all(&app.store).await.unwrap();
    let before = app.read("chen.bo", "/overview?area=450000&period=2026-Q4").await;

    let staged = upload(&app, include_str!("../../content/demo/impressions-with-errors.csv")).await;
    let place = staged.location.unwrap();
    let page = app.read("chen.bo", &place).await;
    let forced = app.send("chen.bo", &place, "import=yes").await;
    fold_all(&app.store).await.unwrap();
    let after = app.read("chen.bo", "/overview?area=450000&period=2026-Q4").await;

    page.has("6 rows need a fix");
    for (row, column, found) in [
        (3, "Value", "9.8万"),
        (4, "Area code", "459999"),
        (5, "Day", "2026-13-05"),
        (6, "Channel", "电梯广告"),
        (7, "Value", "-4"),
        (8, "Asset", "每周一招图文"),
    ] {
        let line = format!("cell-ref\">{row}</th>");
        let (_, rest) = page.body.split_once(&line).unwrap_or_else(|| panic!("row {row}"));
        let rest = rest.split("</tr>").next().unwrap();
        assert!(rest.contains(column) && rest.contains(found), "row {row}: {rest}");
    }
    page.has("No such channel; write WeChat articles").lacks("Import these rows");
    assert_eq!(forced.status, Status::UnprocessableEntity);
    assert_eq!(before.body, after.body);
}

#[rocket::async_test]
async fn a_form_without_a_file_comes_back_with_the_rule_at_the_field() {
    let app = TestApp::start().await;

    let page = upload(&app, "").await;

    assert_eq!(page.status, Status::UnprocessableEntity);
    page.has("id=\"error-file\"").has("href=\"#field-file\"").has("choose a CSV or Excel file");
}

#[rocket::async_test]
async fn the_demo_file_is_shown_first_and_counted_after_it_is_confirmed() {
    let app = TestApp::start().await;

    let staged = upload(&app, include_str!("../../content/demo/impressions.csv")).await;
    let page = app.read("chen.bo", &staged.location.clone().unwrap()).await;
    app.send("chen.bo", &staged.location.unwrap(), "import=yes").await;
    fold_all(&app.store).await.unwrap();
    let list = app.read("chen.bo", "/reports").await;
    let overview = app.read("chen.bo", "/overview?area=450000").await;

    page.has("The file can be imported").has("<dd>186</dd>").has("Import these rows");
    list.has("r.csv").has("186");
    overview.has("Xiaohongshu").has("Radio, TV, loudspeakers");
}

#[rocket::async_test]
async fn the_same_file_twice_changes_nothing_and_a_correction_supersedes() {
    let app = TestApp::start().await;
    let sichuan = "/overview?area=510000&period=2026-Q4";

    import(&app, &row(1200)).await;
    let first = app.read("chen.bo", sichuan).await;
    import(&app, &row(1200)).await;
    let again = app.read("chen.bo", sichuan).await;
    let corrected = upload(&app, &row(900)).await;
    let told = app.read("chen.bo", &corrected.location.unwrap()).await;
    import(&app, &row(900)).await;
    let after = app.read("chen.bo", sichuan).await;

    first.has("<span class=\"ladder__n\">1,200</span>");
    assert_eq!(first.body, again.body);
    told.has("Corrected figures replace the older ones");
    after.has("<span class=\"ladder__n\">900</span>").lacks("2,100").lacks("1,200");
}

#[rocket::async_test]
async fn only_campaign_staff_may_import_and_only_their_own_uploads() {
    let app = TestApp::start().await;
    let staged = upload(&app, &row(5)).await.location.unwrap();

    for user in ["qin.lan", "wei.min", "guest"] {
        for path in ["/reports", "/reports/import", staged.as_str()] {
            assert_eq!(app.read(user, path).await.status, Status::NotFound, "{user} {path}");
        }
        assert_eq!(app.send(user, &staged, "import=yes").await.status, Status::NotFound, "{user}");
    }
}

#[rocket::async_test]
async fn a_picture_is_no_report_and_the_form_comes_back() {
    let app = TestApp::start().await;

    let page = upload(&app, "\u{0}PNG").await;

    assert_eq!(page.status, Status::UnprocessableEntity);
    page.has("neither an Excel workbook");
}
