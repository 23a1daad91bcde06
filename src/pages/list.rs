//! Long lists on pages, a part at a time.

use peiban_store::list::{ListPart, PART, Wanted};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rocket::form::{self, FromFormField, ValueField};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Where a list goes on, as an address keeps it. One that cannot be read begins at the beginning.
#[derive(Serialize, Deserialize)]
pub struct After<K> {
    /// How many rows came before.
    shown: usize,
    /// The key of the last of them.
    key: K,
}

#[rocket::async_trait]
impl<'v, K: DeserializeOwned + Send> FromFormField<'v> for After<K> {
    fn from_value(field: ValueField<'v>) -> form::Result<'v, Self> {
        Ok(serde_json::from_str(field.value).map_err(|_| form::Error::validation("no place in a list"))?)
    }
}

/// A part of the address of a list that says which list it is.
#[derive(Serialize)]
struct Kept {
    name: &'static str,
    value: &'static str,
}

/// What an address asks for in a long list.
pub(super) struct Asked<'a, K> {
    path: String,
    kept: Option<Kept>,
    q: &'a str,
    after: Option<&'a After<K>>,
}

impl<'a, K: Serialize> Asked<'a, K> {
    /// Of the list at `path`, what `q` is found in and what follows `after`.
    pub(super) fn of(path: impl Into<String>, q: Option<&'a str>, after: Option<&'a After<K>>) -> Self {
        Self { path: path.into(), kept: None, q: q.unwrap_or_default().trim(), after }
    }

    /// Every part of this list has `value` in its address.
    pub(super) fn keeping(self, name: &'static str, value: &'static str) -> Self {
        Self { kept: Some(Kept { name, value }), ..self }
    }

    /// The same for the store.
    pub(super) fn wanted(&self) -> Wanted<'a, K> {
        Wanted { q: self.q, after: self.after.map(|after| &after.key) }
    }

    /// How much of the list `part` is, and the way on.
    pub(super) fn pager<T>(self, part: &ListPart<T>, key: impl Fn(&T) -> K) -> Pager {
        let before = self.after.map_or(0, |after| after.shown.min(usize::MAX - PART));
        let to = before + part.rows.len();
        let last = part.rows.last().filter(|_| part.more).map(|row| After { shown: to, key: key(row) });
        Pager {
            from: before + 1,
            to,
            total: part.total,
            first: self.after.map(|_| self.address(self.q, None)),
            next: last.as_ref().map(|after| self.address(self.q, Some(after))),
            whole: self.address("", None),
            here: self.after.and_then(|after| serde_json::to_string(after).ok()),
            q: self.q.to_owned(),
            path: self.path,
            kept: self.kept,
        }
    }

    fn address(&self, q: &str, after: Option<&After<K>>) -> String {
        let after = after.and_then(|after| serde_json::to_string(after).ok()).unwrap_or_default();
        let kept = self.kept.as_ref().map(|kept| (kept.name, kept.value));
        let parts = kept.into_iter().chain([("q", q), ("after", &after)]);
        let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
        let asked: Vec<_> = parts
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        if asked.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, asked.join("&")) }
    }
}

/// How much of a list is shown, the way on, and what it is searched for.
#[derive(Serialize)]
pub(super) struct Pager {
    from: usize,
    to: usize,
    total: i64,
    first: Option<String>,
    next: Option<String>,
    /// The beginning of the list without a search.
    whole: String,
    /// What `after` says in the address of this part.
    here: Option<String>,
    q: String,
    path: String,
    kept: Option<Kept>,
}
