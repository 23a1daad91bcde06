//! Is the program alive, and is it ready?

use rocket::get;
use rocket::http::Status;

use crate::db::Db;

/// The process answers.
#[get("/health/live")]
pub fn live() -> &'static str {
    "live"
}

/// The database answers.
#[get("/health/ready")]
pub async fn ready(db: &Db) -> Result<&'static str, Status> {
    let asked = async { db.read().await?.user_count().await };
    match asked.await {
        Ok(_) => Ok("ready"),
        Err(error) => {
            tracing::error!(?error, "not ready");
            Err(Status::ServiceUnavailable)
        }
    }
}
