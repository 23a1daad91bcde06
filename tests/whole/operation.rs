//! A day in operation: first run, a backup under load, a restore elsewhere, an upgrade, and the doctor in between.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::backups::Installation;
use crate::commands::json;
use crate::database::{empty_database, on_postgres, rows};
use crate::served::{KEY, complained, run as peiban, said};

const HTTPS: (&str, &str) = ("PEIBAN_PUBLIC_URL", "https://peiban.example");

/// A running server.
struct Server {
    child: Child,
    port: u16,
    /// What it said before it listened.
    said: Vec<String>,
}

impl Server {
    fn start(url: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_peiban"))
            .arg("serve")
            .envs([("PEIBAN_DATABASE_URL", url), ("PEIBAN_SECRET_KEY", KEY), ("PEIBAN_PORT", "0"), HTTPS])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (mut said, mut port) = (Vec::new(), 0);
        for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
            if let Some(address) = line.strip_prefix("Listening on ") {
                port = address.rsplit(':').next().unwrap().parse().unwrap();
                break;
            }
            said.push(line);
        }
        assert!(port > 0, "it did not start: {said:?}");
        Self { child, port, said }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// SIGTERM; true when it ended well.
    fn stop(mut self) -> bool {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        self.child.wait().unwrap().success()
    }
}

fn private(url: &str) {
    use std::os::unix::fs::PermissionsExt;
    for end in ["", "-wal", "-shm"] {
        let file = format!("{}{end}", url.trim_start_matches("sqlite:"));
        let _ = std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn first_run_backup_under_load_restore_elsewhere_and_an_upgrade_with_the_doctor_content_throughout() {
    let url = empty_database().await;

    let first = Server::start(&url);
    assert!(first.said.iter().any(|line| line.contains("Sign in as admin")), "{:?}", first.said);
    assert!(first.get("/health/ready").starts_with("HTTP/1.1 200"));
    if !on_postgres() {
        private(&url);
    }
    let doctor = peiban(&url, &["doctor"], &[HTTPS]);
    assert!(doctor.status.success(), "{}{}", said(&doctor), complained(&doctor));

    // Under load: visitors ask while a user is added and the backup runs.
    let pages = std::thread::scope(|scope| {
        let visitors =
            scope.spawn(|| (0..40).filter(|_| first.get("/sign-in").starts_with("HTTP/1.1 200")).count());
        let added = peiban(&url, &["user", "add", "qin.lan", "--role", "viewer", "--area", "0"], &[]);
        assert!(added.status.success(), "{}", complained(&added));
        visitors.join().unwrap()
    });
    assert_eq!(pages, 40);
    let installation = Installation::around(url.clone()).await;
    let made = installation.backup("night.age");
    assert!(first.stop(), "it ends well on SIGTERM");

    let elsewhere = installation.elsewhere().await;
    let restored = installation.restore("night.age", &["--into", &elsewhere]);
    assert!(restored.status.success(), "{}{}", said(&restored), complained(&restored));
    let second = Server::start(&elsewhere);
    assert!(!second.said.iter().any(|line| line.contains("First start")), "its administrator came along");
    assert!(second.get("/sign-in").starts_with("HTTP/1.1 200"));
    assert!(second.stop());
    assert_eq!(rows(&elsewhere, "users").await, made["tables"]["users"].as_i64().unwrap());
    assert_eq!(rows(&elsewhere, "users WHERE name = 'qin.lan'").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_of_before_is_upgraded_by_starting_the_new_one() {
    let url = crate::upgrades::of_schema_36().await;
    let before = peiban(&url, &["doctor", "--json"], &[HTTPS]);

    let server = Server::start(&url);
    assert!(server.get("/health/ready").starts_with("HTTP/1.1 200"));
    assert!(server.stop());
    if !on_postgres() {
        private(&url);
    }

    let grade = |told: &serde_json::Value| {
        told.as_array().unwrap().iter().find(|one| one["check"] == "schema").unwrap()["grade"].clone()
    };
    assert_eq!(grade(&serde_json::from_slice(&before.stdout).unwrap()), "warn");
    assert_eq!(grade(&json(&peiban(&url, &["doctor", "--json"], &[HTTPS]))), "ok");
    assert_eq!(rows(&url, "users WHERE name = 'old.hand'").await, 1);
}
