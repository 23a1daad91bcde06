//! Where people reach the pages: what links and QR codes begin with.

use std::convert::Infallible;
use std::fmt::Display;
use std::net::IpAddr;

use rocket::Request;
use rocket::async_trait;
use rocket::http::uri::Absolute;
use rocket::request::{FromRequest, Outcome};

/// Where people reach the pages: no slash at the end.
///
/// As a guard it is what the operator told, else the address and the port that are listened on.
#[derive(Debug, Clone)]
pub struct PublicUrl(pub String);

impl PublicUrl {
    /// What the operator told, else the address itself.
    pub(crate) fn of(told: Option<&str>, address: impl Display, port: u16) -> Self {
        let local = || format!("http://{address}:{port}");
        Self(told.map_or_else(local, |told| told.trim_end_matches('/').to_owned()))
    }
}

/// The rule that an address breaks, if any.
pub(crate) fn fault(url: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = url.split_once("://").filter(|(scheme, _)| ["https", "http"].contains(scheme))
    else {
        return Some("starts with https://, or with http:// on this machine");
    };
    let Some(authority) = Absolute::parse(url).ok().and_then(|url| url.authority().cloned()) else {
        return Some("names no host");
    };
    let host = authority.host();
    if host.is_empty() {
        return Some("names no host");
    }
    if rest.split_once('/').is_some_and(|(_, path)| !path.is_empty()) || rest.contains(['?', '#']) {
        return Some("is a host alone: the pages cannot stand under a path");
    }
    let here = host == "localhost"
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    (scheme == "http" && !here)
        .then_some("must start with https://: over http:// browsers keep no sign-in, but on this machine")
}

/// What the operator told, if anything.
pub(crate) struct Told(pub Option<String>);

#[async_trait]
impl<'r> FromRequest<'r> for PublicUrl {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let told = request.rocket().state::<Told>().and_then(|told| told.0.as_deref());
        let config = request.rocket().config(); // with the port really bound, also when a free one was asked for
        Outcome::Success(Self::of(told, config.address, config.port))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::sync::mpsc;

    use rocket::fairing::AdHoc;
    use rocket::{Config, get, routes};

    use super::*;

    #[get("/")]
    fn here(public: PublicUrl) -> String {
        public.0
    }

    fn asked(port: u16) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// What a page says where it is, on a free port, and that port.
    async fn served(told: Option<&str>) -> (String, u16) {
        let (sender, bound) = mpsc::channel();
        let told = Told(told.map(str::to_owned));
        let config = Config { port: 0, log_level: rocket::config::LogLevel::Off, ..Config::default() };
        let server = rocket::custom(config).manage(told).mount("/", routes![here]);
        let server = server.attach(AdHoc::on_liftoff("port", move |rocket| {
            let _ = sender.send(rocket.config().port);
            Box::pin(async {})
        }));
        let server = server.ignite().await.unwrap();
        let shutdown = server.shutdown();
        let running = tokio::spawn(server.launch());
        let asking = move || {
            let port = bound.recv().unwrap();
            (asked(port), port)
        };
        let found = tokio::task::spawn_blocking(asking).await.unwrap();
        shutdown.notify();
        running.await.unwrap().unwrap();
        found
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn links_have_the_port_really_bound_unless_an_address_was_told() {
        let (free, port) = served(None).await;
        let (told, _) = served(Some("https://peiban.example/")).await;

        assert!(free.ends_with(&format!("http://127.0.0.1:{port}")) && port > 0, "{free}");
        assert!(told.ends_with("\r\n\r\nhttps://peiban.example"), "{told}");
    }
}
