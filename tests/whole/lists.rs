//! Long lists are shown a part at a time: nobody is left out, and nobody is shown twice.

use std::collections::BTreeSet;

use crate::raw::Raw;
use crate::support::TestApp;

/// So many groups more, on the site and curriculum of the world's first.
async fn many_groups(app: &TestApp, count: usize) {
    let on_postgres = crate::database::on_postgres();
    let (id, series) = if on_postgres {
        ("CAST(lpad(to_hex(n.i), 32, '0') AS UUID)", "generate_series(1, $)")
    } else {
        (
            "unhex(printf('%032x', n.i))",
            "(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $) SELECT i FROM n)",
        )
    };
    let series = series.replace('$', &count.to_string());
    let series = if on_postgres { format!("{series} AS n (i)") } else { format!("{series} AS n") };
    Raw::open(&app.url)
        .await
        .run(&format!(
            "INSERT INTO groups (id, site_id, code, name, curriculum_id, area, capacity, state, opened_at)
             SELECT {id}, g.site_id, 'many' || n.i, 'Hall ' || (n.i % 40), g.curriculum_id, g.area, 40, 'open', g.opened_at
               FROM (SELECT * FROM groups ORDER BY id LIMIT 1) g CROSS JOIN {series}"
        ))
        .await;
}

/// The addresses of the groups on a page, and of the next one.
fn groups_on(body: &str) -> (Vec<String>, Option<String>) {
    let groups = body.split("<li id=\"group-").skip(1).map(|rest| rest[..36].to_owned()).collect();
    let next = body.split("rel=\"next\" href=\"").nth(1);
    (groups, next.map(|rest| rest[..rest.find('"').unwrap()].replace("&amp;", "&").replace("&#x2F;", "/")))
}

/// Every group that the parts of a list show, in their order.
async fn walked(app: &TestApp, first: &str) -> Vec<String> {
    let (mut all, mut path) = (Vec::new(), Some(first.to_owned()));
    while let Some(at) = path {
        let (groups, next) = groups_on(&app.read("qin.lan", &at).await.body);
        assert!(groups.len() <= 50);
        all.extend(groups);
        path = next;
    }
    all
}

#[rocket::async_test]
async fn a_list_of_1_200_groups_shows_each_once_and_says_how_many_there_are() {
    let app = TestApp::start().await;
    let before = walked(&app, "/groups").await.len();
    many_groups(&app, 1_200).await;

    let first = app.read("qin.lan", "/groups").await;
    let all = walked(&app, "/groups").await;

    first.has(&format!("1–50 of {}", peiban_core::text::number(1_200 + before as i64)));
    assert_eq!(all.len(), 1_200 + before);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
}

#[rocket::async_test]
async fn a_search_finds_what_stands_beyond_the_first_part_and_its_parts_keep_to_it() {
    let app = TestApp::start().await;
    many_groups(&app, 4_000).await;

    let found = app.read("qin.lan", "/groups?q=hALL+39").await;
    let all = walked(&app, "/groups?q=hALL+39").await;
    let none = app.read("qin.lan", "/groups?q=100%25").await;

    found.has("100 groups are called “hALL 39”").has("1–50 of 100");
    assert_eq!(all.len(), 100);
    none.has("No group is called “100%”").lacks("id=\"group-");
}

#[rocket::async_test]
async fn a_place_in_a_list_that_nobody_wrote_begins_at_the_beginning() {
    let app = TestApp::start().await;
    many_groups(&app, 60).await;

    let odd = app.read("qin.lan", "/groups?after=%7B%22shown%22%3A-1%7D").await;

    odd.has("1–50 of ");
}
