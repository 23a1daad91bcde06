//! Who works here: signing in, invitations, roles, partners.

pub mod invitations;
pub mod partners;
pub mod passwords;
pub mod setup;
pub mod sign_in;
pub mod tokens;
pub mod users;
