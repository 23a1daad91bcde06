//! Reading what a phone sent, operation by operation: what cannot be read is answered by name and spoils no other.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, SubsecRound, Utc};
use peiban_core::id::{CaregiverId, OpId};
use peiban_core::register::{Detail, Kind, OPS_MOST, Op, Source, Status, ToldConsent};
use peiban_core::session::SessionState;
use rocket::serde::json::serde_json;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Longest text of an operation, in characters.
const TEXT_LONGEST: usize = 200;
/// Most answers in one report.
const ANSWERS_MOST: usize = 100;

/// Why an operation could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "&'static str")]
pub enum Unread {
    /// The field is not there.
    Missing,
    /// Nobody knows this field.
    UnknownField,
    /// The field's word is none of those known.
    UnknownWord,
    /// Of another type than the field has, or no operation at all.
    Malformed,
    /// Too long, too large, too many, or with control signs.
    OutOfRange,
}

impl Unread {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Missing, Self::UnknownField, Self::UnknownWord, Self::Malformed, Self::OutOfRange];

    /// The word that is answered.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::UnknownField => "unknown_field",
            Self::UnknownWord => "unknown_word",
            Self::Malformed => "malformed",
            Self::OutOfRange => "out_of_range",
        }
    }
}

impl From<Unread> for &'static str {
    fn from(why: Unread) -> Self {
        why.word()
    }
}

/// An operation that could not be read: by its id, if that much could be read, and the field that was wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub op: Option<OpId>,
    pub why: Unread,
    /// The field, `detail.count` for one inside another; empty for the operation itself.
    pub field: String,
}

/// Where reading stopped.
struct Fault {
    why: Unread,
    field: String,
}

fn at(why: Unread, field: impl Into<String>) -> Fault {
    Fault { why, field: field.into() }
}

/// Reads one operation of `device`.
pub(super) fn read(raw: &RawValue, device: Uuid) -> Result<Op, Unreadable> {
    let fields: Result<Map<String, Value>, _> = serde_json::from_str(raw.get());
    let Ok(fields) = fields else {
        return Err(Unreadable { op: None, why: Unread::Malformed, field: String::new() });
    };
    let op = fields.get("op").and_then(|id| serde_json::from_value(id.clone()).ok());
    of_fields(Fields { fields, within: "" }, device).map_err(|Fault { why, field }| Unreadable {
        op,
        why,
        field,
    })
}

fn of_fields(mut sent: Fields, device: Uuid) -> Result<Op, Fault> {
    let op = Op {
        op_id: sent.needs::<OpId>("op")?,
        device,
        device_seq: sent.count("seq")?,
        kind: sent.word("kind", Kind::of_word)?.ok_or_else(|| at(Unread::Missing, "kind"))?,
        caregiver: sent.takes::<CaregiverId>("caregiver")?,
        source: sent.word("source", Source::of_word)?.unwrap_or(Source::Facilitator),
        status: sent.word("status", Status::of_word)?,
        detail: sent.takes("detail")?.map_or_else(|| Ok(Detail::default()), detail)?,
        base_rev: sent.count("base_rev")?,
        recorded_at: instant(&mut sent)?,
        content_hash: Vec::new(),
    };
    sent.is_spent()?;
    Ok(op)
}

/// Cut to what both databases keep.
fn instant(sent: &mut Fields) -> Result<DateTime<Utc>, Fault> {
    let at_device = sent.needs::<DateTime<Utc>>("recorded_at")?;
    let is_a_year = (1970..=9999).contains(&at_device.year());
    if is_a_year { Ok(at_device.trunc_subsecs(6)) } else { Err(at(Unread::OutOfRange, "recorded_at")) }
}

fn detail(fields: Map<String, Value>) -> Result<Detail, Fault> {
    let mut sent = Fields { fields, within: "detail." };
    let read = Detail {
        people: sent.list("people")?.unwrap_or_default(),
        except: sent.list("except")?.unwrap_or_default(),
        count: sent.takes("count")?,
        state: sent.word("state", SessionState::of_word)?,
        settles: sent.list("settles")?,
        reason: sent.text("reason")?,
        name: sent.text("name")?,
        phone: sent.text("phone")?,
        relation: sent.text("relation")?,
        consent: consent(&mut sent)?,
        answers: answers(&mut sent)?,
    };
    sent.is_spent()?;
    Ok(read)
}

fn consent(sent: &mut Fields) -> Result<Option<ToldConsent>, Fault> {
    let told = sent.takes::<ToldConsent>("consent")?;
    let witness = told.as_ref().and_then(|told| told.witness.as_deref());
    match witness.filter(|name| !is_plain(name)) {
        Some(_) => Err(at(Unread::OutOfRange, "detail.consent.witness")),
        None => Ok(told),
    }
}

fn answers(sent: &mut Fields) -> Result<BTreeMap<String, i64>, Fault> {
    let answers = sent.takes::<BTreeMap<String, i64>>("answers")?.unwrap_or_default();
    let fits = answers.len() <= ANSWERS_MOST && answers.keys().all(|question| is_plain(question));
    if fits { Ok(answers) } else { Err(at(Unread::OutOfRange, "detail.answers")) }
}

/// A text that both databases keep and every page can show.
fn is_plain(text: &str) -> bool {
    text.chars().count() <= TEXT_LONGEST && !text.chars().any(char::is_control)
}

/// Fields that were sent and not read yet.
struct Fields {
    fields: Map<String, Value>,
    /// Goes before a field's name.
    within: &'static str,
}

impl Fields {
    fn fault(&self, why: Unread, field: &str) -> Fault {
        at(why, format!("{}{field}", self.within))
    }

    /// A field that may be missing or null.
    fn takes<T: DeserializeOwned>(&mut self, field: &str) -> Result<Option<T>, Fault> {
        match self.fields.remove(field) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                serde_json::from_value(value).map(Some).map_err(|_| self.fault(Unread::Malformed, field))
            }
        }
    }

    fn needs<T: DeserializeOwned>(&mut self, field: &str) -> Result<T, Fault> {
        self.takes(field)?.ok_or_else(|| self.fault(Unread::Missing, field))
    }

    /// A number from 0.
    fn count(&mut self, field: &str) -> Result<i64, Fault> {
        let number = self.needs::<i64>(field)?;
        if number < 0 { Err(self.fault(Unread::OutOfRange, field)) } else { Ok(number) }
    }

    fn word<T>(&mut self, field: &str, of: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Fault> {
        let Some(word) = self.takes::<String>(field)? else { return Ok(None) };
        of(&word).map(Some).ok_or_else(|| self.fault(Unread::UnknownWord, field))
    }

    fn text(&mut self, field: &str) -> Result<Option<String>, Fault> {
        let text = self.takes::<String>(field)?;
        match text.as_deref().is_none_or(is_plain) {
            true => Ok(text),
            false => Err(self.fault(Unread::OutOfRange, field)),
        }
    }

    fn list<T: DeserializeOwned>(&mut self, field: &str) -> Result<Option<Vec<T>>, Fault> {
        let list = self.takes::<Vec<T>>(field)?;
        match list.as_ref().is_none_or(|list| list.len() <= OPS_MOST) {
            true => Ok(list),
            false => Err(self.fault(Unread::OutOfRange, field)),
        }
    }

    /// Nothing is left that nobody reads.
    fn is_spent(&self) -> Result<(), Fault> {
        match self.fields.keys().next() {
            Some(field) => Err(self.fault(Unread::UnknownField, &short(field))),
            None => Ok(()),
        }
    }
}

/// A name that somebody made up, as it may be answered.
fn short(field: &str) -> String {
    field.chars().filter(|c| !c.is_control()).take(40).collect()
}
