//! What each fact means. Pure: facts in, a finding out.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use peiban_store::Schema;
use peiban_store::whole::{ContentStanding, KeyFit, Leases};

use super::finding::{Finding, Grade};

/// Two clocks that differ by more decide differently whose lease is over.
const SKEW_WARN: i64 = 2;
const SKEW_FAIL: i64 = 30;
const MIB: u64 = 1 << 20;
/// Below this a busy day may not fit.
const DISK_WARN: u64 = 1024 * MIB;
/// Below this the next hour may not fit.
const DISK_FAIL: u64 = 100 * MIB;
/// A day, and time for a late night's run.
const BACKUP_OLD: TimeDelta = TimeDelta::hours(26);

pub(super) fn clock(
    now: DateTime<Utc>,
    last_act: Option<DateTime<Utc>>,
    server: Option<DateTime<Utc>>,
) -> Finding {
    let ahead = last_act.map_or(0, |at| (at - now).num_seconds());
    if ahead > 60 {
        return Finding::fail("clock", "behind").with("seconds", ahead);
    }
    let skew = server.map_or(0, |at| (at - now).num_seconds().abs());
    match skew {
        SKEW_FAIL.. => Finding::fail("clock", "skewed").with("seconds", skew),
        SKEW_WARN.. => Finding::warn("clock", "skewed").with("seconds", skew),
        _ => Finding::ok("clock"),
    }
}

pub(super) fn disk(free: u64, database: u64) -> Finding {
    let mib = |bytes: u64| i64::try_from(bytes / MIB).unwrap_or(i64::MAX);
    let finding = match free {
        ..DISK_FAIL => Finding::fail("disk", "full"),
        free if free < DISK_WARN.max(2 * database) => Finding::warn("disk", "low"),
        _ => Finding::ok("disk"),
    };
    finding.with("free", mib(free))
}

/// `modes`: each file with its permission bits. Nobody but the owner may read any of them.
pub(super) fn files(modes: &[(&Path, u32)]) -> Finding {
    match modes.iter().find(|(_, mode)| mode & 0o077 != 0) {
        Some((file, mode)) => Finding::fail("files", "open")
            .with("file", file.display().to_string())
            .with("mode", format!("{:o}", mode & 0o777)),
        None => Finding::ok("files"),
    }
}

pub(super) fn schema(schema: &Schema) -> Finding {
    let finding = match schema {
        Schema { unknown, .. } if !unknown.is_empty() => Finding::fail("schema", "newer"),
        schema if schema.is_empty() => Finding::warn("schema", "empty"),
        Schema { lacks, .. } if !lacks.is_empty() => Finding::warn("schema", "older"),
        _ => Finding::ok("schema"),
    };
    finding.with("version", schema.version)
}

pub(super) fn key(fit: KeyFit) -> Finding {
    match fit {
        KeyFit::Opens => Finding::ok("key"),
        KeyFit::Wrong => Finding::fail("key", "wrong"),
        KeyFit::NothingSealed => Finding::new(Grade::Ok, "key", "unused"),
    }
}

pub(super) fn leases(leases: Leases) -> Finding {
    match leases {
        Leases { ahead: 1.., .. } => Finding::fail("leases", "ahead").with("count", leases.ahead),
        Leases { stale: 1.., .. } => Finding::warn("leases", "stale").with("count", leases.stale),
        Leases { held, .. } => Finding::ok("leases").with("count", held),
    }
}

pub(super) fn tips(content: ContentStanding) -> Finding {
    match content {
        ContentStanding { approved: 0, .. } => {
            Finding::warn("tips", "none").with("count", content.unapproved)
        }
        ContentStanding { unapproved: 1.., .. } => {
            Finding::warn("tips", "unapproved").with("count", content.unapproved)
        }
        ContentStanding { approved, .. } => Finding::ok("tips").with("count", approved),
    }
}

pub(super) fn numbers(content: ContentStanding) -> Finding {
    match content {
        ContentStanding { numbers: 0, .. } => Finding::fail("numbers", "none"),
        ContentStanding { unverified: 1.., .. } => {
            Finding::warn("numbers", "unverified").with("count", content.unverified)
        }
        ContentStanding { numbers, .. } => Finding::ok("numbers").with("count", numbers),
    }
}

/// Plain http to another machine is refused with the settings: what is left of it works here only.
pub(super) fn address(public_url: Option<&str>) -> Finding {
    let Some(url) = public_url else { return Finding::warn("address", "none") };
    let safe = url.starts_with("https://");
    let finding = if safe { Finding::ok("address") } else { Finding::warn("address", "here") };
    finding.with("url", url.to_owned())
}

/// `newest`: when the newest backup was made, where there is a folder.
pub(super) fn backup(
    now: DateTime<Utc>,
    newest: Result<Option<DateTime<Utc>>, NoFolder>,
    encrypted: bool,
) -> Finding {
    let hours = |at: DateTime<Utc>| (now - at).num_hours();
    match newest {
        Err(NoFolder::NotSet) => Finding::warn("backup", "nowhere"),
        Err(NoFolder::Unreadable) => Finding::fail("backup", "unreadable"),
        Ok(None) => Finding::warn("backup", "none"),
        Ok(Some(at)) if now - at > BACKUP_OLD => Finding::fail("backup", "old").with("hours", hours(at)),
        Ok(Some(at)) if !encrypted => Finding::warn("backup", "clear").with("hours", hours(at)),
        Ok(Some(at)) => Finding::ok("backup").with("hours", hours(at)),
    }
}

/// Why no backups can be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoFolder {
    /// `PEIBAN_BACKUP_FOLDER` is not set.
    NotSet,
    /// It is, but cannot be read.
    Unreadable,
}

/// What Telegram said about the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// There is no bot.
    NoBot,
    /// No answer.
    Nothing,
    /// The token is not valid.
    Refused,
    /// The bot's name, and where its updates are posted; empty when they are asked for.
    Bot { name: String, posts_to: String },
}

/// `wanted`: where updates should be posted; `None` when this program asks for them.
pub(super) fn telegram(heard: Heard, wanted: Option<&str>) -> Finding {
    match heard {
        Heard::NoBot => Finding::new(Grade::Ok, "telegram", "off"),
        Heard::Nothing => Finding::warn("telegram", "silent"),
        Heard::Refused => Finding::fail("telegram", "refused"),
        Heard::Bot { posts_to, .. } if posts_to != wanted.unwrap_or_default() => {
            let finding = match wanted {
                None => "posted",
                Some(_) if posts_to.is_empty() => "unset",
                Some(_) => "not_posted",
            };
            Finding::warn("telegram", finding).with("url", posts_to)
        }
        Heard::Bot { name, .. } => Finding::ok("telegram").with("name", name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(found: Finding, grade: Grade, finding: &str) {
        assert_eq!((found.grade, found.finding), (grade, finding), "{found:?}");
    }

    #[test]
    fn a_clock_behind_what_was_already_done_fails_and_a_small_skew_warns() {
        let now = at("2026-11-28T02:00:00Z");
        let later = |seconds| Some(now + TimeDelta::seconds(seconds));
        check(clock(now, later(-5), None), Grade::Ok, "ok");
        check(clock(now, later(3600), None), Grade::Fail, "behind");
        check(clock(now, None, later(-5)), Grade::Warn, "skewed");
        check(clock(now, None, later(31)), Grade::Fail, "skewed");
    }

    #[test]
    fn a_disk_that_cannot_hold_a_copy_of_the_database_warns() {
        check(disk(5000 * MIB, 100 * MIB), Grade::Ok, "ok");
        check(disk(5000 * MIB, 4000 * MIB), Grade::Warn, "low");
        check(disk(50 * MIB, MIB), Grade::Fail, "full");
    }

    #[test]
    fn only_https_is_good_for_people_elsewhere() {
        check(address(Some("https://peiban.example")), Grade::Ok, "ok");
        check(address(Some("http://127.0.0.1:8000")), Grade::Warn, "here");
        check(address(None), Grade::Warn, "none");
    }

    #[test]
    fn a_backup_of_last_night_is_good_and_one_of_the_night_before_is_old() {
        let now = at("2026-11-28T02:00:00Z");
        let made = |hours| Ok(Some(now - TimeDelta::hours(hours)));
        check(backup(now, made(25), true), Grade::Ok, "ok");
        check(backup(now, made(25), false), Grade::Warn, "clear");
        check(backup(now, made(27), true), Grade::Fail, "old");
        check(backup(now, Ok(None), true), Grade::Warn, "none");
        check(backup(now, Err(NoFolder::NotSet), true), Grade::Warn, "nowhere");
    }

    #[test]
    fn updates_that_go_elsewhere_are_told() {
        let bot = |url: &str| Heard::Bot { name: "peiban_bot".into(), posts_to: url.to_owned() };
        check(telegram(bot(""), None), Grade::Ok, "ok");
        check(telegram(bot("https://other.example"), None), Grade::Warn, "posted");
        check(telegram(bot(""), Some("https://ours.example")), Grade::Warn, "unset");
        check(
            telegram(bot("https://other.example"), Some("https://ours.example")),
            Grade::Warn,
            "not_posted",
        );
        check(telegram(Heard::Refused, None), Grade::Fail, "refused");
    }
}
