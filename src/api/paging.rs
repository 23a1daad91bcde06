//! Lists page by page, and what an address asks for.

use peiban_core::text::MessageKey;
use peiban_store::list::PageOf;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::error::Error;

/// Rows of a page unless told otherwise.
const USUAL: u16 = 50;
/// Rows of a page at most.
const MOST: u16 = 500;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// In the order of their ids, which is mostly that of their making.
    pub items: Vec<T>,
    /// Where the next page begins: send it as `cursor`. Null on the last page.
    pub next: Option<String>,
}

/// Which part of a list; described for all lists alike.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only describes; handlers read texts, to name what does not fit")]
pub(super) struct PageQuery {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows at most: 1 to 500, 50 unless told otherwise.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
}

/// What an address asks for in a list.
pub(super) struct Paged {
    after: Uuid,
    most: u16,
}

impl Paged {
    /// # Errors
    ///
    /// When either cannot be read.
    pub(super) fn of(cursor: Option<&str>, limit: Option<&str>) -> Result<Self, Error> {
        let most = asked::<u16>("limit", limit)?.unwrap_or(USUAL);
        if !(1..=MOST).contains(&most) {
            return Err(wrong("limit"));
        }
        let after = match cursor {
            None => Uuid::nil(),
            Some(text) => text
                .strip_prefix('c')
                .and_then(|id| Uuid::try_parse(id).ok())
                .ok_or_else(|| wrong("cursor"))?,
        };
        Ok(Self { after, most })
    }

    /// One row more than a page: whether there is a next one shows in it.
    pub(super) fn rows(&self) -> PageOf {
        PageOf { after: self.after, most: i64::from(self.most) + 1 }
    }

    /// The page of these rows.
    pub(super) fn page<R, T>(
        &self,
        mut rows: Vec<R>,
        id: impl Fn(&R) -> Uuid,
        tell: impl Fn(R) -> T,
    ) -> Page<T> {
        let goes_on = rows.len() > usize::from(self.most);
        rows.truncate(usize::from(self.most));
        let next = rows.last().filter(|_| goes_on).map(|row| format!("c{}", id(row).simple()));
        Page { items: rows.into_iter().map(tell).collect(), next }
    }
}

/// A value in an address that may be left out.
///
/// # Errors
///
/// Names the field when it is there and cannot be read.
pub(super) fn asked<T: std::str::FromStr>(
    field: &'static str,
    text: Option<&str>,
) -> Result<Option<T>, Error> {
    text.map(|text| text.parse().map_err(|_| wrong(field))).transpose()
}

/// What a list is searched for; empty for all of it.
///
/// # Errors
///
/// When it is longer than 60 characters, or holds a sign that cannot be seen.
pub(super) fn searched(text: Option<&str>) -> Result<&str, Error> {
    let q = text.unwrap_or_default().trim();
    let fits = q.chars().count() <= 60 && !q.chars().any(char::is_control);
    if fits { Ok(q) } else { Err(wrong("q")) }
}

/// A word in an address that may be left out.
///
/// # Errors
///
/// Names the field when the word is none of those known.
pub(super) fn word<T>(
    field: &'static str,
    text: Option<&str>,
    of: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Error> {
    text.map(|text| of(text).ok_or_else(|| wrong(field))).transpose()
}

pub(super) fn wrong(field: &'static str) -> Error {
    Error::Field { field: field.to_owned(), rule: MessageKey("api-error-field") }
}
