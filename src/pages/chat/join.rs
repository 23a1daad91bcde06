//! What a poster's QR code opens.

use peiban_bot::simulator::opened;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait, get};
use rocket_dyn_templates::{Template, context};

use crate::db::Db;
use crate::error::Error;
use crate::guard::Shell;
use crate::pages::chat::simulator::InDemo;

/// The name of the Telegram bot, managed where there is one.
#[derive(Clone)]
pub struct BotName(pub String);

#[async_trait]
impl<'r> FromRequest<'r> for BotName {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        match request.rocket().state::<Self>() {
            Some(name) => Outcome::Success(name.clone()),
            None => Outcome::Forward(Status::NotFound),
        }
    }
}

/// Counts the open and shows the way into the chat.
#[get("/j/<code>")]
pub async fn show(
    code: &str,
    shell: Shell,
    bot: Option<BotName>,
    demo: Option<InDemo<'_>>,
    db: &Db,
) -> Result<Template, Error> {
    let code = opened(db, code).await?.ok_or(Error::NotFound)?;
    let telegram = bot.map(|bot| format!("https://t.me/{}?start=j_{}", bot.0, code.code));
    let content = context! { telegram, simulated: demo.is_some(), place: code.place, code: code.code };
    Ok(shell.page("chat/join/show.html", content))
}
