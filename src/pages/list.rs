//! Long lists on pages, a part at a time.

use peiban_store::list::{ListPart, PART};
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
    pub key: K,
}

#[rocket::async_trait]
impl<'v, K: DeserializeOwned + Send> FromFormField<'v> for After<K> {
    fn from_value(field: ValueField<'v>) -> form::Result<'v, Self> {
        Ok(serde_json::from_str(field.value).map_err(|_| form::Error::validation("no place in a list"))?)
    }
}

/// How much of a list is shown, and the way on.
#[derive(Serialize)]
pub(super) struct Pager {
    from: usize,
    to: usize,
    total: i64,
    first: Option<String>,
    next: Option<String>,
}

impl Pager {
    /// Of the `part` that follows `after` in the list at `path`, searched for `q`.
    pub(super) fn of<T, K: Serialize>(
        (path, q): (&str, &str),
        after: Option<&After<K>>,
        part: &ListPart<T>,
        key: impl Fn(&T) -> K,
    ) -> Self {
        let before = after.map_or(0, |after| after.shown.min(usize::MAX - PART));
        let to = before + part.rows.len();
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let searched = if q.is_empty() { String::new() } else { format!("q={}", encoded(q)) };
        let last = part.rows.last().filter(|_| part.more).map(|row| After { shown: to, key: key(row) });
        let next = last.and_then(|after| serde_json::to_string(&after).ok()).map(|after| {
            let and = if searched.is_empty() { "" } else { "&" };
            format!("{path}?{searched}{and}after={}", encoded(&after))
        });
        let first =
            after.map(|_| if searched.is_empty() { path.to_owned() } else { format!("{path}?{searched}") });
        Self { from: before + 1, to, total: part.total, first, next }
    }
}
