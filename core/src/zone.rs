//! IANA time zones: where a local time is told.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use crate::area::AreaCode;

/// A zone of the IANA database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct Zone(Tz);

/// No zone of the IANA database has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no such time zone")]
pub struct NotAZone;

impl Zone {
    /// The one zone of mainland China.
    pub const CHINA: Self = Self(Tz::Asia__Shanghai);

    /// The zones that forms offer. Xinjiang keeps the country's time and lives by its own.
    pub const OFFERED: [Self; 5] = [
        Self::CHINA,
        Self(Tz::Asia__Urumqi),
        Self(Tz::Asia__Hong_Kong),
        Self(Tz::Asia__Macau),
        Self(Tz::Asia__Taipei),
    ];

    /// The zone that clocks in `area` are set to by law.
    pub fn usual_in(area: AreaCode) -> Self {
        match area.province().map_or(0, AreaCode::get) {
            710_000 => Self(Tz::Asia__Taipei),
            810_000 => Self(Tz::Asia__Hong_Kong),
            820_000 => Self(Tz::Asia__Macau),
            _ => Self::CHINA,
        }
    }

    /// The offered zone with this IANA name.
    pub fn offered(name: &str) -> Option<Self> {
        Self::OFFERED.into_iter().find(|zone| zone.name() == name)
    }

    /// The city of its name in small letters, for message keys: `hong_kong`.
    pub fn city(self) -> String {
        self.name().rsplit('/').next().unwrap_or_default().to_lowercase()
    }

    /// Its IANA name, as it is stored.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What clocks on the wall show at `at`.
    pub fn local(self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.0).naive_local()
    }

    /// The local day of `at`.
    pub fn day(self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date()
    }

    /// The instant of a local time: the first one where it comes twice; where clocks jump over it, as much
    /// later as they jump.
    pub fn instant(self, local: NaiveDateTime) -> DateTime<Utc> {
        match self.0.from_local_datetime(&local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
            LocalResult::None => {
                let before = self.0.offset_from_utc_datetime(&(local - TimeDelta::days(1))).fix();
                (local - before).and_utc()
            }
        }
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::CHINA
    }
}

impl TryFrom<String> for Zone {
    type Error = NotAZone;

    fn try_from(name: String) -> Result<Self, NotAZone> {
        name.parse().map(Self).map_err(|_| NotAZone)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_has_the_time_of_its_law_and_xinjiang_may_choose_its_own() {
        let usual = |code| Zone::usual_in(AreaCode::new(code).unwrap_or(AreaCode::COUNTRY)).name();

        assert_eq!([usual(450_123), usual(650_100), usual(0)], ["Asia/Shanghai"; 3]);
        assert_eq!([usual(810_000), usual(820_000)], ["Asia/Hong_Kong", "Asia/Macau"]);
        assert_eq!(Zone::offered("Asia/Urumqi").map(Zone::city).as_deref(), Some("urumqi"));
        assert_eq!(Zone::offered("Mars/Olympus"), None);
    }
}
