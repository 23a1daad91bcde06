//! Reach: what is counted, how it may be put together, and for which time.
//!
//! Impressions, platform reach, chats and people in sessions are four different things: nothing here adds them.

mod fold;
mod period;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use fold::{BadSet, Sum, Sums, Tally, growth, put_together, tallies};
pub use period::{Grain, Period};

/// Where a campaign is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Channel {
    /// Articles of official accounts.
    Wechat,
    /// Short films inside WeChat.
    WechatChannels,
    /// Douyin.
    Douyin,
    /// Kuaishou.
    Kuaishou,
    /// Weibo.
    Weibo,
    /// Xiaohongshu.
    Xiaohongshu,
    /// Radio, television and village loudspeakers.
    Broadcast,
    /// Posters, stands and events.
    InPerson,
}

/// What a report counts. Each is summed only with itself, and people never at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Measure {
    /// Times something was shown; the same person again and again.
    Impressions,
    /// People, as one platform estimates them for one day.
    PlatformReach,
    /// People at an event, as somebody counted or estimated.
    Attendees,
    /// Likes, shares, comments, clicks.
    Engagements,
}

/// The word is not one of those allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the words")]
pub struct UnknownWord;

impl Channel {
    /// All of them, in the order shown.
    pub const ALL: [Self; 8] = [
        Self::Wechat,
        Self::WechatChannels,
        Self::Douyin,
        Self::Kuaishou,
        Self::Weibo,
        Self::Xiaohongshu,
        Self::Broadcast,
        Self::InPerson,
    ];

    /// The word in files and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Wechat => "wechat",
            Self::WechatChannels => "wechat_channels",
            Self::Douyin => "douyin",
            Self::Kuaishou => "kuaishou",
            Self::Weibo => "weibo",
            Self::Xiaohongshu => "xiaohongshu",
            Self::Broadcast => "broadcast",
            Self::InPerson => "in_person",
        }
    }
}

impl FromStr for Channel {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|channel| channel.word() == word).ok_or(UnknownWord)
    }
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Impressions, Self::PlatformReach, Self::Attendees, Self::Engagements];

    /// The word in files and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Impressions => "impressions",
            Self::PlatformReach => "platform_reach",
            Self::Attendees => "attendees",
            Self::Engagements => "engagements",
        }
    }
}

impl FromStr for Measure {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|measure| measure.word() == word).ok_or(UnknownWord)
    }
}

/// How figures of days and areas become one figure of a longer time and a larger area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Events: they add up.
    Sum,
    /// People that only a platform can tell apart: the largest single figure, since adding would count twice.
    Max,
    /// Caregivers by number: the union, so each counts once.
    People,
}

/// What a roll-up counts; the words are in `docs/indicators.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Figure {
    /// See [`Measure::Impressions`]; by channel.
    Impressions,
    /// See [`Measure::PlatformReach`]; by channel.
    PlatformReach,
    /// See [`Measure::Attendees`]; by channel.
    Attendees,
    /// See [`Measure::Engagements`]; by channel.
    Engagements,
    /// People who opened the chat.
    BotStarts,
    /// People who enrolled.
    Enrolled,
    /// People on the roster of a session that was held.
    Listed,
    /// People who came to a session, or made one up.
    Came,
    /// Sessions held.
    Sessions,
    /// Person-sessions on the rosters of sessions held.
    Expected,
    /// Of these, present, late or left early.
    Attended,
    /// People whose group has had its last module.
    Due,
    /// Of these, who fulfil the completion rule.
    Completed,
    /// Answers to a survey question; by question.
    Answers,
    /// Their scores, summed; by question.
    Scores,
}

impl Figure {
    /// How it is put together.
    pub fn fold(self) -> Fold {
        match self {
            Self::PlatformReach | Self::Attendees => Fold::Max,
            Self::BotStarts | Self::Enrolled | Self::Listed | Self::Came | Self::Due | Self::Completed => {
                Fold::People
            }
            Self::Impressions
            | Self::Engagements
            | Self::Sessions
            | Self::Expected
            | Self::Attended
            | Self::Answers
            | Self::Scores => Fold::Sum,
        }
    }

    /// The figure that a report's measure feeds.
    pub fn of(measure: Measure) -> Self {
        match measure {
            Measure::Impressions => Self::Impressions,
            Measure::PlatformReach => Self::PlatformReach,
            Measure::Attendees => Self::Attendees,
            Measure::Engagements => Self::Engagements,
        }
    }
}

/// Counts of people or answers under this are not shown.
pub const SMALLEST: i64 = 5;

/// A count that may be too small to show: then nobody can be told from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As it is.
    Count(i64),
    /// One to four: shown as `<5`.
    Small,
}

/// What may be shown of a count of people.
pub fn shown(count: i64) -> Shown {
    if (1..SMALLEST).contains(&count) { Shown::Small } else { Shown::Count(count) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_never_summed() {
        for figure in [Figure::PlatformReach, Figure::Attendees, Figure::Came, Figure::BotStarts] {
            assert_ne!(figure.fold(), Fold::Sum, "{figure:?}");
        }
    }

    #[test]
    fn small_counts_are_hidden_and_none_is_not() {
        assert_eq!([0, 1, 4, 5].map(shown), [Shown::Count(0), Shown::Small, Shown::Small, Shown::Count(5)]);
    }

    #[test]
    fn every_word_is_read_back() {
        for channel in Channel::ALL {
            assert_eq!(channel.word().parse(), Ok(channel));
        }
        for measure in Measure::ALL {
            assert_eq!(measure.word().parse(), Ok(measure));
        }
    }
}
