//! Requests by route, method and status, and how long they took.

use std::time::Instant;

use rocket::fairing::{Fairing, Info, Kind};
use rocket::{Data, Request, Response, async_trait};

/// Counts every request. Attached only where somebody asks for figures.
pub struct Requests;

/// When a request came.
struct Came(Instant);

#[async_trait]
impl Fairing for Requests {
    fn info(&self) -> Info {
        Info { name: "requests", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        request.local_cache(|| Came(Instant::now()));
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let took = request.local_cache(|| Came(Instant::now())).0.elapsed();
        // The template, never the address: that may hold ids and codes.
        let route = request.route().map_or_else(|| "none".to_owned(), |route| route.uri.path().to_owned());
        let status = response.status().code.to_string();
        let method = request.method().as_str();
        metrics::counter!("peiban_requests_total", "route" => route.clone(), "method" => method, "status" => status)
            .increment(1);
        metrics::histogram!("peiban_request_seconds", "route" => route).record(took);
    }
}
