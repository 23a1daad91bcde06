//! SQL that counts one day in one area from the facts.

use roaring::RoaringBitmap;
use uuid::Uuid;

use super::courses::fulfilled;
use super::exec::on;
use super::rollup_cells::local_span;
use super::{Cell, Exec, StoreError};
use crate::reach::{Figure, Tally};

/// People who opened the chat; where they are is the caregiver's area, else the poster's.
const BOT_STARTS: &str = "SELECT DISTINCT c.number
   FROM chat_links l
   JOIN caregivers c ON c.id = l.caregiver_id
   LEFT JOIN join_codes j ON j.code = l.join_code
  WHERE l.made_at >= $1 AND l.made_at < $2 AND COALESCE(c.area, j.area, 0) = $3
    AND COALESCE(j.partner_id, $4) = $5";

const ENROLLED: &str = "SELECT DISTINCT c.number
   FROM enrolments e
   JOIN groups g ON g.id = e.group_id
   JOIN caregivers c ON c.id = e.caregiver_id
  WHERE e.enrolled_on = $1 AND g.area = $2 AND COALESCE(g.partner_id, $3) = $4
    AND e.state NOT IN ('applied', 'waitlisted', 'invited')";

/// Rosters of sessions held. A visit or call that makes a session up has one person, not the roster.
macro_rules! rosters {
    ($select:literal, $more:literal) => {
        concat!(
            "SELECT ",
            $select,
            " FROM sessions s
   JOIN groups g ON g.id = s.group_id
   JOIN enrolments e ON e.group_id = g.id AND e.enrolled_on <= s.held_on
                    AND (e.ended_on IS NULL OR e.ended_on > s.held_on)
                    AND e.state NOT IN ('applied', 'waitlisted', 'invited')
   JOIN caregivers c ON c.id = e.caregiver_id ",
            $more,
            " WHERE s.held_on = $1 AND g.area = $2 AND COALESCE(g.partner_id, $3) = $4
    AND s.state IN ('held', 'submitted', 'verified')
    AND NOT (s.mode IN ('home_visit', 'phone', 'video')
             AND EXISTS (SELECT 1 FROM attendance k WHERE k.session_id = s.id AND k.basis = 'make_up'))"
        )
    };
}

const LISTED: &str = rosters!("DISTINCT c.number", "");
const EXPECTED: &str = rosters!("COUNT(*)", "");
const ATTENDED: &str = rosters!(
    "COUNT(*)",
    "JOIN attendance a ON a.session_id = s.id AND a.caregiver_id = e.caregiver_id
                     AND a.status IN ('present', 'late', 'left_early')"
);
const SESSIONS: &str = "SELECT COUNT(*)
   FROM sessions s
   JOIN groups g ON g.id = s.group_id
  WHERE s.held_on = $1 AND g.area = $2 AND COALESCE(g.partner_id, $3) = $4
    AND s.state IN ('held', 'submitted', 'verified')";

const CAME: &str = "SELECT DISTINCT c.number
   FROM sessions s
   JOIN groups g ON g.id = s.group_id
   JOIN attendance a ON a.session_id = s.id AND a.basis <> 'companion'
                    AND a.status IN ('present', 'late', 'left_early')
   JOIN caregivers c ON c.id = a.caregiver_id
  WHERE s.held_on = $1 AND g.area = $2 AND COALESCE(g.partner_id, $3) = $4
    AND s.state IN ('held', 'submitted', 'verified')";

/// Everybody ever enrolled in a group that had its last module that day, and whoever completed that day.
macro_rules! due {
    ($($rule:tt)*) => {
        concat!(
            "SELECT c.number
   FROM sessions s
   JOIN groups g ON g.id = s.group_id
   JOIN curricula u ON u.id = g.curriculum_id
   JOIN enrolments e ON e.group_id = g.id AND e.enrolled_on <= s.held_on
                    AND e.state NOT IN ('applied', 'waitlisted', 'invited', 'transferred')
   JOIN caregivers c ON c.id = e.caregiver_id
  WHERE s.held_on = $1 AND g.area = $2 AND COALESCE(g.partner_id, $3) = $4
    AND s.state IN ('held', 'submitted', 'verified')
    AND s.module_id = (SELECT m.id FROM modules m WHERE m.curriculum_id = u.id ORDER BY m.seq DESC LIMIT 1)",
            $($rule)*,
            "
  UNION
 SELECT c.number
   FROM enrolments e
   JOIN groups g ON g.id = e.group_id
   JOIN caregivers c ON c.id = e.caregiver_id
  WHERE e.ended_on = $1 AND e.state = 'completed' AND g.area = $2 AND COALESCE(g.partner_id, $3) = $4"
        )
    };
}

const DUE: &str = due!("");
const COMPLETED: &str = due!(concat!(" AND (e.state = 'completed' OR ", fulfilled!(), ")"));

impl Exec<'_> {
    /// Every figure of one cell, counted afresh; zeros are left out.
    pub(crate) async fn count_cell(&mut self, cell: &Cell) -> Result<Vec<Tally>, StoreError> {
        let mut tallies = self.reported(cell).await?;
        tallies.push(people(Figure::BotStarts, &self.bot_starts(cell).await?)?);
        for (figure, sql) in [
            (Figure::Enrolled, ENROLLED),
            (Figure::Listed, LISTED),
            (Figure::Came, CAME),
            (Figure::Due, DUE),
            (Figure::Completed, COMPLETED),
        ] {
            tallies.push(people(figure, &self.numbers(sql, cell).await?)?);
        }
        for (measure, sql) in
            [(Figure::Sessions, SESSIONS), (Figure::Expected, EXPECTED), (Figure::Attended, ATTENDED)]
        {
            let value = self.numbers(sql, cell).await?.first().copied().unwrap_or_default();
            tallies.push(Tally { measure, part: String::new(), value, people: None });
        }
        tallies.extend(self.scored(cell).await?);
        tallies.retain(|tally| tally.value != 0 || tally.measure == Figure::Scores);
        Ok(tallies)
    }

    async fn reported(&mut self, cell: &Cell) -> Result<Vec<Tally>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT r.measure, r.channel AS part, NULL AS people,
                    CAST(CASE WHEN r.measure IN ('platform_reach', 'attendees') THEN MAX(r.value)
                              ELSE SUM(r.value) END AS BIGINT) AS value
               FROM impression_reports r
               JOIN campaigns c ON c.id = r.campaign_id
              WHERE r.day = $1 AND r.area = $2 AND COALESCE(c.partner_id, $3) = $4
                AND r.state IN ('submitted', 'approved', 'locked')
              GROUP BY r.measure, r.channel
              ORDER BY r.measure, r.channel",
        )
        .bind(cell.day)
        .bind(cell.area)
        .bind(Uuid::nil())
        .bind(cell.partner)
        .fetch_all(db)
        .await
        .map(|rows: Vec<(Figure, String, Option<Vec<u8>>, i64)>| {
            rows.into_iter().map(|(measure, part, people, value)| Tally { measure, part, value, people }).collect()
        }))
    }

    /// Scores of answers, on the day and in the area of the session that was asked about. A skip is no option: no score.
    async fn scored(&mut self, cell: &Cell) -> Result<Vec<Tally>, StoreError> {
        let rows: Vec<(String, i64, i64)> = on!(self, db => sqlx::query_as(
            "SELECT a.question, COUNT(*), CAST(SUM(o.score) AS BIGINT)
               FROM sessions s
               JOIN groups g ON g.id = s.group_id
               JOIN responses r ON r.occasion = s.id AND r.state <> 'withdrawn'
               JOIN answers a ON a.response_id = r.id
               JOIN survey_options o ON o.survey_id = r.survey_id AND o.question = a.question AND o.value = a.value
              WHERE s.held_on = $1 AND g.area = $2 AND COALESCE(g.partner_id, $3) = $4
              GROUP BY a.question
              ORDER BY a.question",
        )
        .bind(cell.day)
        .bind(cell.area)
        .bind(Uuid::nil())
        .bind(cell.partner)
        .fetch_all(db)
        .await)?;
        let tally =
            |measure, part: &str, value| Tally { measure, part: part.to_owned(), value, people: None };
        Ok(rows
            .iter()
            .flat_map(|(question, answers, scores)| {
                [tally(Figure::Answers, question, *answers), tally(Figure::Scores, question, *scores)]
            })
            .collect())
    }

    async fn bot_starts(&mut self, cell: &Cell) -> Result<Vec<i64>, StoreError> {
        let (start, end) = local_span(cell.day);
        on!(self, db => sqlx::query_scalar(BOT_STARTS)
            .bind(start)
            .bind(end)
            .bind(cell.area)
            .bind(Uuid::nil())
            .bind(cell.partner)
            .fetch_all(db)
            .await)
    }

    async fn numbers(&mut self, sql: &'static str, cell: &Cell) -> Result<Vec<i64>, StoreError> {
        on!(self, db => sqlx::query_scalar(sql)
            .bind(cell.day)
            .bind(cell.area)
            .bind(Uuid::nil())
            .bind(cell.partner)
            .fetch_all(db)
            .await)
    }
}

fn people(measure: Figure, numbers: &[i64]) -> Result<Tally, StoreError> {
    let set: RoaringBitmap = numbers.iter().filter_map(|number| u32::try_from(*number).ok()).collect();
    Tally::of_people(measure, &set).ok_or(StoreError::Unreadable("set of people"))
}
