//! SQL on campaigns, join codes and who may report for them.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::exec::on;
use crate::{Exec, StoreError, Tx};
use peiban_core::area::AreaCode;
use peiban_core::id::{CampaignId, PartnerId, UserId};
use peiban_core::text::Language;
use peiban_core::user::Permission;

/// A campaign as it is chosen from a list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// Short code, unique.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whose it is, if a partner's.
    pub partner_id: Option<PartnerId>,
}

/// A code on a poster.
#[derive(Debug, Clone)]
pub struct JoinCode {
    /// Letters and digits that a chat takes.
    pub code: String,
    /// Of which campaign.
    pub campaign: CampaignId,
    /// Where it hangs.
    pub place: String,
    /// The area it stands for, if one.
    pub area: Option<AreaCode>,
    /// The language of whoever scans it, if the poster tells.
    pub language: Option<Language>,
}

impl Exec<'_> {
    /// Campaigns that `user` may report for, the newest first; all of them without a user.
    pub async fn campaigns(&mut self, user: Option<UserId>) -> Result<Vec<Campaign>, StoreError> {
        on!(self, db => sqlx::query_as(
            "SELECT id, code, name, partner_id
               FROM campaigns c
              WHERE ($1 IS NULL OR EXISTS (SELECT 1 FROM user_permissions p
                                            WHERE p.user_id = $1 AND p.permission = 'import_reports'
                                              AND (p.partner_id IS NULL OR p.partner_id = c.partner_id)))
              ORDER BY c.made_at DESC, c.code",
        )
        .bind(user)
        .fetch_all(db)
        .await)
    }

    /// One of [`Exec::campaigns`].
    pub async fn campaign(
        &mut self,
        user: Option<UserId>,
        id: CampaignId,
    ) -> Result<Option<Campaign>, StoreError> {
        Ok(self.campaigns(user).await?.into_iter().find(|campaign| campaign.id == id))
    }

    /// Codes of areas in use that `user` may report for, for rows of `partner`.
    pub async fn reportable_areas(
        &mut self,
        user: Option<UserId>,
        partner: Option<PartnerId>,
    ) -> Result<HashSet<i64>, StoreError> {
        let codes: Vec<i64> = on!(self, db => sqlx::query_scalar(
            "SELECT a.code
               FROM areas a
              WHERE a.valid_to IS NULL
                AND ($1 IS NULL OR EXISTS (SELECT 1 FROM user_permissions p
                                            WHERE p.user_id = $1 AND p.permission = 'import_reports'
                                              AND a.code BETWEEN p.area_from AND p.area_to
                                              AND (p.partner_id IS NULL OR p.partner_id = $2)))",
        )
        .bind(user)
        .bind(partner)
        .fetch_all(db)
        .await)?;
        let mut codes: HashSet<i64> = codes.into_iter().collect();
        let country = match user {
            Some(user) => self.may_in(user, Permission::ImportReports, (AreaCode::COUNTRY, partner)).await?,
            None => true,
        };
        if country {
            codes.insert(AreaCode::COUNTRY.get());
        }
        Ok(codes)
    }
}

impl Tx<'_> {
    /// Adds a campaign.
    pub async fn insert_campaign(
        &mut self,
        campaign: &Campaign,
        starts_on: NaiveDate,
    ) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "INSERT INTO campaigns (id, code, name, partner_id, starts_on, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(campaign.id)
        .bind(&campaign.code)
        .bind(&campaign.name)
        .bind(campaign.partner_id)
        .bind(starts_on)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }

    /// Adds a code for posters; nobody opened it yet.
    pub async fn insert_join_code(&mut self, code: &JoinCode) -> Result<(), StoreError> {
        let now = self.now;
        on!(self, db => sqlx::query(
            "INSERT INTO join_codes (code, campaign_id, place, area, language, opens, starts, made_at)
             VALUES ($1, $2, $3, $4, $5, 0, 0, $6)",
        )
        .bind(&code.code)
        .bind(code.campaign)
        .bind(&code.place)
        .bind(code.area)
        .bind(code.language)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
    }
}
