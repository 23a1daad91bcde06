//! The program's commands, as a shell sees them.

use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

use peiban_core::seal::Keys;
use peiban_store::{Store, Tools};
use rocket::http::Status;

use crate::database::{own_database, rows};
use crate::served::{KEY, complained, run as peiban, said};
use crate::support::{PASSWORD, TestApp};

pub fn json(output: &Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", complained(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[rocket::async_test]
async fn a_user_added_in_the_shell_chooses_her_password_with_the_printed_code() {
    let app = TestApp::start().await;
    app.store.clock().stand_at(chrono::Utc::now()); // as the shell's
    let add =
        ["user", "add", "nong.hua", "--display-name", "农花", "--role", "facilitator", "--area", "450123"];

    let told = json(&peiban(&app.url, &[&add[..], &["--json"]].concat(), &[]));
    let twice = peiban(&app.url, &add, &[]);
    let nowhere = peiban(&app.url, &["user", "add", "x.y", "--role", "viewer", "--area", "999999"], &[]);
    let before = app.submit("/sign-in", "name=nong.hua&password=none").await;
    let path = format!("/passwords/{}", told["code"].as_str().unwrap());
    let chosen = app.submit(&path, "password=the+moon+over+the+hills").await;
    let signed_in = app.submit("/sign-in", "name=nong.hua&password=the+moon+over+the+hills").await;

    assert_eq!(before.status, Status::UnprocessableEntity);
    assert_eq!(chosen.location.as_deref(), Some("/sign-in?ready"), "{told} {}", chosen.body);
    assert_eq!(signed_in.status, Status::SeeOther);
    assert!(!twice.status.success() && complained(&twice).contains("somebody has it already"));
    assert!(
        !nowhere.status.success() && complained(&nowhere).contains("Area: please choose one that exists")
    );
    assert_eq!(
        rows(&app.url, "audit_events WHERE actor = 'operator' AND act = 'user.make_password_code'").await,
        1
    );
}

#[rocket::async_test]
async fn disabling_in_the_shell_ends_the_sign_ins_and_the_last_administrator_stays() {
    let app = TestApp::start().await;
    assert_eq!(app.read("wei.min", "/me").await.status, Status::Ok);

    let ended = peiban(&app.url, &["user", "disable", "Wei.Min"], &[]);
    let nobody = peiban(&app.url, &["user", "disable", "no.body"], &[]);
    let last = peiban(&app.url, &["user", "disable", "admin"], &[]);
    let listed = peiban(&app.url, &["user", "list", "--json"], &[]);

    assert!(ended.status.success(), "{}", complained(&ended));
    assert_eq!(app.read("wei.min", "/me").await.location.as_deref(), Some("/sign-in"));
    assert!(complained(&nobody).contains("nobody signs in as no.body"));
    assert!(!last.status.success() && complained(&last).contains("the last administrator"));
    assert!(!said(&listed).contains("argon2") && !said(&listed).contains("hash"), "{}", said(&listed));
    let listed = json(&listed);
    let of = |name| listed.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone();
    assert!(of("wei.min")["ended_at"].is_string() && of("admin")["ended_at"].is_null());
    assert_eq!(of("qin.lan")["roles"], "coordinator 450000");
}

#[rocket::async_test]
async fn resetting_in_the_shell_prints_a_code_once_and_the_old_password_works_until_then() {
    let app = TestApp::start().await;

    let told = peiban(&app.url, &["user", "reset", "guest"], &[]);
    let form = format!("name=guest&password={}", PASSWORD.replace(' ', "+"));
    let old = app.submit("/sign-in", &form).await;

    assert!(said(&told).contains("/passwords/") && said(&told).contains("shown only now"), "{}", said(&told));
    assert_eq!(old.status, Status::SeeOther);
    assert_eq!(rows(&app.url, "password_codes").await, 1);
}

#[rocket::async_test]
async fn a_key_of_digits_seals_as_it_was_written() {
    let url = own_database().await;

    let migrated = peiban(&url, &["migrate"], &[]);
    let keys = Keys::of_hex(KEY).unwrap();
    let store = Store::open(&url, 1, Tools { keys, ..Tools::default() }).await.unwrap();
    let users = store.read().await.unwrap().user_count().await.unwrap();
    store.close().await;

    assert!(migrated.status.success(), "{}", complained(&migrated));
    assert!(said(&migrated).contains("up to date"));
    assert_eq!(users, 0, "bringing the tables up to date adds nobody");
}

#[rocket::async_test]
async fn a_bad_or_unknown_setting_is_named_and_ends_with_two() {
    let url = own_database().await;

    for (key, value) in [
        ("PEIBAN_SECRET_KEY", "12345"),
        ("PEIBAN_PROT", "8000"),
        ("PEIBAN_PORT", "99999"),
        ("PEIBAN_ADDRESS", "localhost"),
        ("PEIBAN_DATABASE_URL", "mysql://localhost"),
    ] {
        let told = peiban(&url, &["user", "list"], &[(key, value)]);
        let name = key.trim_start_matches("PEIBAN_").to_lowercase();
        assert_eq!(told.status.code(), Some(2), "{key}: {}", complained(&told));
        assert!(complained(&told).to_lowercase().contains(&name), "{key}: {}", complained(&told));
    }
}

#[test]
fn every_route_is_told_with_its_method() {
    let told = said(&peiban("sqlite:none.db", &["routes"], &[]));

    for line in ["GET /users/<id>", "POST /users/<id>/roles", "GET /api/v1/me", "POST /api/v1/sync"] {
        assert!(told.lines().any(|told| told == line), "no {line} in {told}");
    }
}

#[test]
fn the_demo_takes_the_port_it_is_told_and_says_where_to_begin_with_the_one_it_got() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peiban"));
    let command = command.arg("demo").env("PEIBAN_PORT", "0").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut demo = command.spawn().unwrap();
    let mut said = BufReader::new(demo.stdout.take().unwrap()).lines().map_while(Result::ok);
    let lines: Vec<_> = said.by_ref().take_while(|line| !line.contains("the poster's code")).collect();
    demo.kill().unwrap();
    demo.wait().unwrap();

    let at = |start: &str| {
        let line = lines.iter().find_map(|line| line.trim_start().strip_prefix(start));
        line.unwrap_or_else(|| panic!("no «{start}» in {lines:?}")).trim().to_owned()
    };
    let address = at("Listening on");
    assert!(!address.ends_with(":8000") && !address.ends_with(":0"), "{address}");
    assert_eq!(at("a caregiver's phone"), format!("{address}/simulator"));
}

#[rocket::async_test]
async fn figures_are_proved_in_the_shell_and_replaced_only_when_told() {
    let app = TestApp::start().await;
    crate::facts::recount(&app.store).await;
    let wrong = "UPDATE rollup_days SET value = value + 1 WHERE day = (SELECT MIN(day) FROM rollup_days)";
    crate::raw::Raw::open(&app.url).await.run(wrong).await;

    let proved = peiban(&app.url, &["rollup", "verify", "--json"], &[]);
    let told: serde_json::Value = serde_json::from_slice(&proved.stdout).unwrap();
    let plain = peiban(&app.url, &["rollup", "verify"], &[]);
    let rebuilt = peiban(&app.url, &["rollup", "rebuild"], &[]);
    let again = json(&peiban(&app.url, &["rollup", "verify", "--json"], &[]));

    assert_eq!((proved.status.code(), plain.status.code()), (Some(1), Some(1)));
    let first = &told["wrong"][0];
    let [stored, counted] = ["stored", "counted"].map(|value| first[value].as_i64().unwrap());
    assert_eq!(stored, counted + 1, "{told}");
    let figure = format!("{}: stored {stored}, counted {counted}", first["part"].as_str().unwrap());
    assert!(
        said(&plain).contains(&figure) && complained(&plain).contains("rollup rebuild"),
        "{}",
        said(&plain)
    );
    assert!(rebuilt.status.success(), "{}", complained(&rebuilt));
    assert_eq!(again["wrong"], serde_json::json!([]));
}
