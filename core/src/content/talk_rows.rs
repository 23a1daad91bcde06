//! The content files that the chat sends.

use super::rows::{Bilingual, word};
use crate::consent::ConsentText;
use crate::safety::{EmergencyNumber, Keyword, SafetyReply};
use crate::sheet::Reading;
use crate::tip::Tip;

/// A tip's code goes into a button's 64 bytes.
const LONGEST_CODE: usize = 48;

/// One line of `tips.csv`.
pub(super) fn tip(row: &mut Reading<'_>) -> Option<Tip> {
    let code = row.text("id");
    if code.as_ref().is_some_and(|code| code.len() > LONGEST_CODE) {
        row.fault("id", "sheet-error-word");
    }
    let topic = row.text("topic");
    let module = row.optional("module").unwrap_or_default();
    let age_from_m = row.of("age_from_m", "sheet-error-number");
    let age_to_m = row.of("age_to_m", "sheet-error-number");
    let caregiver = word(row, "caregiver");
    let text = Bilingual::read(row, "text");
    let do_today_zh = row.optional("do_today.zh-Hans").unwrap_or_default();
    let do_today_en = row.optional("do_today.en").unwrap_or_default();
    let status = word(row, "status");
    let text = text?;
    Some(Tip {
        code: code?,
        topic: topic?,
        module,
        age_from_m: age_from_m?,
        age_to_m: age_to_m?,
        caregiver: caregiver?,
        text_zh: text.zh,
        text_en: text.en,
        do_today_zh,
        do_today_en,
        status: status?,
    })
}

/// One line of `consents.csv`.
pub(super) fn consent(row: &mut Reading<'_>) -> Option<ConsentText> {
    let purpose = word(row, "purpose");
    let version = row.of("version", "sheet-error-number");
    let text = Bilingual::read(row, "text");
    let short = Bilingual::read(row, "short");
    let (text, short) = (text?, short?);
    Some(ConsentText {
        purpose: purpose?,
        version: version?,
        text_zh: text.zh,
        text_en: text.en,
        short_zh: short.zh,
        short_en: short.en,
    })
}

/// One line of `safeguarding/reply.csv`.
pub(super) fn reply(row: &mut Reading<'_>) -> Option<SafetyReply> {
    let code = row.text("id");
    let text = Bilingual::read(row, "text")?;
    for (column, text) in [("text.zh-Hans", &text.zh), ("text.en", &text.en)] {
        if text.matches("{numbers}").count() != 1 {
            row.fault(column, "sheet-error-word");
        }
    }
    Some(SafetyReply { code: code?, text_zh: text.zh, text_en: text.en })
}

/// One line of `safeguarding/numbers.csv`.
pub(super) fn number(row: &mut Reading<'_>) -> Option<EmergencyNumber> {
    let area = row.of("area", "sheet-error-area");
    let number = row.text("number");
    let kind = word(row, "kind");
    let name = Bilingual::read(row, "name")?;
    let verified_on = row.optional_date("verified_on");
    Some(EmergencyNumber {
        area: area?,
        number: number?,
        kind: kind?,
        name_zh: name.zh,
        name_en: name.en,
        verified_on,
    })
}

/// One line of `safeguarding/keywords.csv`.
pub(super) fn keyword(row: &mut Reading<'_>) -> Option<Keyword> {
    let code = row.text("id");
    let kind = word(row, "match");
    let pattern = row.text("pattern");
    let unless = row.optional("unless").unwrap_or_default();
    Some(Keyword { code: code?, kind: kind?, pattern: pattern?, unless })
}
