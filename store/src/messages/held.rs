//! SQL on messages in the hands of a sender, and what becomes of them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::exec::on;
use crate::{StoreError, Tx};
use peiban_core::id::MessageId;
use peiban_core::inbox::BotAccount;
use peiban_core::lease::Tenure;
use peiban_core::plan::MessageState;

/// What becomes of a row that a sender holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Where it stands now.
    pub state: MessageState,
    /// Why, in a word; the channel's name for it when it was sent.
    pub word: String,
    /// What the try counts as, beside its claim.
    pub counts: Option<Count>,
    /// From when on it may be looked at, if it is another time than before.
    pub due_at: Option<DateTime<Utc>>,
    /// When it is tried again, at its old place in the line.
    pub retry_at: Option<DateTime<Utc>>,
}

impl Outcome {
    /// Nothing more is to be done, or the same again.
    pub fn of(state: MessageState, word: &str) -> Self {
        Self { state, word: word.to_owned(), counts: None, due_at: None, retry_at: None }
    }
}

/// What a try that did not arrive counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// It did not arrive, and the message is to blame.
    Failure,
    /// It may have arrived.
    Unknown,
    /// The channel, or the chat's pace, put it off: nothing is spent.
    Wait,
}

/// A taking of messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim<'a> {
    pub(crate) of: &'a BotAccount,
    pub(crate) hold: Tenure,
    pub(crate) until: DateTime<Utc>,
}

/// One message that is taken: it goes to `chat` on her day `day`.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) message: MessageId,
    pub(crate) chat: String,
    pub(crate) day: NaiveDate,
}

/// A message that arrived, and what the channel calls it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrived<'a> {
    pub(crate) message: MessageId,
    pub(crate) hold: Tenure,
    pub(crate) message_ref: &'a str,
}

/// Rows in portions of 64, 32, 16 and so on: few texts of a statement, so that each is prepared once.
fn portions<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let most = 1 << rows.len().min(64).checked_ilog2()?;
        let (portion, rest) = rows.split_at(most);
        rows = rest;
        Some(portion)
    })
}

/// Whose messages are given back.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whose {
    /// Of one process, whatever its leases say.
    Boot(Uuid),
    /// Whose lease is over, or ends later than one can.
    Nobody { longest: DateTime<Utc> },
}

impl Tx<'_> {
    /// Gives due rows to a sender.
    pub(crate) async fn claim_messages(
        &mut self,
        claim: Claim<'_>,
        taken: &[Taken],
    ) -> Result<(), StoreError> {
        for portion in portions(taken) {
            on!(self, db => QueryBuilder::new("WITH taken (id, chat, day) AS (")
                .push_values(portion, |mut row, Taken { message, chat, day }| {
                    row.push_bind(*message).push_bind(chat).push_bind(*day);
                })
                .push(") UPDATE planned_messages SET state = 'claimed', claims = claims + 1, reason = NULL, claimed_by = ")
                .push_bind(claim.hold.boot)
                .push(", claimed_epoch = ")
                .push_bind(claim.hold.epoch)
                .push(", lease_until = ")
                .push_bind(claim.until)
                .push(", channel = ")
                .push_bind(&claim.of.channel)
                .push(", account = ")
                .push_bind(&claim.of.account)
                .push(", chat = taken.chat, local_day = taken.day FROM taken WHERE planned_messages.id = taken.id")
                .build()
                .execute(db)
                .await
                .map(drop))?;
        }
        Ok(())
    }

    /// Settles rows that arrived, as far as those who sent them still hold them; tells how many.
    pub(crate) async fn settle_arrived(&mut self, arrived: &[Arrived<'_>]) -> Result<u64, StoreError> {
        let (now, mut settled) = (self.now, 0);
        for portion in portions(arrived) {
            settled += on!(self, db => QueryBuilder::new("WITH arrived (id, boot, epoch, message_ref) AS (")
                .push_values(portion, |mut row, Arrived { message, hold, message_ref }| {
                    row.push_bind(*message).push_bind(hold.boot).push_bind(hold.epoch).push_bind(*message_ref);
                })
                .push(
                    ") UPDATE planned_messages
                          SET state = 'sent', claimed_by = NULL, claimed_epoch = NULL, lease_until = NULL, retry_at = NULL,
                              reason = NULL, message_ref = arrived.message_ref, sent_at = ",
                )
                .push_bind(now)
                .push(
                    " FROM arrived
                     WHERE planned_messages.id = arrived.id AND state = 'claimed' AND claimed_by = arrived.boot
                       AND claimed_epoch = arrived.epoch",
                )
                .build()
                .execute(db)
                .await
                .map(|done| done.rows_affected()))?;
        }
        Ok(settled)
    }

    /// Lets a sender hold what it has in hand until `until`.
    pub(crate) async fn extend_messages(
        &mut self,
        hold: Tenure,
        in_hand: &[MessageId],
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        for message in in_hand {
            on!(self, db => sqlx::query(
                "UPDATE planned_messages SET lease_until = $4
                  WHERE id = $1 AND state = 'claimed' AND claimed_by = $2 AND claimed_epoch = $3",
            )
            .bind(message)
            .bind(hold.boot)
            .bind(hold.epoch)
            .bind(until)
            .execute(db)
            .await
            .map(drop))?;
        }
        Ok(())
    }

    /// Settles a due row that nobody holds: it waits, or does not leave.
    pub async fn settle_due(&mut self, id: MessageId, outcome: &Outcome) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "UPDATE planned_messages SET state = $2, reason = $3, due_at = COALESCE($4, due_at)
              WHERE id = $1 AND state IN ('planned', 'retry')",
        )
        .bind(id)
        .bind(outcome.state)
        .bind(&outcome.word)
        .bind(outcome.due_at)
        .execute(db)
        .await
        .map(drop))
    }

    /// Settles a row that `hold` claimed and that did not arrive; false when it does not hold it any more.
    pub async fn settle_held(
        &mut self,
        id: MessageId,
        hold: Tenure,
        outcome: &Outcome,
    ) -> Result<bool, StoreError> {
        let counts = |count| i64::from(outcome.counts == Some(count));
        let done = on!(self, db => sqlx::query(
            "UPDATE planned_messages
                SET state = $4, claimed_by = NULL, claimed_epoch = NULL, lease_until = NULL,
                    due_at = COALESCE($6, due_at), retry_at = $7,
                    failures = failures + $8, unknowns = unknowns + $9, waits = waits + $10,
                    reason = $5
              WHERE id = $1 AND state = 'claimed' AND claimed_by = $2 AND claimed_epoch = $3",
        )
        .bind(id)
        .bind(hold.boot)
        .bind(hold.epoch)
        .bind(outcome.state)
        .bind(&outcome.word)
        .bind(outcome.due_at)
        .bind(outcome.retry_at)
        .bind(counts(Count::Failure))
        .bind(counts(Count::Unknown))
        .bind(counts(Count::Wait))
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(done == 1)
    }

    /// Gives back what was held of an account; a message that was tried before is in its old state again.
    pub(crate) async fn release_messages(
        &mut self,
        of: &BotAccount,
        whose: Whose,
    ) -> Result<u64, StoreError> {
        let now = self.now;
        let (boot, longest) = match whose {
            Whose::Boot(boot) => (Some(boot), None),
            Whose::Nobody { longest } => (None, Some(longest)),
        };
        on!(self, db => sqlx::query(
            "UPDATE planned_messages
                SET state = CASE WHEN retry_at IS NULL THEN 'planned' ELSE 'retry' END, claimed_by = NULL,
                    claimed_epoch = NULL, lease_until = NULL, reason = 'given_back'
              WHERE state = 'claimed' AND channel = $1 AND account = $2
                AND (claimed_by = $3 OR lease_until > $4 OR ($4 IS NOT NULL AND lease_until <= $5))",
        )
        .bind(&of.channel)
        .bind(&of.account)
        .bind(boot)
        .bind(longest)
        .bind(now)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))
    }

    /// Counts a failure to a message that is to be tried again; true when it is given up after `most`.
    pub async fn blame_message(
        &mut self,
        id: MessageId,
        at: DateTime<Utc>,
        most: i64,
    ) -> Result<bool, StoreError> {
        let state: Option<MessageState> = on!(self, db => sqlx::query_scalar(
            "UPDATE planned_messages
                SET failures = failures + 1, retry_at = $2, reason = 'not_delivered',
                    state = CASE WHEN failures + 1 >= $3 THEN 'failed' ELSE 'retry' END
              WHERE id = $1 AND state = 'retry'
              RETURNING state",
        )
        .bind(id)
        .bind(at)
        .bind(most)
        .fetch_optional(db)
        .await)?;
        Ok(state == Some(MessageState::Failed))
    }
}
