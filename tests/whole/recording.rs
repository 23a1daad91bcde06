//! A channel that keeps what was sent, and answers as told.

use std::collections::VecDeque;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};

use futures::future::BoxFuture;
use peiban_bot::channel::{Channel, Outgoing, SendError};
use peiban_core::trouble::Trouble;

/// Keeps what was sent; answers by a script, else that all is well.
#[derive(Default)]
pub struct Recording {
    pub sent: Mutex<Vec<(String, Outgoing)>>,
    pub script: Mutex<VecDeque<SendError>>,
    /// The send with this number never gets an answer.
    pub hangs_at: Mutex<Option<usize>>,
    /// While closed, what was sent is not answered.
    pub slow: tokio::sync::RwLock<()>,
    /// What is sent arrives, and nothing is answered.
    pub unanswered: AtomicBool,
}

impl Recording {
    pub fn answering(errors: impl IntoIterator<Item = SendError>) -> Arc<Self> {
        Arc::new(Self { script: Mutex::new(errors.into_iter().collect()), ..Self::default() })
    }

    pub fn chats(&self) -> Vec<String> {
        let mut chats: Vec<_> = self.sent.lock().unwrap().iter().map(|sent| sent.0.clone()).collect();
        chats.sort();
        chats
    }
}

impl Channel for Recording {
    fn name(&self) -> &'static str {
        "simulator"
    }

    fn account(&self) -> &str {
        "test"
    }

    fn send<'a>(&'a self, chat: &'a str, message: &'a Outgoing) -> BoxFuture<'a, Result<String, SendError>> {
        Box::pin(async move {
            let error = self.script.lock().unwrap().pop_front();
            if let Some(error) = error {
                return Err(error);
            }
            let count = {
                let mut sent = self.sent.lock().unwrap();
                sent.push((chat.to_owned(), message.clone()));
                sent.len()
            };
            if self.hangs_at.lock().unwrap().is_some_and(|at| count > at) {
                std::future::pending::<()>().await;
            }
            drop(self.slow.read().await);
            if self.unanswered.load(Relaxed) {
                return Err(SendError::Unknown);
            }
            Ok(count.to_string())
        })
    }

    fn probe(&self) -> BoxFuture<'_, Result<(), Trouble>> {
        let answers = !self.unanswered.load(Relaxed);
        Box::pin(async move { answers.then_some(()).ok_or(Trouble::NoAnswer) })
    }
}
