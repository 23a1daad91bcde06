//! `peiban doctor` on set-ups that are broken, each in one way.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use chrono::{TimeDelta, Utc};
use serde_json::Value;

use crate::backups::Installation;
use crate::database::on_postgres;
use crate::fake_telegram::FakeTelegram;
use crate::raw::{Raw, put};
use crate::served::{complained, run as peiban, said};

const HTTPS: (&str, &str) = ("PEIBAN_PUBLIC_URL", "https://peiban.example");

/// What the doctor found: the process's code, and each finding.
struct Told(i32, Vec<Value>);

impl Told {
    fn of(url: &str, settings: &[(&str, &str)]) -> Self {
        let output = peiban(url, &["doctor", "--json"], settings);
        let found = serde_json::from_slice(&output.stdout);
        Self(output.status.code().unwrap(), found.unwrap_or_else(|_| panic!("{}", complained(&output))))
    }

    /// The finding of a check: its grade and its word.
    fn found(&self, check: &str) -> (String, String) {
        let found = self.1.iter().find(|finding| finding["check"] == check);
        let found = found.unwrap_or_else(|| panic!("no {check} in {:?}", self.1));
        let says = found["says"].as_str().unwrap();
        assert!(!says.starts_with('[') && says.len() > 20, "{says}");
        (found["grade"].as_str().unwrap().to_owned(), found["finding"].as_str().unwrap().to_owned())
    }

    #[track_caller]
    fn fails(&self, check: &str, finding: &str) {
        assert_eq!(self.found(check), ("fail".to_owned(), finding.to_owned()), "{:?}", self.1);
        assert_eq!(self.0, 1);
    }

    #[track_caller]
    fn warns(&self, check: &str, finding: &str) {
        assert_eq!(self.found(check), ("warn".to_owned(), finding.to_owned()), "{:?}", self.1);
    }
}

/// A good one, with files that only their owner reads.
async fn sound() -> Installation {
    let installation = Installation::start().await;
    if !on_postgres() {
        let file = installation.url.trim_start_matches("sqlite:").to_owned();
        for end in ["", "-wal", "-shm"] {
            let _ = fs::set_permissions(format!("{file}{end}"), fs::Permissions::from_mode(0o600));
        }
    }
    installation
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_installation_passes_in_both_languages() {
    let installation = sound().await;

    let told = Told::of(&installation.url, &[HTTPS]);
    let words = peiban(&installation.url, &["doctor", "--language", "zh"], &[HTTPS]);

    let failed: Vec<_> = told.1.iter().filter(|finding| finding["grade"] == "fail").collect();
    assert!(failed.is_empty() && told.0 == 0, "{failed:?}");
    for check in ["settings", "address", "database", "schema", "clock", "leases"] {
        assert_eq!(told.found(check).0, "ok", "{check}");
    }
    told.warns("tips", "none");
    told.warns("numbers", "unverified");
    told.warns("backup", "nowhere");
    assert!(said(&words).contains("数据库能打开"), "{}", said(&words));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_setting_that_does_not_fit() {
    Told::of("mysql://localhost", &[]).fails("settings", "bad");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_not_there() {
    let nowhere =
        if on_postgres() { "postgres://nobody@127.0.0.1:1/none" } else { "sqlite:/nowhere/peiban.db" };
    Told::of(nowhere, &[HTTPS]).fails("database", "closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_public_address_of_plain_http() {
    let installation = sound().await;
    Told::of(&installation.url, &[("PEIBAN_PUBLIC_URL", "http://peiban.example")]).fails("settings", "bad");
    Told::of(&installation.url, &[("PEIBAN_PUBLIC_URL", "http://127.0.0.1:8000")]).warns("address", "here");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_secret_key() {
    let installation = sound().await;
    let id = uuid::Uuid::from_u128(78);
    crate::database::enrolled(&installation.url, id).await;
    let sealed = installation.store.keys().seal(peiban_core::seal::Sealed::Phone, id, b"13800001234");
    let mut raw = Raw::open(&installation.url).await;
    put!(&mut raw, "UPDATE caregivers SET phone_sealed = $2 WHERE id = $1", id, &sealed);

    assert_eq!(Told::of(&installation.url, &[HTTPS]).found("key").1, "ok");
    let other = "ab".repeat(32);
    Told::of(&installation.url, &[HTTPS, ("PEIBAN_SECRET_KEY", &other)]).fails("key", "wrong");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_everybody_reads() {
    if on_postgres() {
        return; // its files are its server's
    }
    let installation = sound().await;
    let file = installation.url.trim_start_matches("sqlite:").to_owned();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    Told::of(&installation.url, &[HTTPS]).fails("files", "open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file() {
    if on_postgres() {
        return; // its files are its server's
    }
    let installation = sound().await;
    installation.store.close().await;
    let file = installation.url.trim_start_matches("sqlite:").to_owned();
    let mut bytes = fs::read(&file).unwrap();
    let (from, to) = (bytes.len() / 4, bytes.len() / 2);
    bytes[from..to].fill(0xA5);
    fs::write(&file, bytes).unwrap();
    let told = Told::of(&installation.url, &[HTTPS]);
    assert_eq!(told.0, 1);
    let (grade, finding) = told.found("database");
    assert!(grade == "fail" && (finding == "damaged" || finding == "unreadable"), "{finding}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_of_a_newer_program_and_tables_of_an_older_one() {
    let old = crate::upgrades::of_schema_36().await;
    Told::of(&old, &[HTTPS]).warns("schema", "older");

    let installation = sound().await;
    let checksum = if on_postgres() { "'\\x00'" } else { "X'00'" };
    let newer = format!(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (999900, 'newer', TRUE, {checksum}, 0)"
    );
    Raw::open(&installation.url).await.run(&newer).await;
    Told::of(&installation.url, &[HTTPS]).fails("schema", "newer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_was_set_back() {
    let installation = sound().await;
    let mut raw = Raw::open(&installation.url).await;
    let tomorrow = Utc::now() + TimeDelta::days(1);
    let insert = "INSERT INTO audit_events (at, actor, act, detail) VALUES ($1, 'operator', 'test', '')";
    put!(&mut raw, insert, tomorrow);
    Told::of(&installation.url, &[HTTPS]).fails("clock", "behind");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_from_a_clock_that_ran_ahead_and_one_that_nobody_took_up() {
    let installation = sound().await;
    let mut raw = Raw::open(&installation.url).await;
    let insert = "INSERT INTO bot_accounts (channel, account, poll_offset, poller, poller_until)
                  VALUES ('telegram', $1, 0, $2, $3)";
    put!(&mut raw, insert, "1", uuid::Uuid::from_u128(1), Utc::now() - TimeDelta::hours(1));
    Told::of(&installation.url, &[HTTPS]).warns("leases", "stale");
    put!(&mut raw, insert, "2", uuid::Uuid::from_u128(2), Utc::now() + TimeDelta::days(3));
    Told::of(&installation.url, &[HTTPS]).fails("leases", "ahead");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_telegram_refuses_and_updates_that_go_elsewhere() {
    let installation = sound().await;
    let telegram = FakeTelegram::start().await;
    let with =
        |token| [HTTPS, ("PEIBAN_TELEGRAM_API_URL", telegram.url.as_str()), ("PEIBAN_TELEGRAM_TOKEN", token)];

    assert_eq!(Told::of(&installation.url, &with(FakeTelegram::TOKEN)).found("telegram").1, "ok");
    Told::of(&installation.url, &with("4321:another")).fails("telegram", "refused");
    let bot = peiban_bot::telegram::Telegram::new(FakeTelegram::TOKEN, &telegram.url).unwrap();
    bot.set_webhook("http://127.0.0.1:9/other", "0123456789abcdef").await.unwrap();
    Told::of(&installation.url, &with(FakeTelegram::TOKEN)).warns("telegram", "posted");
    telegram.vanish();
    Told::of(&installation.url, &with(FakeTelegram::TOKEN)).warns("telegram", "silent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_backup_and_a_folder_that_cannot_be_read() {
    let installation = sound().await;
    let folder = installation.path("nightly");
    fs::create_dir(&folder).unwrap();
    let name = folder.display().to_string();
    let with = [HTTPS, ("PEIBAN_BACKUP_FOLDER", &name), ("PEIBAN_BACKUP_RECIPIENT", &installation.recipient)];

    Told::of(&installation.url, &with).warns("backup", "none");
    fs::write(folder.join("peiban-20260101T000000Z.backup.age"), "old").unwrap();
    Told::of(&installation.url, &with).fails("backup", "old");
    assert!(peiban(&installation.url, &["backup"], &with).status.success());
    assert_eq!(Told::of(&installation.url, &with).found("backup").1, "ok");
    let nowhere = [HTTPS, ("PEIBAN_BACKUP_FOLDER", "/nowhere/at/all")];
    Told::of(&installation.url, &nowhere).fails("backup", "unreadable");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn emergency_numbers_that_were_called_are_noted_one_by_one() {
    let installation = sound().await;
    let mut raw = Raw::open(&installation.url).await;
    let numbers = raw.words("SELECT number FROM emergency_numbers WHERE area = 0").await;

    let wrong = peiban(&installation.url, &["content", "confirm", "000"], &[]);
    Told::of(&installation.url, &[HTTPS]).warns("numbers", "unverified");
    for number in &numbers {
        let noted = peiban(&installation.url, &["content", "confirm", number], &[]);
        assert!(noted.status.success(), "{}", complained(&noted));
    }

    assert!(!wrong.status.success() && complained(&wrong).contains("no emergency number"));
    assert!(!numbers.is_empty());
    assert_eq!(
        raw.number("SELECT COUNT(*) FROM emergency_numbers WHERE area = 0 AND verified_on IS NULL").await,
        0
    );
}
