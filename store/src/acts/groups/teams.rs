//! Writes on who leads and helps a group.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::act::{Act, ActError};
use crate::acts::scope::permitted_on;
use crate::{Locked, Tx};
use peiban_core::group::{GroupState, Part};
use peiban_core::id::{GroupId, UserId};
use peiban_core::refused::Refused;
use peiban_core::user::Permission;

/// Gives a group another lead, other helpers, or both, from today on. The same team again changes nothing.
#[derive(Debug, Clone)]
pub struct ChangeTeam {
    /// Which group.
    pub group: GroupId,
    /// Who leads it; without a lead no group runs.
    pub lead: Option<UserId>,
    /// Who helps.
    pub second: Option<UserId>,
    /// Who helps too.
    pub third: Option<UserId>,
}

impl Act for ChangeTeam {
    type Out = ();
    const NAME: &'static str = "group.change_team";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        let team: Vec<UserId> = [self.lead, self.second, self.third].into_iter().flatten().collect();
        tx.lock_users(&team).await?; // a role does not end while a group is given to it
        let held = tx.lock_group(self.group).await?;
        permitted_on(tx, Permission::ManageGroups, self.group).await?;
        let group = tx.group(self.group).await?.ok_or(ActError::NotFound)?;
        if matches!(group.state, GroupState::Closed | GroupState::Cancelled) {
            return Err(Refused::at("lead", "groups-error-lead-over").into());
        }
        let manager = tx.actor().user();
        let may: Vec<UserId> =
            tx.team_candidates(self.group, manager).await?.into_iter().map(|one| one.id).collect();
        let team = self.team(&may)?;
        let site = tx.site(group.site_id).await?.ok_or(ActError::NotFound)?;
        let today = site.zone.day(tx.now);

        replace(tx, held, &team, today).await
    }

    fn subject(&self) -> Option<Uuid> {
        Some(self.group.0)
    }

    fn detail(&self) -> String {
        let all = [self.lead, self.second, self.third].into_iter().flatten();
        all.map(|user| user.0.to_string()).collect::<Vec<_>>().join(" ")
    }
}

/// Ends whoever is not in `team`, or has another part in it, and begins what is new. Covers stay.
async fn replace(
    tx: &mut Tx<'_>,
    group: Locked<GroupId>,
    team: &[(UserId, Part)],
    today: NaiveDate,
) -> Result<(), ActError> {
    let before = tx.facilitators_of(*group).await?;
    let before: Vec<(UserId, Part)> = before.into_iter().map(|one| (one.id, one.part)).collect();
    let is_chosen = |user: UserId| team.iter().any(|(chosen, _)| *chosen == user);
    for one in before.iter().filter(|one| !team.contains(one)) {
        if one.1 != Part::Cover || is_chosen(one.0) {
            tx.leave_team(group, one.0, today).await?;
        }
    }
    for new in team.iter().filter(|one| !before.contains(one)) {
        tx.take_into_team(group, *new, today).await?;
    }
    Ok(())
}

impl ChangeTeam {
    /// The lead and the helpers: different people, all of them among those who `may`.
    fn team(&self, may: &[UserId]) -> Result<Vec<(UserId, Part)>, Refused> {
        let lead = self.lead.ok_or(Refused::at("lead", "groups-error-lead-missing"))?;
        if !may.contains(&lead) {
            return Err(Refused::at("lead", "groups-error-lead-area"));
        }
        let mut team = vec![(lead, Part::Lead)];
        let helpers = [
            (self.second, ("second", "groups-error-second-same", "groups-error-second-area")),
            (self.third, ("third", "groups-error-third-same", "groups-error-third-area")),
        ];
        for (user, (field, same, area)) in helpers {
            let Some(user) = user else { continue };
            if team.iter().any(|(chosen, _)| *chosen == user) {
                return Err(Refused::at(field, same));
            }
            if !may.contains(&user) {
                return Err(Refused::at(field, area));
            }
            team.push((user, Part::Co));
        }
        Ok(team)
    }
}
