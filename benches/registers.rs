//! Registers: 25 marks in one request, one mark, and the page.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use uuid::Uuid;

use crate::client::{Seen, closed_loop, open_loop};
use crate::process::Program;
use crate::season::{FACILITATORS, GROUPS, ROSTER, Season, SignedIn, id, number};
use crate::table::row;
use crate::{micros, millis, raw};

const CLOSED: usize = 2_000;
const PER_SECOND: usize = 50;
const OPEN: usize = PER_SECOND * 10;
const SINGLE: usize = 4_000;
const PAGES: usize = 3_000;

fn get(path: &str, who: &SignedIn) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: bench\r\nCookie: __Host-peiban={}\r\n\r\n", who.token).into_bytes()
}

fn post(path: &str, who: &SignedIn, body: &str) -> Vec<u8> {
    let SignedIn { token, csrf } = who;
    format!(
        "POST {path} HTTP/1.1\r\nHost: bench\r\nCookie: __Host-peiban={token}\r\nX-CSRF-Token: {csrf}\r\n\
         Sec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Marks of these people of the group of the `n`th session, as its facilitator's phone sends them.
fn sync(season: &Season, n: usize, people: std::ops::Range<usize>, first_seq: usize) -> Vec<u8> {
    let group = n % GROUPS;
    let facilitator = group % FACILITATORS;
    let ops: Vec<_> = people
        .map(|person| {
            json!({
                "op": Uuid::now_v7(), "seq": first_seq + person, "kind": "mark", "status": "present", "base_rev": 0,
                "caregiver": id(5, 20_400 + group * ROSTER + person), "recorded_at": "2026-11-21T04:00:00Z",
            })
        })
        .collect();
    let device = id(99, facilitator);
    let body = json!({ "device": device, "sessions": [{ "session": id(11, n), "ops": ops }] });
    post("/api/v1/sync", &season.facilitators[facilitator], &body.to_string())
}

fn syncs(season: &Season, sessions: std::ops::Range<usize>) -> Arc<Vec<Vec<u8>>> {
    Arc::new(sessions.map(|n| sync(season, n, 0..ROSTER, 1)).collect())
}

/// Every row of the part.
pub async fn run(season: &Season, folder: &Path) {
    season.registers().await;
    let program = Program::serve(&season.url);
    page(&program, season).await;
    many(&program, season, folder).await;
    steady(&program, season).await;
    single(&program, season).await;
    recounting(&program, season).await;
}

async fn many(program: &Program, season: &Season, folder: &Path) {
    let requests = syncs(season, 0..CLOSED);
    row("raw fdatasync of 4 KiB, same minute", &format!("{:.0}/s", raw::fdatasync(folder)), "");
    row("raw SQLite FULL, 25 rows a commit", &format!("{:.0} rows/s", raw::sqlite(folder).await), "");
    let before = program.cpu();
    let seen = closed_loop(program.port, 50, requests, 200).await;
    let cpu = (program.cpu() - before) / CLOSED as f64;
    let marks = number(&season.url, "SELECT COUNT(*) FROM register_ops WHERE outcome = 'applied'").await;
    assert_eq!(marks, (CLOSED * ROSTER) as i64, "every mark counts");
    let told = format!("{:.0} marks/s, {}", seen.per_second() * ROSTER as f64, cost(&seen, cpu));
    row("25-mark sync, 50 clients, SQLite FULL", &told, "Django+DRF 1,327 marks/s, 18,900 µs CPU");
    afterwards(program, season, before).await;
}

/// What those syncs led to, and was not done when they were answered: figures counted.
async fn afterwards(program: &Program, season: &Season, before: f64) {
    let began = Instant::now();
    while number(&season.url, "SELECT COUNT(*) FROM rollup_dirty").await > 0 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let cpu = Duration::from_secs_f64((program.cpu() - before) / CLOSED as f64);
    let told = format!("{:.1} s later, {} CPU a sync in all", began.elapsed().as_secs_f64(), micros(cpu));
    row("… and counted into the figures", &told, "no peer counts");
}

async fn steady(program: &Program, season: &Season) {
    let before = program.cpu();
    let requests = syncs(season, CLOSED..CLOSED + OPEN);
    let seen = open_loop(program.port, PER_SECOND, requests, 200).await;
    let cpu = (program.cpu() - before) / OPEN as f64;
    row("25-mark sync, 50 a second", &cost(&seen, cpu), "Django+DRF p50 135 ms, p99 323 ms");
}

async fn single(program: &Program, season: &Season) {
    let first = CLOSED + OPEN;
    let requests = (0..SINGLE).map(|n| {
        let person = n / 500 % ROSTER;
        sync(season, first + n % 500, person..person + 1, 1)
    });
    let before = program.cpu();
    let seen = closed_loop(program.port, 8, Arc::new(requests.collect()), 200).await;
    let cpu = (program.cpu() - before) / SINGLE as f64;
    let told = format!("{:.0}/s, {}", seen.per_second(), cost(&seen, cpu));
    row("one mark, 8 clients", &told, "Django+DRF 602/s, 2,440 µs CPU; pretix 42/s");
}

async fn page(program: &Program, season: &Season) {
    let request = |n: usize| {
        get(&format!("/sessions/{}/register", id(11, n)), &season.facilitators[n % GROUPS % FACILITATORS])
    };
    let alone = closed_loop(program.port, 1, Arc::new((0..300).map(request).collect()), 200).await;
    let before = program.cpu();
    let seen = closed_loop(program.port, 8, Arc::new((0..PAGES).map(request).collect()), 200).await;
    let cpu = (program.cpu() - before) / PAGES as f64;
    let told =
        format!("{:.0}/s, {}; alone p50 {}", seen.per_second(), cost(&seen, cpu), millis(alone.within(0.5)));
    row("register page, 25 rows, 8 clients", &told, "Django+DRF 305/s, 6,400 µs CPU");
}

/// Syncs and pages while another process counts every figure anew and replaces all of them.
async fn recounting(program: &Program, season: &Season) {
    season.forget_figures().await;
    let first = CLOSED + OPEN + 500;
    let mut requests = Vec::new();
    for n in first..first + OPEN / 2 {
        requests.extend([sync(season, n, 0..ROSTER, 1), get("/overview?period=2026-Q4", &season.staff)]);
    }
    let recount = Program::run(&season.url, &["rollup", "rebuild"], &[]);
    let seen = open_loop(program.port, PER_SECOND, Arc::new(requests), 200).await;
    let took = recount.watch();
    assert_eq!(seen.wrong, 0, "every answer is the right one");
    let told = format!(
        "p50 {}, p99 {}, slowest {}, {:.1} s CPU for it, {:.0} MiB",
        millis(seen.within(0.5)),
        millis(seen.within(0.99)),
        millis(seen.within(1.0)),
        took.cpu,
        took.memory
    );
    row("syncs and overviews while all is counted anew", &told, "");
}

/// The middle, the slowest of a hundred, and processor time a request.
pub fn cost(seen: &Seen, cpu: f64) -> String {
    assert_eq!(seen.wrong, 0, "every answer is the right one");
    let (middle, slow) = (millis(seen.within(0.5)), millis(seen.within(0.99)));
    format!("p50 {middle}, p99 {slow}, {} CPU", micros(Duration::from_secs_f64(cpu.max(0.0))))
}

/// The overview of a quarter for the whole country, 50 people at once.
pub async fn overview(season: &Season) {
    let program = Program::serve(&season.url);
    let asked = ["/overview", "/overview?area=450000", "/overview?period=2026-Q4"];
    let requests: Vec<_> = (0..2_000).map(|n| get(asked[n % asked.len()], &season.staff)).collect();
    let alone = closed_loop(program.port, 1, Arc::new(requests[..100].to_vec()), 200).await;
    let before = program.cpu();
    let seen = closed_loop(program.port, 50, Arc::new(requests.clone()), 200).await;
    let cpu = (program.cpu() - before) / requests.len() as f64;
    let p95 = millis(seen.within(0.95));
    let told = format!(
        "{:.0}/s, p95 {p95}, {}; alone p50 {}",
        seen.per_second(),
        cost(&seen, cpu),
        millis(alone.within(0.5))
    );
    row(
        "overview of a season, 50 people at once",
        &told,
        "scans of 90 M rows: SQLite 31,000 ms, DuckDB 1,200 ms",
    );
    let steady = open_loop(program.port, PER_SECOND, Arc::new(requests[..500].to_vec()), 200).await;
    row(
        "overview, 50 a second",
        &format!("p95 {}", millis(steady.within(0.95))),
        "DHIS2 list 106–156 ms, one user",
    );
}
