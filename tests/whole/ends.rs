//! SIGTERM: what is being answered is answered, then the program ends, whoever else is connected.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use crate::database::own_database;
use crate::served::Served;

/// Seconds that Rocket waits for connections which do not end.
const GRACE: &str = "20";

fn sign_in(served: &Served, number: usize) -> TcpStream {
    let mut stream = served.connect();
    let body = format!("name=nobody{number}&password=wrong");
    let head = "POST /sign-in HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded";
    let length = body.len();
    write!(stream, "{head}\r\nHost: {}\r\nContent-Length: {length}\r\n\r\n{body}", served.at).unwrap();
    stream
}

fn answer(mut stream: TcpStream) -> String {
    let mut all = String::new();
    stream.read_to_string(&mut all).unwrap(); // until the server closes it: it was asked to keep it open
    all
}

#[rocket::async_test]
async fn the_program_ends_when_the_last_answer_has_left_and_waits_for_no_silent_connection() {
    let url = own_database().await;
    let mut served = Served::start(&url, &[]);
    let silent = served.connect();
    let mut half = served.connect();
    half.write_all(b"GET /health/live HTTP/1.1\r\nHost: ").unwrap();
    let mut kept = served.connect();
    kept.write_all(b"GET /health/live HTTP/1.1\r\nHost: here\r\n\r\n").unwrap();
    assert!(kept.read(&mut [0; 512]).unwrap() > 0, "answered, and kept open");
    let asked: Vec<_> = (0..8).map(|number| sign_in(&served, number)).collect(); // hashing takes its time
    asked[0].peek(&mut [0]).unwrap(); // the first is being answered, so the others are under way

    let mut grace = Command::new("sleep").arg(GRACE).stdout(Stdio::null()).spawn().unwrap();
    served.signal("-TERM");
    let answers: Vec<_> = asked.into_iter().map(answer).collect();
    let ended = served.child.wait().unwrap();
    let grace_is_over = grace.try_wait().unwrap().is_some();
    let _ = grace.kill();
    let _ = grace.wait();

    for answer in &answers {
        assert!(answer.starts_with("HTTP/1.1 422") && answer.contains("</html>"), "{answer}");
    }
    assert!(ended.success() && !grace_is_over, "it ended with {ended} after its grace");
    drop((silent, half, kept));
}
