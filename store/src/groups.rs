//! SQL on groups, their facilitators and schedules.

pub(crate) mod courses;
pub(crate) mod joinable;
pub(crate) mod leads;
pub(crate) mod listing;
pub(crate) mod seen;
pub(crate) mod sites;
pub(crate) mod teams;

use chrono::NaiveDate;

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::area::AreaCode;
use peiban_core::group::{Group, Part};
use peiban_core::id::{GroupId, ScheduleId, UserId};
use peiban_core::schedule::Schedule;
pub use seen::GroupRow;

/// Somebody who leads or helps a group.
#[derive(Debug, Clone, serde::Serialize, sqlx::FromRow)]
pub struct FacilitatorRow {
    /// Who.
    pub id: UserId,
    /// What people call her.
    pub display_name: String,
    /// What she does in it.
    pub part: Part,
    /// Whether she still may: neither her account nor her role here has ended.
    pub active: bool,
}

/// A facilitator who can be given a group.
#[derive(Debug, Clone, serde::Serialize, sqlx::FromRow)]
pub struct Candidate {
    /// Who.
    pub id: UserId,
    /// What people call her.
    pub display_name: String,
    /// Where her role holds, in Chinese; empty for the country.
    pub area_zh: String,
    /// Where her role holds, in English; empty for the country.
    pub area_en: String,
}

/// Groups `g` at sites `t` with a pattern in their name, code or place; all of them for `%%`.
macro_rules! called {
    ($like:literal) => {
        concat!(
            "(LOWER(g.name) LIKE ",
            $like,
            " ESCAPE '\\' OR LOWER(g.code) LIKE ",
            $like,
            " ESCAPE '\\' OR LOWER(t.name) LIKE ",
            $like,
            " ESCAPE '\\')"
        )
    };
}
pub(crate) use called;

macro_rules! columns {
    () => {
        "id, site_id, code, name, curriculum_id, area, partner_id, capacity, state"
    };
}

impl Exec<'_> {
    /// The group behind an id.
    pub async fn group(&mut self, id: GroupId) -> Result<Option<Group>, StoreError> {
        on!(self, db => sqlx::query_as(concat!("SELECT ", columns!(), " FROM groups WHERE id = $1"))
            .bind(id)
            .fetch_optional(db)
            .await)
    }

    /// Who leads and helps a group now, the lead first.
    pub async fn facilitators_of(&mut self, group: GroupId) -> Result<Vec<FacilitatorRow>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT u.id, u.display_name, f.part,
                    (u.ended_at IS NULL
                     AND EXISTS (SELECT 1 FROM group_permissions p
                                  WHERE p.group_id = f.group_id AND p.user_id = u.id
                                    AND p.permission = 'take_registers')) AS active
               FROM group_facilitators f
               JOIN users u ON u.id = f.user_id
              WHERE f.group_id = $1 AND f.to_on IS NULL
              ORDER BY CASE f.part WHEN 'lead' THEN 0 WHEN 'co' THEN 1 ELSE 2 END, u.display_name, u.id",
        )
        .bind(group)
        .fetch_all(db)
        .await)
    }

    /// Facilitators whose area touches one where `user` manages groups, by name.
    pub async fn facilitators_for(&mut self, user: UserId) -> Result<Vec<Candidate>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT DISTINCT u.id, u.display_name, u.name_key,
                    COALESCE(a.name_zh, '') AS area_zh, COALESCE(a.name_en, '') AS area_en
               FROM users u
               JOIN user_roles r ON r.user_id = u.id AND r.role = 'facilitator' AND r.ended_at IS NULL
               JOIN user_permissions p ON p.user_id = $1 AND p.permission = 'manage_groups'
                                      AND r.area_from <= p.area_to AND r.area_to >= p.area_from
                                      AND (p.partner_id IS NULL OR p.partner_id = r.partner_id)
               LEFT JOIN areas a ON a.code = r.area_from AND a.valid_to IS NULL
              WHERE u.ended_at IS NULL
              ORDER BY u.name_key, u.id",
        )
        .bind(user)
        .fetch_all(db)
        .await)
    }

    /// Whether `user` is a facilitator whose area holds `area`.
    pub async fn is_facilitator_in(&mut self, user: UserId, area: AreaCode) -> Result<bool, StoreError> {
        let found: i64 = on!(self, db => sqlx::query_scalar(
            "SELECT COUNT(*)
               FROM user_roles r
               JOIN users u ON u.id = r.user_id AND u.ended_at IS NULL
              WHERE r.user_id = $1 AND r.role = 'facilitator' AND r.ended_at IS NULL
                AND r.area_from <= $2 AND r.area_to >= $2",
        )
        .bind(user)
        .bind(area)
        .fetch_one(db)
        .await)?;
        Ok(found > 0)
    }
}

impl Tx<'_> {
    /// Adds a group, opened now.
    pub async fn insert_group(&mut self, group: &Group) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(concat!(
            "INSERT INTO groups (",
            columns!(),
            ", opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ))
        .bind(group.id)
        .bind(group.site_id)
        .bind(&group.code)
        .bind(&group.name)
        .bind(group.curriculum_id)
        .bind(group.area)
        .bind(group.partner_id)
        .bind(group.capacity)
        .bind(group.state)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Lets a user lead or help a group from a day on.
    pub async fn insert_facilitator(
        &mut self,
        group: GroupId,
        (user, part): (UserId, Part),
        from_on: NaiveDate,
    ) -> Result<(), StoreError> {
        on!(self, db => sqlx::query(
            "INSERT INTO group_facilitators (group_id, user_id, part, from_on) VALUES ($1, $2, $3, $4)",
        )
        .bind(group)
        .bind(user)
        .bind(part)
        .bind(from_on)
        .execute(db)
        .await
        .map(drop))
    }

    /// Keeps the schedule of a group.
    pub async fn insert_schedule(
        &mut self,
        id: ScheduleId,
        group: GroupId,
        schedule: &Schedule,
    ) -> Result<(), StoreError> {
        let now = self.now;
        let left_out: Vec<String> = schedule.left_out().iter().map(NaiveDate::to_string).collect();
        on!(self, db => sqlx::query(
            "INSERT INTO schedules (id, group_id, first_on, local_time, zone, minutes, rule, left_out, state, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9)",
        )
        .bind(id)
        .bind(group)
        .bind(schedule.first().date())
        .bind(schedule.first().format("%H:%M").to_string())
        .bind(schedule.zone().name())
        .bind(schedule.minutes())
        .bind(schedule.rule())
        .bind(left_out.join(","))
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }
}
