//! The methods, and the troubles they meet.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::FakeTelegram;
use super::state::{Call, Hook, Shared, State, Trouble, lock};
use super::webhook;

const TWO: &str =
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
const HOOKED: &str = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the \
                      webhook first";

/// What goes back.
pub(super) enum Answer {
    Json(u16, Value),
    Html(u16),
    Garbled,
    Silent,
    Drop,
}

pub(super) async fn answer(shared: &Arc<Shared>, path: &str, body: Value) -> Answer {
    let Some((token, method)) = path.strip_prefix("/bot").and_then(|rest| rest.split_once('/')) else {
        return refusal(404, "Not Found");
    };
    if token != FakeTelegram::TOKEN {
        return refusal(401, "Unauthorized");
    }
    let method = method.to_ascii_lowercase();
    if method == "getupdates" {
        return updates(shared, &body).await;
    }
    let mut state = lock(shared);
    let answer = match method.as_str() {
        "sendmessage" => message(&mut state, &method, &body),
        "setwebhook" | "deletewebhook" => {
            troubled(&mut state, &method, |state| set_webhook(shared, state, &body))
        }
        _ => troubled(&mut state, &method, |state| simple(state, &method, &body)),
    };
    let delivered = method == "sendmessage" && answer.1;
    let call = Call { method, body, at: Instant::now(), status: status(&answer.0), delivered };
    if let (Some(chat), Some(listener)) = (call.chat().filter(|_| delivered), &state.listener) {
        let _ = listener.send((chat, call.at));
    }
    state.calls.push(call);
    answer.0
}

/// An answer, and whether the thing was done.
type Done = (Answer, bool);

fn message(state: &mut State, method: &str, body: &Value) -> Done {
    let chat = body["chat_id"].as_i64().or_else(|| body["chat_id"].as_str()?.parse().ok());
    let Some(chat) = chat else { return (refusal(400, "Bad Request: chat_id is empty"), false) };
    if !state.fits_rate(Instant::now()) {
        return (too_many(1), false);
    }
    let length = visible(body).encode_utf16().count();
    if length == 0 {
        return (refusal(400, "Bad Request: message text is empty"), false);
    }
    if length > 4096 {
        return (refusal(400, "Bad Request: message is too long"), false);
    }
    if let Some(trouble) = state.chats.get(&chat).cloned() {
        return meet(trouble, || sent(state, chat, body));
    }
    troubled(state, method, |state| sent(state, chat, body))
}

/// The text as it is read: no tags, no entities.
fn visible(body: &Value) -> String {
    let text = body["text"].as_str().unwrap_or_default();
    if body["parse_mode"] != "HTML" {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn sent(state: &mut State, chat: i64, body: &Value) -> Answer {
    state.last_message += 1;
    ok(json!({ "message_id": state.last_message, "date": 1, "text": body["text"],
               "chat": { "id": chat, "type": "private", "first_name": "Someone" } }))
}

fn simple(state: &mut State, method: &str, body: &Value) -> Answer {
    match method {
        "getme" => {
            ok(json!({ "id": 4321, "is_bot": true, "first_name": "Peiban", "username": "peiban_test_bot",
            "can_join_groups": false, "can_read_all_group_messages": false, "supports_inline_queries": false,
            "can_connect_to_business": false, "has_main_web_app": false }))
        }
        "editmessagetext" => {
            let chat = body["chat_id"].as_i64().unwrap_or_default();
            sent(state, chat, body)
        }
        "answercallbackquery" | "setmycommands" => ok(json!(true)),
        "getwebhookinfo" => {
            let url = state.hook.as_ref().map_or("", |hook| &hook.url);
            ok(
                json!({ "url": url, "has_custom_certificate": false, "pending_update_count": state.updates.len() }),
            )
        }
        _ => refusal(404, "Not Found"),
    }
}

fn set_webhook(shared: &Arc<Shared>, state: &mut State, body: &Value) -> Answer {
    let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
    let url = text("url");
    if body["drop_pending_updates"] == true {
        state.updates.clear();
    }
    state.hook = (!url.is_empty()).then(|| Hook { url, secret: text("secret_token") });
    if state.hook.is_some() {
        let task = tokio::spawn(webhook::post_updates(Arc::clone(shared)));
        state.open.push(task.abort_handle());
    }
    shared.changed.notify_waiters();
    ok(json!(true))
}

/// Holds until an update from `offset` on is there, as long as asked.
async fn updates(shared: &Arc<Shared>, body: &Value) -> Answer {
    let offset = body["offset"].as_i64().unwrap_or_default();
    let most = body["limit"].as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(100);
    let until = Instant::now() + Duration::from_secs(body["timeout"].as_u64().unwrap_or_default());
    let turn = {
        let mut state = lock(shared);
        state.poller += 1;
        let at = Instant::now();
        state.calls.push(Call {
            method: "getupdates".into(),
            body: body.clone(),
            at,
            status: 200,
            delivered: false,
        });
        let trouble = state.troubles.get_mut("getupdates").and_then(std::collections::VecDeque::pop_front);
        if let Some(trouble) = trouble {
            return meet(trouble, || ok(json!([]))).0;
        }
        while state.updates.front().is_some_and(|(id, _)| *id < offset) {
            let update = state.updates.pop_front();
            state.confirmed.extend(update);
        }
        state.poller
    };
    shared.changed.notify_waiters();
    loop {
        let changed = shared.changed.notified();
        tokio::pin!(changed);
        changed.as_mut().enable();
        {
            let mut state = lock(shared);
            if state.hook.is_some() {
                return refusal(409, HOOKED);
            }
            if state.poller != turn {
                state.conflicts += 1;
                return refusal(409, TWO);
            }
            let found: Vec<&Value> = state.updates.iter().take(most).map(|(_, update)| update).collect();
            if !found.is_empty() || Instant::now() >= until {
                return ok(json!(found));
            }
        }
        let _ = tokio::time::timeout_at(until.into(), changed).await;
    }
}

fn troubled(state: &mut State, method: &str, does: impl FnOnce(&mut State) -> Answer) -> Done {
    match state.troubles.get_mut(method).and_then(std::collections::VecDeque::pop_front) {
        Some(trouble) => meet(trouble, || does(state)),
        None => done(does(state)),
    }
}

fn meet(trouble: Trouble, does: impl FnOnce() -> Answer) -> Done {
    let not = |status, why| (refusal(status, why), false);
    match trouble {
        Trouble::Wait(seconds) => (too_many(seconds), false),
        Trouble::Blocked => not(403, "Forbidden: bot was blocked by the user"),
        Trouble::Deactivated => not(403, "Forbidden: user is deactivated"),
        Trouble::Kicked => not(403, "Forbidden: bot was kicked from the supergroup chat"),
        Trouble::NoChat => not(400, "Bad Request: chat not found"),
        Trouble::Conflict => not(409, TWO),
        Trouble::Moved(to) => {
            let why = "Bad Request: group chat was upgraded to a supergroup chat";
            let told = json!({ "migrate_to_chat_id": to });
            (
                Answer::Json(
                    400,
                    json!({ "ok": false, "error_code": 400, "description": why, "parameters": told }),
                ),
                false,
            )
        }
        Trouble::Gateway(status) => (Answer::Html(status), false),
        Trouble::Dropped => (Answer::Drop, false),
        Trouble::DoneAndDropped => (Answer::Drop, done(does()).1),
        Trouble::DoneAndGarbled => (Answer::Garbled, done(does()).1),
        Trouble::DoneAndSilent => (Answer::Silent, done(does()).1),
    }
}

fn done(answer: Answer) -> Done {
    let well = status(&answer) == 200;
    (answer, well)
}

fn status(answer: &Answer) -> u16 {
    match answer {
        Answer::Json(status, _) | Answer::Html(status) => *status,
        Answer::Garbled => 200,
        Answer::Silent | Answer::Drop => 0,
    }
}

fn ok(result: Value) -> Answer {
    Answer::Json(200, json!({ "ok": true, "result": result }))
}

fn refusal(status: u16, why: &str) -> Answer {
    Answer::Json(status, json!({ "ok": false, "error_code": status, "description": why }))
}

fn too_many(seconds: u64) -> Answer {
    let why = format!("Too Many Requests: retry after {seconds}");
    let told = json!({ "retry_after": seconds });
    Answer::Json(429, json!({ "ok": false, "error_code": 429, "description": why, "parameters": told }))
}
