//! Long lists, a part at a time. Where a part ended is told by the key of its last row, not by a number of rows: what
//! comes or goes meanwhile moves nobody out of sight.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use peiban_core::id::{AlertId, GroupId, SessionId, UserId};

/// Rows of one part.
pub const PART: usize = 50;
/// The same and one more, which tells that there are more.
pub(crate) const PART_AND_ONE: i64 = 51;

/// Which part of a list a page asks for.
#[derive(Debug)]
pub struct Wanted<'a, K> {
    /// What the rows are searched for; empty for all of them.
    pub q: &'a str,
    /// After this row; none for the first part.
    pub after: Option<&'a K>,
}

impl<K> Wanted<'_, K> {
    /// From the beginning, without a search.
    pub const ALL: Self = Self { q: "", after: None };

    /// How long all of the list is, when `rows` are known to be all.
    pub(crate) fn total<T>(&self, rows: &[T]) -> Option<i64> {
        let all = self.after.is_none() && rows.len() <= PART;
        i64::try_from(rows.len()).ok().filter(|_| all)
    }
}

impl<K> Clone for Wanted<'_, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Wanted<'_, K> {}

/// Some rows of a list, and how long all of it is.
#[derive(Debug, Clone)]
pub struct ListPart<T> {
    /// The rows, at most [`PART`].
    pub rows: Vec<T>,
    /// Whether more follow.
    pub more: bool,
    /// How many rows all parts have together.
    pub total: i64,
}

impl<T> ListPart<T> {
    /// Of up to one row more than a part has.
    pub(crate) fn of(mut rows: Vec<T>, total: i64) -> Self {
        let more = rows.len() > PART;
        rows.truncate(PART);
        Self { rows, more, total }
    }
}

/// Which part of a list a program asks for: rows in the order of their ids.
#[derive(Debug, Clone, Copy)]
pub struct PageOf {
    /// Rows after this one; nil for the first page.
    pub after: Uuid,
    /// Rows at most.
    pub most: i64,
}

/// Where a list of groups goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GroupKey {
    /// When the last group shown meets next, if it does.
    pub next_at: Option<DateTime<Utc>>,
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: GroupId,
}

/// Where a list of alerts goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AlertKey {
    /// New ones come first, closed ones last.
    pub rank: i64,
    /// By when somebody must have looked at the last alert shown.
    pub due_at: DateTime<Utc>,
    /// Its id.
    pub id: AlertId,
}

/// Where a list of sessions goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionKey {
    /// When the last session shown ends.
    pub ends_at: DateTime<Utc>,
    /// Its id.
    pub id: SessionId,
}

/// Where a list of groups to join goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JoinableKey {
    /// Those of her own county come first.
    pub elsewhere: i64,
    /// What the last group shown is called.
    pub name: String,
    /// Its id.
    pub id: GroupId,
}

/// Where a list of imports goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportKey {
    /// When the last import shown was confirmed.
    pub imported_at: DateTime<Utc>,
    /// Its id.
    pub id: Uuid,
}

/// Where a list of users goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UserKey {
    /// Those who cannot sign in any more come last.
    pub ended: bool,
    /// The folded name of the last user shown.
    pub name_key: String,
    /// Her id.
    pub id: UserId,
}

/// Where a list of partners goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PartnerKey {
    /// The code of the last partner shown.
    pub code: String,
}

/// After every instant that stands in a list.
pub(crate) fn never() -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(9999, 1, 1).unwrap_or(NaiveDate::MAX).and_time(NaiveTime::MIN).and_utc()
}

/// What a search matches inside a text, in small letters; everything when nothing is searched for.
pub(crate) fn like(q: &str) -> String {
    let mut like = String::from("%");
    for letter in q.trim().to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            like.push('\\');
        }
        like.push(letter);
    }
    like.push('%');
    like
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_that_stands_for_others_is_searched_for_as_itself() {
        assert_eq!(like(" 10%_Hall "), "%10\\%\\_hall%");
        assert_eq!(like(""), "%%");
    }

    #[test]
    fn a_part_says_that_more_follow_and_shows_none_of_them() {
        let part = ListPart::of((0..51).collect(), 1_360);
        assert_eq!((part.rows.len(), part.more, part.total), (50, true, 1_360));
        assert!(!ListPart::of((0..50).collect(), 50).more);
    }
}
