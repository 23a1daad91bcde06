//! The last look at a row before it leaves: the facts may have changed since it was planned.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::hours::{cannot_wait, is_quiet, local_day, next_open, zone};
use super::wishes::BEFORE_QUESTIONS;
use super::{Content, MessageState, Priority, Say, Silence};
use crate::id::{CaregiverId, LinkId, MessageId};
use crate::text::Language;

/// A row that is due, with the facts that decide whether it may leave.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Leaving {
    /// Which.
    pub id: MessageId,
    /// To whom; replies go to a chat.
    pub caregiver_id: Option<CaregiverId>,
    /// Its step, or `reply`.
    pub step: String,
    /// How urgent it is.
    pub priority: Priority,
    /// JSON: [`Say`] of a step, the whole message of a reply.
    pub body: String,
    /// Tries that did not arrive, by its own fault.
    pub failures: i64,
    /// Tries that may have arrived.
    pub unknowns: i64,
    /// From when on it may leave.
    pub due_at: DateTime<Utc>,
    /// From when on it must not leave.
    pub expires_at: Option<DateTime<Utc>>,
    /// The session's sequence when it was planned; none for a reply.
    pub anchor_seq: Option<i64>,
    /// Where it goes.
    pub chat: Option<String>,
    /// The live link that it goes through.
    pub link_id: Option<LinkId>,
    /// What is known at the last look; nothing of it counts for a reply.
    #[sqlx(flatten)]
    pub known: LastLook,
}

/// What a row of a step is looked at with before it leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct LastLook {
    /// Her language.
    pub language: Option<Language>,
    /// Her zone.
    pub zone: Option<String>,
    /// Where the person's record stands.
    pub caregiver_state: Option<String>,
    /// What she said last about messages.
    pub service: Option<String>,
    /// What she said last about surveys.
    pub surveys: Option<String>,
    /// Her own wish for a rest.
    pub paused_until: Option<DateTime<Utc>>,
    /// An alert rests tips and surveys.
    pub safety_pause_until: Option<DateTime<Utc>>,
    /// She said that she is under 18.
    pub under_18_at: Option<DateTime<Utc>>,
    /// Where the session stands.
    pub session_state: Option<String>,
    /// How often it was moved.
    pub session_sequence: Option<i64>,
    /// When it starts.
    pub starts_at: Option<DateTime<Utc>>,
    /// Open conflicts about her at the session.
    pub doubts: i64,
    /// What we did at the session is still to be told to her.
    pub recap_waits: i64,
}

/// What becomes of a row that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may leave.
    Go,
    /// Not before then, and why.
    Wait(DateTime<Utc>, &'static str),
    /// It does not leave, and why.
    Not(MessageState, &'static str),
}

impl Leaving {
    /// A new reply to `chat`, due at once; `body` is the whole message.
    pub fn reply(id: MessageId, chat: &str, body: String, now: DateTime<Utc>) -> Self {
        Self {
            id,
            caregiver_id: None,
            step: "reply".to_owned(),
            priority: Priority::Reply,
            body,
            failures: 0,
            unknowns: 0,
            due_at: now,
            expires_at: None,
            anchor_seq: None,
            chat: Some(chat.to_owned()),
            link_id: None,
            known: LastLook::default(),
        }
    }

    /// The same, to somebody who is known, through her link.
    #[must_use]
    pub fn to(self, who: Option<(CaregiverId, LinkId)>) -> Self {
        let (caregiver_id, link_id) = who.unzip();
        Self { caregiver_id, link_id, ..self }
    }

    /// What to say, of a step.
    pub fn say(&self) -> Option<Say> {
        self.anchor_seq?;
        serde_json::from_str(&self.body).ok()
    }

    /// Her zone.
    pub fn zone(&self) -> Tz {
        zone(self.known.zone.as_deref().unwrap_or_default())
    }

    /// Her day at `now`.
    pub fn local_day(&self, now: DateTime<Utc>) -> NaiveDate {
        local_day(self.zone(), now)
    }
}

/// Whether a due row may leave at `now`; the limits of a day are asked for apart.
pub fn check(row: &Leaving, now: DateTime<Utc>) -> Verdict {
    use MessageState::{Cancelled, Expired, Failed, Suppressed};
    if row.expires_at.is_some_and(|at| at <= now) {
        return Verdict::Not(Expired, "late");
    }
    if row.anchor_seq.is_none() {
        return if row.chat.is_some() { Verdict::Go } else { Verdict::Not(Failed, "no_chat") };
    }
    let Some(say) = row.say() else { return Verdict::Not(Failed, "unreadable") };
    if let Some(silence) = silence(row) {
        return Verdict::Not(Suppressed, silence.word());
    }
    if let Some(reason) = rest(row, now) {
        return Verdict::Not(Suppressed, reason);
    }
    if row.known.session_sequence != row.anchor_seq {
        return Verdict::Not(Cancelled, "moved");
    }
    let off = matches!(row.known.session_state.as_deref(), Some("cancelled" | "did_not_happen"));
    if off != (say.content == Content::CalledOff) {
        return Verdict::Not(Cancelled, "called_off");
    }
    let before = matches!(say.content, Content::Reminder | Content::Moved | Content::CalledOff);
    if before && row.known.starts_at.is_some_and(|at| at <= now) {
        return Verdict::Not(Expired, "begun");
    }
    if row.known.doubts > 0 && matches!(say.content, Content::Recap | Content::Feedback | Content::Absence) {
        return Verdict::Not(Suppressed, "conflict");
    }
    if is_quiet(row.zone(), now) && !may_disturb(row, say, now) {
        return Verdict::Wait(next_open(row.zone(), now), "quiet_hours");
    }
    // Surveys leave before tips: after an outage, both are due and the questions would come first.
    if say.content == Content::Feedback && row.known.recap_waits > 0 {
        return Verdict::Wait(next_open(row.zone(), now + BEFORE_QUESTIONS), "before_recap");
    }
    Verdict::Go
}

/// Safety does not wait for the morning, nor news of a session that would come too late then.
fn may_disturb(row: &Leaving, say: Say, now: DateTime<Utc>) -> bool {
    let zone = row.zone();
    let is_news = matches!(say.content, Content::Moved | Content::CalledOff);
    // Planned into the quiet hours: she would set out for the old time.
    let was_urgent = is_quiet(zone, row.due_at);
    let is_urgent = row.known.starts_at.is_some_and(|start| cannot_wait(zone, now, start));
    row.priority == Priority::Safety || (is_news && (was_urgent || is_urgent))
}

fn silence(row: &Leaving) -> Option<Silence> {
    if !matches!(row.known.caregiver_state.as_deref(), Some("provisional" | "registered")) {
        Some(Silence::Gone)
    } else if row.known.under_18_at.is_some() {
        Some(Silence::Under18)
    } else if row.known.service.as_deref() != Some("given") {
        Some(Silence::NoConsent)
    } else if row.link_id.is_none() {
        Some(Silence::NoLink)
    } else {
        None
    }
}

fn rest(row: &Leaving, now: DateTime<Utc>) -> Option<&'static str> {
    let holds = |until: Option<DateTime<Utc>>| until.is_some_and(|until| until > now);
    if holds(row.known.paused_until) {
        Some("paused")
    } else if row.priority >= Priority::Survey && holds(row.known.safety_pause_until) {
        Some("safety_pause")
    } else if row.priority == Priority::Survey
        && row.known.surveys.as_deref().is_some_and(|word| word != "given")
    {
        Some("no_surveys")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::rules;
    use super::*;
    use crate::id::SessionId;

    /// Questions to somebody who agreed to them, at a session of which nothing else is known.
    fn questions(recap_waits: i64) -> Leaving {
        let id = Uuid::from_u128(1);
        let say = Say { content: Content::Feedback, session: SessionId(id) };
        let mut row = Leaving::reply(
            MessageId(id),
            "1",
            serde_json::to_string(&say).unwrap_or_default(),
            DateTime::UNIX_EPOCH,
        )
        .to(Some((CaregiverId(id), LinkId(id))));
        (row.anchor_seq, row.priority) = (Some(0), Priority::Survey);
        let word = |word: &str| Some(word.to_owned());
        row.known = LastLook {
            zone: word("Asia/Shanghai"),
            caregiver_state: word("registered"),
            service: word("given"),
            session_state: word("held"),
            session_sequence: Some(0),
            recap_waits,
            ..LastLook::default()
        };
        row
    }

    #[test]
    fn questions_wait_until_what_they_ask_about_has_been_told() {
        let evening: DateTime<Utc> = "2026-11-25T11:30:00Z".parse().unwrap(); // 19:30 in China
        let late = "2026-11-25T12:55:00Z".parse().unwrap(); // 20:55: ten minutes on, it is quiet

        assert_eq!(check(&questions(0), evening), Verdict::Go);
        assert_eq!(check(&questions(1), evening), Verdict::Wait(evening + BEFORE_QUESTIONS, "before_recap"));
        let Verdict::Wait(until, _) = check(&questions(1), late) else { panic!("it waits") };
        assert!(!is_quiet(Tz::Asia__Shanghai, until) && until >= late + BEFORE_QUESTIONS);
    }

    #[test]
    fn what_questions_wait_for_is_a_step_of_the_program() {
        let recaps: Vec<_> = rules()
            .iter()
            .filter(|rule| rule.content == Content::Recap)
            .map(|rule| rule.step.clone())
            .collect();

        assert_eq!(recaps, ["session.recap"], "as `store/claims.rs` looks for it");
    }
}
