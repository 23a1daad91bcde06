//! One page of figures, its filter in the address, and the same as a workbook.

mod filter;
mod view;

use chrono::{DateTime, Utc};
use peiban_core::area::{Area, AreaCode};
use peiban_core::id::UserId;
use peiban_core::overview::{Attendance, ChannelRow, Ladder, SurveyRow, channels, survey};
use peiban_core::reach::{Grain, Period, put_together};
use peiban_core::text::Language;
use peiban_core::user::Permission;
use peiban_store::{Exec, LONG_READ, Needs, PartnerRow};
use rocket::http::{ContentType, Header};
use rocket::{FromForm, Responder, get};
use rocket_dyn_templates::Template;

use crate::api::health::Worked;
use crate::db::Db;
use crate::error::Error;
use crate::guard::{Shell, SignedIn};
pub(crate) use filter::Filter;
use view::View;

/// The page's words, for the workbook.
pub(crate) mod words {
    pub(crate) use super::filter::period_name;
    pub(crate) use super::view::{finding, ladder, question, word};
}

/// What the address asks for; everything may be left out.
#[derive(Debug, Default, FromForm)]
pub struct Asked<'v> {
    area: Option<&'v str>,
    period: Option<&'v str>,
    partner: Option<&'v str>,
}

/// Everything that the page and the workbook show.
pub struct Figures {
    /// The area they are of.
    pub area: Area,
    /// The time they are of.
    pub period: Period,
    /// The one partner they are of, if one was chosen.
    pub partner: Option<PartnerRow>,
    /// When they were right, written out.
    pub as_of: String,
    /// Six numbers.
    pub ladder: Ladder,
    /// By channel.
    pub channels: Vec<ChannelRow>,
    /// By area and week.
    pub attendance: Attendance,
    /// By question.
    pub survey: Vec<SurveyRow>,
    /// What waits for somebody.
    pub needs: Needs,
    names: Vec<Area>,
}

impl Figures {
    /// The name of an area in the attendance table; its code where no list names it.
    pub fn name_of(&self, code: i64, language: Language) -> String {
        let found = self.names.iter().find(|area| area.code.get() == code);
        found.map_or_else(|| code.to_string(), |area| area.name(language).to_owned())
    }
}

/// Who asks for figures, in which language, and when.
#[derive(Clone, Copy)]
pub(crate) struct Asking {
    user: UserId,
    language: Language,
    now: DateTime<Utc>,
}

impl Asking {
    pub(crate) fn now(person: &SignedIn, language: Language, db: &Db) -> Self {
        Self { user: person.user(), language, now: db.clock().now() }
    }
}

pub(crate) async fn load(read: &mut Exec<'_>, filter: &Filter, asking: Asking) -> Result<Figures, Error> {
    let Asking { user, language, now } = asking;
    let today = now.with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    let scope = (filter.area.code, filter.partner.as_ref().map(|partner| partner.id));
    let tallies = read.figures(user, scope, filter.period).await?;
    let sums = put_together(tallies).map_err(|_| Error::Internal("reading a set of people"))?;
    let weeks: Vec<_> = match filter.period.grain {
        Grain::Week => vec![filter.period.start],
        Grain::Month | Grain::Quarter => {
            filter.period.weeks(today).into_iter().map(|week| week.start).collect()
        }
    };
    let span = (weeks.first().copied().unwrap_or(today), weeks.last().copied().unwrap_or(today));
    let below = read.weekly_attendance(user, scope, span).await?;
    let figures = below.into_iter().map(|row| (row.area, row.start, row.measure, row.value));
    Ok(Figures {
        area: filter.area.clone(),
        period: filter.period,
        partner: filter.partner.clone(),
        as_of: as_of(read, now, language).await?,
        ladder: Ladder::of(&sums),
        channels: channels(&sums),
        attendance: Attendance::of(weeks, figures),
        survey: survey(&sums),
        needs: read.needs(user, scope, now).await?,
        names: read.areas_around(filter.area.code).await?,
    })
}

/// Now, or since when something waits to be counted.
async fn as_of(read: &mut Exec<'_>, now: DateTime<Utc>, language: Language) -> Result<String, Error> {
    let at = read.uncounted_since().await?.unwrap_or(now).with_timezone(&chrono_tz::Asia::Shanghai);
    Ok(format!("{} {}", peiban_core::text::month_day(language, at.date_naive()), at.format("%H:%M")))
}

/// The page.
#[get("/overview?<asked..>")]
pub async fn show(
    asked: Asked<'_>,
    person: &SignedIn,
    shell: Shell,
    db: &Db,
    bot: Worked,
) -> Result<Template, Error> {
    person.needs(Permission::SeeFigures)?;
    let down = bot.down_since(db, shell.lang).await?;
    let shell = shell.telling(down);
    let filter = Filter::of(&asked, person, db).await?;
    let figures = load(&mut db.read().await?, &filter, Asking::now(person, shell.lang, db)).await?;
    let form = filter.form(person, db, shell.lang).await?;
    Ok(shell.page(
        "reach/overview/show.html",
        View::of(&figures, form, person.may(Permission::TakeRegisters), shell.lang),
    ))
}

/// A workbook that is kept as a file.
#[derive(Responder)]
pub struct Workbook {
    bytes: Vec<u8>,
    kind: ContentType,
    name: Header<'static>,
}

async fn written(read: &mut Exec<'_>, filter: &Filter, asking: Asking) -> Result<Vec<u8>, Error> {
    let figures = load(read, filter, asking).await?;
    crate::export::workbook(&figures, asking.language).map_err(|_| Error::Internal("writing a workbook"))
}

/// Exactly what the page shows, as a workbook.
#[get("/overview.xlsx?<asked..>")]
pub async fn export(asked: Asked<'_>, person: &SignedIn, shell: Shell, db: &Db) -> Result<Workbook, Error> {
    person.needs(Permission::SeeFigures)?;
    let filter = Filter::of(&asked, person, db).await?;
    let area = match filter.area.code {
        AreaCode::COUNTRY => "country".to_owned(),
        code => code.to_string(),
    };
    let name = format!("attachment; filename=\"peiban-{area}-{}.xlsx\"", filter.period);
    let asking = Asking::now(person, shell.lang, db);
    let written = db
        .aside(LONG_READ, move |mut read| Box::pin(async move { written(&mut read, &filter, asking).await }));
    let bytes = written.await?;
    let kind = ContentType::new("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    Ok(Workbook { bytes, kind, name: Header::new("Content-Disposition", name) })
}
