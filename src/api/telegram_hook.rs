//! Where Telegram posts updates. An answer of 200 means: on disk.

use std::sync::atomic::{AtomicU64, Ordering};

use peiban_bot::telegram::intake::{Posted, take_in};
use peiban_store::ActError;
use rocket::data::{Data, ToByteUnit};
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::serde::json::{Json, Value, json};
use rocket::{Request, State, async_trait, post};
use secrecy::{ExposeSecret, SecretString};

use crate::config::Settings;
use crate::db::Db;
use crate::error::status_of;
use crate::secret;

/// In MiB. Telegram's own updates are far smaller.
const LARGEST: u64 = 1;

/// Whose posts are taken in, and what they must know.
pub struct Hook {
    bot: Option<(String, SecretString)>,
    garbage: AtomicU64,
}

impl Hook {
    /// The hook that the settings ask for: closed unless `telegram_mode` is `webhook`.
    pub fn of(settings: &Settings) -> Self {
        Self { bot: settings.hook(), garbage: AtomicU64::default() }
    }
}

/// A post that knows the secret; holds the bot's number.
pub struct FromTelegram<'r>(&'r str);

#[async_trait]
impl<'r> FromRequest<'r> for FromTelegram<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let hook = request.rocket().state::<Hook>().and_then(|hook| hook.bot.as_ref());
        let Some((account, expected)) = hook else { return Outcome::Error((Status::NotFound, ())) };
        let shown = request.headers().get_one("X-Telegram-Bot-Api-Secret-Token").unwrap_or_default();
        // Hashes of one length: how long comparing takes tells nothing of the secret.
        let (a, b) = (secret::hash(shown), secret::hash(expected.expose_secret()));
        let differs = a.iter().zip(&b).fold(0, |differs, (a, b)| differs | (a ^ b));
        if differs == 0 {
            Outcome::Success(Self(account))
        } else {
            Outcome::Error((Status::Unauthorized, ()))
        }
    }
}

/// Keeps one update. What is no update is acknowledged as well, or it would come again for a day.
#[post("/hooks/telegram", data = "<body>")]
pub async fn receive(
    from: FromTelegram<'_>,
    body: Data<'_>,
    hook: &State<Hook>,
    db: &Db,
) -> Result<Json<Value>, Status> {
    let body = body.open(LARGEST.mebibytes()).into_bytes().await.map_err(|_| Status::BadRequest)?;
    if !body.is_complete() {
        return Err(Status::PayloadTooLarge);
    }
    match take_in(db, from.0, &body).await {
        Ok(Posted::Kept(tap)) => Ok(Json(answer(tap))),
        Ok(Posted::Garbage) => {
            let count = hook.garbage.fetch_add(1, Ordering::Relaxed) + 1;
            tracing::warn!(count, "Telegram posted something that is no update");
            Ok(Json(json!({})))
        }
        Err(ActError::Store(error)) => {
            tracing::error!(?error, "an update could not be kept; Telegram will post it again");
            Err(status_of(&error))
        }
        Err(ActError::Refused(_) | ActError::NotFound) => Err(Status::InternalServerError),
    }
}

/// The answer may carry one call: it ends the waiting sign on a tapped button.
fn answer(tap: Option<String>) -> Value {
    tap.map_or_else(|| json!({}), |id| json!({ "method": "answerCallbackQuery", "callback_query_id": id }))
}
