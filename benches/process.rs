//! The program as a process: started, measured, stopped.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// `peiban serve` on a database of its own.
pub struct Program {
    child: Child,
    pub port: u16,
    /// From the start of the process to the first answer it can give.
    pub start: Duration,
}

impl Program {
    /// Starts the program and waits until it listens.
    pub fn serve(database_url: &str, settings: &[(&str, &str)]) -> Self {
        let began = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_peiban"))
            .arg("serve")
            .env("PEIBAN_DATABASE_URL", database_url)
            .env("PEIBAN_PORT", "0")
            .env("PEIBAN_SECRET_KEY", "ab".repeat(32))
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned));
        let address = address.expect("the program listens");
        let port = address.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        Self { child, port, start: began.elapsed() }
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).expect("the process runs")
    }

    /// Seconds of processor time spent so far, its own and the system's for it.
    pub fn cpu(&self) -> f64 {
        let stat = self.read("stat");
        let fields: Vec<&str> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
        let ticks: f64 =
            fields[11].parse::<f64>().expect("ticks") + fields[12].parse::<f64>().expect("ticks");
        ticks / 100.0
    }

    /// Memory held now, in MiB.
    pub fn memory(&self) -> f64 {
        let status = self.read("status");
        let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
        kib.trim().trim_end_matches(" kB").trim().parse::<f64>().expect("a number") / 1024.0
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
