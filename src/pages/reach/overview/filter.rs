//! What of all figures is asked for: checked against what the person may see.

use peiban_core::area::{Area, AreaCode};
use peiban_core::reach::{Grain, Period};
use peiban_core::text::{Args, Language, MessageKey, month, month_day, say, tell};
use peiban_store::{FigureRange, PartnerRow};
use rocket::serde::Serialize;

use super::Asked;
use crate::db::Db;
use crate::error::Error;
use crate::guard::SignedIn;
use crate::pages::Choice;

/// A checked filter.
pub(crate) struct Filter {
    pub(super) area: Area,
    pub(super) period: Period,
    pub(super) partner: Option<PartnerRow>,
    ranges: Vec<FigureRange>,
    partners: Vec<PartnerRow>,
    now: Period,
}

/// The filter as a form.
#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
pub(super) struct FilterForm {
    areas: Vec<Choice>,
    periods: Vec<Choice>,
    partners: Vec<Choice>,
    area: String,
    period: String,
    partner: String,
    query: String,
}

fn within(ranges: &[FigureRange], area: AreaCode) -> bool {
    let wanted = area.range();
    ranges.iter().any(|range| range.area_from <= *wanted.start() && range.area_to >= *wanted.end())
}

async fn named(code: AreaCode, db: &Db) -> Result<Option<Area>, Error> {
    if code == AreaCode::COUNTRY {
        let name = |language| tell(language, MessageKey("areas-country"));
        return Ok(Some(Area { code, name_zh: name(Language::ZhHans), name_en: name(Language::En) }));
    }
    Ok(db.read().await?.area(code).await?)
}

impl Filter {
    /// Checks what was asked; what is out of scope is not found.
    pub(crate) async fn of(asked: &Asked<'_>, person: &SignedIn, db: &Db) -> Result<Self, Error> {
        let unknown = Error::from(MessageKey("overview-error-filter"));
        let ranges = db.read().await?.figure_ranges(person.user()).await?;
        let own =
            ranges.first().and_then(|range| AreaCode::new(range.area_from).ok()).ok_or(Error::NotFound)?;
        let code = match asked.area.filter(|area| !area.is_empty()) {
            Some(text) => text.parse::<AreaCode>().map_err(|_| Error::NotFound)?,
            None => own,
        };
        if !within(&ranges, code) {
            return Err(Error::NotFound);
        }
        let area = named(code, db).await?.ok_or(Error::NotFound)?;
        let today = db.clock().now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
        let now = Period::holding(Grain::Quarter, today);
        let period = match asked.period.filter(|period| !period.is_empty()) {
            Some(text) => text.parse().map_err(|_| unknown)?,
            None => now,
        };
        let partners = db.read().await?.figure_partners(person.user()).await?;
        let partner = match asked.partner.filter(|partner| !partner.is_empty()) {
            Some(code) => Some(partners.iter().find(|row| row.code == code).cloned().ok_or(Error::NotFound)?),
            None => None,
        };
        let now = Period::holding(Grain::Week, today);
        Ok(Self { area, period, partner, ranges, partners, now })
    }

    /// The choices, and what is chosen.
    pub(super) async fn form(
        &self,
        person: &SignedIn,
        db: &Db,
        language: Language,
    ) -> Result<FilterForm, Error> {
        let _ = person;
        let partner = self.partner.as_ref().map(|partner| partner.code.clone()).unwrap_or_default();
        let partners =
            self.partners.iter().map(|row| Choice::new(&row.code, language.pick(&row.name_zh, &row.name_en)));
        let query = format!("area={}&period={}&partner={partner}", self.area.code, self.period);
        Ok(FilterForm {
            areas: self.areas(db, language).await?,
            periods: self.periods(language),
            partners: partners.collect(),
            area: self.area.code.to_string(),
            period: self.period.to_string(),
            partner,
            query,
        })
    }

    /// The way up as far as the scope goes, then what lies right below.
    async fn areas(&self, db: &Db, language: Language) -> Result<Vec<Choice>, Error> {
        let up = std::iter::successors(Some(self.area.code.get()), |code| peiban_store::above(*code));
        let mut codes: Vec<AreaCode> = up.filter_map(|code| AreaCode::new(code).ok()).collect();
        codes.extend(self.ranges.iter().filter_map(|range| AreaCode::new(range.area_from).ok()));
        codes.sort_unstable();
        codes.dedup();
        let mut choices = Vec::new();
        for code in codes.into_iter().filter(|code| within(&self.ranges, *code)) {
            choices.extend(named(code, db).await?.map(|area| Choice::new(area.code, area.name(language))));
        }
        let below = db.read().await?.areas_below(self.area.code).await?;
        choices.extend(below.iter().map(|area| Choice::new(area.code, area.name(language))));
        Ok(choices)
    }

    /// Four quarters, three months and four weeks back from now, and what is chosen.
    fn periods(&self, language: Language) -> Vec<Choice> {
        let back = |grain, count| {
            let first = Period::holding(grain, self.now.start);
            std::iter::successors(Some(first), |period: &Period| Some(period.before())).take(count)
        };
        let mut periods: Vec<_> =
            back(Grain::Quarter, 4).chain(back(Grain::Month, 3)).chain(back(Grain::Week, 4)).collect();
        if !periods.contains(&self.period) {
            periods.push(self.period);
        }
        periods.into_iter().map(|period| Choice::new(period, period_name(period, language))).collect()
    }
}

/// A period as people say it.
pub(crate) fn period_name(period: Period, language: Language) -> String {
    let mut args = Args::new();
    let key = match period.grain {
        Grain::Week => "overview-period-week",
        Grain::Month => return month(language, period.start),
        Grain::Quarter => "overview-period-quarter",
    };
    let text = period.to_string();
    let (year, number) = text.split_once('-').unwrap_or((&text, ""));
    args.set("year", year.to_owned());
    args.set("number", number.trim_start_matches('Q').to_owned());
    args.set("day", month_day(language, period.start));
    say(language, key, &args)
}
