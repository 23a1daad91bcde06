//! Posting updates to the bot's address, again and again until it answers 2xx.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::state::{Hook, Shared, lock};

/// Between two posts of the same update.
const PAUSE: Duration = Duration::from_millis(50);

/// Posts updates one after the other, until the webhook is another or none.
pub(super) async fn post_updates(shared: Arc<Shared>) {
    let Some(hook) = lock(&shared).hook.clone() else { return };
    loop {
        let changed = shared.changed.notified();
        tokio::pin!(changed);
        changed.as_mut().enable();
        let next = {
            let state = lock(&shared);
            if state.hook.as_ref().is_none_or(|now| now.url != hook.url || now.secret != hook.secret) {
                return;
            }
            state.updates.front().cloned()
        };
        let Some((id, update)) = next else {
            changed.await;
            continue;
        };
        if post(&hook, &update).await.is_some_and(|status| (200..300).contains(&status)) {
            let mut state = lock(&shared);
            if state.updates.front().is_some_and(|(front, _)| *front == id) {
                let update = state.updates.pop_front();
                state.confirmed.extend(update);
            }
        } else {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Posts once, without TLS; tells the status.
async fn post(hook: &Hook, update: &Value) -> Option<u16> {
    let (host, path) = hook.url.split_once("://")?.1.split_once('/')?;
    let mut stream = TcpStream::connect(host).await.ok()?;
    let body = update.to_string();
    let request = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         X-Telegram-Bot-Api-Secret-Token: {}\r\nConnection: close\r\n\r\n{body}",
        body.len(),
        hook.secret
    );
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()
}
