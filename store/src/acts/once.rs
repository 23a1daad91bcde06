//! An act that a request asks for once, however often it is sent.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::act::{Act, ActError};
use crate::{OnceKey, Tx};
use peiban_core::text::MessageKey;

/// How long a request's answer is kept.
pub const ANSWERS_KEPT: TimeDelta = TimeDelta::hours(24);

/// Does `act` and keeps its answer with the key in the same transaction: a kill in between leaves neither.
pub struct Once<A, F> {
    /// Which request.
    pub key: OnceKey,
    /// What it asks for.
    pub act: A,
    /// The answer, as JSON.
    pub tell: F,
}

impl<A: Act, F: Fn(&A::Out) -> String + Send + Sync + 'static> Act for Once<A, F> {
    /// The answer, as JSON; of an earlier request if there was one.
    type Out = String;
    const NAME: &'static str = A::NAME;
    const AUDITED: bool = A::AUDITED;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<String, ActError> {
        let user = tx.actor().user().ok_or(ActError::NotFound)?;
        let since = tx.now - ANSWERS_KEPT;
        if !tx.take_once(user, &self.key, since).await? {
            let known = tx.answer_once(user, &self.key, since).await?.ok_or(ActError::NotFound)?;
            return if known.body_hash == self.key.body_hash { Ok(known.answer) } else { Err(REUSED.into()) };
        }
        let answer = (self.tell)(&self.act.run(tx).await?);
        tx.save_once(user, &self.key, &answer).await?;
        Ok(answer)
    }

    fn subject(&self) -> Option<Uuid> {
        self.act.subject()
    }

    fn detail(&self) -> String {
        self.act.detail()
    }
}

/// The key came with another body before.
pub const REUSED: MessageKey = MessageKey("api-error-key-reused");
