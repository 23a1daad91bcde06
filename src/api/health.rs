//! Is the program alive, and is it ready?

use peiban_bot::telegram::poll::Contest;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait, get};

use crate::db::Db;

/// Whether another program uses the bot's token, as far as this process knows.
pub struct Contested(bool);

#[async_trait]
impl<'r> FromRequest<'r> for Contested {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let contest = request.rocket().state::<Contest>();
        Outcome::Success(Self(contest.is_some_and(Contest::is_on)))
    }
}

/// The process answers.
#[get("/health/live")]
pub fn live() -> &'static str {
    "live"
}

/// The database answers.
///
/// What is down is told by its name alone.
///
/// Another program on the bot's token is told here and does not make it unready: pages and registers work, and
/// a balancer that took every node away would make it worse.
#[get("/health/ready")]
pub async fn ready(db: &Db, contested: Contested) -> (Status, &'static str) {
    let asked = async { db.read().await?.user_count().await };
    match asked.await {
        Ok(_) if contested.0 => (Status::Ok, "ready\ntelegram: conflict\n"),
        Ok(_) => (Status::Ok, "ready"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (Status::ServiceUnavailable, "not ready\ndatabase: does not answer\n")
        }
    }
}
