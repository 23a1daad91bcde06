//! One chat hears things in the order in which they were said, and is followed where it moves.

use chrono::TimeDelta;
use peiban_bot::channel::SendError;
use peiban_core::actor::Actor;
use peiban_core::id::MessageId;
use peiban_core::inbox::UpdateKey;
use peiban_core::lease::Tenure;
use peiban_core::plan::Leaving;
use peiban_core::trouble::Trouble;
use peiban_store::{Act, ActError, Tx};

use crate::recording::Recording;
use crate::sender::{evening, sender};

/// Replies to one chat, as an act that hears an update leaves them.
pub struct Replies(pub &'static [&'static str]);

impl Act for Replies {
    type Out = ();
    const NAME: &'static str = "test.replies";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        for (n, text) in self.0.iter().enumerate() {
            let key = UpdateKey { channel: "simulator".into(), account: "test".into(), update_id: 7 };
            let body = format!("{{\"text\":\"{text}\"}}");
            let reply = Leaving::reply(MessageId(tx.new_id()), "900", body, tx.now);
            tx.insert_reply((&key, n), &reply, None::<Tenure>).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn what_is_said_first_arrives_first_though_its_first_try_failed() {
    let evening = evening(0).await;
    evening.store.act(&Actor::bot(), Replies(&["stopped", "question", "buttons"])).await.unwrap();
    let channel = Recording::answering([SendError::Failed(Trouble::Server)]);

    for _ in 0..6 {
        sender(&evening.store, &channel).drain().await;
        evening.store.clock().shift(TimeDelta::seconds(3));
    }

    let texts: Vec<_> = channel.sent.lock().unwrap().iter().map(|sent| sent.1.text.clone()).collect();
    assert_eq!(texts, ["stopped", "question", "buttons"]);
}

#[tokio::test]
async fn a_chat_that_moves_on_and_on_or_to_somebody_else_s_is_given_up() {
    for moves in [vec!["77", "78", "79", "80", "81"], vec!["2"]] {
        let mut evening = evening(2).await;
        evening.raw.withdraw(evening.people[1]).await;
        let channel = Recording::answering(moves.iter().map(|to| SendError::Moved((*to).into())));

        sender(&evening.store, &channel).drain().await;

        assert_eq!(channel.sent.lock().unwrap().len(), 0);
        assert_eq!(evening.raw.count("session.reminder", "failed").await, 1, "{moves:?}");
        let left = channel.script.lock().unwrap().len();
        assert_eq!(left, moves.len().saturating_sub(3), "followed twice at most");
    }
}

#[tokio::test]
async fn a_chat_that_moved_is_followed() {
    let mut evening = evening(1).await;
    let channel = Recording::answering([SendError::Moved("77".into())]);

    sender(&evening.store, &channel).drain().await;

    assert_eq!(channel.chats(), ["77"]);
    assert_eq!(evening.raw.link().await, ("77".into(), "linked".into()));
}
