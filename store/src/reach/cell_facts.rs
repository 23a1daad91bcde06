//! SQL that counts days in areas from the facts: one statement for many of them, since every mark leads here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::NaiveDate;
use roaring::RoaringBitmap;
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::exec::on;
use crate::groups::courses::fulfilled;
use crate::reach::cells::local_span;
use crate::{CHUNK, Cell, Exec, StoreError};
use peiban_core::reach::{Figure, Fold, Tally};

/// What a campaign's reports say of the day; people that only a platform can tell apart are never added.
const REPORTED: &str = "SELECT x.place, r.measure, r.channel AS part,
        CAST(CASE WHEN r.measure IN ('platform_reach', 'attendees') THEN MAX(r.value) ELSE SUM(r.value) END AS BIGINT)
           AS value
   FROM cells x
  CROSS JOIN impression_reports r
  CROSS JOIN campaigns c
  WHERE r.day = x.day AND r.area = x.area AND c.id = r.campaign_id AND COALESCE(c.partner_id, x.nobody) = x.partner
    AND r.state IN ('submitted', 'approved', 'locked')
  GROUP BY x.place, r.measure, r.channel";

/// By group and day: thousands may enrol in the whole country on one day.
const ENROLLED: &str = "SELECT x.place, 'enrolled' AS measure, CAST(c.number AS TEXT) AS written
   FROM cells x
  CROSS JOIN groups g
  CROSS JOIN enrolments e
  CROSS JOIN caregivers c
  WHERE g.area = x.area AND COALESCE(g.partner_id, x.nobody) = x.partner
    AND e.group_id = g.id AND e.enrolled_on = x.day AND e.state NOT IN ('applied', 'waitlisted', 'invited')
    AND c.id = e.caregiver_id";

/// Sessions held on the day, and what hangs on them: a county's few groups first. SQLite keeps the order of cross
/// joins; left alone it may begin with everybody enrolled.
macro_rules! held {
    ($select:expr, $tables:expr $(, $more:expr)*) => {
        concat!(
            "SELECT x.place, ",
            $select,
            " FROM cells x
  CROSS JOIN groups g
  CROSS JOIN sessions s ",
            $tables,
            " WHERE g.area = x.area AND COALESCE(g.partner_id, x.nobody) = x.partner
    AND s.group_id = g.id AND s.held_on = x.day AND s.state IN ('held', 'submitted', 'verified')"
            $(, $more)*
        )
    };
}

const SESSIONS: &str = held!("'sessions', '', COUNT(*)", "", " GROUP BY x.place");
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
    "SELECT d.place, 'due', d.written FROM (",
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
 SELECT x.place, CAST(c.number AS TEXT) || '+'
   FROM cells x
  CROSS JOIN groups g
  CROSS JOIN enrolments e
  CROSS JOIN caregivers c
  WHERE g.area = x.area AND COALESCE(g.partner_id, x.nobody) = x.partner
    AND e.group_id = g.id AND e.ended_on = x.day AND e.state = 'completed' AND c.id = e.caregiver_id) d"
);

/// Scores of answers, on the day and in the area of the session that was asked about. A skip is no option: no score.
macro_rules! scored {
    ($measure:literal, $value:literal) => {
        concat!(
            "SELECT x.place, '",
            $measure,
            "', a.question, ",
            $value,
            " FROM cells x
  CROSS JOIN groups g
  CROSS JOIN sessions s
   JOIN responses r ON r.occasion = s.id AND r.state <> 'withdrawn'
   JOIN answers a ON a.response_id = r.id
   JOIN survey_options o ON o.survey_id = r.survey_id AND o.question = a.question AND o.value = a.value
  WHERE g.area = x.area AND COALESCE(g.partner_id, x.nobody) = x.partner AND s.group_id = g.id AND s.held_on = x.day
  GROUP BY x.place, a.question"
        )
    };
}

const ANSWERS: &str = scored!("answers", "COUNT(*)");
const SCORES: &str = scored!("scores", "CAST(SUM(o.score) AS BIGINT)");

/// What is known of each of the `cells`: a count, or the numbers of people with commas between. One row a figure.
static FIGURES: LazyLock<String> = LazyLock::new(|| {
    let counts = [REPORTED, SESSIONS, ANSWERS, SCORES].join(" UNION ALL ");
    let people = [ENROLLED, LISTED, CAME, DUE].join(" UNION ALL ");
    format!(
        ") SELECT place, measure, part, CAST(value AS TEXT) AS written FROM ({counts}) v
          UNION ALL
         SELECT place, measure, '', STRING_AGG(written, ',') FROM ({people}) p GROUP BY place, measure"
    )
});

/// A row of [`FIGURES`].
#[derive(sqlx::FromRow)]
struct FigureRow {
    /// Which of the cells.
    place: i64,
    measure: Figure,
    part: String,
    written: String,
}

/// The figures in a row.
fn figures(FigureRow { measure, part, written, .. }: FigureRow) -> Option<Vec<Tally>> {
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

/// The figures of cells, by cell.
pub(crate) type Days = BTreeMap<Cell, Vec<Tally>>;

impl Exec<'_> {
    /// Every figure of these cells, counted afresh from the facts; zeros are left out. A cell without facts is there and
    /// empty.
    pub async fn count_cells(&mut self, cells: &[Cell]) -> Result<Days, StoreError> {
        let mut days: Days = cells.iter().map(|cell| (*cell, Vec::new())).collect();
        for some in cells.chunks(CHUNK) {
            for row in self.figure_rows(some).await? {
                let cell = usize::try_from(row.place).ok().and_then(|place| some.get(place));
                let (Some(cell), Some(mut tallies)) = (cell, figures(row)) else {
                    return Err(StoreError::Unreadable("figure"));
                };
                tallies.retain(|tally| tally.value != 0 || tally.measure == Figure::Scores);
                days.entry(*cell).or_default().append(&mut tallies);
            }
        }
        let dates: BTreeSet<NaiveDate> = cells.iter().map(|cell| cell.day).collect();
        for some in Vec::from_iter(dates).chunks(CHUNK) {
            for (cell, started) in self.bot_starts_on(some).await? {
                if let Some(tallies) = days.get_mut(&cell) {
                    tallies.push(started);
                }
            }
        }
        Ok(days)
    }

    async fn figure_rows(&mut self, cells: &[Cell]) -> Result<Vec<FigureRow>, StoreError> {
        on!(self, db => {
            let mut query = QueryBuilder::new("WITH cells (place, day, area, partner, nobody) AS (");
            query.push_values((0_i64..).zip(cells), |mut row, (place, Cell { day, area, partner })| {
                row.push_bind(place).push_bind(day).push_bind(area).push_bind(partner).push_bind(Uuid::nil());
            });
            query.push(FIGURES.as_str()).build_query_as().persistent(false).fetch_all(db).await
        })
    }

    /// Who opened the chat on these days, by cell: a day's chats are found together, wherever they were opened.
    ///
    /// Where somebody is, is the caregiver's area, else the poster's.
    async fn bot_starts_on(&mut self, days: &[NaiveDate]) -> Result<Vec<(Cell, Tally)>, StoreError> {
        let rows: Vec<StartedRow> = on!(self, db => {
            let mut query = QueryBuilder::new("WITH days (day, begins, ends) AS (");
            query.push_values(days, |mut row, day| {
                let (begins, ends) = local_span(*day);
                row.push_bind(day).push_bind(begins).push_bind(ends);
            });
            query.push(
                ") SELECT p.day, p.area, p.partner, STRING_AGG(p.written, ',') AS written
                     FROM (SELECT d.day, COALESCE(c.area, j.area, 0) AS area, COALESCE(j.partner_id, ",
            );
            query.push_bind(Uuid::nil());
            query.push(
                ") AS partner, CAST(c.number AS TEXT) AS written
                   FROM days d
                  CROSS JOIN chat_links l
                   JOIN caregivers c ON c.id = l.caregiver_id
                   LEFT JOIN join_codes j ON j.code = l.join_code
                  WHERE l.made_at >= d.begins AND l.made_at < d.ends) p
                  GROUP BY p.day, p.area, p.partner",
            );
            query.build_query_as().persistent(false).fetch_all(db).await
        })?;
        let started = rows.into_iter().map(|row| {
            let (all, ..) = people(&row.written)?;
            Some((row.cell, Tally::of_people(Figure::BotStarts, &all)?))
        });
        started.collect::<Option<_>>().ok_or(StoreError::Unreadable("figure"))
    }
}

/// Who opened the chat, of one cell.
#[derive(sqlx::FromRow)]
struct StartedRow {
    #[sqlx(flatten)]
    cell: Cell,
    written: String,
}
