//! Long lists, page by page: rows follow the last one seen, in the order of their ids.

use uuid::Uuid;

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy)]
pub struct PageOf {
    /// Rows after this one; nil for the first page.
    pub after: Uuid,
    /// Rows at most.
    pub most: i64,
}
