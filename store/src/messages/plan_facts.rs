//! SQL on the facts that a plan follows from, for many people in few statements.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::QueryBuilder;

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::id::{CaregiverId, GroupId, MessageId, SessionId};
use peiban_core::plan::{
    Belonging, KnownMessage, Mark, MessageState, PlanFacts, PlanSession, Priority, Rsvp, Silence, Stage,
    hours,
};

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: CaregiverId,
    state: String,
    zone: String,
    paused_until: Option<DateTime<Utc>>,
    safety_pause_until: Option<DateTime<Utc>>,
    under_18_at: Option<DateTime<Utc>>,
    links: i64,
    service: Option<String>,
    surveys: Option<String>,
    attendance: Option<String>,
}

#[derive(sqlx::FromRow)]
struct BelongingRow {
    caregiver_id: CaregiverId,
    group_id: GroupId,
    enrolled_on: NaiveDate,
    ended_on: Option<NaiveDate>,
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    caregiver_id: CaregiverId,
    id: SessionId,
    group_id: GroupId,
    sequence: i64,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    held_on: NaiveDate,
    state: String,
    came: i64,
    make_up_for: Option<SessionId>,
    doubts: i64,
    answer: Option<String>,
    answered: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct KnownRow {
    caregiver_id: CaregiverId,
    id: MessageId,
    dedupe_key: String,
    step: String,
    anchor_id: Option<SessionId>,
    anchor_seq: i64,
    priority: Priority,
    state: MessageState,
    due_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    local_day: Option<NaiveDate>,
}

const PEOPLE: &str = "SELECT c.id, c.state, c.zone, c.paused_until, c.safety_pause_until, c.under_18_at,
       (SELECT COUNT(*) FROM chat_links l WHERE l.caregiver_id = c.id AND l.state = 'linked') AS links,
       (SELECT k.status FROM consents k WHERE k.caregiver_id = c.id AND k.purpose = 'service_messages'
         ORDER BY k.at DESC, k.id DESC LIMIT 1) AS service,
       (SELECT k.status FROM consents k WHERE k.caregiver_id = c.id AND k.purpose = 'surveys'
         ORDER BY k.at DESC, k.id DESC LIMIT 1) AS surveys,
       (SELECT k.status FROM consents k WHERE k.caregiver_id = c.id AND k.purpose = 'attendance_link'
         ORDER BY k.at DESC, k.id DESC LIMIT 1) AS attendance
  FROM caregivers c WHERE c.id IN (";

const BELONGINGS: &str = "SELECT caregiver_id, group_id, enrolled_on, ended_on FROM enrolments
 WHERE enrolled_on IS NOT NULL
   AND (state IN ('enrolled', 'active', 'completed') OR ended_on IS NOT NULL)
   AND caregiver_id IN (";

// The sessions of her groups and those where she has a mark, from ten days back: no step reaches further.
const SESSIONS: &str =
    "SELECT p.caregiver_id, s.id, s.group_id, s.sequence, s.starts_at, s.ends_at, s.held_on, s.state,
       CAST(CASE WHEN a.status IN ('present', 'late', 'left_early') THEN 1
            WHEN a.status IN ('absent_excused', 'absent_unexcused') THEN 0
            ELSE -1 END AS BIGINT) AS came,
       a.make_up_for,
       (SELECT COUNT(*) FROM register_conflicts f
         WHERE f.session_id = s.id AND f.state = 'open'
           AND (f.caregiver_id IS NULL OR f.caregiver_id = p.caregiver_id)) AS doubts,
       r.answer, r.sequence AS answered
  FROM (SELECT e.caregiver_id, x.id AS session_id
          FROM enrolments e JOIN sessions x ON x.group_id = e.group_id
         WHERE e.enrolled_on IS NOT NULL
         UNION
        SELECT b.caregiver_id, b.session_id FROM attendance b) p
  JOIN sessions s ON s.id = p.session_id
  LEFT JOIN attendance a ON a.session_id = s.id AND a.caregiver_id = p.caregiver_id
  LEFT JOIN rsvps r ON r.session_id = s.id AND r.caregiver_id = p.caregiver_id
 WHERE s.state <> 'draft' AND s.starts_at > ";

const KNOWN: &str =
    "SELECT caregiver_id, id, dedupe_key, step, anchor_id, anchor_seq, priority, state, due_at, expires_at,
            local_day
  FROM planned_messages
 WHERE anchor_seq IS NOT NULL AND caregiver_id IN (";

/// How far back sessions are looked at: the longest step is three days and a day's delay after one.
const DAYS_BACK: i64 = 10;

/// One list of binds at the end of a query, closed by a bracket; the same for both databases.
macro_rules! of_people {
    ($exec:expr, $sql:expr, $people:expr) => {
        on!($exec, db => {
            let mut query = QueryBuilder::new($sql);
            let mut ids = query.separated(", ");
            for person in $people {
                ids.push_bind(*person);
            }
            query.push(")").build_query_as().fetch_all(db).await
        })
    };
}

impl Exec<'_> {
    /// What the plans of these people follow from, at `now`. Whoever is not there is left out, and so are the groups
    /// and sessions of whoever cannot be sent anything.
    pub async fn plan_facts(
        &mut self,
        people: &[CaregiverId],
        now: DateTime<Utc>,
    ) -> Result<Vec<PlanFacts>, StoreError> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let persons: Vec<PersonRow> = of_people!(self, PEOPLE, people)?;
        let mut facts: BTreeMap<CaregiverId, PlanFacts> =
            persons.into_iter().map(|row| (row.id, person(&row))).collect();
        self.add_courses(&mut facts, now).await?;
        let known: Vec<KnownRow> = of_people!(self, KNOWN, people)?;
        for row in known {
            if let Some(facts) = facts.get_mut(&row.caregiver_id) {
                facts.messages.push(message(row));
            }
        }
        Ok(facts.into_values().collect())
    }

    /// Adds groups and sessions of those who can be sent something; of the others they change nothing.
    async fn add_courses(
        &mut self,
        facts: &mut BTreeMap<CaregiverId, PlanFacts>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let heard: Vec<_> =
            facts.values().filter(|facts| facts.silence.is_none()).map(|facts| facts.caregiver).collect();
        if heard.is_empty() {
            return Ok(());
        }
        let belongings: Vec<BelongingRow> = of_people!(self, BELONGINGS, &heard)?;
        for row in belongings {
            if let Some(facts) = facts.get_mut(&row.caregiver_id) {
                let (group, from, to) = (row.group_id, row.enrolled_on, row.ended_on);
                facts.enrolments.push(Belonging { group, from, to });
            }
        }
        for row in self.plan_sessions(&heard, now).await? {
            if let Some(facts) = facts.get_mut(&row.caregiver_id) {
                add_session(facts, &row);
            }
        }
        Ok(())
    }

    async fn plan_sessions(
        &mut self,
        people: &[CaregiverId],
        now: DateTime<Utc>,
    ) -> Result<Vec<SessionRow>, StoreError> {
        let since = now - chrono::TimeDelta::days(DAYS_BACK);
        on!(self, db => {
            let mut query = QueryBuilder::new(SESSIONS);
            query.push_bind(since).push(" AND p.caregiver_id IN (");
            let mut ids = query.separated(", ");
            for person in people {
                ids.push_bind(*person);
            }
            query.push(") ORDER BY s.starts_at, s.id").build_query_as().fetch_all(db).await
        })
    }

    /// Whether anybody's plan has to be looked at again.
    pub async fn is_plan_due(&mut self) -> Result<bool, StoreError> {
        on!(self, db => sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM (SELECT 1 AS one FROM plan_due LIMIT 1) d")
            .fetch_one(db)
            .await
            .map(|count| count > 0))
    }
}

impl Tx<'_> {
    /// Takes a changed plan: adds its rows or takes up their cancelled ones, and cancels what is not wanted.
    pub async fn save_plan(&mut self, plan: &peiban_core::plan::Plan) -> Result<(), StoreError> {
        for (id, reason) in &plan.cancel {
            on!(self, db => sqlx::query(
                "UPDATE planned_messages SET state = 'cancelled', reason = $2
                  WHERE id = $1 AND state IN ('planned', 'retry')",
            )
            .bind(*id)
            .bind(*reason)
            .execute(db)
            .await
            .map(drop))?;
        }
        self.insert_planned(&plan.add).await
    }
}

fn person(row: &PersonRow) -> PlanFacts {
    let refused = |word: &Option<String>| word.as_deref().is_some_and(|word| word != "given");
    let silence = if !matches!(row.state.as_str(), "provisional" | "registered") {
        Some(Silence::Gone)
    } else if row.under_18_at.is_some() {
        Some(Silence::Under18)
    } else if row.service.as_deref() != Some("given") {
        Some(Silence::NoConsent)
    } else if row.links == 0 {
        Some(Silence::NoLink)
    } else {
        None
    };
    PlanFacts {
        caregiver: row.id,
        zone: hours::zone(&row.zone),
        silence,
        no_surveys: refused(&row.surveys),
        no_attendance: refused(&row.attendance),
        paused_until: row.paused_until,
        safety_pause_until: row.safety_pause_until,
        enrolments: Vec::new(),
        sessions: Vec::new(),
        marks: Vec::new(),
        doubts: Default::default(),
        rsvps: BTreeMap::new(),
        messages: Vec::new(),
    }
}

fn add_session(facts: &mut PlanFacts, row: &SessionRow) {
    let stage = match row.state.as_str() {
        "scheduled" => Stage::Ahead,
        "cancelled" | "did_not_happen" => Stage::CalledOff,
        _ => Stage::Held,
    };
    facts.sessions.push(PlanSession {
        id: row.id,
        group: row.group_id,
        sequence: row.sequence,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        held_on: row.held_on,
        stage,
    });
    if row.came >= 0 {
        facts.marks.push(Mark { session: row.id, came: row.came == 1, make_up_for: row.make_up_for });
    }
    if row.doubts > 0 {
        facts.doubts.insert(row.id);
    }
    if let Some((answer, sequence)) = row.answer.as_deref().zip(row.answered) {
        facts.rsvps.insert(row.id, Rsvp { coming: answer == "coming", sequence });
    }
}

fn message(row: KnownRow) -> KnownMessage {
    KnownMessage {
        id: row.id,
        dedupe_key: row.dedupe_key,
        step: row.step,
        session: row.anchor_id,
        sequence: row.anchor_seq,
        priority: row.priority,
        state: row.state,
        due_at: row.due_at,
        expires_at: row.expires_at,
        local_day: row.local_day,
    }
}
