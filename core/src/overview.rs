//! The overview: what one page and its export show of an area and a period.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::reach::{Channel, Figure, Measure, SMALLEST, Shown, Sums, shown};

/// A part of a whole, as every percentage is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many of them.
    pub part: i64,
    /// Of how many.
    pub of: i64,
}

impl Share {
    /// From 0 to 100, rounded; none where the whole is too small to show.
    pub fn percent(self) -> Option<i64> {
        (self.of >= SMALLEST).then(|| (self.part * 200 + self.of) / (self.of * 2))
    }

    /// Whether there is something, but too little to show.
    pub fn is_small(self) -> bool {
        shown(self.of) == Shown::Small
    }
}

/// The reach ladder: six different things, never added together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// Times shown, as reported.
    pub impressions: i64,
    /// The largest number of people that one platform reported for one day.
    pub reach: i64,
    /// Which platform that was.
    pub reach_channel: Option<Channel>,
    /// People who opened the chat.
    pub bot_starts: i64,
    /// People who enrolled.
    pub enrolled: i64,
    /// People who came at least once.
    pub came: i64,
    /// Of the people on a roster of a session held, those who came.
    pub came_of_listed: Share,
    /// Of the people whose group has had its last module, those who completed.
    pub completed: Share,
    /// Sessions held.
    pub sessions: i64,
}

impl Ladder {
    /// The ladder of one period and area.
    pub fn of(sums: &Sums) -> Self {
        let reach = by_part(sums, Figure::PlatformReach).max_by_key(|(_, value)| *value);
        let listed = people(sums, Figure::Listed);
        let came = people(sums, Figure::Came);
        let length = |set: &roaring::RoaringBitmap| i64::try_from(set.len()).unwrap_or(i64::MAX);
        Self {
            impressions: by_part(sums, Figure::Impressions).map(|(_, value)| value).sum(),
            reach: reach.map_or(0, |(_, value)| value),
            reach_channel: reach.and_then(|(part, _)| Channel::of_word(part)),
            bot_starts: one(sums, Figure::BotStarts),
            enrolled: one(sums, Figure::Enrolled),
            came: length(&came),
            came_of_listed: Share { part: length(&(&came & &listed)), of: length(&listed) },
            completed: Share { part: one(sums, Figure::Completed), of: one(sums, Figure::Due) },
            sessions: one(sums, Figure::Sessions),
        }
    }
}

fn by_part(sums: &Sums, figure: Figure) -> impl Iterator<Item = (&str, i64)> {
    sums.iter()
        .filter(move |((found, _), _)| *found == figure)
        .map(|((_, part), sum)| (part.as_str(), sum.value))
}

fn one(sums: &Sums, figure: Figure) -> i64 {
    sums.get(&(figure, String::new())).map_or(0, |sum| sum.value)
}

fn people(sums: &Sums, figure: Figure) -> roaring::RoaringBitmap {
    sums.get(&(figure, String::new())).map(|sum| sum.people.clone()).unwrap_or_default()
}

/// What one channel reported: each measure for itself; none where it reported nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelRow {
    /// Which.
    pub channel: Channel,
    /// In the order of [`Measure::ALL`].
    pub values: [Option<i64>; 4],
}

/// Channels that reported something, in their order.
pub fn channels(sums: &Sums) -> Vec<ChannelRow> {
    let rows = Channel::ALL.into_iter().map(|channel| ChannelRow {
        channel,
        values: Measure::ALL
            .map(|measure| sums.get(&(Figure::of(measure), channel.word().to_owned())).map(|sum| sum.value)),
    });
    rows.filter(|row| row.values.iter().any(Option::is_some)).collect()
}

/// Attendance by area and week: person-sessions attended of those expected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attendance {
    /// Mondays, oldest first.
    pub weeks: Vec<NaiveDate>,
    /// Areas by code, each with one share a week; none where no session was held.
    pub rows: Vec<(i64, Vec<Option<Share>>)>,
    /// All areas together; none where nothing was held, or where a hidden cell could be worked out from it.
    pub all: Vec<Option<Share>>,
}

impl Attendance {
    /// Sorts weekly figures (area, Monday, figure, value) into rows.
    pub fn of(
        weeks: Vec<NaiveDate>,
        figures: impl IntoIterator<Item = (i64, NaiveDate, Figure, i64)>,
    ) -> Self {
        let mut cells: BTreeMap<i64, BTreeMap<NaiveDate, Share>> = BTreeMap::new();
        for (area, week, figure, value) in figures {
            let share = cells.entry(area).or_default().entry(week).or_default();
            match figure {
                Figure::Expected => share.of += value,
                Figure::Attended => share.part += value,
                _ => {}
            }
        }
        let rows: Vec<(i64, Vec<Option<Share>>)> = cells
            .into_iter()
            .map(|(area, cells)| {
                (
                    area,
                    weeks.iter().map(|week| cells.get(week).copied().filter(|share| share.of > 0)).collect(),
                )
            })
            .collect();
        let all =
            (0..weeks.len()).map(|week| together(rows.iter().filter_map(|(_, cells)| cells[week]))).collect();
        Self { weeks, rows, all }
    }

    /// The last two weeks that can be shown, as percentages: what the title tells.
    pub fn last_two(&self) -> (Option<i64>, Option<i64>) {
        let mut shown = self.all.iter().rev().filter_map(|share| share.and_then(Share::percent));
        let last = shown.next();
        (shown.next(), last)
    }
}

fn together(cells: impl Iterator<Item = Share>) -> Option<Share> {
    let mut all = Share::default();
    for share in cells {
        if share.is_small() {
            return None;
        }
        all.part += share.part;
        all.of += share.of;
    }
    Some(all).filter(|share| share.of > 0)
}

/// The mean of one survey question.
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyRow {
    /// Its stable text id.
    pub question: String,
    /// How many answered.
    pub n: i64,
    /// The mean score; none while so few answered that an answer could be told.
    pub mean: Option<f64>,
}

/// Means of every question that was answered.
pub fn survey(sums: &Sums) -> Vec<SurveyRow> {
    let mean = |question: &str, n: i64| {
        let scores = sums.get(&(Figure::Scores, question.to_owned())).map_or(0, |sum| sum.value);
        #[expect(clippy::cast_precision_loss, reason = "far under 2^52 answers")]
        (n >= SMALLEST).then(|| (scores as f64 / n as f64 * 100.0).round() / 100.0)
    };
    by_part(sums, Figure::Answers)
        .map(|(question, n)| SurveyRow { question: question.to_owned(), n, mean: mean(question, n) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reach::{Tally, put_together};

    fn monday(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap_or_default()
    }

    #[test]
    fn a_total_is_hidden_where_a_hidden_cell_could_be_worked_out_from_it() {
        let weeks = vec![monday(9), monday(16)];
        let figures = [
            (450_000, monday(9), Figure::Expected, 20),
            (450_000, monday(9), Figure::Attended, 15),
            (460_000, monday(9), Figure::Expected, 3),
            (450_000, monday(16), Figure::Expected, 10),
        ];

        let attendance = Attendance::of(weeks, figures);
        assert_eq!(attendance.all, [None, Some(Share { part: 0, of: 10 })]);
        assert_eq!(attendance.rows[0].1[0].and_then(Share::percent), Some(75));
        assert_eq!(attendance.rows[1].1, [Some(Share { part: 0, of: 3 }), None]);
        assert_eq!(attendance.rows[1].1[0].and_then(Share::percent), None);
    }

    #[test]
    fn the_share_who_came_counts_only_people_on_a_roster() {
        let people = |figure, numbers: &[u32]| {
            Tally::of_people(figure, &numbers.iter().copied().collect()).unwrap_or_else(|| panic!("a set"))
        };
        let sums = put_together([people(Figure::Listed, &[1, 2, 3]), people(Figure::Came, &[2, 3, 9])]);

        let ladder = Ladder::of(&sums.unwrap_or_else(|error| panic!("{error}")));
        assert_eq!((ladder.came, ladder.came_of_listed), (3, Share { part: 2, of: 3 }));
    }

    #[test]
    fn a_mean_of_four_is_hidden() {
        let tally = |measure, value| Tally { measure, part: "useful".into(), value, people: None };
        let of = |n, scores| {
            put_together([tally(Figure::Answers, n), tally(Figure::Scores, scores)])
                .map(|sums| survey(&sums)[0].mean)
                .unwrap_or_else(|error| panic!("{error}"))
        };

        assert_eq!((of(4, 16), of(8, 34)), (None, Some(4.25)));
    }
}
