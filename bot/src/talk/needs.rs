//! What has to be looked up before an answer can be decided, told by what was heard alone.

use peiban_core::chat::{Needs, Payload, token_hash};
use peiban_core::id::SessionId;
use uuid::Uuid;

use crate::channel::{Heard, What};

/// What has to be looked up before `heard` can be answered.
pub fn needs(heard: &Heard) -> Needs {
    match &heard.what {
        What::Tapped(data) => of_tap(data),
        What::Start(Some(payload)) => match Payload::of(payload) {
            Some(Payload::Join(code)) => Needs { code: Some(code), ..Needs::default() },
            Some(Payload::Link(code)) => token(&code),
            None => Needs::default(),
        },
        _ => Needs::default(),
    }
}

fn token(token: &str) -> Needs {
    Needs { token: Some(token_hash(token)), ..Needs::default() }
}

fn of_tap(data: &str) -> Needs {
    if let Some(code) = data.strip_prefix("l:y:") {
        return token(code);
    }
    let (kind, rest) = data.split_once(':').unwrap_or((data, ""));
    match kind {
        "r" => Needs { rsvp: session_of(rest), ..Needs::default() },
        "f" | "fc" | "s" => Needs { feedback: session_of(rest), ..Needs::default() },
        // A language button under a question or a new date: `g:<language>:q:<session>`, `g:<language>:r:<session>`.
        "g" => {
            let session = |kind| rest.split_once(kind).and_then(|(_, session)| session_of(session));
            Needs { feedback: session(":q:"), rsvp: session(":r:"), ..Needs::default() }
        }
        _ => Needs::default(),
    }
}

/// The session whose digits stand first in `rest`.
pub(super) fn session_of(rest: &str) -> Option<SessionId> {
    Uuid::try_parse(rest.split(':').next()?).ok().map(SessionId)
}
