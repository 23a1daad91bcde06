//! A small keep-alive HTTP client and a closed loop of many of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket option");
        Self { stream, buffer: Vec::with_capacity(64 * 1024) }
    }

    /// Sends a whole request and reads the whole answer; tells its status.
    pub async fn ask(&mut self, request: &[u8]) -> u16 {
        self.stream.write_all(request).await.expect("the server reads");
        self.buffer.clear();
        let head = loop {
            self.fill().await;
            if let Some(end) = self.buffer.windows(4).position(|part| part == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_lowercase();
        let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let length =
            text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
        let length: usize = length.expect("a length");
        while self.buffer.len() < head + length {
            self.fill().await;
        }
        status
    }

    async fn fill(&mut self) {
        let read = self.stream.read_buf(&mut self.buffer).await.expect("the server answers");
        assert!(read > 0, "the server hung up");
    }
}

/// What a loop saw.
pub struct Seen {
    pub took: Duration,
    pub times: Vec<Duration>,
    pub wrong: usize,
}

impl Seen {
    pub fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.took.as_secs_f64()
    }

    /// The time that `share` of the answers came within.
    pub fn within(&self, share: f64) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        times[((times.len() - 1) as f64 * share) as usize]
    }
}

/// `clients` connections ask one request after the other until `requests` are spent.
pub async fn closed_loop(port: u16, clients: usize, requests: Arc<Vec<Vec<u8>>>, expected: u16) -> Seen {
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            let (next, requests) = (Arc::clone(&next), Arc::clone(&requests));
            tokio::spawn(async move {
                let mut connection = Connection::open(port).await;
                let (mut times, mut wrong) = (Vec::new(), 0);
                while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let began = Instant::now();
                    wrong += usize::from(connection.ask(request).await != expected);
                    times.push(began.elapsed());
                }
                (times, wrong)
            })
        })
        .collect();
    let mut seen = Seen { took: Duration::ZERO, times: Vec::new(), wrong: 0 };
    for task in tasks {
        let (times, wrong) = task.await.expect("a client");
        seen.times.extend(times);
        seen.wrong += wrong;
    }
    seen.took = began.elapsed();
    seen
}

/// `per_second` requests start each second, whether earlier ones were answered or not.
pub async fn open_loop(port: u16, per_second: usize, requests: Arc<Vec<Vec<u8>>>, expected: u16) -> Seen {
    let idle = Arc::new(tokio::sync::Mutex::new(Vec::<Connection>::new()));
    let began = Instant::now();
    let mut tasks = Vec::new();
    for n in 0..requests.len() {
        let due = began + Duration::from_secs_f64(n as f64 / per_second as f64);
        tokio::time::sleep_until(due.into()).await;
        let (idle, requests) = (Arc::clone(&idle), Arc::clone(&requests));
        tasks.push(tokio::spawn(async move {
            let free = idle.lock().await.pop();
            let mut connection = match free {
                Some(connection) => connection,
                None => Connection::open(port).await,
            };
            let right = connection.ask(&requests[n]).await == expected;
            let took = due.elapsed(); // from when it should have started: a stall is not hidden
            idle.lock().await.push(connection);
            (took, right)
        }));
    }
    let mut seen = Seen { took: Duration::ZERO, times: Vec::new(), wrong: 0 };
    for task in tasks {
        let (took, right) = task.await.expect("a request");
        seen.times.push(took);
        seen.wrong += usize::from(!right);
    }
    seen.took = began.elapsed();
    seen
}
