//! The languages people read, and how one is chosen.

use unic_langid::LanguageIdentifier;

use crate::word::words;

words! {
    /// A language that everything is written in.
    #[derive(Default)]
    Language {
        /// Simplified Chinese.
        #[default]
        ZhHans = "zh-Hans",
        /// English.
        En = "en",
    }
}

impl Language {
    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        self.word()
    }

    /// The language of a BCP 47 tag as phones and browsers send it: every Chinese is read as zh-Hans.
    ///
    /// ```
    /// use peiban_core::text::Language;
    ///
    /// assert_eq!(Language::of_tag("zh-CN"), Some(Language::ZhHans));
    /// assert_eq!(Language::of_tag("en-GB"), Some(Language::En));
    /// assert_eq!(Language::of_tag("fr"), None);
    /// ```
    pub fn of_tag(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::ZhHans),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The best language for an `Accept-Language` header; weights count, order breaks ties.
    ///
    /// ```
    /// use peiban_core::text::Language;
    ///
    /// assert_eq!(Language::accepted("fr, en;q=0.5, zh-CN;q=0.9"), Some(Language::ZhHans));
    /// assert_eq!(Language::accepted("de, en;q=0"), None);
    /// ```
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',') {
            let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
            let weight = weight.trim().parse().unwrap_or(0.0);
            let Some(language) = Self::of_tag(tag) else { continue };
            if weight > best.map_or(0.0, |(weight, _)| weight) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// The one of two texts that is in this language.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::ZhHans => zh,
            Self::En => en,
        }
    }

    pub(super) fn identifier(self) -> LanguageIdentifier {
        self.tag().parse().unwrap_or_default()
    }
}
