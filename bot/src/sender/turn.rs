//! A look for work: plans, holds the bot, probes a channel that was down, and takes what there are places for.

use peiban_core::actor::Actor;
use peiban_core::plan::{self, Leaving, Priority};
use peiban_core::trouble::Trouble;
use peiban_store::ActError;
use peiban_store::acts::messages::ClaimMessages;
use peiban_store::acts::messages::plan::DrainPlanDue;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::deliver::{Parcel, until};
use super::tenure::{Deadline, InHand};
use super::{Done, Sender};
use crate::wording::Desk;

/// People planned for in one act.
const PEOPLE: i64 = 100;
/// Places that bulk leaves to replies.
const FOR_REPLIES: usize = 2;

impl Sender {
    /// Plans and takes what is due. Whether there is work left, now or when the bot may speak again.
    pub(super) async fn turn(&self, flying: &mut JoinSet<Done>) -> Result<bool, ActError> {
        self.plan().await?;
        let first = self.first_due().await?;
        if first.is_none() && !self.keeps_turn() {
            return Ok(false);
        }
        // Also while nothing is due: replies can be handed over at once, and what is in hand stays ours.
        let Some(hold) = self.hold().await? else { return Ok(first.is_some()) };
        if flying.is_empty() && !self.probes(first.is_some()).await {
            return Ok(first.is_some());
        }
        let Some(first) = first else { return Ok(false) };
        let Room { all, for_bulk } = self.room(flying.len());
        let most = if first <= Priority::Safety { all } else { for_bulk };
        if most == 0 {
            return Ok(true);
        }
        let (until, looked_at) = (Deadline::of_now(self.0.store.clock().now()), Instant::now());
        let only_urgent = for_bulk == 0;
        let repeats = self.state().line.trouble() != Some(Trouble::NoAnswer);
        let claim = ClaimMessages { of: self.0.of.clone(), hold, most, only_urgent, repeats };
        let claimed = self.0.store.act(&Actor::bot(), claim).await?;
        if claimed.is_empty() && !repeats && flying.is_empty() {
            let cleared = self.state().line.clear(None); // the channel answers again, and only repeats are due
            self.keep_cleared(cleared).await;
        }
        let claimed = claimed.into_iter().map(|row| (self.in_hand(&row, hold, until), row)).collect();
        for parcels in by_chat(self.written(claimed, looked_at).await) {
            let sender = self.clone();
            flying.spawn(async move { sender.deliver_all(parcels).await.done });
        }
        Ok(true)
    }

    /// What was just claimed, with its texts from facts as they were then; without one it is looked at once more.
    async fn written(&self, claimed: Vec<(InHand, Leaving)>, looked_at: Instant) -> Vec<Parcel> {
        let (mut db, mut desk) = (self.0.store.read().await.ok(), Desk::default());
        let mut parcels = Vec::with_capacity(claimed.len());
        for (in_hand, row) in claimed {
            let message = match &mut db {
                Some(db) => desk.message(db, &row).await.ok().flatten(),
                None => None,
            };
            let looked = message.filter(|_| desk.agrees(&row)).map(|message| (message, looked_at));
            parcels.push(Parcel { in_hand, row, looked });
        }
        parcels
    }

    /// How many messages may be taken while `flying` are under way.
    fn room(&self, flying: usize) -> Room {
        let most = self.0.options.in_flight;
        let places = self.state().line.places(self.0.store.clock().now(), most);
        let all = places.saturating_sub(flying);
        let for_replies = if places < most { 0 } else { FOR_REPLIES.min(most / 2) };
        Room { all, for_bulk: all.saturating_sub(for_replies) }
    }

    fn keeps_turn(&self) -> bool {
        let state = self.state();
        state.is_running || state.tenure.is_some()
    }

    /// After a pause for trouble: whether the channel works at all, so that a message may be tried.
    async fn probes(&self, is_due: bool) -> bool {
        let now = self.0.store.clock().now();
        {
            let state = self.state();
            if state.line.is_frozen(now) {
                return false;
            }
            if !state.line.trouble().is_some_and(Trouble::is_down) {
                return true;
            }
        }
        let mut stopping = self.0.stopping.subscribe();
        let answer = tokio::select! {
            answer = self.0.channel.probe() => answer,
            () = until(&mut stopping) => return false,
        };
        if let Err(trouble) = answer {
            let jitter = now.timestamp_subsec_millis().to_le_bytes()[0];
            let now = self.0.store.clock().now();
            let pause = self.state().line.met_probing(trouble, now, jitter);
            self.keep_pause(pause).await;
            return false;
        }
        if !is_due {
            let cleared = self.state().line.clear(None);
            self.keep_cleared(cleared).await;
        }
        true
    }

    /// Brings the plans of everybody whose facts changed up to date, before anything is taken.
    async fn plan(&self) -> Result<(), ActError> {
        while self.0.store.read().await?.is_plan_due().await? {
            let act = DrainPlanDue { rules: plan::rules(), most: PEOPLE };
            if self.0.store.act(&Actor::bot(), act).await? == 0 {
                break; // another node has taken them
            }
        }
        Ok(())
    }

    /// The most urgent kind of message that is due; a look that writes nothing.
    async fn first_due(&self) -> Result<Option<Priority>, ActError> {
        use Priority::{Reminder, Reply, Safety, Survey, Tip};
        let now = self.0.store.clock().now();
        let mut db = self.0.store.read().await?;
        for priority in [Reply, Safety, Reminder, Survey, Tip] {
            if !db.due_messages((&self.0.of, priority), now, 1).await?.is_empty() {
                return Ok(Some(priority));
            }
        }
        Ok(None)
    }
}

/// Places that are free.
struct Room {
    all: usize,
    for_bulk: usize,
}

/// Messages to one chat together, in the order they were made: what is said first arrives first.
fn by_chat(mut parcels: Vec<Parcel>) -> Vec<Vec<Parcel>> {
    parcels.sort_by_key(|parcel| parcel.row.id);
    let mut chats: Vec<Vec<Parcel>> = Vec::new();
    for parcel in parcels {
        let to = &parcel.row.chat;
        match chats.iter_mut().find(|chat| to.is_some() && chat[0].row.chat == *to) {
            Some(chat) => chat.push(parcel),
            None => chats.push(vec![parcel]),
        }
    }
    chats
}
