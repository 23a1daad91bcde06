//! A small group written past the acts: one session, and people with a linked chat.

use chrono::{DateTime, Utc};
use peiban_core::actor::Actor;
use peiban_core::id::{CaregiverId, SessionId};
use peiban_store::{Act, ActError};
use peiban_store::{Store, Tx};
use uuid::Uuid;

pub use crate::raw::Raw;
use crate::raw::{ask, put};

impl Raw {
    /// How many planned rows are in a state, and have a step.
    pub async fn count(&mut self, step: &str, state: &str) -> i64 {
        let sql = "SELECT COUNT(*) FROM planned_messages WHERE step = $1 AND state = $2";
        ask!(self, query_scalar, fetch_one, sql, step, state)
    }

    /// The chat and state of the only link.
    pub async fn link(&mut self) -> (String, String) {
        ask!(self, query_as, fetch_one, "SELECT chat, state FROM chat_links")
    }

    pub async fn attend(&mut self, session: SessionId, person: CaregiverId, status: &str) {
        put!(self, "UPDATE sessions SET state = 'held' WHERE id = $1", session);
        put!(
            self,
            "INSERT INTO attendance (session_id, caregiver_id, status, basis, rev, op_id, marked_at)
             VALUES ($1, $2, $3, 'enrolled', 1, $4, $5)",
            session,
            person,
            status,
            Uuid::now_v7(),
            Utc::now()
        );
    }

    pub async fn withdraw(&mut self, person: CaregiverId) {
        self.consent(person, "withdrawn", Utc::now() + chrono::TimeDelta::days(3000)).await;
    }

    async fn consent(&mut self, person: CaregiverId, status: &str, at: DateTime<Utc>) {
        put!(
            self,
            "INSERT INTO consent_texts (purpose, version, text_zh, text_en, short_zh, short_en)
             VALUES ('service_messages', 1, '-', '-', '-', '-') ON CONFLICT DO NOTHING"
        );
        put!(
            self,
            "INSERT INTO consents (id, caregiver_id, purpose, status, text_version, language, method, at)
             VALUES ($1, $2, 'service_messages', $3, 1, 'zh-Hans', 'tapped', $4)",
            Uuid::now_v7(),
            person,
            status,
            at
        );
    }

    /// A group with one session at `starts_at`, and `people` enrolled in it with simulator chats 1, 2, 3 …
    pub async fn group(&mut self, starts_at: DateTime<Utc>, people: u32) -> (SessionId, Vec<CaregiverId>) {
        let (group, session) = (Uuid::now_v7(), SessionId(Uuid::now_v7()));
        self.running_group(group, ("城厢镇儿童之家", "甲组", "test")).await;
        self.session(session.0, group, starts_at).await;
        let mut ids = Vec::new();
        for n in 1..=people {
            ids.push(self.linked_person(group, i64::from(n)).await);
        }
        (session, ids)
    }

    async fn linked_person(&mut self, group: Uuid, n: i64) -> CaregiverId {
        let person = CaregiverId(Uuid::now_v7());
        let at: DateTime<Utc> = "2026-11-01T00:00:00Z".parse().unwrap();
        self.person(person.0, 900_000 + n, "某人").await;
        self.enrolment(Uuid::now_v7(), (person.0, group), ("active", at.date_naive())).await;
        put!(
            &mut *self,
            "INSERT INTO chat_links (id, channel, account, chat, caregiver_id, state, talk, made_at)
             VALUES ($1, 'simulator', 'test', $2, $3, 'linked', '{}', $4)",
            Uuid::now_v7(),
            n.to_string(),
            person,
            at
        );
        self.consent(person, "given", at).await;
        person
    }
}

/// Says that the plans of these people have to be looked at again.
pub struct Changed(pub Vec<CaregiverId>);

impl Act for Changed {
    type Out = ();
    const NAME: &'static str = "test.changed";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        Ok(tx.mark_plan_due(&self.0).await?)
    }
}

pub async fn changed(store: &Store, people: &[CaregiverId]) {
    store.act(&Actor::bot(), Changed(people.to_vec())).await.unwrap();
}
