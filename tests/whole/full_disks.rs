//! Promise 12: disk full is a clear 507, reads go on, and writes recover without a restart.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::database::on_postgres;
use crate::served::KEY;

/// A server whose database lies on a small disk of its own, in a mount namespace.
struct Small {
    child: Child,
    port: u16,
    _folder: tempfile::TempDir,
    disk: PathBuf,
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Small {
    /// `None` where this user may not mount anything.
    fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let disk = folder.path().display();
        let script = format!(
            "mount -t tmpfs -o size=24m,mode=700 small {disk} && exec {}",
            env!("CARGO_BIN_EXE_peiban")
        );
        let mut child = Command::new("unshare")
            .args(["--mount", "--map-root-user", "sh", "-c", &format!("{script} serve")])
            .env("PEIBAN_DATABASE_URL", format!("sqlite:{disk}/peiban.db"))
            .envs([("PEIBAN_SECRET_KEY", KEY), ("PEIBAN_PORT", "0"), ("PEIBAN_TELEGRAM_MODE", "webhook")])
            .envs([("PEIBAN_TELEGRAM_TOKEN", "4321:token"), ("PEIBAN_TELEGRAM_NAME", "peiban_bot")])
            .envs([
                ("PEIBAN_TELEGRAM_API_URL", "http://127.0.0.1:9"),
                ("PEIBAN_PUBLIC_URL", "https://peiban.example"),
            ])
            .env("PEIBAN_TELEGRAM_WEBHOOK_SECRET", "0123456789abcdef")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let Some(address) = lines.find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned))
        else {
            let _ = child.wait();
            return None;
        };
        let port = address.rsplit(':').next().unwrap().parse().unwrap();
        let disk = PathBuf::from(format!("/proc/{}/root{disk}", child.id()));
        Some(Self { child, port, _folder: folder, disk })
    }

    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
    }

    /// An update that Telegram posts: the status it is answered with.
    fn post(&self, id: usize) -> u16 {
        let text = "水".repeat(2_000);
        let body =
            serde_json::json!({ "update_id": id, "message": { "message_id": id, "date": 1, "text": text,
            "chat": { "id": 7, "type": "private", "first_name": "x" } } })
            .to_string();
        let answer = self.ask(&format!(
            "POST /hooks/telegram HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n\
             X-Telegram-Bot-Api-Secret-Token: 0123456789abcdef\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        answer.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    fn fill(&self) {
        let mut file = std::fs::File::create(self.disk.join("filler")).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {}
    }
}

#[test]
fn a_full_disk_is_told_as_such_reads_go_on_and_writes_recover_by_themselves() {
    if on_postgres() {
        return; // its disk is its server's
    }
    let Some(server) = Small::start() else {
        println!("skipped: this user may not mount a small disk");
        return;
    };
    assert_eq!(server.post(1), 200);

    server.fill();
    // The log of writes may have room of its own for a while.
    let full: Vec<u16> = (2..4_000).map(|id| server.post(id)).take_while(|status| *status == 200).collect();
    let first = full.len() + 2;
    let refused: Vec<u16> = (first..first + 5).map(|id| server.post(id)).collect();
    let (ready, page) = (server.get("/health/ready"), server.get("/sign-in"));
    std::fs::remove_file(server.disk.join("filler")).unwrap();
    let after: Vec<u16> = (first..first + 20).map(|id| server.post(id)).collect();

    assert!(full.len() < 3_998, "the disk never got full");
    assert!(refused.iter().all(|status| *status == 507), "{refused:?}");
    assert!(ready.starts_with("HTTP/1.1 200"), "{ready}");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(after.iter().all(|status| *status == 200), "{after:?}");
}
