//! Where it is noon: the sender works by the real clock, and nights are quiet.

use chrono::{Timelike, Utc};
use chrono_tz::Tz;

/// A zone in which it is noon now.
pub fn noon() -> Tz {
    let offset = 12 - i64::from(Utc::now().hour());
    let name = match offset {
        0 => "Etc/GMT".to_owned(),
        east if east > 0 => format!("Etc/GMT-{east}"),
        west => format!("Etc/GMT+{}", -west),
    };
    name.parse().expect("a zone")
}
