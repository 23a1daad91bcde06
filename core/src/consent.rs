//! What people agree to, and what each said. Append-only: the latest counts.

use crate::refused::Refused;
use crate::text::Language;
use crate::word::words;

words! {
    /// What a consent is for.
    Purpose {
        /// Tips and session reminders in a chat.
        ServiceMessages = "service_messages",
        /// Tying a chat to a group's list.
        AttendanceLink = "attendance_link",
        /// Questions after sessions.
        Surveys = "surveys",
        /// A child's age band, access needs.
        SensitiveData = "sensitive_data",
    }
}

words! {
    /// What was said.
    ConsentStatus {
        /// Yes.
        Given = "given",
        /// No, at first.
        Refused = "refused",
        /// No longer.
        Withdrawn = "withdrawn",
        /// Too old to count.
        Expired = "expired",
    }
}

impl ConsentStatus {
    /// What somebody can say; that a consent is too old nobody says.
    pub const SAID: [Self; 3] = [Self::Given, Self::Refused, Self::Withdrawn];

    /// What a word says.
    pub fn said(word: &str) -> Option<Self> {
        Self::SAID.into_iter().find(|status| status.word() == word)
    }
}

words! {
    /// How it was said.
    ConsentMethod {
        /// By the person, on a phone.
        Tapped = "tapped",
        /// On paper.
        Written = "written",
        /// By word of mouth.
        Oral = "oral",
        /// After the text was read to the person.
        ReadAloud = "read_aloud",
    }
}

impl ConsentMethod {
    /// How a facilitator hears it, the most usual first.
    pub const HEARD: [Self; 3] = [Self::ReadAloud, Self::Oral, Self::Written];

    /// How a word says that a facilitator heard it.
    pub fn heard(word: &str) -> Option<Self> {
        Self::HEARD.into_iter().find(|method| method.word() == word)
    }

    /// Whether somebody else must have heard it.
    pub fn needs_witness(self) -> bool {
        matches!(self, Self::Oral | Self::ReadAloud)
    }
}

/// One version of what people are asked.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ConsentText {
    /// What for.
    pub purpose: Purpose,
    /// From 1; a changed text is a new version.
    pub version: i64,
    /// The text in Chinese.
    pub text_zh: String,
    /// The text in English.
    pub text_en: String,
    /// The button in Chinese.
    pub short_zh: String,
    /// The button in English.
    pub short_en: String,
}

impl ConsentText {
    /// The text in `language`.
    pub fn text(&self, language: Language) -> &str {
        language.pick(&self.text_zh, &self.text_en)
    }

    /// The words on the button that agrees.
    pub fn short(&self, language: Language) -> &str {
        language.pick(&self.short_zh, &self.short_en)
    }
}

/// Letters that a witness's name may have.
pub const WITNESS_LETTERS: usize = 60;

/// Checks how a facilitator may record a consent: not as tapped, and an oral one with a witness, named in at
/// most [`WITNESS_LETTERS`].
///
/// # Errors
///
/// The message that tells the rule.
pub fn check_record(method: ConsentMethod, witness: Option<&str>) -> Result<(), Refused> {
    if method == ConsentMethod::Tapped {
        return Err(Refused::at("method", "talk-error-method"));
    }
    let witnessed = witness.is_some_and(|name| !name.trim().is_empty());
    if method.needs_witness() && !witnessed {
        return Err(Refused::at("witness", "talk-error-witness"));
    }
    if witness.is_some_and(|name| name.chars().count() > WITNESS_LETTERS) {
        return Err(Refused::at("witness", "consents-error-witness-length"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_only_spoken_needs_a_witness_and_nobody_taps_for_another() {
        assert!(check_record(ConsentMethod::Written, None).is_ok());
        assert!(check_record(ConsentMethod::Oral, Some(" ")).is_err());
        assert!(check_record(ConsentMethod::ReadAloud, Some("农大姐")).is_ok());
        assert!(check_record(ConsentMethod::Tapped, Some("农大姐")).is_err());
        assert!(check_record(ConsentMethod::Oral, Some(&"农".repeat(61))).is_err());
    }

    #[test]
    fn every_word_leads_back_to_what_it_stands_for() {
        assert!(Purpose::ALL.iter().all(|one| Purpose::of_word(one.word()) == Some(*one)));
        assert!(ConsentStatus::SAID.iter().all(|one| ConsentStatus::said(one.word()) == Some(*one)));
        assert!(ConsentMethod::HEARD.iter().all(|one| ConsentMethod::heard(one.word()) == Some(*one)));
        assert_eq!(ConsentStatus::said("expired"), None);
        assert_eq!(ConsentMethod::heard("tapped"), None);
    }
}
