//! SQL that counts one day in one area from the facts: one statement, since every mark leads here.

use std::sync::LazyLock;

use roaring::RoaringBitmap;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::courses::fulfilled;
use super::exec::on;
use super::rollup_cells::local_span;
use super::{Cell, Exec, StoreError};
use crate::reach::{Figure, Fold, Tally};

/// What a campaign's reports say of the day; people that only a platform can tell apart are never added.
const REPORTED: &str = "SELECT r.measure, r.channel AS part,
        CAST(CASE WHEN r.measure IN ('platform_reach', 'attendees') THEN MAX(r.value) ELSE SUM(r.value) END AS BIGINT)
           AS value
   FROM impression_reports r
   JOIN campaigns c ON c.id = r.campaign_id
  WHERE r.day = $1 AND r.area = $2 AND COALESCE(c.partner_id, $3) = $4
    AND r.state IN ('submitted', 'approved', 'locked')
  GROUP BY r.measure, r.channel";

/// People who opened the chat; where they are is the caregiver's area, else the poster's.
const BOT_STARTS: &str = "SELECT 'bot_starts' AS measure, c.number
   FROM chat_links l
   JOIN caregivers c ON c.id = l.caregiver_id
   LEFT JOIN join_codes j ON j.code = l.join_code
  WHERE l.made_at >= $5 AND l.made_at < $6 AND COALESCE(c.area, j.area, 0) = $2
    AND COALESCE(j.partner_id, $3) = $4";

const ENROLLED: &str = "SELECT 'enrolled', c.number
   FROM enrolments e
   JOIN groups g ON g.id = e.group_id
   JOIN caregivers c ON c.id = e.caregiver_id
  WHERE e.enrolled_on = $1 AND g.area = $2 AND COALESCE(g.partner_id, $3) = $4
    AND e.state NOT IN ('applied', 'waitlisted', 'invited')";

/// Sessions held on the day, and what hangs on them: a county's few groups first. SQLite keeps the order of cross
/// joins; left alone it may begin with everybody enrolled.
macro_rules! held {
    ($select:literal, $tables:literal $(, $more:literal)*) => {
        concat!(
            "SELECT ",
            $select,
            " FROM groups g
  CROSS JOIN sessions s ",
            $tables,
            " WHERE s.group_id = g.id AND s.held_on = $1 AND g.area = $2 AND COALESCE(g.partner_id, $3) = $4
    AND s.state IN ('held', 'submitted', 'verified')"
            $(, $more)*
        )
    };
}

/// Rosters of sessions held. A visit or call that makes a session up has one person, not the roster.
macro_rules! rosters {
    ($select:literal, $more:literal) => {
        held!(
            $select,
            "CROSS JOIN enrolments e
  CROSS JOIN caregivers c
   LEFT JOIN attendance a ON a.session_id = s.id AND a.caregiver_id = e.caregiver_id
                         AND a.status IN ('present', 'late', 'left_early')",
            " AND e.group_id = g.id AND e.enrolled_on <= s.held_on AND (e.ended_on IS NULL OR e.ended_on > s.held_on)
    AND e.state NOT IN ('applied', 'waitlisted', 'invited') AND c.id = e.caregiver_id
    AND NOT (s.mode IN ('home_visit', 'phone', 'video')
             AND EXISTS (SELECT 1 FROM attendance k WHERE k.session_id = s.id AND k.basis = 'make_up'))",
            $more
        )
    };
}

const LISTED: &str = rosters!("'listed', c.number", "");
const EXPECTED: &str = rosters!("'expected', '', COUNT(*)", "");
const ATTENDED: &str = rosters!("'attended', '', COUNT(*)", " AND a.status IS NOT NULL");
const SESSIONS: &str = held!("'sessions', '', COUNT(*)", "");
const CAME: &str = held!(
    "'came', c.number",
    "CROSS JOIN attendance a CROSS JOIN caregivers c",
    " AND a.session_id = s.id AND a.basis <> 'companion' AND a.status IN ('present', 'late', 'left_early')
    AND c.id = a.caregiver_id"
);

/// Everybody ever enrolled in a group that had its last module that day, and whoever completed that day.
macro_rules! due {
    ($measure:literal, $($rule:tt)*) => {
        concat!(
            "SELECT '", $measure, "', d.number FROM (",
            held!(
                "c.number",
                "CROSS JOIN curricula u CROSS JOIN enrolments e CROSS JOIN caregivers c",
                " AND u.id = g.curriculum_id
    AND s.module_id = (SELECT m.id FROM modules m WHERE m.curriculum_id = u.id ORDER BY m.seq DESC LIMIT 1)
    AND e.group_id = g.id AND e.enrolled_on <= s.held_on
    AND e.state NOT IN ('applied', 'waitlisted', 'invited', 'transferred') AND c.id = e.caregiver_id"
            ),
            $($rule)*,
            "
  UNION
 SELECT c.number
   FROM enrolments e
   JOIN groups g ON g.id = e.group_id
   JOIN caregivers c ON c.id = e.caregiver_id
  WHERE e.ended_on = $1 AND e.state = 'completed' AND g.area = $2 AND COALESCE(g.partner_id, $3) = $4) d"
        )
    };
}

const DUE: &str = due!("due", "");
const COMPLETED: &str = due!("completed", concat!(" AND (e.state = 'completed' OR ", fulfilled!(), ")"));

/// Scores of answers, on the day and in the area of the session that was asked about. A skip is no option: no score.
macro_rules! scored {
    ($measure:literal, $value:literal) => {
        concat!(
            "SELECT '",
            $measure,
            "', a.question, ",
            $value,
            " FROM groups g
  CROSS JOIN sessions s
   JOIN responses r ON r.occasion = s.id AND r.state <> 'withdrawn'
   JOIN answers a ON a.response_id = r.id
   JOIN survey_options o ON o.survey_id = r.survey_id AND o.question = a.question AND o.value = a.value
  WHERE s.group_id = g.id AND s.held_on = $1 AND g.area = $2 AND COALESCE(g.partner_id, $3) = $4
  GROUP BY a.question"
        )
    };
}

const ANSWERS: &str = scored!("answers", "COUNT(*)");
const SCORES: &str = scored!("scores", "CAST(SUM(o.score) AS BIGINT)");

/// Every figure of a cell: a count, or the numbers of the people with commas between. One row a figure, since each
/// row that is read hops between threads.
static CELL: LazyLock<String> = LazyLock::new(|| {
    let counts = [REPORTED, SESSIONS, EXPECTED, ATTENDED, ANSWERS, SCORES].join(" UNION ALL ");
    let people = [BOT_STARTS, ENROLLED, LISTED, CAME, DUE, COMPLETED].join(" UNION ALL ");
    format!(
        "SELECT measure, part, CAST(value AS TEXT) FROM ({counts}) v
          UNION ALL
         SELECT measure, '', STRING_AGG(CAST(number AS TEXT), ',') FROM ({people}) p GROUP BY measure"
    )
});

/// A figure as [`CELL`] writes it.
fn tally((measure, part, written): (Figure, String, String)) -> Option<Tally> {
    if measure.fold() != Fold::People {
        return Some(Tally { measure, part, value: written.parse().ok()?, people: None });
    }
    let set: Option<RoaringBitmap> = written.split(',').map(|number| number.parse::<u32>().ok()).collect();
    Tally::of_people(measure, &set?)
}

impl Exec<'_> {
    /// Every figure of one cell, counted afresh; zeros are left out.
    pub(crate) async fn count_cell(&mut self, cell: &Cell) -> Result<Vec<Tally>, StoreError> {
        let (start, end) = local_span(cell.day);
        let rows: Vec<(Figure, String, String)> = on!(self, db => sqlx::query_as(AssertSqlSafe(CELL.as_str()))
            .bind(cell.day)
            .bind(cell.area)
            .bind(Uuid::nil())
            .bind(cell.partner)
            .bind(start)
            .bind(end)
            .fetch_all(db)
            .await)?;
        let tallies: Option<Vec<_>> = rows.into_iter().map(tally).collect();
        let mut tallies = tallies.ok_or(StoreError::Unreadable("figure"))?;
        tallies.retain(|tally| tally.value != 0 || tally.measure == Figure::Scores);
        Ok(tallies)
    }
}
