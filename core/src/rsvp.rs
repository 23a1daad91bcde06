//! Answers to reminders: what a button says, and what becomes of it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::id::SessionId;

/// A tapped answer to a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RsvpTap {
    /// Which session.
    pub session: SessionId,
    /// How often the session had been moved when the button was sent: the time that the answer is about.
    pub sequence: i64,
    /// She is coming.
    pub coming: bool,
}

impl RsvpTap {
    /// What stands in the button: `r:`, the session's 32 hexadecimal digits, its sequence, `y` or `n`; at most
    /// 57 bytes.
    pub fn data(&self) -> String {
        let answer = if self.coming { 'y' } else { 'n' };
        format!("r:{}:{}:{answer}", self.session.0.simple(), self.sequence)
    }

    /// Reads a button's data; a button without a sequence was sent before any move.
    ///
    /// ```
    /// use peiban_core::rsvp::RsvpTap;
    ///
    /// let data = "r:00000000000000000000000000000007:2:y";
    /// assert_eq!(RsvpTap::read(data).map(|tap| tap.data()).as_deref(), Some(data));
    /// assert_eq!(RsvpTap::read("r:00000000000000000000000000000007:n").map(|tap| tap.sequence), Some(0));
    /// assert_eq!(RsvpTap::read("r:nonsense:2:y"), None);
    /// ```
    pub fn read(data: &str) -> Option<Self> {
        let (session, rest) = data.strip_prefix("r:")?.split_once(':')?;
        let session = SessionId(Uuid::try_parse(session).ok()?);
        let (sequence, answer) = rest.split_once(':').unwrap_or(("0", rest));
        let coming = match answer {
            "y" => true,
            "n" => false,
            _ => return None,
        };
        let sequence = sequence.parse().ok().filter(|sequence| *sequence >= 0)?;
        Some(Self { session, sequence, coming })
    }
}

/// The session that a reminder was about, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Reminded {
    /// Which.
    pub id: SessionId,
    /// How often its time was changed.
    pub sequence: i64,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// IANA zone of the place.
    pub zone: String,
    /// The place.
    pub site: String,
    /// It does not take place.
    pub called_off: bool,
}

/// What becomes of an answer to a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RsvpAnswered {
    /// It is kept, and in time.
    Kept,
    /// It was about a time that has changed since: she is asked again.
    Moved,
    /// The session has begun: thanks all the same.
    Late,
    /// The session has ended.
    Over,
    /// The session does not take place.
    CalledOff,
}

impl Reminded {
    /// What becomes of an answer that comes in `now`, from a button that was sent at `sequence`.
    pub fn answered(&self, sequence: i64, now: DateTime<Utc>) -> RsvpAnswered {
        match () {
            () if self.called_off => RsvpAnswered::CalledOff,
            () if self.ends_at <= now => RsvpAnswered::Over,
            () if self.starts_at <= now => RsvpAnswered::Late,
            () if self.sequence != sequence => RsvpAnswered::Moved,
            () => RsvpAnswered::Kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_about_an_older_time_is_not_kept() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap_or_default();
        let session = Reminded {
            id: SessionId(Uuid::nil()),
            sequence: 1,
            starts_at: at("2026-11-26T07:00:00Z"),
            ends_at: at("2026-11-26T08:30:00Z"),
            zone: "Asia/Shanghai".into(),
            site: "Village hall".into(),
            called_off: false,
        };
        let before = at("2026-11-25T07:00:00Z");

        assert_eq!(session.answered(1, before), RsvpAnswered::Kept);
        assert_eq!(session.answered(0, before), RsvpAnswered::Moved);
        assert_eq!(session.answered(0, session.starts_at), RsvpAnswered::Late);
        assert_eq!(session.answered(1, session.ends_at), RsvpAnswered::Over);
        assert_eq!(Reminded { called_off: true, ..session }.answered(0, before), RsvpAnswered::CalledOff);
    }

    #[test]
    fn a_button_fits_into_64_bytes_however_often_a_session_moves() {
        let tap = RsvpTap { session: SessionId(Uuid::max()), sequence: i64::MAX, coming: true };

        assert!(tap.data().len() <= 64, "{}", tap.data());
        assert_eq!(RsvpTap::read(&tap.data()), Some(tap));
    }
}
