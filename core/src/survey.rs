//! Short surveys on buttons: one question at a time, every one may be skipped.

use uuid::Uuid;

use crate::id::{SessionId, SurveyId};
use crate::text::Language;
use crate::word::words;

/// The value of a skipped question.
pub const SKIP: &str = "-";

words! {
    /// How a question is answered.
    QuestionKind {
        /// Ordered from low to high, with a score each.
        Scale = "scale",
        /// One of a few.
        Choice = "choice",
    }
}

words! {
    /// When a survey is asked.
    Wave {
        /// The evening after a session.
        AfterSession = "after_session",
        /// Before the first session.
        Pre = "pre",
        /// After the last.
        Post = "post",
    }
}

/// One version of a survey, with its questions in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// Its id.
    pub id: SurveyId,
    /// What is said after the last question, in Chinese.
    pub thanks_zh: String,
    /// What is said after the last question, in English.
    pub thanks_en: String,
    /// How many hours after the session it is over; later answers are kept too.
    pub expires_hours: i64,
    /// The questions, in order.
    pub questions: Vec<Question>,
}

/// How far somebody is with the survey after one session of her own group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Which session.
    pub session: SessionId,
    /// What is asked.
    pub survey: Survey,
    /// Questions that have an answer or a skip, in no order.
    pub answered: Vec<String>,
    /// The survey is over.
    pub late: bool,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Stable text id.
    pub code: String,
    /// Its text in Chinese.
    pub text_zh: String,
    /// Its text in English.
    pub text_en: String,
    /// What can be tapped, in order.
    pub choices: Vec<SurveyOption>,
}

/// One answer that can be tapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyOption {
    /// Stable text id.
    pub value: String,
    /// Its label in Chinese.
    pub label_zh: String,
    /// Its label in English.
    pub label_en: String,
}

/// What a tap on a survey button says.
///
/// Written `s:<session>:<question>:<value>`, at most 64 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tap {
    /// The session that the survey is about.
    pub session: SessionId,
    /// Which question.
    pub question: String,
    /// What was tapped, or [`SKIP`].
    pub value: String,
}

impl Tap {
    /// Reads the data of a button; `None` for other buttons.
    pub fn read(data: &str) -> Option<Self> {
        let mut parts = data.strip_prefix("s:")?.splitn(3, ':');
        let session = Uuid::try_parse(parts.next()?).ok()?;
        let (question, value) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        Some(Self { session: SessionId(session), question, value })
    }

    /// The data of a button.
    pub fn data(&self) -> String {
        format!("s:{}:{}:{}", self.session.0.simple(), self.question, self.value)
    }
}

/// What comes after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next<'a> {
    /// Ask this question; it is number so-and-so, from 1.
    Ask(usize, &'a Question),
    /// Nothing is left.
    Thanks,
}

impl Survey {
    /// The question with `code`.
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.code == code)
    }

    /// Whether `value` answers `question`: one of its options, or a skip.
    pub fn takes(&self, question: &str, value: &str) -> bool {
        let listed = |question: &Question| question.choices.iter().any(|option| option.value == value);
        self.question(question).is_some_and(|question| value == SKIP || listed(question))
    }

    /// What to ask when the questions in `answered` have their answers: the first that has none.
    pub fn next(&self, answered: &[String]) -> Next<'_> {
        let open = self.questions.iter().enumerate().find(|(_, question)| !answered.contains(&question.code));
        open.map_or(Next::Thanks, |(index, question)| Next::Ask(index + 1, question))
    }
}

impl Survey {
    /// What is said after the last question, as `language` has it.
    pub fn thanks(&self, language: Language) -> &str {
        language.pick(&self.thanks_zh, &self.thanks_en)
    }
}

impl Question {
    /// Its text as `language` has it.
    pub fn text(&self, language: Language) -> &str {
        language.pick(&self.text_zh, &self.text_en)
    }
}

impl SurveyOption {
    /// Its label as `language` has it.
    pub fn label(&self, language: Language) -> &str {
        language.pick(&self.label_zh, &self.label_en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey() -> Survey {
        let question = |code: &str| Question {
            code: code.into(),
            text_zh: "？".into(),
            text_en: "?".into(),
            choices: vec![SurveyOption { value: "1".into(), label_zh: "一".into(), label_en: "one".into() }],
        };
        Survey {
            id: SurveyId(Uuid::nil()),
            thanks_zh: "谢".into(),
            thanks_en: "thanks".into(),
            expires_hours: 168,
            questions: vec![question("useful"), question("try-home")],
        }
    }

    #[test]
    fn goes_on_where_it_was_left_whatever_the_order_of_answers() {
        let survey = survey();

        assert!(matches!(survey.next(&[]), Next::Ask(1, question) if question.code == "useful"));
        assert!(matches!(survey.next(&["try-home".into()]), Next::Ask(1, _)));
        assert!(matches!(survey.next(&["useful".into()]), Next::Ask(2, _)));
        assert_eq!(survey.next(&["try-home".into(), "useful".into()]), Next::Thanks);
    }

    #[test]
    fn takes_an_option_or_a_skip_and_nothing_else() {
        let survey = survey();

        assert!(survey.takes("useful", "1") && survey.takes("useful", SKIP));
        assert!(!survey.takes("useful", "9") && !survey.takes("nothing", "1"));
    }

    #[test]
    fn a_tap_survives_its_button() {
        let tap = Tap {
            session: SessionId(Uuid::from_u128(7)),
            question: "try-home".into(),
            value: "maybe".into(),
        };

        assert!(tap.data().len() <= 64);
        assert_eq!(Tap::read(&tap.data()), Some(tap));
        assert_eq!(Tap::read("r:abc:y"), None);
        assert_eq!(Tap::read("s:abc"), None);
    }
}
