//! Requests that are being answered: the program ends when none is left.
//!
//! Rocket itself waits out its whole grace when it is told to end while one request is being answered or half sent,
//! however soon that is over. So we count what is answered and leave when all of that is.

use std::time::Duration;

use rocket::fairing::{Fairing, Info, Kind};
use rocket::{Data, Request, async_trait};
use tokio::sync::watch;

/// For the last bytes of the last answer, which the connection holds when its request is over.
const LAST_BYTES: Duration = Duration::from_secs(1);

/// How many requests are being answered.
#[derive(Clone)]
pub struct Flights(watch::Sender<usize>);

/// One request; kept with it until its answer was handed over whole.
struct Flight(watch::Sender<usize>);

impl Drop for Flight {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl Default for Flights {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Flights {
    /// Waits until no request is being answered and what was answered has left.
    pub(crate) async fn landed(&self) {
        let _ = self.0.subscribe().wait_for(|count| *count == 0).await; // fails only without a sender: we are one
        tokio::time::sleep(LAST_BYTES).await;
    }
}

#[async_trait]
impl Fairing for Flights {
    fn info(&self) -> Info {
        Info { name: "requests being answered", kind: Kind::Request }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        request.local_cache(|| {
            self.0.send_modify(|count| *count += 1);
            Flight(self.0.clone())
        });
    }
}
