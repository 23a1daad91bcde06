//! A Telegram of our own for tests and measurements: a small HTTP server on a free port of this machine.
//!
//! It knows the methods a bot like ours calls, says whatever trouble it is told to, keeps to a rate as Telegram
//! does, and remembers every call. Only what was accepted counts as delivered.
#![allow(dead_code, reason = "not every user needs every trouble")]

mod http;
mod methods;
mod state;
mod webhook;

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

pub use state::{Call, Trouble};
use state::{Shared, lock};

/// What an update says where it holds a byte that is no UTF-8.
pub const NO_UTF8: &str = "<a byte that is no UTF-8>";

/// The server; gone when dropped.
pub struct FakeTelegram {
    /// What to set as `telegram_api_url`.
    pub url: String,
    shared: Arc<Shared>,
    server: AbortHandle,
}

impl Drop for FakeTelegram {
    fn drop(&mut self) {
        self.server.abort();
        lock(&self.shared).open.drain(..).for_each(|task| task.abort());
    }
}

impl FakeTelegram {
    /// The token it knows; calls with another are answered 401.
    pub const TOKEN: &'static str = "4321:fake-token";
    /// The number in it.
    pub const ACCOUNT: &'static str = "4321";

    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        let server = tokio::spawn(http::serve(listener, Arc::clone(&shared))).abort_handle();
        Self { url, shared, server }
    }

    /// Telegram cannot be reached from now on; the port is closed.
    pub fn vanish(&self) {
        self.server.abort();
        lock(&self.shared).open.drain(..).for_each(|task| task.abort());
    }

    /// Every answer comes so much later.
    pub fn latency(&self, by: Duration) {
        lock(&self.shared).latency = by;
    }

    /// At most so many messages in any second; one more is answered 429.
    pub fn rate(&self, most: usize) {
        lock(&self.shared).rate = Some(most);
    }

    /// The next call of `method` meets this trouble; each call of this function adds one.
    pub fn trouble(&self, method: &str, trouble: Trouble) {
        lock(&self.shared).troubles.entry(method.to_ascii_lowercase()).or_default().push_back(trouble);
    }

    /// Every message to `chat` meets this trouble, until `None`.
    pub fn trouble_with(&self, chat: i64, trouble: Option<Trouble>) {
        let mut state = lock(&self.shared);
        match trouble {
            Some(trouble) => drop(state.chats.insert(chat, trouble)),
            None => drop(state.chats.remove(&chat)),
        }
    }

    /// `chat` types `text`; tells the update's number.
    pub fn types(&self, chat: i64, text: &str) -> i64 {
        let user =
            json!({ "id": chat, "is_bot": false, "first_name": "Someone", "language_code": "zh-hans" });
        self.update(json!({ "message": {
            "message_id": 1, "date": 1, "chat": { "id": chat, "type": "private", "first_name": "Someone" },
            "from": user, "text": text } }))
    }

    /// `chat` taps a button; tells the update's number.
    pub fn taps(&self, chat: i64, data: &str) -> i64 {
        let user =
            json!({ "id": chat, "is_bot": false, "first_name": "Someone", "language_code": "zh-hans" });
        self.update(json!({ "callback_query": {
            "id": format!("tap-{chat}-{data}"), "from": user, "chat_instance": "1", "data": data,
            "message": { "message_id": 1, "date": 1, "chat": { "id": chat, "type": "private" } } } }))
    }

    /// An update of any kind; it gets the next number.
    pub fn update(&self, mut update: Value) -> i64 {
        let id = {
            let mut state = lock(&self.shared);
            state.last_update += 1;
            update["update_id"] = json!(state.last_update);
            let id = state.last_update;
            state.updates.push_back((id, update));
            id
        };
        self.shared.changed.notify_waiters();
        id
    }

    /// An update that was told already is told again.
    pub fn tell_again(&self, id: i64, mut update: Value) {
        update["update_id"] = json!(id);
        lock(&self.shared).updates.push_front((id, update));
        self.shared.changed.notify_waiters();
    }

    /// Forgets how far a bot has confirmed: what it fetched comes again.
    pub fn forget_confirmed(&self) {
        {
            let mut state = lock(&self.shared);
            let confirmed = std::mem::take(&mut state.confirmed);
            confirmed.into_iter().rev().for_each(|update| state.updates.push_front(update));
        }
        self.shared.changed.notify_waiters();
    }

    /// How often two asked for updates at the same time.
    pub fn conflicts(&self) -> usize {
        lock(&self.shared).conflicts
    }

    /// How many updates nobody has confirmed yet.
    pub fn waiting(&self) -> usize {
        lock(&self.shared).updates.len()
    }

    /// Every call of a method (any case), oldest first, refused ones as well.
    pub fn calls(&self, method: &str) -> Vec<Call> {
        let state = lock(&self.shared);
        state.calls.iter().filter(|call| call.method.eq_ignore_ascii_case(method)).cloned().collect()
    }

    /// Texts that reached `chat`, oldest first.
    pub fn delivered(&self, chat: i64) -> Vec<String> {
        let delivered = |call: &Call| call.delivered && call.chat() == Some(chat);
        let sent = self.calls("sendMessage");
        sent.iter().filter(|call| delivered(call)).map(|call| call.text("text")).collect()
    }

    /// Every delivery from now on as it happens: chat and when.
    pub fn deliveries(&self) -> mpsc::UnboundedReceiver<(i64, Instant)> {
        let (listener, deliveries) = mpsc::unbounded_channel();
        lock(&self.shared).listener = Some(listener);
        deliveries
    }

    /// Messages that reached anybody.
    pub fn delivered_count(&self) -> usize {
        self.calls("sendMessage").iter().filter(|call| call.delivered).count()
    }

    /// Waits until `holds`, at most ten seconds.
    #[track_caller]
    pub fn until(&self, holds: impl Fn(&Self) -> bool) -> impl Future<Output = ()> {
        let at = std::panic::Location::caller();
        async move {
            for _ in 0..1000 {
                if holds(self) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            panic!("it did not come to that: {at}");
        }
    }
}
