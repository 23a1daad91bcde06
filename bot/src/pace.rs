//! How fast a bot may send, so that the channel never has to ask for silence.
//!
//! Send *k* starts one second and a hair after the **answer** of send *k − N* came, and sends are evenly spaced.
//! So no one-second window at the channel can hold more than *N*, whatever the latency.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Turnstile, Notify};
use tokio::time::Instant;

/// A second, and what two clocks may differ in it.
const WINDOW: Duration = Duration::from_micros(1_000_500);
/// So long after a reply some slots stay free for the next.
const REPLIES_RECENT: Duration = Duration::from_secs(10);
/// The share of slots that bulk may use meanwhile.
const BULK_SHARE: f64 = 0.8;
/// Replies that one chat may get at once; then one a second.
const BURST: u32 = 3;
/// How late a timer may be: its steps are a millisecond.
const TIMER: Duration = Duration::from_millis(3);
const A_SECOND: Duration = Duration::from_secs(1);
/// Chats remembered before those long quiet are forgotten.
const CHATS: usize = 4096;

/// What asks for a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Somebody waits for an answer.
    Reply,
    /// Everything else.
    Bulk,
}

/// The pace of one bot; clones share it.
#[derive(Debug, Clone)]
pub struct Pace(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Notify,
    /// Who waits stands in line, each kind in its own: only the first looks at the time, or one slot would wake all.
    replies: Turnstile<()>,
    bulk: Turnstile<()>,
    limit: usize,
    gap: Duration,
    per_chat: bool,
}

#[derive(Debug, Default)]
struct State {
    /// Answers of the last N sends, oldest first; none while one is under way.
    answers: VecDeque<(u64, Option<Instant>)>,
    sends: u64,
    next: Option<Instant>,
    next_bulk: Option<Instant>,
    last_reply: Option<Instant>,
    replies_waiting: usize,
    chats: HashMap<String, Instant>,
}

/// The right to start one send now.
#[derive(Debug)]
pub struct Slot {
    pace: Pace,
    number: u64,
}

impl Drop for Slot {
    /// The answer came, or nothing was sent after all.
    fn drop(&mut self) {
        let mut state = self.pace.0.state();
        // Numbers are consecutive.
        let first = state.answers.front().map_or(u64::MAX, |first| first.0);
        let at = self.number.checked_sub(first).and_then(|at| usize::try_from(at).ok());
        if let Some(answer) = at.and_then(|at| state.answers.get_mut(at)) {
            answer.1 = Some(Instant::now());
        }
        drop(state);
        if at == Some(0) {
            self.pace.0.changed.notify_waiters(); // it is the oldest that others wait for
        }
    }
}

/// Counts a waiting reply, also when it stops waiting midway.
struct Waiting<'a>(&'a Shared);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let left = {
            let mut state = self.0.state();
            state.replies_waiting -= 1;
            state.replies_waiting
        };
        if left == 0 {
            self.0.changed.notify_waiters(); // bulk waits for the last of them
        }
    }
}

/// A free slot, or when to look again: at an instant, or when something changed.
enum Look {
    Free(u64),
    At(Instant),
    Changed,
    /// The chat had its share: others come first meanwhile.
    Owes(Instant),
}

impl Pace {
    /// At most `limit` sends in any second; at least 1.
    pub fn new(limit: u32) -> Self {
        let limit = limit.max(1);
        let gap = WINDOW / limit;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Self::made(limit, gap, true)
    }

    /// As fast as they come, up to 10,000 a second: for a channel of our own, which asks for no pace.
    pub fn unlimited() -> Self {
        Self::made(10_000, Duration::ZERO, false)
    }

    fn made(limit: usize, gap: Duration, per_chat: bool) -> Self {
        let (state, changed) = (Mutex::default(), Notify::new());
        let (replies, bulk) = (Turnstile::default(), Turnstile::default());
        Self(Arc::new(Shared { state, changed, replies, bulk, limit, gap, per_chat }))
    }

    /// Waits for the right to send to `chat`; replies come first. Drop the slot when the answer came.
    pub async fn slot(&self, kind: Kind, chat: &str) -> Slot {
        loop {
            match self.first(kind, chat).await {
                Ok(number) => return Slot { pace: self.clone(), number },
                Err(owed) => tokio::time::sleep_until(owed).await,
            }
        }
    }

    /// Stands in line until a slot is free; or until when the chat has to wait, out of the line.
    async fn first(&self, kind: Kind, chat: &str) -> Result<u64, Instant> {
        let _waiting = (kind == Kind::Reply).then(|| {
            self.0.state().replies_waiting += 1;
            Waiting(&self.0)
        });
        let line = if kind == Kind::Reply { &self.0.replies } else { &self.0.bulk };
        let _first = line.lock().await;
        loop {
            let changed = self.0.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            match self.0.look(kind, chat) {
                Look::Free(number) => return Ok(number),
                Look::Owes(at) => return Err(at),
                Look::Changed => changed.await,
                Look::At(at) => tokio::select! {
                    () = tokio::time::sleep_until(at) => {}
                    () = &mut changed => {}
                },
            }
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self, kind: Kind, chat: &str) -> Look {
        let now = Instant::now();
        let mut state = self.state();
        let free_at = state.chats.get(chat).copied().filter(|_| self.per_chat).unwrap_or(now);
        // The chat's debt: a reply may run up to three seconds ahead of one a second.
        let ahead = if kind == Kind::Reply { A_SECOND * (BURST - 1) } else { Duration::ZERO };
        let owed = free_at.checked_sub(ahead).unwrap_or(free_at);
        if owed > now {
            return Look::Owes(owed);
        }
        if kind == Kind::Bulk && state.replies_waiting > 0 {
            return Look::Changed;
        }
        let mut at = state.next.unwrap_or(now);
        if state.answers.len() >= self.limit {
            match state.answers.front() {
                Some((_, Some(answered))) => at = at.max(*answered + WINDOW),
                Some((_, None)) => return Look::Changed,
                None => {}
            }
        }
        if kind == Kind::Bulk {
            at = at.max(state.next_bulk.unwrap_or(now));
        }
        if at > now {
            return Look::At(at);
        }
        Look::Free(self.take(&mut state, (kind, chat), now))
    }

    fn take(&self, state: &mut State, (kind, chat): (Kind, &str), now: Instant) -> u64 {
        if state.answers.len() >= self.limit {
            state.answers.pop_front();
        }
        state.sends += 1;
        let number = state.sends;
        state.answers.push_back((number, None));
        // Counted from when the slot was free, so that a timer's coarse steps do not add up; a stall is not caught up.
        let from = |free: Option<Instant>, gap: Duration| {
            free.filter(|free| *free + gap + TIMER > now).unwrap_or(now) + gap
        };
        state.next = Some(from(state.next, self.gap));
        if kind == Kind::Reply {
            state.last_reply = Some(now);
        } else {
            let recent = state.last_reply.is_some_and(|at| now.duration_since(at) < REPLIES_RECENT);
            let gap = if recent { self.gap.div_f64(BULK_SHARE) } else { self.gap };
            state.next_bulk = Some(from(state.next_bulk, gap));
        }
        if state.chats.len() >= CHATS {
            state.chats.retain(|_, free| *free > now);
        }
        let free = state.chats.get(chat).copied().unwrap_or(now).max(now) + A_SECOND;
        state.chats.insert(chat.to_owned(), free);
        number
    }
}

#[cfg(test)]
mod tests;
