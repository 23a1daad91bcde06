//! What a poster's QR code opens.

use peiban_bot::simulator::opened;
use rocket::{State, get};
use rocket_dyn_templates::{Template, context};

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Demo, Shell};

/// The name of the Telegram bot, managed where there is one.
pub struct BotName(pub String);

/// Counts the open and shows the way into the chat.
#[get("/j/<code>")]
pub async fn show(
    code: &str,
    shell: Shell,
    bot: Option<&State<BotName>>,
    demo: Option<&State<Demo>>,
    db: &Db,
) -> Result<Template, Error> {
    let code = opened(db, code).await?.ok_or(Error::NotFound)?;
    let telegram = bot.map(|bot| format!("https://t.me/{}?start=j_{}", bot.0, code.code));
    let content = context! { telegram, simulated: demo.is_some(), place: code.place, code: code.code };
    Ok(shell.page("join/show.html", content))
}
