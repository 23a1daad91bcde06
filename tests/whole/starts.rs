//! Every way in which a start fails says why in one line; what works beside a running server works.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use peiban_core::seal::{Keys, Sealed};
use rocket::http::Status;
use uuid::Uuid;

use crate::database::{enrolled, execute, on_postgres, own_database, rows};
use crate::served::{KEY, Served, complained, run, said};
use crate::support::TestApp;

const OTHER_KEY: &str = "abababababababababababababababababababababababababababababababab";

#[track_caller]
fn refused(output: &Output, code: i32, says: &str) {
    let told = complained(output);
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert!(told.starts_with("peiban: ") && told.lines().count() == 1 && told.contains(says), "{told}");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[rocket::async_test]
async fn a_second_server_on_one_file_says_so_and_ends_while_commands_work_beside_the_first() {
    if on_postgres() {
        return; // many may serve there: rows are leased
    }
    let url = own_database().await;
    let first = Served::start(&url, &[]);
    let pid = first.child.id();

    let second = run(&url, &["serve"], &[("PEIBAN_PORT", "0")]);
    let worker = run(&url, &["worker", "--drain"], &[]);
    let listed = run(&url, &["user", "list"], &[]);
    let added = run(&url, &["user", "add", "nong.hua", "--role", "viewer"], &[]);
    let (ended, _) = first.end();
    let after = run(&url, &["worker", "--drain"], &[]);

    for output in [&second, &worker] {
        refused(output, 1, &format!("another process ({pid}) serves this database; end it first"));
    }
    assert!(listed.status.success() && said(&listed).contains("admin"), "{}", complained(&listed));
    assert!(added.status.success(), "{}", complained(&added));
    assert!(ended.success() && after.status.success(), "{}", complained(&after));
}

#[rocket::async_test]
async fn another_key_opens_nothing_whatever_the_command() {
    let url = own_database().await;
    assert!(run(&url, &["user", "add", "nong.hua", "--role", "viewer"], &[]).status.success());

    for args in [
        &["serve"][..],
        &["worker", "--drain"],
        &["user", "list"],
        &["migrate"],
        &["rollup", "verify"],
        &["import", "people", "none.csv"],
    ] {
        let output = run(&url, args, &[("PEIBAN_SECRET_KEY", OTHER_KEY), ("PEIBAN_PORT", "0")]);
        refused(&output, 2, "secret_key: this database was begun with another key");
    }
    assert!(run(&url, &["user", "list"], &[]).status.success(), "its own key still opens it");
    assert_eq!(rows(&url, "audit_events WHERE act = 'key.adopt'").await, 1);
}

#[rocket::async_test]
async fn a_database_from_before_the_check_takes_only_the_key_that_sealed_its_phones() {
    let url = own_database().await;
    let id = Uuid::from_u128(7);
    let sealed = Keys::of_hex(KEY).unwrap().seal(Sealed::Phone, id, b"13800001234");
    let hex: String = sealed.iter().map(|byte| format!("{byte:02x}")).collect();
    let bytes = if on_postgres() { format!("'\\x{hex}'") } else { format!("X'{hex}'") };
    enrolled(&url, id).await;
    execute(&url, &format!("UPDATE caregivers SET phone_sealed = {bytes}")).await;

    let other = run(&url, &["user", "list"], &[("PEIBAN_SECRET_KEY", OTHER_KEY)]);
    let own = run(&url, &["user", "list"], &[]);
    let later = run(&url, &["user", "list"], &[("PEIBAN_SECRET_KEY", OTHER_KEY)]);

    refused(&other, 2, "another key");
    assert!(own.status.success(), "{}", complained(&own));
    refused(&later, 2, "another key");
}

#[rocket::async_test]
async fn a_key_file_is_made_once_for_its_owner_alone_and_serves() {
    let url = own_database().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("peiban.key");
    let shown = file.display().to_string();
    let with_file = |path: &str| {
        let mut command = crate::served::peiban(&url, &["user", "list"], &[("PEIBAN_SECRET_KEY_FILE", path)]);
        command.env_remove("PEIBAN_SECRET_KEY").output().unwrap()
    };

    let made = run(&url, &["key", "new", &shown], &[]);
    let kept = fs::read_to_string(&file).unwrap();
    let again = run(&url, &["key", "new", &shown], &[]);
    let works = with_file(&shown);
    let both = run(&url, &["user", "list"], &[("PEIBAN_SECRET_KEY_FILE", &shown)]);
    fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
    let wide = with_file(&shown);
    let missing = with_file("/nowhere/peiban.key");
    let nowhere = run(&url, &["key", "new", "/nowhere/peiban.key"], &[]);

    assert!(made.status.success() && mode(&file) == 0o640, "{}", complained(&made));
    assert!(said(&made).contains(&shown) && !said(&made).contains(kept.trim()));
    refused(&again, 1, "is there already, and a key is never overwritten");
    assert_eq!(fs::read_to_string(&file).unwrap(), kept);
    assert!(works.status.success(), "{}", complained(&works));
    refused(&both, 2, "secret_key: stands beside secret_key_file");
    refused(&wide, 2, &format!("secret_key_file: others can read {shown}: chmod 600 {shown}"));
    refused(&missing, 2, "secret_key_file: /nowhere/peiban.key cannot be read");
    refused(&nowhere, 1, "/nowhere/peiban.key cannot be written");
}

#[test]
fn all_wrong_settings_are_told_at_once_each_on_its_line() {
    let more = [("PEIBAN_PORT", "99999"), ("PEIBAN_PUBLIC_URL", "https://"), ("PEIBAN_PROT", "1")];
    let told = complained(&run("mysql://localhost", &["serve"], &more));

    let keys: Vec<_> = told.lines().map(|line| line.split(':').nth(1).unwrap().trim()).collect();
    assert_eq!(keys, ["port", "prot", "database_url", "public_url"], "{told}");
}

#[rocket::async_test]
async fn pages_on_a_host_without_encryption_are_refused_since_nobody_could_sign_in() {
    let output = run("sqlite:none.db", &["serve"], &[("PEIBAN_PUBLIC_URL", "http://peiban.example")]);

    refused(&output, 2, "public_url: must start with https://: over http:// browsers keep no sign-in");
}

#[rocket::async_test]
async fn a_port_that_is_in_use_is_named() {
    let url = own_database().await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();

    let output = run(&url, &["serve"], &[("PEIBAN_PORT", &port)]);

    refused(&output, 1, &format!("127.0.0.1:{port} cannot be listened on: Address already in use"));
}

#[rocket::async_test]
async fn tables_of_a_newer_program_are_left_alone() {
    let url = own_database().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 SELECT 9999, 'newer', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
    execute(&url, newer).await;

    refused(&run(&url, &["serve"], &[]), 1, "of a newer peiban (migration 9999)");
}

#[rocket::async_test]
async fn a_folder_that_cannot_be_written_is_named() {
    for (url, says) in [
        ("sqlite:/proc/peiban/peiban.db", "/proc/peiban cannot be made or locked"),
        ("sqlite:/proc/peiban.db", "/proc/peiban.db-lock cannot be made or locked"),
    ] {
        refused(&run(url, &["serve"], &[]), 1, says);
    }
    refused(&run("sqlite:/proc/peiban.db", &["user", "list"], &[]), 1, "/proc/peiban.db cannot be made");
}

#[rocket::async_test]
async fn a_server_that_is_down_is_waited_for_and_then_told() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port(); // free again
    let url = format!("postgres://postgres@127.0.0.1:{port}/peiban");

    let output = run(&url, &["user", "list"], &[("PEIBAN_DATABASE_WAIT", "2")]);

    let told = complained(&output);
    let (last, waited) = told.lines().collect::<Vec<_>>().split_last().map(|(a, b)| (*a, b.len())).unwrap();
    assert_eq!((output.status.code(), waited), (Some(1), 2), "{told}");
    assert!(told.contains("the database does not answer; it is tried again"), "{told}");
    assert!(
        last.starts_with("peiban: the database failed: ") && last.contains("Connection refused"),
        "{told}"
    );
}

#[rocket::async_test]
async fn the_files_of_a_database_are_their_owners() {
    if on_postgres() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new/peiban.db");
    let url = format!("sqlite:{}", file.display());
    let served = Served::start(&url, &[]);
    let beside = |end: &str| file.with_file_name(format!("peiban.db{end}"));

    let modes: Vec<_> = ["", "-wal", "-shm", "-lock"].iter().map(|end| mode(&beside(end))).collect();
    served.end();
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let narrowed = run(&url, &["user", "list"], &[]);

    assert_eq!((mode(&folder.path().join("new")), modes), (0o700, vec![0o600; 4]));
    assert!(complained(&narrowed).contains("others could read this file"), "{}", complained(&narrowed));
    assert_eq!(mode(&file), 0o600);
}

#[rocket::async_test]
async fn while_it_runs_ready_says_what_is_down() {
    let app = TestApp::start().await;
    let before = app.visit("/health/ready").await;
    app.store.close().await;
    let after = app.visit("/health/ready").await;

    assert_eq!((before.status, before.body.as_str()), (Status::Ok, "ready"));
    assert_eq!(
        (after.status, after.body.as_str()),
        (Status::ServiceUnavailable, "not ready\ndatabase: does not answer\n")
    );
}
