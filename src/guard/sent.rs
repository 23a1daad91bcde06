//! JSON from our own pages.

use peiban_core::actor::Actor;
use peiban_core::text::MessageKey;
use rocket::data::{Data, FromData, Outcome};
use rocket::serde::json::Json;
use rocket::{Request, async_trait};
use serde::Deserialize;

use super::{Refusal, from_our_pages, person};
use crate::error::Told;

/// JSON from one of our pages, sent by someone who may write.
pub struct Sent<T> {
    /// The right to write.
    pub actor: Actor,
    /// What was sent.
    pub value: T,
}

#[async_trait]
impl<'r, T: Deserialize<'r> + 'r> FromData<'r> for Sent<T> {
    type Error = Refusal;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self, Refusal> {
        let refused = |why: Refusal| Outcome::Error((why.status(), why));
        let person = match person(request).await {
            Ok(person) => person,
            Err(why) => return refused(why),
        };
        let csrf = request.headers().get_one("X-CSRF-Token").unwrap_or_default();
        let Some(actor) = person.actor(csrf).filter(|_| from_our_pages(request)) else {
            return refused(Refusal::Foreign);
        };
        match Json::<T>::from_data(request, data).await {
            Outcome::Success(Json(value)) => Outcome::Success(Self { actor, value }),
            Outcome::Error((status, _)) => {
                request.local_cache(|| Told(Some(MessageKey("registers-error-body"))));
                Outcome::Error((status, Refusal::Body))
            }
            Outcome::Forward(data) => Outcome::Forward(data),
        }
    }
}
