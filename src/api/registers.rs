//! Registers as JSON: what a phone keeps.

use peiban_core::id::SessionId;
use rocket::get;
use rocket::serde::json::{Json, Value, json};
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::SignedIn;

/// A register for a phone to keep: names, marks and RSVPs, and the revision they stand at.
#[get("/sessions/<session>/register")]
pub async fn show(session: Uuid, person: &SignedIn, db: &Db) -> Result<Json<Value>, Error> {
    let session = SessionId(session);
    let mut exec = db.read().await?;
    exec.register_session(session, Some(person.user())).await?.ok_or(Error::NotFound)?;
    let head = exec.register_head(session).await?.ok_or(Error::NotFound)?;
    let rows = exec.register(session).await?;
    let doubts = exec.register_doubts(session).await?;
    Ok(Json(json!({ "session": session, "head": head, "rows": rows, "conflicts": doubts })))
}
