//! The program as a process of its own: started, asked, told to end, and what it wrote.
#![allow(dead_code, reason = "not every part uses every way to ask")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread::JoinHandle;

/// Nothing but digits, and zeros in front.
pub const KEY: &str = "0000056789012345678901234567890123456789012345678901234567890123";

/// The program with `args`, on the database at `url`, with nothing else set than `more`.
pub fn peiban(url: &str, args: &[&str], more: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peiban"));
    for (key, _) in std::env::vars().filter(|(key, _)| key.starts_with("PEIBAN_")) {
        command.env_remove(key);
    }
    command.current_dir(std::env::temp_dir()).env("PEIBAN_DATABASE_URL", url).env("PEIBAN_SECRET_KEY", KEY);
    command.envs(more.iter().copied()).args(args);
    command
}

/// What it wrote, and how it ended.
pub fn run(url: &str, args: &[&str], more: &[(&str, &str)]) -> Output {
    peiban(url, args, more).output().unwrap()
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// `peiban serve`, listening.
pub struct Served {
    pub child: Child,
    /// Host and port.
    pub at: String,
    /// What it said before it listened.
    pub first_words: Vec<String>,
    said: JoinHandle<String>,
    complained: JoinHandle<String>,
}

impl Served {
    /// Starts it on a free port and waits until it listens.
    pub fn start(url: &str, more: &[(&str, &str)]) -> Self {
        let mut command = peiban(url, &["serve"], more);
        command.env("PEIBAN_PORT", "0").stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut err = child.stderr.take().unwrap();
        let complained = std::thread::spawn(move || all(&mut err));
        let mut first_words = Vec::new();
        let at = loop {
            let mut line = String::new();
            assert!(out.read_line(&mut line).unwrap() > 0, "it ended: {}", complained.join().unwrap());
            match line.trim().strip_prefix("Listening on http://") {
                Some(at) => break at.to_owned(),
                None => first_words.push(line.trim().to_owned()),
            }
        };
        let said = std::thread::spawn(move || all(&mut out));
        Self { child, at, first_words, said, complained }
    }

    /// A connection that waits for no answer longer than a minute.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.at).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_secs(60))).unwrap();
        stream
    }

    /// The whole answer to a request, head and body.
    pub fn ask(&self, head: &str, body: &str) -> String {
        let mut stream = self.connect();
        let length = body.len();
        write!(
            stream,
            "{head}\r\nHost: {}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}",
            self.at
        )
        .unwrap();
        all(&mut stream)
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// Sends SIGTERM, waits, and gives all that was written.
    pub fn end(mut self) -> (ExitStatus, String) {
        self.signal("-TERM");
        let status = self.child.wait().unwrap();
        (status, self.said.join().unwrap() + &self.complained.join().unwrap())
    }
}

fn all(from: &mut impl Read) -> String {
    let mut bytes = Vec::new();
    let _ = from.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
