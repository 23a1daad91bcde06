//! Replies that were held for this sender when they were made: they leave without being looked for.

use peiban_core::lease::Tenure;
use peiban_core::plan::Leaving;
use tokio::task::JoinSet;

use super::deliver::Parcel;
use super::tenure::Deadline;
use super::{Done, Sender, State};

/// The turn under which replies may be held for a sender.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    hold: Tenure,
    until: Deadline,
}

impl Turn {
    /// What the replies carry.
    pub fn hold(self) -> Tenure {
        self.hold
    }
}

/// Replies to one chat that wait for a place.
pub(super) struct Handed {
    replies: Vec<Leaving>,
    turn: Turn,
}

impl Sender {
    /// The turn under which replies may be held for this sender; none unless it runs, sends for the bot now, and the
    /// channel takes messages.
    pub fn takes_replies(&self) -> Option<Turn> {
        let clock = self.0.store.clock().now();
        let takes = {
            let state = self.state();
            state.is_running && state.line.trouble().is_none() && !state.line.is_frozen(clock)
        };
        let hold = self.current_hold().filter(|_| takes && !*self.0.stopping.borrow())?;
        Some(Turn { hold, until: Deadline::of_now(clock) })
    }

    /// Takes replies to one chat that are held under a turn of [`takes_replies`](Self::takes_replies).
    pub fn take(&self, replies: Vec<Leaving>, turn: Turn) {
        let mut state = self.state();
        for reply in &replies {
            state.in_hand.insert(reply.id, turn.until);
        }
        state.handed.push_back(Handed { replies, turn });
        drop(state);
        self.0.handed.notify_one();
    }

    /// Starts as many as there are places for, one a chat.
    pub(super) fn take_handed(&self, flying: &mut JoinSet<Done>) {
        let mut state = self.state();
        for _ in flying.len()..self.0.options.in_flight {
            let State { handed, answered, .. } = &mut *state;
            let free = |handed: &Handed| !answered.contains(handed.chat());
            let Some(next) = handed.iter().position(free).and_then(|at| handed.remove(at)) else { return };
            let to = next.chat().to_owned();
            answered.insert(to.clone());
            let sender = self.clone();
            flying.spawn(async move {
                let delivered = sender.clone().deliver_all(sender.parcels(next)).await;
                let mut done = delivered.done;
                if delivered.waits {
                    // What follows to the same chat must not overtake: it is given back, to wait in line.
                    done.others += sender.give_back_handed(&to).await;
                }
                sender.state().answered.remove(&to);
                done
            });
        }
    }

    fn parcels(&self, handed: Handed) -> Vec<Parcel> {
        let Turn { hold, until } = handed.turn;
        let rows = handed.replies.into_iter();
        rows.map(|row| Parcel { in_hand: self.in_hand(&row, hold, until), row, looked: None }).collect()
    }

    async fn give_back_handed(&self, to: &str) -> usize {
        let rest: Vec<Handed> = {
            let mut state = self.state();
            let (rest, others): (Vec<_>, Vec<_>) =
                state.handed.drain(..).partition(|handed| handed.chat() == to);
            state.handed = others.into();
            rest
        };
        let mut count = 0;
        for handed in rest {
            for parcel in self.parcels(handed) {
                self.give_back(&parcel).await;
                count += 1;
            }
        }
        count
    }
}

impl Handed {
    fn chat(&self) -> &str {
        self.replies.first().and_then(|reply| reply.chat.as_deref()).unwrap_or_default()
    }
}
