//! Writes on sites and groups.

pub(crate) mod courses;
pub mod teams;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use uuid::Uuid;

use crate::Tx;
use crate::act::{Act, ActError};
use crate::acts::groups::courses::settle_group;
use crate::acts::scope::permitted;
use peiban_core::area::{AreaCode, AreaLevel};
use peiban_core::group::{Group, GroupState, Part, check_capacity, check_code, check_title};
use peiban_core::id::{CurriculumId, GroupId, ScheduleId, SessionId, SiteId, UserId};
use peiban_core::programme::Curriculum;
use peiban_core::refused::Refused;
use peiban_core::schedule::Schedule;
use peiban_core::session::{Belongs, Session};
use peiban_core::site::{Accessibility, Settlement, Site, SiteKind};
use peiban_core::user::Permission;
use peiban_core::zone::Zone;

/// Farthest first session from today, in days, before or ahead.
const FIRST_WITHIN_DAYS: i64 = 366;

/// Opens a site.
#[derive(Debug, Clone)]
pub struct OpenSite {
    /// Its id.
    pub id: SiteId,
    /// The county.
    pub area: AreaCode,
    /// Its code, one of a kind in the county.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// What kind of place.
    pub kind: SiteKind,
    /// What is around it.
    pub settlement: Settlement,
    /// Where its local times are told; what is usual in the county unless given.
    pub zone: Option<Zone>,
    /// Whether one gets in without steps.
    pub accessibility: Accessibility,
}

impl Act for OpenSite {
    type Out = SiteId;
    const NAME: &'static str = "site.open";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<SiteId, ActError> {
        Ok(open_site(tx, self).await?.id)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.id.0)
    }

    fn detail(&self) -> String {
        self.area.to_string()
    }
}

async fn open_site(tx: &mut Tx<'_>, new: &OpenSite) -> Result<Site, ActError> {
    permitted(tx, Permission::ManageGroups, new.area).await?;
    if new.area.level() != AreaLevel::County || tx.area(new.area).await?.is_none() {
        return Err(Refused::at("site_area", "groups-error-site_area-county").into());
    }
    let site = Site {
        id: new.id,
        area: new.area,
        code: check_code(&new.code, Refused::at("site_code", "groups-error-site_code-form"))?.to_owned(),
        name: check_title(&new.name, Refused::at("site_name", "groups-error-site_name-length"))?.to_owned(),
        kind: new.kind,
        settlement: new.settlement,
        zone: new.zone.unwrap_or_else(|| Zone::usual_in(new.area)),
        accessibility: new.accessibility,
        partner_id: None,
    };
    match tx.insert_site(&site).await {
        Err(error) if error.is_twice() => {
            Err(Refused::at("site_code", "groups-error-site_code-taken").into())
        }
        done => Ok(done.map(|()| site)?),
    }
}

/// Where a new group meets.
#[derive(Debug, Clone)]
pub enum Place {
    /// At a site that is there.
    Known(SiteId),
    /// At a site that is opened with it.
    New(OpenSite),
}

/// Opens a group with its facilitators, its weekly schedule and one session for each module: all or nothing.
#[derive(Debug, Clone)]
pub struct OpenGroup {
    /// Its id.
    pub id: GroupId,
    /// Where it meets.
    pub place: Place,
    /// What people call it.
    pub name: String,
    /// Its code, one of a kind at the site.
    pub code: String,
    /// What it follows: published.
    pub curriculum: CurriculumId,
    /// The local start of the first session.
    pub first: NaiveDateTime,
    /// Local days without a session.
    pub left_out: Vec<NaiveDate>,
    /// Who leads it; without a lead no group runs.
    pub lead: Option<UserId>,
    /// Who helps.
    pub second: Option<UserId>,
    /// Places, 1 to 200.
    pub capacity: i64,
}

impl Act for OpenGroup {
    type Out = GroupId;
    const NAME: &'static str = "group.open";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<GroupId, ActError> {
        let team: Vec<UserId> = [self.lead, self.second].into_iter().flatten().collect();
        tx.lock_users(&team).await?; // a role does not end while a group is given to it
        let site = self.site(tx).await?;
        let curriculum = published(tx, self.curriculum).await?;
        let today = site.zone.day(tx.now);
        if (self.first.date() - today).abs() > TimeDelta::days(FIRST_WITHIN_DAYS) {
            return Err(Refused::at("first", "groups-error-first-far").into());
        }
        let schedule = Schedule::weekly(self.first, site.zone, curriculum.minutes)?.without(&self.left_out);
        let team = self.team(tx, site.area).await?;

        self.insert(tx, &site).await?;
        for member in team {
            tx.insert_facilitator(self.id, member, today.min(self.first.date())).await?;
        }
        self.plan(tx, &site, &schedule).await?;
        Ok(self.id)
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.id.0)
    }
}

async fn published(tx: &mut Tx<'_>, id: CurriculumId) -> Result<Curriculum, ActError> {
    let found = tx.published_curricula().await?.into_iter().find(|curriculum| curriculum.id == id);
    Ok(found.ok_or(Refused::at("curriculum", "groups-error-curriculum-published"))?)
}

impl OpenGroup {
    async fn site(&self, tx: &mut Tx<'_>) -> Result<Site, ActError> {
        match &self.place {
            Place::New(new) => open_site(tx, new).await,
            Place::Known(id) => {
                let site = tx.site(*id).await?.ok_or(ActError::NotFound)?;
                permitted(tx, Permission::ManageGroups, site.area).await?;
                Ok(site)
            }
        }
    }

    /// The lead, and the second if there is one: facilitators of the area, two people.
    async fn team(&self, tx: &mut Tx<'_>, area: AreaCode) -> Result<Vec<(UserId, Part)>, ActError> {
        let lead = self.lead.ok_or(Refused::at("lead", "groups-error-lead-missing"))?;
        if !tx.is_facilitator_in(lead, area).await? {
            return Err(Refused::at("lead", "groups-error-lead-area").into());
        }
        let mut team = vec![(lead, Part::Lead)];
        if let Some(second) = self.second {
            if second == lead {
                return Err(Refused::at("second", "groups-error-second-same").into());
            }
            if !tx.is_facilitator_in(second, area).await? {
                return Err(Refused::at("second", "groups-error-second-area").into());
            }
            team.push((second, Part::Co));
        }
        Ok(team)
    }

    /// It forms, and opens with its sessions.
    async fn insert(&self, tx: &mut Tx<'_>, site: &Site) -> Result<(), ActError> {
        let group = Group {
            id: self.id,
            site_id: site.id,
            code: check_code(&self.code, Refused::at("code", "groups-error-code-form"))?.to_owned(),
            name: check_title(&self.name, Refused::at("name", "groups-error-name-length"))?.to_owned(),
            curriculum_id: self.curriculum,
            area: site.area,
            partner_id: site.partner_id,
            capacity: check_capacity(self.capacity)?,
            state: GroupState::Forming,
        };
        match tx.insert_group(&group).await {
            Err(error) if error.is_twice() => Err(Refused::at("code", "groups-error-code-taken").into()),
            done => Ok(done?),
        }
    }

    /// Module *n* goes to the *n*-th session.
    async fn plan(&self, tx: &mut Tx<'_>, site: &Site, schedule: &Schedule) -> Result<(), ActError> {
        let modules = tx.modules_of(self.curriculum).await?;
        let dates = schedule.occurrences(u16::try_from(modules.len()).unwrap_or(u16::MAX));
        if dates.len() < modules.len() || modules.is_empty() {
            return Err(Refused::at("curriculum", "groups-error-curriculum-empty").into());
        }
        let id = ScheduleId(tx.new_id());
        tx.insert_schedule(id, self.id, schedule).await?;
        let sessions: Vec<Session> = modules
            .iter()
            .zip(&dates)
            .map(|(module, at)| {
                let to = Belongs { group: self.id, schedule: id, module: module.id, site: site.id };
                Session::planned(SessionId(tx.new_id()), to, at, schedule.zone())
            })
            .collect();
        tx.insert_sessions(&sessions).await?;
        let group = tx.lock_group(self.id).await?;
        settle_group(tx, group).await
    }
}
