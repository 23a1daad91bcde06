//! Replies that were held for this sender when they were made: they leave without being looked for.

use peiban_core::plan::Leaving;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{Done, HOLD_FOR, Sender, State};

impl Sender {
    /// The id under which replies may be held for this sender; none unless it runs, and sends for the bot now.
    pub fn takes_replies(&self) -> Option<Uuid> {
        let takes = {
            let state = self.state();
            state.is_running && state.held_since.is_some_and(|since| since.elapsed() < HOLD_FOR)
        };
        (takes && !self.is_frozen() && !*self.0.stopping.borrow()).then_some(self.0.boot)
    }

    /// Takes replies to one chat that are held under the id of [`takes_replies`](Self::takes_replies).
    pub fn take(&self, replies: Vec<Leaving>) {
        self.state().handed.push_back(replies);
        self.0.handed.notify_one();
    }

    /// Starts as many as there are places for, one a chat.
    pub(super) fn take_handed(&self, flying: &mut JoinSet<Done>) {
        let mut state = self.state();
        for _ in flying.len()..self.0.options.in_flight {
            let State { handed, answered, .. } = &mut *state;
            let free = |replies: &Vec<Leaving>| !replies.iter().any(|reply| answered.contains(chat(reply)));
            let Some(replies) = handed.iter().position(free).and_then(|at| handed.remove(at)) else { return };
            let to = replies.first().map(|reply| chat(reply).to_owned()).unwrap_or_default();
            answered.insert(to.clone());
            let sender = self.clone();
            flying.spawn(async move {
                let done = sender.clone().deliver_all(replies).await;
                sender.state().answered.remove(&to);
                done
            });
        }
    }
}

fn chat(row: &Leaving) -> &str {
    row.chat.as_deref().unwrap_or_default()
}
