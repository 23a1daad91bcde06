//! The form that opens a group: what it offers, and how it is read.

use chrono::{NaiveDate, NaiveTime};
use peiban_core::group::{check_capacity, check_code, check_title};
use peiban_core::id::{CurriculumId, GroupId, SiteId, UserId};
use peiban_core::refused::Refused;
use peiban_core::schedule::days_left_out;
use peiban_core::site::{Accessibility, Settlement, SiteKind};
use peiban_core::text::Language;
use peiban_core::zone::Zone;
use peiban_store::acts::groups::{OpenGroup, OpenSite, Place};
use rocket::FromForm;
use serde::Serialize;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Error;
use crate::guard::{Posted, SignedIn, Typed};
use crate::pages::Choice;
use crate::pages::accounts::invitations;

/// What the form offers.
#[derive(Serialize)]
pub(super) struct Page {
    sites: Vec<Choice>,
    kinds: Vec<Choice>,
    settlements: Vec<Choice>,
    zones: Vec<Choice>,
    accessibilities: Vec<Choice>,
    curricula: Vec<Choice>,
    curriculum: Option<CurriculumId>,
    facilitators: Vec<Choice>,
    new_site: bool,
}

impl Page {
    /// Shows the fields of a new site, if that was chosen.
    pub(super) fn with_site_fields(mut self, shown: bool) -> Self {
        self.new_site |= shown;
        self
    }
}

/// The choices of somebody who manages groups.
pub(super) async fn page(person: &SignedIn, language: Language, db: &Db) -> Result<Page, Error> {
    let mut read = db.read().await?;
    let sites = read.sites_managed_by(person.user()).await?;
    let curricula = read.published_curricula().await?;
    let facilitators = read.facilitators_for(person.user()).await?;
    let organisation = read.organisation().await?;
    drop(read);
    let kind = |kind: &SiteKind| Choice::keyed(kind.word(), format!("groups-kind-{}", kind.word()));
    let settlement =
        |one: &Settlement| Choice::keyed(one.word(), format!("groups-settlement-{}", one.word()));
    let zone = |zone: &Zone| Choice::keyed(zone.name(), format!("groups-zone-{}", zone.city()));
    let accessibility =
        |one: &Accessibility| Choice::keyed(one.word(), format!("groups-accessibility-{}", one.word()));
    Ok(Page {
        new_site: sites.is_empty(),
        sites: sites.into_iter().map(|site| Choice::new(site.id, site.name)).collect(),
        kinds: SiteKind::ALL.iter().map(kind).collect(),
        settlements: Settlement::ALL.iter().map(settlement).collect(),
        zones: Zone::OFFERED.iter().map(zone).collect(),
        accessibilities: Accessibility::ALL.iter().map(accessibility).collect(),
        curricula: curricula.iter().map(|one| Choice::new(one.id, one.title(language))).collect(),
        curriculum: organisation.map(|organisation| organisation.curriculum_id),
        facilitators: facilitators
            .into_iter()
            .map(|one| {
                let area = language.pick(&one.area_zh, &one.area_en);
                let text = if area.is_empty() {
                    one.display_name
                } else {
                    format!("{} · {area}", one.display_name)
                };
                Choice::new(one.id, text)
            })
            .collect(),
    })
}

/// The form as it is sent; every field is text until it is read.
#[derive(FromForm)]
pub struct NewGroup<'v> {
    site: &'v str,
    site_area: &'v str,
    site_code: &'v str,
    site_name: &'v str,
    kind: &'v str,
    settlement: &'v str,
    zone: Option<&'v str>,
    accessibility: Option<&'v str>,
    name: &'v str,
    code: &'v str,
    curriculum: &'v str,
    first: &'v str,
    time: &'v str,
    left_out: &'v str,
    lead: &'v str,
    second: &'v str,
    capacity: &'v str,
}

impl NewGroup<'_> {
    /// Whether a new site was asked for.
    fn wants_a_site(&self) -> bool {
        self.site.is_empty()
    }

    /// Whether there is something in the fields of a new site, or should be.
    pub(super) fn shows_a_site(&self) -> bool {
        self.wants_a_site() || !self.site_name.is_empty()
    }
}

/// Opens the group of the form; what the rules refuse stands at its field.
pub(super) async fn open(form: &mut Posted<NewGroup<'_>>, db: &Db) -> Result<GroupId, Error> {
    let new = form.taken()?;
    judge(&new, &mut form.typed);
    let place = place(&new, &mut form.typed, db).await?;
    let act = group(&new, place, &mut form.typed, db)?;
    Ok(db.act(&form.actor, act).await?)
}

/// Notes every rule of core that a single field breaks, so that all of them come back at once.
fn judge(new: &NewGroup<'_>, typed: &mut Typed) {
    let mut broken = vec![
        check_title(new.name, Refused::at("name", "groups-error-name-length")).err(),
        check_code(new.code, Refused::at("code", "groups-error-code-form")).err(),
        new.lead.is_empty().then_some(Refused::at("lead", "groups-error-lead-missing")),
        new.capacity.trim().parse().ok().and_then(|places| check_capacity(places).err()),
    ];
    if new.wants_a_site() {
        broken.push(
            check_title(new.site_name, Refused::at("site_name", "groups-error-site_name-length")).err(),
        );
        broken.push(check_code(new.site_code, Refused::at("site_code", "groups-error-site_code-form")).err());
    } else if !new.site_name.trim().is_empty() {
        broken.push(Some(Refused::at("site", "groups-error-site-two"))); // else the group opens where nobody meant
    }
    for refused in broken.into_iter().flatten() {
        typed.refused(refused);
    }
}

/// What was read, or nothing and a note at the field.
fn noted<T>(typed: &mut Typed, read: Option<T>, otherwise: Refused) -> Option<T> {
    if read.is_none() {
        typed.refused(otherwise);
    }
    read
}

async fn place(new: &NewGroup<'_>, typed: &mut Typed, db: &Db) -> Result<Option<Place>, Error> {
    if !new.wants_a_site() {
        let site = new.site.parse::<Uuid>().ok().map(|id| Place::Known(SiteId(id)));
        return Ok(noted(typed, site, Refused::at("site", "groups-error-site-unknown")));
    }
    let area = match invitations::area_called(new.site_area.trim(), db).await {
        Ok(area) => area.code,
        Err(Error::Refused(refused)) => {
            typed.fault("site_area", refused.rule);
            return Ok(None);
        }
        Err(other) => return Err(other),
    };
    let id = SiteId(db.ids().next(db.clock().now()));
    let kind = SiteKind::of_word(new.kind).unwrap_or(SiteKind::Other);
    let settlement = Settlement::of_word(new.settlement).unwrap_or(Settlement::Rural);
    let accessibility = new.accessibility.and_then(Accessibility::of_word).unwrap_or(Accessibility::Unknown);
    let zone = match new.zone.filter(|name| !name.is_empty()).map(Zone::offered) {
        Some(None) => return Ok(noted(typed, None, Refused::at("zone", "groups-error-zone-offered"))),
        chosen => chosen.flatten(),
    };
    let (code, name) = (new.site_code.to_owned(), new.site_name.to_owned());
    Ok(Some(Place::New(OpenSite { id, area, code, name, kind, settlement, zone, accessibility })))
}

/// Empty means nobody; anything else must be an id.
fn user(text: &str) -> Result<Option<UserId>, uuid::Error> {
    if text.is_empty() { Ok(None) } else { text.parse().map(|id| Some(UserId(id))) }
}

/// A time as browsers send it, with or without seconds.
pub(in crate::pages) fn time(text: &str) -> Option<NaiveTime> {
    ["%H:%M", "%H:%M:%S"].iter().find_map(|form| NaiveTime::parse_from_str(text.trim(), form).ok())
}

fn group(new: &NewGroup<'_>, place: Option<Place>, typed: &mut Typed, db: &Db) -> Result<OpenGroup, Error> {
    let id: Option<Uuid> = new.curriculum.parse().ok();
    let curriculum =
        noted(typed, id.map(CurriculumId), Refused::at("curriculum", "groups-error-curriculum-published"));
    let day = noted(
        typed,
        new.first.trim().parse::<NaiveDate>().ok(),
        Refused::at("first", "groups-error-first-date"),
    );
    let time = noted(typed, time(new.time), Refused::at("time", "groups-error-time-clock"));
    let left_out =
        noted(typed, days_left_out(new.left_out).ok(), Refused::at("left_out", "groups-error-left_out-date"));
    let lead = noted(typed, user(new.lead).ok(), Refused::at("lead", "groups-error-lead-missing"));
    let second = noted(typed, user(new.second).ok(), Refused::at("second", "groups-error-second-area"));
    let capacity = noted(
        typed,
        new.capacity.trim().parse().ok(),
        Refused::at("capacity", "groups-error-capacity-range"),
    );
    let (Some(place), Some(curriculum), Some(day), Some(time)) = (place, curriculum, day, time) else {
        return Err(Error::Fields);
    };
    let (Some(left_out), Some(lead), Some(second), Some(capacity)) = (left_out, lead, second, capacity)
    else {
        return Err(Error::Fields);
    };
    Ok(OpenGroup {
        id: GroupId(db.ids().next(db.clock().now())),
        place,
        name: new.name.to_owned(),
        code: new.code.to_owned(),
        curriculum,
        first: day.and_time(time),
        left_out,
        lead,
        second,
        capacity,
    })
}
