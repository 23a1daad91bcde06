//! Headers on every answer: nothing foreign runs, nothing personal is kept.

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Header;
use rocket::{Request, Response, async_trait};

use crate::error::Waits;

const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
                      form-action 'self'; frame-ancestors 'none'";

/// Adds the headers that Rocket's shield leaves out.
pub struct SafeHeaders;

#[async_trait]
impl Fairing for SafeHeaders {
    fn info(&self) -> Info {
        Info { name: "safe headers", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        if let Some(wait) = request.local_cache(Waits::default).0 {
            response.set_header(Header::new("Retry-After", wait.seconds().to_string()));
        }
        response.set_header(Header::new("Content-Security-Policy", POLICY));
        response.set_header(Header::new("Referrer-Policy", "same-origin"));
        response.set_header(Header::new("X-Frame-Options", "DENY"));
        response.set_header(Header::new("Cross-Origin-Opener-Policy", "same-origin"));
        if !response.headers().contains("Cache-Control") {
            response.set_header(Header::new("Cache-Control", "private, no-store"));
        }
    }
}
