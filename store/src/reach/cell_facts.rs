//! SQL that counts one day in one area from the facts: one statement, since every mark leads here.

use std::sync::LazyLock;

use chrono::NaiveDate;
use roaring::RoaringBitmap;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::exec::on;
use crate::groups::courses::fulfilled;
use crate::reach::cells::local_span;
use crate::{Cell, Exec, StoreError};
use peiban_core::reach::{Figure, Fold, Tally};

/// What a campaign's reports say of the day; people that only a platform can tell apart are never added.
const REPORTED: &str = "SELECT r.measure, r.channel AS part,
        CAST(CASE WHEN r.measure IN ('platform_reach', 'attendees') THEN MAX(r.value) ELSE SUM(r.value) END AS BIGINT)
           AS value
   FROM impression_reports r
   JOIN campaigns c ON c.id = r.campaign_id
  WHERE r.day = $1 AND r.area = $2 AND COALESCE(c.partner_id, $3) = $4
    AND r.state IN ('submitted', 'approved', 'locked')
  GROUP BY r.measure, r.channel";

const ENROLLED: &str = "SELECT 'enrolled' AS measure, CAST(c.number AS TEXT) AS written
   FROM enrolments e
   JOIN groups g ON g.id = e.group_id
   JOIN caregivers c ON c.id = e.caregiver_id
  WHERE e.enrolled_on = $1 AND g.area = $2 AND COALESCE(g.partner_id, $3) = $4
    AND e.state NOT IN ('applied', 'waitlisted', 'invited')";

/// Sessions held on the day, and what hangs on them: a county's few groups first. SQLite keeps the order of cross
/// joins; left alone it may begin with everybody enrolled.
macro_rules! held {
    ($select:expr, $tables:expr $(, $more:expr)*) => {
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

const SESSIONS: &str = held!("'sessions', '', COUNT(*)", "");
const CAME: &str = held!(
    "'came', CAST(c.number AS TEXT)",
    "CROSS JOIN attendance a CROSS JOIN caregivers c",
    " AND a.session_id = s.id AND a.basis <> 'companion' AND a.status IN ('present', 'late', 'left_early')
    AND c.id = a.caregiver_id"
);

/// Rosters of sessions held, with a plus for each who came. A visit or call that makes a session up has one person,
/// not the roster.
const LISTED: &str = held!(
    "'listed', CAST(c.number AS TEXT) || CASE WHEN a.status IS NULL THEN '' ELSE '+' END",
    "CROSS JOIN enrolments e
  CROSS JOIN caregivers c
   LEFT JOIN attendance a ON a.session_id = s.id AND a.caregiver_id = e.caregiver_id
                         AND a.status IN ('present', 'late', 'left_early')",
    " AND e.group_id = g.id AND e.enrolled_on <= s.held_on AND (e.ended_on IS NULL OR e.ended_on > s.held_on)
    AND e.state NOT IN ('applied', 'waitlisted', 'invited') AND c.id = e.caregiver_id
    AND NOT (s.mode IN ('home_visit', 'phone', 'video')
             AND EXISTS (SELECT 1 FROM attendance k WHERE k.session_id = s.id AND k.basis = 'make_up'))"
);

/// Everybody ever enrolled in a group that had its last module that day, and whoever completed that day; with a plus
/// for each who has completed.
const DUE: &str = concat!(
    "SELECT 'due', d.written FROM (",
    held!(
        concat!(
            "CAST(c.number AS TEXT) || CASE WHEN e.state = 'completed' OR ",
            fulfilled!(),
            " THEN '+' ELSE '' END AS written"
        ),
        "CROSS JOIN curricula u CROSS JOIN enrolments e CROSS JOIN caregivers c",
        " AND u.id = g.curriculum_id
    AND s.module_id = (SELECT m.id FROM modules m WHERE m.curriculum_id = u.id ORDER BY m.seq DESC LIMIT 1)
    AND e.group_id = g.id AND e.enrolled_on <= s.held_on
    AND e.state NOT IN ('applied', 'waitlisted', 'invited', 'transferred') AND c.id = e.caregiver_id"
    ),
    "
  UNION
 SELECT CAST(c.number AS TEXT) || '+'
   FROM enrolments e
   JOIN groups g ON g.id = e.group_id
   JOIN caregivers c ON c.id = e.caregiver_id
  WHERE e.ended_on = $1 AND e.state = 'completed' AND g.area = $2 AND COALESCE(g.partner_id, $3) = $4) d"
);

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

/// What is known of a cell: a count, or the numbers of people with commas between. One row each, since each row that is
/// read hops between threads.
static CELL: LazyLock<String> = LazyLock::new(|| {
    let counts = [REPORTED, SESSIONS, ANSWERS, SCORES].join(" UNION ALL ");
    let people = [ENROLLED, LISTED, CAME, DUE].join(" UNION ALL ");
    format!(
        "SELECT measure, part, CAST(value AS TEXT) FROM ({counts}) v
          UNION ALL
         SELECT measure, '', STRING_AGG(written, ',') FROM ({people}) p GROUP BY measure"
    )
});

/// The figures in a row of [`CELL`].
fn figures((measure, part, written): (Figure, String, String)) -> Option<Vec<Tally>> {
    let count = |measure, value| Tally { measure, part: part.clone(), value, people: None };
    if measure.fold() != Fold::People {
        return Some(vec![count(measure, written.parse().ok()?)]);
    }
    let (all, marked, [times, times_marked]) = people(&written)?;
    let set = Tally::of_people(measure, &all)?;
    Some(match measure {
        Figure::Listed => vec![set, count(Figure::Expected, times), count(Figure::Attended, times_marked)],
        Figure::Due => vec![set, Tally::of_people(Figure::Completed, &marked)?],
        _ => vec![set],
    })
}

/// Everybody in a list, those with a plus, and how often both stand there.
fn people(written: &str) -> Option<(RoaringBitmap, RoaringBitmap, [i64; 2])> {
    let (mut all, mut marked, mut times) = (RoaringBitmap::new(), RoaringBitmap::new(), [0, 0]);
    for one in written.split(',') {
        let number = one.trim_end_matches('+').parse().ok()?;
        all.insert(number);
        times[0] += 1;
        if one.ends_with('+') {
            marked.insert(number);
            times[1] += 1;
        }
    }
    Some((all, marked, times))
}

impl Exec<'_> {
    /// Every figure of one cell, counted afresh, but for who opened the chat; zeros are left out.
    pub(crate) async fn count_cell(&mut self, cell: &Cell) -> Result<Vec<Tally>, StoreError> {
        let rows: Vec<(Figure, String, String)> = on!(self, db => sqlx::query_as(AssertSqlSafe(CELL.as_str()))
            .bind(cell.day)
            .bind(cell.area)
            .bind(Uuid::nil())
            .bind(cell.partner)
            .fetch_all(db)
            .await)?;
        let tallies: Option<Vec<_>> = rows.into_iter().map(figures).collect();
        let mut tallies = tallies.ok_or(StoreError::Unreadable("figure"))?.concat();
        tallies.retain(|tally| tally.value != 0 || tally.measure == Figure::Scores);
        Ok(tallies)
    }

    /// Who opened the chat on a day, by cell: a day's chats are found together, wherever they were opened.
    ///
    /// Where somebody is, is the caregiver's area, else the poster's.
    pub(crate) async fn bot_starts_on(&mut self, day: NaiveDate) -> Result<Vec<(Cell, Tally)>, StoreError> {
        let (start, end) = local_span(day);
        let rows: Vec<(i64, Uuid, String)> = on!(self, db => sqlx::query_as(
            "SELECT p.area, p.partner, STRING_AGG(p.written, ',')
               FROM (SELECT COALESCE(c.area, j.area, 0) AS area, COALESCE(j.partner_id, $1) AS partner,
                            CAST(c.number AS TEXT) AS written
                       FROM chat_links l
                       JOIN caregivers c ON c.id = l.caregiver_id
                       LEFT JOIN join_codes j ON j.code = l.join_code
                      WHERE l.made_at >= $2 AND l.made_at < $3) p
              GROUP BY p.area, p.partner",
        )
        .bind(Uuid::nil())
        .bind(start)
        .bind(end)
        .fetch_all(db)
        .await)?;
        let started = rows.into_iter().map(|(area, partner, written)| {
            let (all, ..) = people(&written)?;
            Some((Cell { day, area, partner }, Tally::of_people(Figure::BotStarts, &all)?))
        });
        started.collect::<Option<_>>().ok_or(StoreError::Unreadable("figure"))
    }
}
