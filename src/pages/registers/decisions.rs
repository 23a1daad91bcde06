//! A person decides between words on a register that do not agree.

use peiban_core::id::{CaregiverId, SessionId};
use peiban_core::register::Status;
use peiban_core::session::SessionState;
use peiban_core::text::MessageKey;
use peiban_store::acts::registers::{SettleConflict, Settlement};
use rocket::post;
use rocket::response::Redirect;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Browser, Posted};
use crate::pages::registers::Marks;

/// What a button sends: `session.held`, `session.did_not_happen`, `heads.3`, or a person and her status.
fn read(keep: &str) -> Option<Settlement> {
    let (what, value) = keep.split_once('.')?;
    match what {
        "session" => {
            let state = SessionState::of_word(value)
                .filter(|state| matches!(state, SessionState::Held | SessionState::DidNotHappen));
            state.map(Settlement::Session)
        }
        "heads" => value.parse().ok().map(Settlement::Heads),
        person => Some(Settlement::Mark(CaregiverId(person.parse().ok()?), Status::of_word(value)?)),
    }
}

/// Saves the page's marks and keeps one side; the page comes back where it was.
#[post("/sessions/<session>/decisions", data = "<form>")]
pub async fn create(
    session: Uuid,
    browser: Browser,
    mut form: Posted<Marks<'_>>,
    db: &Db,
) -> Result<Redirect, Error> {
    let marks = form.taken()?;
    let decision = marks.keep.and_then(read).ok_or(MessageKey("registers-error-mark"))?;
    let (session_id, seed, base_rev) = (SessionId(session), marks.seed, marks.base);
    let act = SettleConflict { session: session_id, seed, device: browser.0, base_rev, decision };
    let (marks, place) = match decision {
        Settlement::Mark(person, _) => (marks.without(person), format!("#row-{}", person.0)),
        Settlement::Heads(_) | Settlement::Session(_) => (marks, String::new()),
    };
    marks.save(session, (&form.actor, browser), db).await?;
    db.act(&form.actor, act).await?;
    Ok(Redirect::to(format!("/sessions/{session}/register{place}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_says_what_is_kept_and_nothing_else_is_read() {
        assert_eq!(read("heads.3"), Some(Settlement::Heads(3)));
        assert_eq!(read("session.held"), Some(Settlement::Session(SessionState::Held)));
        let person = CaregiverId(Uuid::from_u128(7));
        assert_eq!(read(&format!("{}.late", person.0)), Some(Settlement::Mark(person, Status::Late)));
        for odd in ["", "heads", "heads.-1", "session.submitted", "7.present", "session.held.now"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
