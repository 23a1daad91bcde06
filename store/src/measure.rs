//! What the store counts about itself. Names and outcomes only: nothing of anybody, no ids.

use std::time::Duration;

use crate::ActError;

/// Counts an act and how long it took, from the wish to the commit.
pub(crate) fn act<T>(name: &'static str, done: &Result<T, ActError>, took: Duration) {
    let outcome = match done {
        Ok(_) => "done",
        Err(ActError::Store(error)) if error.is_full() => "full",
        Err(ActError::Store(error)) if error.is_busy() => "busy",
        Err(ActError::Store(_)) => "failed",
        Err(ActError::NotFound) => "not_found",
        Err(_) => "refused",
    };
    metrics::counter!("peiban_acts_total", "act" => name, "outcome" => outcome).increment(1);
    metrics::histogram!("peiban_act_seconds", "act" => name).record(took);
}
