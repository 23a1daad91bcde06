//! What the fake remembers.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::{Notify, mpsc};
use tokio::task::AbortHandle;

/// What a call can meet instead of its answer.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// 429 with `retry_after`, in seconds.
    Wait(u64),
    /// 403: blocked by the user.
    Blocked,
    /// 403: the user is no more.
    Deactivated,
    /// 403: thrown out of the group.
    Kicked,
    /// 400: no such chat.
    NoChat,
    /// 400: the chat has another number.
    Moved(i64),
    /// 409: somebody else polls.
    Conflict,
    /// A gateway's page in HTML with this status.
    Gateway(u16),
    /// Done, and the connection dropped before the answer.
    DoneAndDropped,
    /// Not done, and the connection dropped.
    Dropped,
    /// Done, answered 200 with something that is no JSON.
    DoneAndGarbled,
    /// Done, and never answered.
    DoneAndSilent,
}

/// One call a bot made.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: String,
    pub body: Value,
    pub at: Instant,
    /// The status that was, or would have been, answered.
    pub status: u16,
    /// A message that reached its chat.
    pub delivered: bool,
}

impl Call {
    /// The chat, whether told as a number or as a text.
    pub fn chat(&self) -> Option<i64> {
        let chat = &self.body["chat_id"];
        chat.as_i64().or_else(|| chat.as_str()?.parse().ok())
    }

    /// A field as text.
    pub fn text(&self, field: &str) -> String {
        self.body[field].as_str().unwrap_or_default().to_owned()
    }
}

/// Where updates are posted.
#[derive(Debug, Clone)]
pub(super) struct Hook {
    pub(super) url: String,
    pub(super) secret: String,
}

#[derive(Default)]
pub(super) struct State {
    /// Told and not confirmed.
    pub(super) updates: VecDeque<(i64, Value)>,
    pub(super) confirmed: Vec<(i64, Value)>,
    pub(super) last_update: i64,
    pub(super) last_message: i64,
    pub(super) calls: Vec<Call>,
    pub(super) troubles: HashMap<String, VecDeque<Trouble>>,
    pub(super) chats: HashMap<i64, Trouble>,
    pub(super) latency: Duration,
    pub(super) rate: Option<usize>,
    /// When messages of the last second came.
    pub(super) recent: VecDeque<Instant>,
    pub(super) hook: Option<Hook>,
    /// Which getUpdates is the latest: an older one that still waits is told 409.
    pub(super) poller: u64,
    /// How often that happened.
    pub(super) conflicts: usize,
    pub(super) open: Vec<AbortHandle>,
    /// Told of each delivery: chat and when.
    pub(super) listener: Option<mpsc::UnboundedSender<(i64, Instant)>>,
}

#[derive(Default)]
pub(super) struct Shared {
    pub(super) state: Mutex<State>,
    pub(super) changed: Notify,
}

pub(super) fn lock(shared: &Shared) -> MutexGuard<'_, State> {
    shared.state.lock().unwrap()
}

impl State {
    /// Whether one more message fits into the second before `now`.
    pub(super) fn fits_rate(&mut self, now: Instant) -> bool {
        let Some(most) = self.rate else { return true };
        while self.recent.front().is_some_and(|at| now - *at >= Duration::from_secs(1)) {
            self.recent.pop_front();
        }
        let fits = self.recent.len() < most;
        if fits {
            self.recent.push_back(now);
        }
        fits
    }
}
