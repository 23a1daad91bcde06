//! Writes on conversations: an update heard has its effect, its replies and its mark in one act.

pub mod alerts;
pub mod inbox;
pub mod poller;
pub mod simulator;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::act::{Act, ActError};
use crate::acts::content::surveys::answer_survey;
use crate::acts::sessions::rsvps::{AnswerRsvp, answer_rsvp};
use crate::{NewAlert, Said, Tx};
use peiban_core::alert::{self, AlertKind, REST_HOURS};
use peiban_core::area::AreaCode;
use peiban_core::chat::{ChatFacts, Intent, Needs, TalkDecision};
use peiban_core::consent::{ConsentMethod, ConsentStatus, Purpose};
use peiban_core::id::{AlertId, CaregiverId, LinkId, MessageId};
use peiban_core::inbox::UpdateKey;
use peiban_core::lease::Tenure;
use peiban_core::plan::Leaving;
use peiban_core::seal::Sealed;
use peiban_core::survey::Tap;
use peiban_core::text::Language;

/// Decides from facts: the bot's own pure function, wrapped around what was heard.
pub type Decide = Arc<dyn Fn(&ChatFacts, DateTime<Utc>) -> TalkDecision + Send + Sync>;

/// Handles one update of a chat, once, however often it is tried.
pub struct HearUpdate {
    /// Which update.
    pub key: UpdateKey,
    /// Which chat.
    pub chat: String,
    /// What it needs to know beside the chat's own facts.
    pub needs: Needs,
    /// What may be sent.
    pub book: Arc<peiban_core::chat::Book>,
    /// The turn of the sender that takes the replies at once; without one they wait for whoever sends.
    pub sender: Option<Tenure>,
    /// The decision.
    pub decide: Decide,
}

/// What became of an update.
#[derive(Debug, Clone, Default)]
pub struct Hearing {
    /// It had not been handled before.
    pub is_new: bool,
    /// Its replies, as far as the sender that asked for them holds them already.
    pub held: Vec<Leaving>,
}

impl Act for HearUpdate {
    type Out = Hearing;
    const NAME: &'static str = "chat.hear";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Hearing, ActError> {
        let bot = (self.key.channel.as_str(), self.key.account.as_str());
        tx.lock_chat(bot, &self.chat).await?;
        if !tx.finish_update(&self.key).await? {
            return Ok(Hearing::default());
        }
        tx.lock_people_of_chat(bot, &self.chat, self.needs.token.as_deref()).await?;
        let facts = self.facts(tx).await?;
        let decision = (self.decide)(&facts, tx.now);
        let mut doing = Doing::of(self, &facts);
        for intent in &decision.intents {
            doing.intend(tx, intent).await?;
        }
        if decision.intents.iter().any(Intent::changes_plans) {
            tx.mark_plan_due(doing.who.as_slice()).await?;
        }
        if let Some(link) = doing.link {
            tx.save_talk(link, &decision.talk).await?;
        }
        if self.sender.is_some() {
            tx.lock_turn(bot).await?; // else replies are kept for a sender that ends meanwhile
        }
        let mut held = Vec::new();
        for (n, body) in decision.replies.into_iter().enumerate() {
            let reply = Leaving::reply(MessageId(tx.new_id()), &self.chat, body, tx.now)
                .to(doing.who.zip(doing.link));
            if tx.insert_reply((&self.key, n), &reply, self.sender).await? {
                held.push(reply);
            }
        }
        Ok(Hearing { is_new: true, held })
    }
}

impl HearUpdate {
    async fn facts(&self, tx: &mut Tx<'_>) -> Result<ChatFacts, ActError> {
        let now = tx.now;
        let (person, talk) = tx.person_of_chat(&self.key, &self.chat).await?.unzip();
        let code = match &self.needs.code {
            Some(code) => tx.join_code(code).await?,
            None => None,
        };
        let token = match &self.needs.token {
            Some(hash) => tx.token_owner(hash, now).await?,
            None => None,
        };
        let who = person.as_ref().map(|person| person.caregiver);
        let rsvp = match self.needs.rsvp.zip(who) {
            Some((session, who)) => tx.reminded(session, who).await?,
            None => None,
        };
        let feedback = match self.needs.feedback.zip(who) {
            Some((session, who)) => tx.feedback(session, who, now).await?,
            None => None,
        };
        Ok(ChatFacts { talk, person, code, token, rsvp, feedback, book: Arc::clone(&self.book) })
    }
}

/// What is being done for one update.
struct Doing<'a> {
    act: &'a HearUpdate,
    facts: &'a ChatFacts,
    who: Option<CaregiverId>,
    link: Option<LinkId>,
    language: Language,
}

impl<'a> Doing<'a> {
    fn of(act: &'a HearUpdate, facts: &'a ChatFacts) -> Self {
        let person = facts.person.as_ref();
        Self {
            act,
            facts,
            who: person.map(|person| person.caregiver),
            link: person.map(|person| person.link),
            language: person.map(|person| person.language).unwrap_or_default(),
        }
    }

    async fn intend(&mut self, tx: &mut Tx<'_>, intent: &Intent) -> Result<(), ActError> {
        if let Intent::Begin(language) = intent {
            return self.begin(tx, *language).await;
        }
        let (Some(who), Some(link)) = (self.who, self.link) else { return Ok(()) };
        let now = tx.now;
        match intent {
            Intent::Begin(_) => {}
            Intent::Speak(language) => {
                self.language = *language;
                tx.save_chat_language(who, *language).await?;
            }
            Intent::Consent(purpose, status) => self.consent(tx, who, (*purpose, *status)).await?,
            Intent::Band(band) => tx.save_band(who, *band).await?,
            Intent::Give(code) => tx.give_tip(who, code).await?,
            Intent::Rsvp(tap) => {
                answer_rsvp(tx, &AnswerRsvp { caregiver: who, tap: *tap }).await?;
            }
            Intent::Answer(tap) => self.answer(tx, who, tap).await?,
            Intent::Link => self.tie(tx, who, link).await?,
            Intent::Alert(kind, text) => self.alert(tx, who, (*kind, text.as_deref())).await?,
            Intent::Rest => tx.save_rest(who, now + TimeDelta::hours(REST_HOURS)).await?,
            Intent::Under18(is) => tx.save_under_18(who, *is).await?,
            Intent::Pause(until) => tx.save_pause(who, *until).await?,
            Intent::CancelPlanned => {
                tx.mark_plan_due(&[who]).await?; // the planner takes this first and her messages then: so do we
                tx.cancel_unsent_of(who, "stopped").await?;
            }
            Intent::Blocked(blocked) => tx.save_blocked(link, *blocked).await?,
        }
        Ok(())
    }

    async fn begin(&mut self, tx: &mut Tx<'_>, language: Language) -> Result<(), ActError> {
        let (who, link) = (CaregiverId(tx.new_id()), LinkId(tx.new_id()));
        let code = self.facts.code.as_ref().map(|code| code.code.as_str());
        tx.insert_provisional(who, language).await?;
        tx.insert_link(link, who, (&self.act.key, &self.act.chat), code).await?;
        tx.rollup_of_link(link).await?;
        if let Some(code) = code {
            tx.count_start(code).await?;
        }
        (self.who, self.link, self.language) = (Some(who), Some(link), language);
        Ok(())
    }

    async fn consent(
        &self,
        tx: &mut Tx<'_>,
        who: CaregiverId,
        (purpose, status): (Purpose, ConsentStatus),
    ) -> Result<(), ActError> {
        let said = Said {
            caregiver: who,
            purpose,
            status,
            language: self.language,
            method: ConsentMethod::Tapped,
            witness: None,
        };
        Ok(tx.insert_consent(&said).await?)
    }

    async fn answer(&self, tx: &mut Tx<'_>, who: CaregiverId, tap: &Tap) -> Result<(), ActError> {
        let Some(feedback) = &self.facts.feedback else { return Ok(()) };
        answer_survey(tx, &feedback.survey, (who, self.language), tap).await.map(drop)
    }

    /// Ties the chat to the token's owner: whoever was only known from the chat becomes her.
    async fn tie(&mut self, tx: &mut Tx<'_>, who: CaregiverId, link: LinkId) -> Result<(), ActError> {
        let (Some(owner), Some(hash)) = (&self.facts.token, &self.act.needs.token) else { return Ok(()) };
        let (owner, channel) = (owner.caregiver, self.act.key.channel.as_str());
        if owner == who || !tx.use_token(hash).await? {
            return Ok(());
        }
        if tx.is_provisional(who).await? {
            tx.revoke_links(channel, owner, Some(link)).await?;
            tx.rollup_of_link(link).await?; // she may live elsewhere than the poster hung
            tx.move_link(link, owner).await?;
            tx.rollup_of_link(link).await?;
            tx.merge_caregivers(who, owner).await?;
        } else {
            // Another person of the household used this phone before: her link ends, her rows stay hers.
            tx.revoke_links(channel, who, None).await?;
            tx.revoke_links(channel, owner, None).await?;
            let new = LinkId(tx.new_id());
            tx.insert_link(new, owner, (&self.act.key, &self.act.chat), None).await?;
            tx.rollup_of_link(new).await?;
            tx.mark_plan_due(&[who]).await?;
            self.link = Some(new);
        }
        self.who = Some(owner);
        Ok(())
    }

    async fn alert(
        &self,
        tx: &mut Tx<'_>,
        who: CaregiverId,
        (kind, text): (AlertKind, Option<&str>),
    ) -> Result<(), ActError> {
        let (id, now) = (tx.new_id(), tx.now);
        let area = |code: &peiban_core::chat::JoinCode| code.area;
        let known = self.facts.person.as_ref().map(|person| person.area);
        let alert = NewAlert {
            id: AlertId(id),
            reference: alert::reference(id),
            caregiver: Some(who),
            area: known.or_else(|| self.facts.code.as_ref().and_then(area)).unwrap_or(AreaCode::COUNTRY),
            kind,
            text_sealed: text.map(|text| tx.keys().seal(Sealed::Alert, id, text.as_bytes())),
            update: None,
            due_at: alert::due_at(now, chrono_tz::Asia::Shanghai),
        };
        tx.insert_alert(&alert).await?;
        Ok(tx.save_rest(who, now + TimeDelta::hours(REST_HOURS)).await?)
    }
}
