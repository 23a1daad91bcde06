//! Figures as words, the same for the page and the workbook.

use peiban_core::overview::Share;
use peiban_core::reach::{Shown, shown};
use peiban_core::text::{Args, Language, number, say};
use peiban_store::Needs;
use rocket::serde::Serialize;

use super::Figures;
use super::filter::FilterForm;
use crate::chart::{Bars, Point, Tiles, bars, tiles};

/// One step of the ladder.
#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
pub(crate) struct Rung {
    /// The number, or `<5`.
    pub(crate) n: String,
    /// What it counts.
    pub(crate) what: String,
    /// How it is counted, with its denominator.
    pub(crate) note: String,
}

#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
struct Line {
    name: String,
    cells: Vec<String>,
}

/// The page.
#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
pub(super) struct View {
    filter: FilterForm,
    as_of: String,
    ladder: Vec<Rung>,
    needs: Needs,
    /// Whether the registers are this person's to take.
    may_take: bool,
    channels: Vec<Line>,
    weeks: Vec<String>,
    rows: Vec<Line>,
    all: Line,
    finding: String,
    bars: Option<Bars>,
    tiles: Option<Tiles>,
    survey: Vec<Line>,
}

/// A count of people, or `<5`.
pub(crate) fn count(value: i64) -> String {
    match shown(value) {
        Shown::Count(value) => number(value),
        Shown::Small => "<5".to_owned(),
    }
}

pub(crate) fn word(language: Language, key: &str) -> String {
    say(language, key, &Args::new())
}

fn share_said(share: Share, key: &str, language: Language) -> String {
    if share.of == 0 {
        return word(language, "overview-ladder-nobody");
    }
    let Some(percent) = share.percent() else { return word(language, "overview-ladder-small") };
    if shown(share.part) == Shown::Small {
        return word(language, "overview-ladder-small");
    }
    let args: Args<'_> = [("part", share.part), ("of", share.of), ("percent", percent)].into_iter().collect();
    say(language, key, &args)
}

/// The six steps in words.
pub(crate) fn ladder(figures: &Figures, language: Language) -> Vec<Rung> {
    let ladder = &figures.ladder;
    let reach_note = match ladder.reach_channel {
        Some(channel) => {
            let name = word(language, &format!("reports-channel-{}", channel.word()));
            let args: Args<'_> = [("channel", name)].into_iter().collect();
            say(language, "overview-ladder-reach-note", &args)
        }
        None => word(language, "overview-ladder-reach-none"),
    };
    let rung = |n: String, key: &str, note: String| Rung {
        n,
        what: word(language, &format!("overview-ladder-{key}")),
        note,
    };
    let note = |key: &str| word(language, &format!("overview-ladder-{key}-note"));
    let came = share_said(ladder.came_of_listed, "overview-ladder-came-note", language);
    let completed = share_said(ladder.completed, "overview-ladder-completed-note", language);
    vec![
        rung(number(ladder.impressions), "impressions", note("impressions")),
        rung(number(ladder.reach), "reach", reach_note),
        rung(count(ladder.bot_starts), "bot", note("bot")),
        rung(count(ladder.enrolled), "enrolled", note("enrolled")),
        rung(count(ladder.came), "came", came),
        rung(count(ladder.completed.part), "completed", completed),
    ]
}

/// One cell of the attendance table.
pub(crate) fn cell(share: Option<Share>, language: Language) -> String {
    let Some(share) = share else { return "–".to_owned() };
    match share.percent() {
        Some(percent) => {
            let args: Args<'_> =
                [("part", share.part), ("of", share.of), ("percent", percent)].into_iter().collect();
            say(language, "overview-share", &args)
        }
        None => "<5".to_owned(),
    }
}

fn point(share: Option<Share>, language: Language) -> Point {
    let share = share.ok_or_else(|| word(language, "overview-missing"))?;
    share.percent().ok_or_else(|| "<5".to_owned())
}

/// What the chart's title tells.
pub(crate) fn finding(figures: &Figures, language: Language) -> String {
    let (key, from, to) = match figures.attendance.last_two() {
        (Some(from), Some(to)) if to > from => ("rose", from, to),
        (Some(from), Some(to)) if to < from => ("fell", from, to),
        (Some(from), Some(to)) => ("same", from, to),
        (None, Some(to)) => ("first", 0, to),
        (_, None) => ("none", 0, 0),
    };
    let args: Args<'_> = [("from", from), ("to", to)].into_iter().collect();
    say(language, &format!("overview-attendance-{key}"), &args)
}

/// The question in words; its id where the messages do not know it.
pub(crate) fn question(id: &str, language: Language) -> String {
    let key = format!("overview-question-{id}");
    let said = word(language, &key);
    if said == format!("[{key}]") { id.to_owned() } else { said }
}

impl View {
    pub(super) fn of(figures: &Figures, filter: FilterForm, may_take: bool, language: Language) -> Self {
        let attendance = &figures.attendance;
        let weeks: Vec<String> =
            attendance.weeks.iter().map(|week| week.format("%-m/%-d").to_string()).collect();
        let line = |name: String, shares: &[Option<Share>]| Line {
            name,
            cells: shares.iter().map(|share| cell(*share, language)).collect(),
        };
        let name = |code: i64| figures.name_of(code, language);
        let held = !attendance.rows.is_empty();
        let series = || attendance.all.iter().map(|share| point(*share, language)).zip(weeks.iter().cloned());
        let grid = || -> Vec<_> {
            let points =
                |shares: &[Option<Share>]| shares.iter().map(|share| point(*share, language)).collect();
            attendance.rows.iter().map(|(code, shares)| (name(*code), points(shares))).collect()
        };
        Self {
            as_of: figures.as_of.clone(),
            ladder: ladder(figures, language),
            needs: figures.needs,
            may_take,
            channels: channels(figures, language),
            rows: attendance.rows.iter().map(|(code, shares)| line(name(*code), shares)).collect(),
            all: line(word(language, "overview-attendance-all"), &attendance.all),
            finding: finding(figures, language),
            bars: held.then(|| bars(&series().collect::<Vec<_>>())),
            tiles: held.then(|| tiles(&grid(), &weeks)),
            survey: survey(figures, language),
            weeks,
            filter,
        }
    }
}

fn channels(figures: &Figures, language: Language) -> Vec<Line> {
    let rows = figures.channels.iter().map(|row| Line {
        name: word(language, &format!("reports-channel-{}", row.channel.word())),
        cells: row.values.iter().map(|value| value.map_or_else(|| "–".to_owned(), number)).collect(),
    });
    rows.collect()
}

fn survey(figures: &Figures, language: Language) -> Vec<Line> {
    let rows = figures.survey.iter().map(|row| Line {
        name: question(&row.question, language),
        cells: vec![count(row.n), row.mean.map_or_else(|| "<5".to_owned(), |mean| format!("{mean:.2}"))],
    });
    rows.collect()
}
