//! The overview's figures: the same as on the page, hidden where they are hidden there.

use chrono::{DateTime, NaiveDate, Utc};
use peiban_core::overview::Share;
use peiban_core::reach::{Channel, Measure, Shown, shown};
use peiban_core::text::Language;
use peiban_core::user::Permission;
use rocket::get;
use rocket::serde::json::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::words;
use crate::db::Db;
use crate::error::Error;
use crate::guard::SignedIn;
use crate::pages::reach::overview::{Asked, Asking, Figures, Filter, load};

/// A count of people. One from 1 to 4 is hidden.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Count {
    /// The number; null where it is hidden.
    pub value: Option<i64>,
    /// Whether it is hidden: from 1 to 4.
    pub small: bool,
}

impl Count {
    fn of(value: i64) -> Self {
        match shown(value) {
            Shown::Count(value) => Self { value: Some(value), small: false },
            Shown::Small => Self { value: None, small: true },
        }
    }
}

/// A part of a whole. All three are null where the whole is under 5, or a count of people in it would show.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShareAnswer {
    /// How many of them.
    pub part: Option<i64>,
    /// Of how many.
    pub of: Option<i64>,
    /// From 0 to 100, rounded.
    pub percent: Option<i64>,
}

impl ShareAnswer {
    const HIDDEN: Self = Self { part: None, of: None, percent: None };

    /// Person-sessions: hidden where the whole is small.
    fn of(share: Share) -> Self {
        share.percent().map_or(Self::HIDDEN, |percent| Self {
            part: Some(share.part),
            of: Some(share.of),
            percent: Some(percent),
        })
    }

    /// People: hidden also where the part is small.
    fn of_people(share: Share) -> Self {
        if shown(share.part) == Shown::Small { Self::HIDDEN } else { Self::of(share) }
    }
}

/// What one channel reported of one measure.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelAnswer {
    /// Which.
    #[schema(schema_with = words::channel)]
    pub channel: Channel,
    /// What was counted; never added to another.
    #[schema(schema_with = words::measure)]
    pub measure: Measure,
    /// How many.
    pub value: i64,
}

/// Attendance of one area in one week.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttendanceAnswer {
    /// Six digits of GB/T 2260; null for all of them together.
    pub area: Option<i64>,
    /// Its Monday.
    pub week: NaiveDate,
    /// Person-sessions attended of those expected.
    pub share: ShareAnswer,
}

/// The mean of a question.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyAnswer {
    /// Its stable id.
    pub question: String,
    /// How many answered.
    pub n: Count,
    /// The mean score; null while under 5 answered.
    pub mean: Option<f64>,
}

/// What the overview shows of an area and a period. Steps of the ladder are never added together.
#[derive(Debug, Serialize, ToSchema)]
pub struct FiguresAnswer {
    /// Six digits of GB/T 2260, 0 for the country.
    pub area: i64,
    /// `2026-Q4`, `2026-11` or `2026-W48`.
    pub period: String,
    /// The code of the one partner, if one was asked for.
    pub partner: Option<String>,
    /// When they were right.
    pub as_of: DateTime<Utc>,
    /// Times shown, as reported.
    pub impressions: i64,
    /// The largest number of people that one platform reported for one day.
    pub reach: i64,
    /// People who opened the chat.
    pub bot_starts: Count,
    /// People who enrolled.
    pub enrolled: Count,
    /// People who came at least once.
    pub came: Count,
    /// Of the people on a roster of a session held, those who came.
    pub came_of_listed: ShareAnswer,
    /// Of the people whose group has had its last module, those who completed.
    pub completed: ShareAnswer,
    /// Sessions held.
    pub sessions: i64,
    /// By channel and measure.
    pub channels: Vec<ChannelAnswer>,
    /// By area and week, and all areas together where nothing hidden could be worked out from it.
    pub attendance: Vec<AttendanceAnswer>,
    /// By question.
    pub survey: Vec<SurveyAnswer>,
}

/// Figures of an area and a period.
#[utoipa::path(get, path = "/api/v1/figures", tag = "figures",
    params(("area" = Option<i64>, Query, description = "Six digits, 0 for the country; the widest that one sees unless given"),
        ("period" = Option<String>, Query, description = "2026-Q4, 2026-11 or 2026-W48; this quarter unless given"),
        ("partner" = Option<String>, Query, description = "A partner's code")),
    responses((status = 200, description = "The figures", body = FiguresAnswer)))]
#[get("/figures?<asked..>")]
pub async fn show(asked: Asked<'_>, person: &SignedIn, db: &Db) -> Result<Json<FiguresAnswer>, Error> {
    person.needs(Permission::SeeFigures)?;
    let filter = Filter::of(&asked, person, db).await?;
    let figures = load(&mut db.read().await?, &filter, Asking::now(person, Language::En, db)).await?;
    let as_of = db.read().await?.uncounted_since().await?.unwrap_or_else(|| db.clock().now());
    Ok(Json(FiguresAnswer::of(figures, as_of)))
}

impl FiguresAnswer {
    fn of(figures: Figures, as_of: DateTime<Utc>) -> Self {
        let survey = figures.survey.iter().map(|row| SurveyAnswer {
            question: row.question.clone(),
            n: Count::of(row.n),
            mean: row.mean,
        });
        let ladder = &figures.ladder;
        Self {
            area: figures.area.code.get(),
            period: figures.period.to_string(),
            as_of,
            impressions: ladder.impressions,
            reach: ladder.reach,
            bot_starts: Count::of(ladder.bot_starts),
            enrolled: Count::of(ladder.enrolled),
            came: Count::of(ladder.came),
            came_of_listed: ShareAnswer::of_people(ladder.came_of_listed),
            completed: ShareAnswer::of_people(ladder.completed),
            sessions: ladder.sessions,
            channels: channels(&figures),
            attendance: attendance(&figures),
            survey: survey.collect(),
            partner: figures.partner.map(|partner| partner.code),
        }
    }
}

fn channels(figures: &Figures) -> Vec<ChannelAnswer> {
    let of_row = |row: &peiban_core::overview::ChannelRow| {
        let channel = row.channel;
        let told = Measure::ALL.into_iter().zip(row.values);
        told.filter_map(move |(measure, value)| Some(ChannelAnswer { channel, measure, value: value? }))
    };
    figures.channels.iter().flat_map(of_row).collect()
}

fn attendance(figures: &Figures) -> Vec<AttendanceAnswer> {
    let rows = figures.attendance.rows.iter().map(|(area, shares)| (Some(*area), shares));
    let rows = rows.chain([(None, &figures.attendance.all)]);
    let of_row = |(area, shares): (Option<i64>, &Vec<Option<Share>>)| {
        let cells: Vec<_> = figures.attendance.weeks.iter().copied().zip(shares.iter().copied()).collect();
        cells.into_iter().filter_map(move |(week, share)| {
            Some(AttendanceAnswer { area, week, share: ShareAnswer::of(share?) })
        })
    };
    rows.flat_map(of_row).collect()
}
