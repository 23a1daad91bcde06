//! A code that ties a caregiver's chat to her place in the group: shown once, used once.

use peiban_core::chat::{TOKEN_HOURS, token_hash};
use peiban_core::id::CaregiverId;
use peiban_store::acts::people::consents::MakeLinkToken;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{FromForm, Request, async_trait, post};
use rocket_dyn_templates::{Template, context};
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Demo, Posted, SignedIn};
use crate::pages::chat::join::BotName;
use crate::pages::people::consents::of_her_groups;
use crate::public_url::PublicUrl;
use crate::{qr, secret};

/// Clear letters and digits in a token: 130 bits. Telegram takes 64 signs with the kind before it.
const TOKEN_LENGTH: usize = 26;

/// The chat that a code leads into: Telegram's, or in the demo the phones on a page. There is none without.
pub enum OpenChat {
    /// A bot on Telegram.
    Telegram(BotName),
    /// The demo's phones.
    Simulator,
}

impl OpenChat {
    /// The link of a token: whole, or a path on this server.
    fn link(&self, token: &str) -> String {
        match self {
            Self::Telegram(bot) => format!("https://t.me/{}?start=l_{token}", bot.0),
            Self::Simulator => format!("/simulator?link={token}"),
        }
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for OpenChat {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let rocket = request.rocket();
        if let Some(bot) = rocket.state::<BotName>() {
            return Outcome::Success(Self::Telegram(bot.clone()));
        }
        match rocket.state::<Demo>() {
            Some(_) => Outcome::Success(Self::Simulator),
            None => Outcome::Forward(Status::NotFound),
        }
    }
}

/// Nothing but the token.
#[derive(FromForm)]
pub struct Tap {
    #[expect(dead_code, reason = "the guard has read it")]
    csrf: String,
}

/// Makes a code and shows it, this once.
#[post("/people/<id>/link-codes", data = "<form>")]
pub async fn create(
    id: Uuid,
    person: &SignedIn,
    chat: OpenChat,
    form: Posted<Tap>,
    public: PublicUrl,
    db: &Db,
) -> Result<Template, Error> {
    let card = of_her_groups(person, CaregiverId(id), db).await?;
    let token = secret::code(TOKEN_LENGTH);
    db.act(&form.actor, MakeLinkToken { token_hash: token_hash(&token), caregiver: card.id }).await?;
    let link = chat.link(&token);
    let whole = if link.starts_with('/') { format!("{}{link}", public.0) } else { link.clone() };
    let content = context! { id, name: card.name, hours: TOKEN_HOURS, qr: qr::picture(&whole)?, link, whole };
    Ok(form.shell().page("people/link.html", content))
}
