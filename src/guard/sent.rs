//! JSON from our own pages, or from a program with a token.

use peiban_core::actor::Actor;
use peiban_core::text::MessageKey;
use peiban_store::acts::once::{ANSWERS_KEPT, Once, REUSED};
use peiban_store::{Act, OnceKey};
use rocket::data::{Data, FromData, Limits, Outcome};
use rocket::http::Status;
use rocket::request::local_cache;
use rocket::serde::json::serde_json;
use rocket::{Request, async_trait};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::signs::{note, unfit};
use super::{Refusal, from_our_pages, person};
use crate::db::Db;
use crate::error::{AtField, Error, Told};

/// JSON sent by someone who may write.
///
/// A text in it that does not fit refuses the whole, by the field's name; `PARTS` for a body whose handler answers each
/// of its parts for itself.
pub struct Sent<T, const PARTS: bool = false> {
    /// The right to write.
    pub actor: Actor,
    /// What was sent.
    pub value: T,
    key: Option<OnceKey>,
}

/// The right to write, once for a request's key.
pub struct Asking {
    actor: Actor,
    key: Option<OnceKey>,
}

impl<T> Sent<T> {
    /// What was sent, and the right to do it.
    pub fn apart(self) -> (T, Asking) {
        (self.value, Asking { actor: self.actor, key: self.key })
    }
}

impl Asking {
    /// Does `act`, and answers with what `tell` makes of it. With an `Idempotency-Key` that came before, the first
    /// answer comes again and nothing is done.
    ///
    /// # Errors
    ///
    /// When the act refuses, or the key came with another body.
    pub async fn act<A: Act, R: Serialize + DeserializeOwned>(
        self,
        db: &Db,
        act: A,
        tell: impl Fn(&A::Out) -> R + Send + Sync + 'static,
    ) -> Result<R, Error> {
        let Some(key) = self.key else { return Ok(tell(&db.act(&self.actor, act).await?)) };
        let user = self.actor.user().ok_or(Error::NotFound)?;
        let since = db.clock().now() - ANSWERS_KEPT;
        let known = db.read().await?.answer_once(user, &key, since).await?;
        let answer = match known {
            Some(known) if known.body_hash == key.body_hash => known.answer,
            Some(_) => return Err(REUSED.into()),
            None => {
                let tell = move |out: &A::Out| serde_json::to_string(&tell(out)).unwrap_or_default();
                db.act(&self.actor, Once { key, act, tell }).await?
            }
        };
        serde_json::from_str(&answer).map_err(|_| Error::Internal("reading an answer kept"))
    }
}

/// What a refused body is told by.
fn told(request: &Request<'_>, rule: &'static str, field: Option<String>) {
    request.local_cache(|| Told(Some(MessageKey(rule))));
    request.local_cache(|| AtField(field));
}

/// The key of a request, if it has one.
fn once_key(request: &Request<'_>, body: &str) -> Result<Option<OnceKey>, Status> {
    let Some(key) = request.headers().get_one("Idempotency-Key") else { return Ok(None) };
    if !(1..=128).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        told(request, "api-error-key-form", Some("Idempotency-Key".to_owned()));
        return Err(Status::UnprocessableEntity);
    }
    let db = Db::fetch(request.rocket()).ok_or(Status::ServiceUnavailable)?;
    let route = format!("{} {}", request.method(), request.uri().path());
    Ok(Some(OnceKey { route, key: key.to_owned(), body_hash: db.keys().phone_hash(body) }))
}

/// The whole body.
async fn body(request: &Request<'_>, data: Data<'_>) -> Result<String, Status> {
    if request.content_type().is_none_or(|kind| !kind.is_json()) {
        return Err(Status::UnsupportedMediaType);
    }
    let most = request.limits().get("json").unwrap_or(Limits::JSON);
    let text = data.open(most).into_string().await.map_err(|_| Status::BadRequest)?;
    if text.is_complete() { Ok(text.into_inner()) } else { Err(Status::PayloadTooLarge) }
}

/// The field that a reader stumbled at, from the words of its error; nothing for the body as a whole.
fn field(error: &serde_json::Error) -> Option<String> {
    let said = error.to_string();
    let named = said.strip_prefix("missing field `").or_else(|| said.strip_prefix("unknown field `"))?;
    Some(named.split('`').next()?.chars().filter(|c| !c.is_control()).take(40).collect())
}

impl<'r, T: Deserialize<'r>, const PARTS: bool> Sent<T, PARTS> {
    async fn read(request: &'r Request<'_>, data: Data<'r>) -> Result<Self, (Status, Refusal)> {
        let person = person(request).await.map_err(|why| (why.status(), why))?;
        let csrf = request.headers().get_one("X-CSRF-Token").unwrap_or_default();
        let actor = match person.token() {
            Some(_) => person.actor_by_token(),
            None => person.actor(csrf).filter(|_| from_our_pages(request)),
        };
        let actor = actor.ok_or((Refusal::Foreign.status(), Refusal::Foreign))?;
        let unread = |status| (status, Refusal::Body);
        let text = body(request, data).await.map_err(unread)?;
        if let Some((field, rule)) = unfit(&text).filter(|_| !PARTS) {
            note(request, field, rule);
            return Err((Refusal::Field.status(), Refusal::Field));
        }
        let key = once_key(request, &text).map_err(unread)?;
        let text: &'r str = local_cache!(request, text);
        match serde_json::from_str(text) {
            Ok(value) => Ok(Self { actor, value, key }),
            Err(error) => {
                told(request, "registers-error-body", field(&error));
                Err(unread(if error.is_data() { Status::UnprocessableEntity } else { Status::BadRequest }))
            }
        }
    }
}

#[async_trait]
impl<'r, T: Deserialize<'r> + Send + 'r, const PARTS: bool> FromData<'r> for Sent<T, PARTS> {
    type Error = Refusal;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self, Refusal> {
        match Self::read(request, data).await {
            Ok(sent) => Outcome::Success(sent),
            Err(refused) => Outcome::Error(refused),
        }
    }
}
