//! Reach: what is counted, how it may be put together, and for which time.
//!
//! Impressions, platform reach, chats and people in sessions are four different things: nothing here adds them.

mod fold;
mod period;

use crate::word::words;

pub use fold::{BadSet, Sum, Sums, Tally, add, growth, join, put_together, tallies};
pub use period::{Grain, NotAPeriod, Period};

words! {
    /// Where a campaign is seen.
    Channel {
        /// Articles of official accounts.
        Wechat = "wechat",
        /// Short films inside WeChat.
        WechatChannels = "wechat_channels",
        /// Douyin.
        Douyin = "douyin",
        /// Kuaishou.
        Kuaishou = "kuaishou",
        /// Weibo.
        Weibo = "weibo",
        /// Xiaohongshu.
        Xiaohongshu = "xiaohongshu",
        /// Radio, television and village loudspeakers.
        Broadcast = "broadcast",
        /// Posters, stands and events.
        InPerson = "in_person",
    }
}

words! {
    /// What a report counts. Each is summed only with itself, and people never at all.
    Measure {
        /// Times something was shown; the same person again and again.
        Impressions = "impressions",
        /// People, as one platform estimates them for one day.
        PlatformReach = "platform_reach",
        /// People at an event, as somebody counted or estimated.
        Attendees = "attendees",
        /// Likes, shares, comments, clicks.
        Engagements = "engagements",
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

words! {
    /// What a roll-up counts; the words are in `docs/indicators.md`.
    Figure {
        /// See [`Measure::Impressions`]; by channel.
        Impressions = "impressions",
        /// See [`Measure::PlatformReach`]; by channel.
        PlatformReach = "platform_reach",
        /// See [`Measure::Attendees`]; by channel.
        Attendees = "attendees",
        /// See [`Measure::Engagements`]; by channel.
        Engagements = "engagements",
        /// People who opened the chat.
        BotStarts = "bot_starts",
        /// People who enrolled.
        Enrolled = "enrolled",
        /// People on the roster of a session that was held.
        Listed = "listed",
        /// People who came to a session, or made one up.
        Came = "came",
        /// Sessions held.
        Sessions = "sessions",
        /// Person-sessions on the rosters of sessions held.
        Expected = "expected",
        /// Of these, present, late or left early.
        Attended = "attended",
        /// People whose group has had its last module.
        Due = "due",
        /// Of these, who fulfil the completion rule.
        Completed = "completed",
        /// Answers to a survey question; by question.
        Answers = "answers",
        /// Their scores, summed; by question.
        Scores = "scores",
    }
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
            assert_eq!(Channel::of_word(channel.word()), Some(channel));
        }
        for measure in Measure::ALL {
            assert_eq!(Measure::of_word(measure.word()), Some(measure));
        }
    }
}
