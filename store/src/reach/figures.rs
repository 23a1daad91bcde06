//! SQL that reads figures from the roll-ups, within a user's areas and partner.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::exec::on;
use crate::sessions::owed;
use crate::{Exec, StoreError};
use peiban_core::area::{Area, AreaCode};
use peiban_core::id::UserId;
use peiban_core::reach::{Figure, Grain, Period, Tally};

/// Where a user may see figures.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct FigureRange {
    /// First code.
    pub area_from: i64,
    /// Last code.
    pub area_to: i64,
    /// Only of this partner, if given.
    pub partner_id: Option<Uuid>,
}

/// A weekly figure of an area right below the chosen one.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct BelowRow {
    /// Which area.
    pub area: i64,
    /// The week's Monday.
    pub start: NaiveDate,
    /// Expected or attended.
    pub measure: Figure,
    /// Person-sessions.
    pub value: i64,
}

/// A partner in the filter.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PartnerRow {
    /// Its id.
    pub id: Uuid,
    /// Short code, as in the address.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}

/// What waits for somebody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Needs {
    /// Registers that are owed.
    pub registers: i64,
    /// Registers in which something does not agree.
    pub conflicts: i64,
    /// Alerts that are not closed; none for those who may not see alerts.
    pub alerts: Option<i64>,
}

/// Weekly attendance of the areas whose `$place` is $5.
macro_rules! weekly {
    ($place:literal) => {
        concat!(
            "SELECT r.area, r.start, r.measure, CAST(SUM(r.value) AS BIGINT) AS value
               FROM rollup_periods r
              WHERE r.grain = $2 AND r.start BETWEEN $3 AND $4 AND ",
            $place,
            " = $5 AND ($6 IS NULL OR r.partner = $6) AND r.measure IN ('expected', 'attended')
                AND EXISTS (SELECT 1 FROM user_permissions p
                             WHERE p.user_id = $1 AND p.permission = 'see_figures'
                               AND p.area_from <= r.area AND p.area_to >= r.area_to
                               AND (p.partner_id IS NULL OR p.partner_id = r.partner))
              GROUP BY r.area, r.start, r.measure
              ORDER BY r.area, r.start, r.measure"
        )
    };
}

const WEEKLY_BELOW: &str = weekly!("r.parent");
const WEEKLY_OF: &str = weekly!("r.area");

impl Exec<'_> {
    /// Where `user` may see figures, the widest first.
    pub async fn figure_ranges(&mut self, user: UserId) -> Result<Vec<FigureRange>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT area_from, area_to, partner_id
               FROM user_permissions
              WHERE user_id = $1 AND permission = 'see_figures'
              ORDER BY area_to - area_from DESC, area_from",
        )
        .bind(user)
        .fetch_all(db)
        .await)
    }

    /// Partners whose figures `user` may see.
    pub async fn figure_partners(&mut self, user: UserId) -> Result<Vec<PartnerRow>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT t.id, t.code, t.name_zh, t.name_en
               FROM partners t
              WHERE t.ended_at IS NULL
                AND EXISTS (SELECT 1 FROM user_permissions p
                             WHERE p.user_id = $1 AND p.permission = 'see_figures'
                               AND (p.partner_id IS NULL OR p.partner_id = t.id))
              ORDER BY t.code",
        )
        .bind(user)
        .fetch_all(db)
        .await)
    }

    /// Figures of one period in one area with all below it, as far as `user` may see them.
    pub async fn figures(
        &mut self,
        user: UserId,
        (area, partner): (AreaCode, Option<Uuid>),
        period: Period,
    ) -> Result<Vec<Tally>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT r.measure, r.part, r.value, r.people
               FROM rollup_periods r
              WHERE r.grain = $2 AND r.start = $3 AND r.area = $4 AND ($5 IS NULL OR r.partner = $5)
                AND EXISTS (SELECT 1 FROM user_permissions p
                             WHERE p.user_id = $1 AND p.permission = 'see_figures'
                               AND p.area_from <= r.area AND p.area_to >= r.area_to
                               AND (p.partner_id IS NULL OR p.partner_id = r.partner))",
        )
        .bind(user)
        .bind(period.grain)
        .bind(period.start)
        .bind(area)
        .bind(partner)
        .fetch_all(db)
        .await)
    }

    /// Weekly attendance of the areas right below `area` (of itself, where nothing lies below).
    pub async fn weekly_attendance(
        &mut self,
        user: UserId,
        (area, partner): (AreaCode, Option<Uuid>),
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<Vec<BelowRow>, StoreError> {
        let alone = area.range().end() == area.range().start();
        on!(self, db => sqlx::query_as(if alone { WEEKLY_OF } else { WEEKLY_BELOW })
            .bind(user)
            .bind(Grain::Week)
            .bind(first)
            .bind(last)
            .bind(area)
            .bind(partner)
            .fetch_all(db)
            .await)
    }

    /// Names of the areas right below, and of the area itself.
    pub async fn areas_around(&mut self, area: AreaCode) -> Result<Vec<Area>, StoreError> {
        let mut around = self.areas_below(area).await?;
        around.extend(self.area(area).await?);
        Ok(around)
    }

    /// What waits for somebody in `area`, as far as `user` may know of it.
    pub async fn needs(
        &mut self,
        user: UserId,
        (area, partner): (AreaCode, Option<Uuid>),
        now: DateTime<Utc>,
    ) -> Result<Needs, StoreError> {
        let range = area.range();
        let registers = on!(self, db => sqlx::query_scalar(concat!(
            // What is owed is little, groups are many: SQLite keeps the order of a cross join.
            "SELECT COUNT(*)
               FROM sessions s
              CROSS JOIN groups g
              WHERE g.id = s.group_id AND ",
            owed!(),
            " AND g.area BETWEEN $3 AND $4 AND ($5 IS NULL OR g.partner_id = $5)
                AND EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.user_id = $1 AND p.permission = 'see_figures' AND p.group_id = g.id)",
        ))
        .bind(user)
        .bind(now)
        .bind(*range.start())
        .bind(*range.end())
        .bind(partner)
        .fetch_one(db)
        .await)?;
        let conflicts = on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(DISTINCT s.id)
               FROM register_conflicts k
              CROSS JOIN sessions s
              CROSS JOIN groups g
              WHERE k.state = 'open' AND s.id = k.session_id AND g.id = s.group_id AND g.area BETWEEN $2 AND $3 AND ($4 IS NULL OR g.partner_id = $4)
                AND EXISTS (SELECT 1 FROM group_permissions p
                             WHERE p.user_id = $1 AND p.permission = 'see_figures' AND p.group_id = g.id)",
        )
        .bind(user)
        .bind(*range.start())
        .bind(*range.end())
        .bind(partner)
        .fetch_one(db)
        .await)?;
        Ok(Needs { registers, conflicts, alerts: self.open_alerts(user, area).await? })
    }

    /// Open alerts in `area`; none for those who may not see any.
    async fn open_alerts(&mut self, user: UserId, area: AreaCode) -> Result<Option<i64>, StoreError> {
        let range = area.range();
        let found: Option<i64> = on!(self, db => sqlx::query_scalar(
            "SELECT (SELECT COUNT(*) FROM alerts a
                      WHERE a.state <> 'closed' AND a.area BETWEEN $2 AND $3
                        AND EXISTS (SELECT 1 FROM user_permissions p
                                     WHERE p.user_id = $1 AND p.permission = 'see_alerts'
                                       AND a.area BETWEEN p.area_from AND p.area_to))
               FROM user_permissions q
              WHERE q.user_id = $1 AND q.permission = 'see_alerts'
              LIMIT 1",
        )
        .bind(user)
        .bind(*range.start())
        .bind(*range.end())
        .fetch_optional(db)
        .await)?;
        Ok(found)
    }
}
