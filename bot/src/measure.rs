//! What the sender counts about itself: outcomes only, nothing of anybody.

use crate::channel::SendError;

/// Counts a send by what the channel answered.
pub(crate) fn sent(answer: &Result<String, SendError>) {
    let outcome = match answer {
        Ok(_) => "sent",
        Err(SendError::Wait(_)) => "wait",
        Err(SendError::Blocked(_)) => "blocked",
        Err(SendError::Moved(_)) => "moved",
        Err(SendError::Refused(_)) => "refused",
        Err(SendError::Unknown) => "unknown",
        Err(_) => "failed",
    };
    metrics::counter!("peiban_sends_total", "outcome" => outcome).increment(1);
}
