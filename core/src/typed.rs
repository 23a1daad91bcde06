//! What a text from outside may hold, wherever it comes in: one rule for forms, JSON and addresses.
//!
//! A rule of its own field may be narrower, never wider.

use crate::text::MessageKey;

/// Longest text taken in any field, in characters.
pub const TEXT_LONGEST: usize = 2_000;

/// A sign that nobody types and nobody sees: PostgreSQL refuses NUL, terminals and logs obey others.
///
/// Ends of lines and tabs are none.
///
/// ```
/// use peiban_core::typed::is_hidden;
///
/// assert!(['\0', '\u{1b}', '\u{7f}', '\u{85}'].into_iter().all(is_hidden));
/// assert!(!['\n', '\t', '中', ' '].into_iter().any(is_hidden));
/// ```
pub fn is_hidden(sign: char) -> bool {
    sign.is_control() && !matches!(sign, '\n' | '\r' | '\t')
}

/// Checks a text of any field.
///
/// # Errors
///
/// The message that tells the rule, without the field's name.
pub fn check_text(text: &str) -> Result<(), MessageKey> {
    if text.chars().any(is_hidden) {
        return Err(MessageKey("shell-error-hidden"));
    }
    // Never more characters than bytes: the short ones, nearly all, are not counted.
    if text.len() > TEXT_LONGEST && text.chars().count() > TEXT_LONGEST {
        return Err(MessageKey("shell-error-long"));
    }
    Ok(())
}

/// The text without signs that cannot be seen.
pub fn without_hidden(text: &str) -> String {
    text.chars().filter(|sign| !is_hidden(*sign)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_not_bytes() {
        assert_eq!(check_text(&"陪".repeat(TEXT_LONGEST)), Ok(()));
        assert_eq!(check_text(&"a".repeat(TEXT_LONGEST + 1)), Err(MessageKey("shell-error-long")));
        assert_eq!(check_text("two\nlines"), Ok(()));
        assert_eq!(check_text("a\0b"), Err(MessageKey("shell-error-hidden")));
    }
}
