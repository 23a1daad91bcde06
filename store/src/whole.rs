//! A database as one thing: looked at, copied, moved. For the operator's commands; no page asks for any of it.

mod cells;
mod direct;
mod health;
mod look;
mod moving;

pub use cells::{Cells, Column, Holds};
pub use direct::Direct;
pub use health::{ContentStanding, Leases, Queues};
pub use look::{KeyFit, Look};
pub use moving::{CannotMove, Moved, move_all};
