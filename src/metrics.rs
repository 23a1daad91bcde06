//! What a monitor asks: figures about the program, on a port of its own that only this machine reaches.
//!
//! Labels are route templates, names of acts and outcomes. Nothing of anybody, no ids, no addresses.

mod requests;

use std::net::Ipv4Addr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use peiban_store::whole::Queues;
use peiban_store::{Store, StoreError};
use rocket::figment::Figment;
use rocket::http::{ContentType, Status};
use rocket::{Build, Rocket, State, get, routes};

pub use requests::Requests;

/// Seconds; a page should take milliseconds, a channel may take fifteen.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 15.0];
/// How often what was recorded is put into its buckets while nobody asks.
const UPKEEP: Duration = Duration::from_secs(15);

/// Starts counting in this process.
///
/// # Errors
///
/// When it counts already.
pub fn start() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new().set_buckets(&BUCKETS)?.install_recorder()?;
    describe();
    let kept = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            kept.run_upkeep();
        }
    });
    Ok(handle)
}

/// Serves the figures on a port of loopback until the program ends. Without them the program works all the same.
pub async fn serve(port: u16, handle: PrometheusHandle, store: Store) {
    if let Err(error) = server(port, handle, store).launch().await {
        tracing::error!(port, error = %error.kind(), "the figures for a monitor are not served");
    }
}

fn server(port: u16, handle: PrometheusHandle, store: Store) -> Rocket<Build> {
    let figment = Figment::from(rocket::Config::default())
        .merge(("address", Ipv4Addr::LOCALHOST))
        .merge(("port", port))
        .merge(("log_level", "off"))
        .merge(("ip_header", false))
        .merge(("workers", 1))
        .merge(("shutdown.grace", 1))
        .merge(("shutdown.mercy", 1));
    rocket::custom(figment).manage(handle).manage(store).mount("/", routes![figures])
}

/// Everything, as Prometheus reads it.
#[get("/metrics")]
async fn figures(
    handle: &State<PrometheusHandle>,
    store: &State<Store>,
) -> Result<(ContentType, String), Status> {
    let up = look(store).await.inspect_err(|error| tracing::warn!(%error, "the queues could not be counted"));
    metrics::gauge!("peiban_database_up").set(if up.is_ok() { 1.0 } else { 0.0 });
    metrics::gauge!("peiban_writer_waiting").set(number(store.acts_waiting()));
    if let Some(bytes) = resident() {
        metrics::gauge!("process_resident_memory_bytes").set(number(bytes));
    }
    handle.run_upkeep();
    let kind = ContentType::new("text", "plain").with_params([("version", "0.0.4"), ("charset", "utf-8")]);
    Ok((kind, handle.render()))
}

async fn look(store: &Store) -> Result<(), StoreError> {
    let now = store.clock().now();
    let Queues {
        inbox,
        inbox_since,
        dead,
        due,
        due_since,
        in_flight,
        unplanned,
        uncounted_since,
        alerts_overdue,
    } = store.read().await?.queues(now).await?;
    let counts = [
        ("peiban_inbox_waiting", inbox),
        ("peiban_inbox_dead", dead),
        ("peiban_messages_due", due),
        ("peiban_messages_in_flight", in_flight),
        ("peiban_people_unplanned", unplanned),
        ("peiban_alerts_overdue", alerts_overdue),
    ];
    for (name, count) in counts {
        metrics::gauge!(name).set(number(usize::try_from(count).unwrap_or(0)));
    }
    let ages = [
        ("peiban_inbox_oldest_seconds", inbox_since),
        ("peiban_messages_oldest_due_seconds", due_since),
        ("peiban_figures_oldest_uncounted_seconds", uncounted_since),
    ];
    for (name, since) in ages {
        metrics::gauge!(name).set(age(now, since));
    }
    Ok(())
}

/// Seconds since then; 0 when nothing waits.
fn age(now: DateTime<Utc>, since: Option<DateTime<Utc>>) -> f64 {
    since.and_then(|since| (now - since).to_std().ok()).map_or(0.0, |age| age.as_secs_f64())
}

/// A gauge is a float; counts and bytes here are far below 2^53.
fn number(count: usize) -> f64 {
    count as f64
}

/// Bytes of memory that this process holds; `None` where Linux does not tell.
fn resident() -> Option<usize> {
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let kib = told.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB"))?;
    kib.trim().parse::<usize>().ok()?.checked_mul(1024)
}

fn describe() {
    use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
    describe_counter!("peiban_requests_total", "Requests answered, by route template, method and status");
    describe_histogram!("peiban_request_seconds", Unit::Seconds, "From the request to its answer");
    describe_counter!("peiban_acts_total", "Acts, by name and outcome");
    describe_histogram!("peiban_act_seconds", Unit::Seconds, "From the wish to the commit");
    describe_counter!("peiban_sends_total", "Sends, by what the channel answered");
    describe_gauge!("peiban_writer_waiting", "Acts that wait for the one writer of SQLite");
    describe_gauge!("peiban_database_up", "1 while the database answers");
    describe_gauge!("peiban_inbox_waiting", "Updates not answered yet");
    describe_gauge!("peiban_inbox_dead", "Updates that could not be handled and that nobody has closed");
    describe_gauge!("peiban_inbox_oldest_seconds", Unit::Seconds, "How long the oldest update has waited");
    describe_gauge!("peiban_messages_due", "Messages that should have left by now");
    describe_gauge!("peiban_messages_in_flight", "Messages that a sender holds");
    describe_gauge!("peiban_messages_oldest_due_seconds", Unit::Seconds, "How late the latest message is");
    describe_gauge!("peiban_people_unplanned", "People whose messages are to be planned anew");
    describe_gauge!(
        "peiban_figures_oldest_uncounted_seconds",
        Unit::Seconds,
        "How far the figures are behind"
    );
    describe_gauge!("peiban_alerts_overdue", "Alerts past their time that nobody has acknowledged");
    describe_gauge!("process_resident_memory_bytes", Unit::Bytes, "Memory that the process holds");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_waiting_has_no_age_and_neither_has_the_future() {
        let now: DateTime<Utc> = "2026-11-28T02:00:00Z".parse().unwrap();
        let since = |seconds| Some(now - chrono::TimeDelta::seconds(seconds));
        assert_eq!([age(now, None), age(now, since(90)), age(now, since(-5))], [0.0, 90.0, 0.0]);
    }
}
