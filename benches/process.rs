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
    /// Starts the server without a bot and waits until it listens.
    pub fn serve(database_url: &str) -> Self {
        Self::serve_with(database_url, &[])
    }

    /// Starts the server with these settings and waits until it listens.
    pub fn serve_with(database_url: &str, settings: &[(&str, String)]) -> Self {
        let began = Instant::now();
        let mut child = command(database_url, &["serve"], settings).spawn().expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned));
        let address = address.expect("the program listens");
        let port = address.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        Self { child, port, start: began.elapsed() }
    }

    /// Starts a command that ends by itself.
    pub fn run(database_url: &str, args: &[&str], settings: &[(&str, String)]) -> Self {
        let began = Instant::now();
        let child = command(database_url, args, settings).spawn().expect("the program starts");
        Self { child, port: 0, start: began.elapsed() }
    }

    /// Waits for the end.
    pub fn watch(mut self) -> Spent {
        let mut spent = Spent { cpu: 0.0, memory: 0.0 };
        while self.child.try_wait().expect("a child").is_none() {
            if let Some(cpu) = self.ticks() {
                spent.cpu = cpu;
            }
            spent.memory = self.resident().unwrap_or_default().max(spent.memory);
            std::thread::sleep(Duration::from_millis(20));
        }
        spent
    }

    fn read(&self, file: &str) -> Option<String> {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).ok()
    }

    fn ticks(&self) -> Option<f64> {
        let stat = self.read("stat")?;
        let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) / 100.0)
    }

    fn resident(&self) -> Option<f64> {
        let status = self.read("status")?;
        let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(kib.trim().trim_end_matches(" kB").trim().parse::<f64>().ok()? / 1024.0)
    }

    /// Seconds of processor time spent so far, its own and the system's for it.
    pub fn cpu(&self) -> f64 {
        self.ticks().expect("the process runs")
    }

    /// Memory held now, in MiB.
    pub fn memory(&self) -> f64 {
        self.resident().expect("the process runs")
    }
}

/// What a command took.
pub struct Spent {
    /// Seconds of processor time, to the last look before its end.
    pub cpu: f64,
    /// The most memory it held, in MiB.
    pub memory: f64,
}

fn command(database_url: &str, args: &[&str], settings: &[(&str, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peiban"));
    command
        .args(args)
        .env("PEIBAN_DATABASE_URL", database_url)
        .env("PEIBAN_PORT", "0")
        .env("PEIBAN_SECRET_KEY", "ab".repeat(32))
        .env("PEIBAN_LOG", "error")
        .envs(settings.iter().map(|(key, value)| (*key, value)))
        .stdout(Stdio::piped());
    command
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
