//! What a monitor reads: on a port of its own, by names and outcomes, and nothing of anybody.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

use crate::database::own_database;
use crate::served::KEY;

fn get(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_monitor_reads_figures_by_route_and_act_and_never_an_address_or_an_id() {
    let url = own_database().await;
    let port = free_port();
    let mut server = Command::new(env!("CARGO_BIN_EXE_peiban"))
        .arg("serve")
        .envs([("PEIBAN_DATABASE_URL", url.as_str()), ("PEIBAN_SECRET_KEY", KEY), ("PEIBAN_PORT", "0")])
        .env("PEIBAN_METRICS_PORT", port.to_string())
        .env("PEIBAN_LOG_FORMAT", "json")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map_while(Result::ok);
    let pages: u16 =
        lines.find_map(|line| line.strip_prefix("Listening on ")?.rsplit(':').next()?.parse().ok()).unwrap();

    let secret = "6f1c2b9e-0000-4000-8000-00000000abcd";
    for path in ["/sign-in", "/passwords/SECRETCODE", &format!("/groups/{secret}"), "/health/ready"] {
        get(pages, path);
    }
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while TcpStream::connect(("127.0.0.1", port)).is_err() && std::time::Instant::now() < until {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let told = get(port, "/metrics");
    let elsewhere = get(pages, "/metrics");
    server.kill().unwrap();
    server.wait().unwrap();

    for there in [
        "peiban_requests_total{route=\"/sign-in\",method=\"GET\",status=\"200\"} 1",
        "peiban_request_seconds_bucket{route=\"/health/ready\"",
        "peiban_acts_total{act=\"content.fill\",outcome=\"done\"} 1",
        "peiban_database_up 1",
        "peiban_inbox_waiting 0",
        "peiban_messages_due 0",
        "process_resident_memory_bytes ",
    ] {
        assert!(told.contains(there), "no «{there}» in {told}");
    }
    assert!(!told.contains(secret) && !told.contains("SECRETCODE"), "{told}");
    assert!(elsewhere.starts_with("HTTP/1.1 404"), "{elsewhere}");
}
