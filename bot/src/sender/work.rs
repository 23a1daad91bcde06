//! Where a sender's loop stands.

use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

use super::Done;

/// What is under way, and when to look for more.
pub(super) struct Work {
    pub(super) flying: JoinSet<Done>,
    pub(super) done: Done,
    pub(super) failures: u32,
    /// Something was due at the last look.
    pub(super) busy: bool,
    /// It is time for another look, whatever is under way.
    pub(super) due: bool,
    pub(super) looked_at: Instant,
}

impl Default for Work {
    fn default() -> Self {
        let (flying, done) = (JoinSet::new(), Done::default());
        Self { flying, done, failures: 0, busy: false, due: true, looked_at: Instant::now() }
    }
}

impl Work {
    /// A send ended. After the last one there is another look: it may have left its message due again.
    pub(super) fn landed(&mut self, sent: Result<Done, JoinError>) {
        self.done.add(sent);
        self.due |= self.flying.is_empty();
    }

    /// A look costs several statements: while there is work, one when half of the places are free is enough.
    pub(super) fn looks(&self, in_flight: usize) -> bool {
        self.due || (self.busy && self.flying.len() <= in_flight / 2)
    }
}
