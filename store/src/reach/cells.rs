//! SQL on which days and areas have to be counted again.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::exec::on;
use crate::{CHUNK, Exec, StoreError, Tx};
use peiban_core::area::AreaCode;
use peiban_core::id::{EnrolmentId, LinkId, PartnerId, SessionId};

/// A day in one area, for rows of one partner (all zeros for none): the smallest thing counted at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::FromRow)]
pub struct Cell {
    /// Which day.
    pub day: NaiveDate,
    /// The area's own code, nothing below it.
    pub area: i64,
    /// The partner's id, or zeros.
    pub partner: Uuid,
}

impl Cell {
    /// The cell of a fact.
    pub fn new(day: NaiveDate, area: AreaCode, partner: Option<PartnerId>) -> Self {
        Self { day, area: area.get(), partner: partner.map_or(Uuid::nil(), |partner| partner.0) }
    }
}

impl Exec<'_> {
    /// The cells of enrolments, and those of their groups' sessions.
    async fn cells_of_enrolments(&mut self, ids: &[EnrolmentId]) -> Result<Vec<Cell>, StoreError> {
        type Days = (Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>, i64, Uuid);
        let rows: Vec<Days> = on!(self, db => {
            let mut query = QueryBuilder::new("SELECT DISTINCT e.enrolled_on, e.ended_on, s.held_on, g.area, COALESCE(g.partner_id, ");
            query.push_bind(Uuid::nil());
            query.push(
                ") FROM enrolments e
                   JOIN groups g ON g.id = e.group_id
                   LEFT JOIN sessions s ON s.group_id = g.id AND s.state IN ('held', 'submitted', 'verified')
                  WHERE e.id IN (",
            );
            let mut list = query.separated(", ");
            for id in ids {
                list.push_bind(*id);
            }
            query.push(")");
            query.build_query_as().persistent(false).fetch_all(db).await
        })?;
        let cells = rows.into_iter().flat_map(|(enrolled, ended, held, area, partner)| {
            [enrolled, ended, held].into_iter().flatten().map(move |day| Cell { day, area, partner })
        });
        Ok(cells.collect())
    }

    async fn cell_of_link(&mut self, id: LinkId) -> Result<Option<Cell>, StoreError> {
        let found: Option<(DateTime<Utc>, i64, Uuid)> = on!(self, db => sqlx::query_as(
            "SELECT l.made_at, COALESCE(c.area, j.area, 0), COALESCE(j.partner_id, $2)
               FROM chat_links l
               JOIN caregivers c ON c.id = l.caregiver_id
               LEFT JOIN join_codes j ON j.code = l.join_code
              WHERE l.id = $1",
        )
        .bind(id)
        .bind(Uuid::nil())
        .fetch_optional(db)
        .await)?;
        Ok(found.map(|(at, area, partner)| Cell { day: local_day(at), area, partner }))
    }

    /// Every cell that has facts.
    pub(crate) async fn cells_with_facts(&mut self) -> Result<Vec<Cell>, StoreError> {
        let mut cells: Vec<Cell> = on!(self, db => sqlx::query_as(
            "SELECT r.day, r.area, COALESCE(c.partner_id, $1) AS partner
               FROM impression_reports r JOIN campaigns c ON c.id = r.campaign_id
              WHERE r.state <> 'superseded'
              UNION
             SELECT s.held_on, g.area, COALESCE(g.partner_id, $1)
               FROM sessions s JOIN groups g ON g.id = s.group_id
              WHERE s.state IN ('held', 'submitted', 'verified')
              UNION
             SELECT e.enrolled_on, g.area, COALESCE(g.partner_id, $1)
               FROM enrolments e JOIN groups g ON g.id = e.group_id
              WHERE e.enrolled_on IS NOT NULL
              UNION
             SELECT e.ended_on, g.area, COALESCE(g.partner_id, $1)
               FROM enrolments e JOIN groups g ON g.id = e.group_id
              WHERE e.ended_on IS NOT NULL AND e.state = 'completed'
              UNION
             SELECT s.held_on, g.area, COALESCE(g.partner_id, $1)
               FROM responses r JOIN sessions s ON s.id = r.occasion JOIN groups g ON g.id = s.group_id",
        )
        .bind(Uuid::nil())
        .fetch_all(db)
        .await)?;
        let links: Vec<(DateTime<Utc>, i64, Uuid)> = on!(self, db => sqlx::query_as(
            "SELECT l.made_at, COALESCE(c.area, j.area, 0), COALESCE(j.partner_id, $1)
               FROM chat_links l
               JOIN caregivers c ON c.id = l.caregiver_id
               LEFT JOIN join_codes j ON j.code = l.join_code",
        )
        .bind(Uuid::nil())
        .fetch_all(db)
        .await)?;
        cells.extend(links.into_iter().map(|(at, area, partner)| Cell { day: local_day(at), area, partner }));
        Ok(cells)
    }
}

/// The day it is in China then.
pub(crate) fn local_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&chrono_tz::Asia::Shanghai).date_naive()
}

/// When a day begins and ends in China, which has one zone and no summer time.
pub(crate) fn local_span(day: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let start = day.and_time(chrono::NaiveTime::MIN).and_utc() - TimeDelta::hours(8);
    (start, start + TimeDelta::days(1))
}

impl Tx<'_> {
    /// The facts of these days and areas changed: they are counted again soon. Call it in the act of the fact.
    pub async fn mark_rollup_dirty(&mut self, cells: &[Cell]) -> Result<(), StoreError> {
        let now = self.now;
        let mut cells = cells.to_vec();
        cells.sort_unstable(); // one order of locks for everybody
        cells.dedup();
        for chunk in cells.chunks(CHUNK) {
            on!(self, db => {
                QueryBuilder::new("INSERT INTO rollup_dirty (day, area, partner, since) ")
                    .push_values(chunk, |mut row, cell| {
                        row.push_bind(cell.day).push_bind(cell.area).push_bind(cell.partner).push_bind(now);
                    })
                    // Whoever counted before this act sees that it came later.
                    .push(" ON CONFLICT (day, area, partner) DO UPDATE SET changes = rollup_dirty.changes + 1")
                    .build()
                    .execute(db)
                    .await
                    .map(drop)
            })?;
        }
        Ok(())
    }

    /// A session's state, day, register, roster or survey changed. After a move, call it before and after.
    ///
    /// Its group's last module is counted again as well, since completion is counted there.
    pub async fn rollup_of_session(&mut self, session: SessionId) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "INSERT INTO rollup_dirty (day, area, partner, since)
             SELECT DISTINCT o.held_on, g.area, COALESCE(g.partner_id, $2), $3
               FROM sessions s
               JOIN groups g ON g.id = s.group_id
               JOIN sessions o ON o.group_id = g.id
              WHERE s.id = $1
                AND (o.id = s.id
                     OR o.module_id = (SELECT m.id FROM modules m
                                        WHERE m.curriculum_id = g.curriculum_id
                                        ORDER BY m.seq DESC LIMIT 1))
              ORDER BY 1, 2, 3 -- one order of locks for everybody
                 ON CONFLICT (day, area, partner) DO UPDATE SET changes = rollup_dirty.changes + 1",
        )
        .bind(session)
        .bind(Uuid::nil())
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Enrolments were made, ended, completed or re-dated. After a change of dates, call it before and after.
    pub async fn rollup_of_enrolments(&mut self, enrolments: &[EnrolmentId]) -> Result<(), StoreError> {
        let mut cells = Vec::new();
        for chunk in enrolments.chunks(CHUNK) {
            cells.extend(self.cells_of_enrolments(chunk).await?);
        }
        self.mark_rollup_dirty(&cells).await
    }

    /// A chat was opened. When its caregiver's area changes, call it before and after.
    pub async fn rollup_of_link(&mut self, link: LinkId) -> Result<(), StoreError> {
        let cell = self.cell_of_link(link).await?;
        self.mark_rollup_dirty(cell.as_slice()).await
    }
}
