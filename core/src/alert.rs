//! Somebody may need a person: an alert, its reference and when it is due.

use chrono::{DateTime, Datelike, Days, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::word::words;

/// How long tips and surveys rest after an alert.
pub const REST_HOURS: i64 = 48;
/// The hour of the next working day by which somebody must have looked.
const DUE_HOUR: u32 = 18;

words! {
    /// What brought the alert.
    AlertKind {
        /// Asked to talk to a person.
        Talk = "talk",
        /// Wrote something of her own.
        FreeText = "free_text",
        /// Sent a voice note; not stored.
        Voice = "voice",
        /// Sent a photo; not stored.
        Photo = "photo",
        /// Said to be under 18.
        Under18 = "under_18",
        /// Something came that the program could not handle; its words, if any, are unread.
        Unread = "unread",
    }
}

words! {
    /// Where an alert stands.
    AlertState {
        /// Nobody has looked.
        New = "new",
        /// A lead has taken it on.
        Acknowledged = "acknowledged",
        /// Judged.
        Triaged = "triaged",
        /// Handed over.
        Referred = "referred",
        /// Done.
        Closed = "closed",
    }
}

/// When a lead must have looked: 18:00 of the next working day where the caregiver lives.
///
/// Monday to Friday are working days; public holidays are not known here.
pub fn due_at(at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let mut day = at.with_timezone(&zone).date_naive() + Days::new(1);
    while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        day = day + Days::new(1);
    }
    day.and_hms_opt(DUE_HOUR, 0, 0)
        .and_then(|local| zone.from_local_datetime(&local).earliest())
        .map_or(at + TimeDelta::days(1), |due| due.with_timezone(&Utc))
}

/// A short reference that says nothing, made from the alert's random id.
///
/// Letters and digits that nobody confuses when they are read out.
pub fn reference(id: Uuid) -> String {
    const CLEAR: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ2";
    id.as_bytes()[9..16].iter().map(|byte| char::from(CLEAR[usize::from(byte % 31)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_of_friday_is_due_on_monday_evening() {
        let due = |at: &str| due_at(at.parse().unwrap(), chrono_tz::Asia::Shanghai).to_rfc3339();

        assert_eq!(due("2026-11-25T02:00:00Z"), "2026-11-26T10:00:00+00:00");
        assert_eq!(due("2026-11-27T12:00:00Z"), "2026-11-30T10:00:00+00:00");
    }

    #[test]
    fn a_reference_has_seven_clear_signs() {
        let reference = reference(Uuid::from_u128(0x0192_3456_789a_7bcd_8ef0_1234_5678_9abc));

        assert_eq!(reference.len(), 7);
        assert!(!reference.contains(['0', 'O', '1', 'I', 'L']));
    }
}
